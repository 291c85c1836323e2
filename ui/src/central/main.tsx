/** The Central System's page. */
import { mount } from '../shared/mount.tsx';
import { ThemeSwitch } from '../shared/theme-switch.tsx';

mount(
  <>
    <header className="page-head">
      <h1>Central System</h1>
      <span className="push">
        <ThemeSwitch />
      </span>
    </header>
    <main>
      <p className="empty">
        What it knows: <a href="chargers">chargers</a>, <a href="transactions">transactions</a>,{' '}
        <a href="complaints">complaints</a>.
      </p>
    </main>
  </>,
);

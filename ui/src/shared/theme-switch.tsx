/** Chooses the theme: as the system has it, light, dark. */
import { Icon } from './icon.tsx';
import { useStore } from './store.ts';
import { type Theme, theme, themes } from './theme.ts';

const icons = { system: 'contrast', light: 'sun', dark: 'moon' } as const satisfies Readonly<Record<Theme, string>>;

export function ThemeSwitch() {
  const chosen = useStore(theme);
  return (
    <fieldset className="segments" aria-label="Theme">
      {themes.map((each) => (
        <label key={each} title={`Theme: ${each}`}>
          <input type="radio" name="theme" checked={chosen === each} onChange={() => theme.set(each)} />
          <Icon name={icons[each]} />
          <span className="unseen">{each}</span>
        </label>
      ))}
    </fieldset>
  );
}

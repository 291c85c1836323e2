/** The Central System's page: the chargers beside the one that is looked at; on a narrow screen one of the two. */
import { ConnectionBanner } from '../shared/connection-banner.tsx';
import { Notices } from '../shared/notices.tsx';
import { Pill } from '../shared/pill.tsx';
import { useStore } from '../shared/store.ts';
import { ThemeSwitch } from '../shared/theme-switch.tsx';
import { TokenDialog } from '../shared/token-dialog.tsx';
import { address } from './address.ts';
import { CallDialog } from './call-dialog.tsx';
import { CallsProvider } from './calls.tsx';
import type { CentralStore } from './central-store.ts';
import { ChargerList } from './charger-list.tsx';
import { ChargerView } from './charger-view.tsx';
import { IdTagList } from './id-tag-list.tsx';

export function CentralPage({ central }: { readonly central: CentralStore }) {
  const known = useStore(central.state, (state) => state !== undefined);
  const chosen = useStore(central.chosen);
  return (
    <CallsProvider central={central}>
      <a className="skip" href="#main">
        To the chargers
      </a>
      <Head central={central} />
      <ConnectionBanner connection={central.connection} />
      <main id="main" className="central" data-shows={chosen === undefined ? 'list' : 'charger'}>
        {known ? (
          <>
            <aside aria-label="What the Central System knows">
              <ChargerList central={central} />
              <IdTagList central={central} />
            </aside>
            <ChargerView central={central} key={chosen} />
          </>
        ) : (
          <p className="empty">Calling the Central System …</p>
        )}
      </main>
      <CallDialog central={central} />
      <Notices />
      <TokenDialog api={central.api} />
    </CallsProvider>
  );
}

function Head({ central }: { readonly central: CentralStore }) {
  const chargers = useStore(central.state, (state) => state?.chargers);
  const all = chargers?.size ?? 0;
  const connected = [...(chargers?.values() ?? [])].filter((charger) => charger.connected).length;
  return (
    <header className="page-head">
      <div>
        <h1>Central System</h1>
        <p className="soft">
          Chargers connect to <code>{address()}</code>
        </p>
      </div>
      {chargers !== undefined && (
        <Pill tone={connected > 0 ? 'good' : 'plain'}>{`${connected} of ${all} connected`}</Pill>
      )}
      <span className="push">
        <ThemeSwitch />
      </span>
    </header>
  );
}

/** The charger's page: the box, its plots, and what lies behind. */
import { ConnectionBanner } from '../shared/connection-banner.tsx';
import { Notices } from '../shared/notices.tsx';
import { useStore } from '../shared/store.ts';
import { TokenDialog } from '../shared/token-dialog.tsx';
import type { ChargerStore } from './charger-store.ts';
import { Head } from './head.tsx';

export function ChargerPage({ charger }: { readonly charger: ChargerStore }) {
  const known = useStore(charger.status, (status) => status !== undefined);
  return (
    <>
      <a className="skip" href="#main">
        To the charger
      </a>
      <Head charger={charger} />
      <ConnectionBanner connection={charger.connection} />
      <main id="main">{known ? null : <p className="empty">Calling the charger …</p>}</main>
      <Notices />
      <TokenDialog api={charger.api} />
    </>
  );
}

/** The charger's page: the box, its plots, and what lies behind. */
import { lazy, Suspense } from 'react';
import { Boundary } from '../shared/boundary.tsx';
import { ConnectionBanner } from '../shared/connection-banner.tsx';
import { Notices } from '../shared/notices.tsx';
import { useStore } from '../shared/store.ts';
import { TokenDialog } from '../shared/token-dialog.tsx';
import { Behind } from './behind/behind.tsx';
import { Box } from './box/box.tsx';
import type { ChargerStore } from './charger-store.ts';
import { Head } from './head.tsx';
import './charger.css';

/** They come after the first picture. */
const Plots = lazy(async () => ({ default: (await import('./plots/plots.tsx')).Plots }));

export function ChargerPage({ charger }: { readonly charger: ChargerStore }) {
  const known = useStore(charger.status, (status) => status !== undefined);
  const connection = useStore(charger.connection, ({ kind }) => kind);
  return (
    <>
      <a className="skip" href="#main">
        To the charger
      </a>
      <Head charger={charger} />
      <ConnectionBanner connection={charger.connection} />
      <main id="main" tabIndex={-1} className="page" data-connection={connection}>
        {known ? (
          <div className="bench">
            <Box charger={charger} />
            <Boundary what="The plots">
              <Suspense fallback={<section className="panel plots" aria-label="Plots" />}>
                <Plots charger={charger} />
              </Suspense>
            </Boundary>
            <Behind charger={charger} />
          </div>
        ) : (
          <p className="empty">Calling the charger …</p>
        )}
      </main>
      <Notices />
      <TokenDialog api={charger.api} />
    </>
  );
}

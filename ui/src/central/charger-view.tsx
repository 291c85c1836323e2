/** One charger: who it is, its connectors, what can be sent to it, what it has told. */
import { useMemo } from 'react';
import type { ChargerSummary } from '../../../src/central/views.ts';
import { dayTime, latency } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { Pill, type Tone } from '../shared/pill.tsx';
import { useStore } from '../shared/store.ts';
import { type Tab, Tabs } from '../shared/tabs.tsx';
import { Wire } from '../shared/wire/wire.tsx';
import { CallPalette } from './call-palette.tsx';
import { useCalls } from './calls.tsx';
import { type CentralStore, useChosen } from './central-store.ts';
import { ComplaintList } from './complaint-list.tsx';
import { Connectors } from './connectors.tsx';
import { listHref } from './route.ts';
import { statusOf } from './sent-calls.ts';
import { SentList } from './sent-list.tsx';
import { TransactionTable } from './transaction-table.tsx';
import { answerTone, modelName } from './words.ts';

export function ChargerView({ central }: { readonly central: CentralStore }) {
  const id = useStore(central.chosen);
  const charger = useChosen(central);
  if (charger === undefined) {
    return (
      <section className="charger-view" aria-label="Charger">
        <BackToList />
        <p className="empty">{id === undefined ? 'No charger is chosen.' : `${id} has never connected.`}</p>
      </section>
    );
  }
  return (
    <section className="charger-view" aria-label={charger.id}>
      <ChargerHead central={central} charger={charger} />
      <Connectors central={central} charger={charger} />
      <CallPalette central={central} charger={charger} />
      <Told central={central} charger={charger} />
    </section>
  );
}

function BackToList() {
  return (
    <a className="button back" href={listHref}>
      <Icon name="back" />
      All chargers
    </a>
  );
}

function ChargerHead({ central, charger }: { readonly central: CentralStore; readonly charger: ChargerSummary }) {
  const { id, connected, connectedSince, registration, serialNumber, firmwareVersion, page } = charger;
  const { ask } = useCalls();
  const main = charger.connectors.find(({ connectorId }) => connectorId === 0);
  const parts = [
    modelName(charger),
    firmwareVersion && `firmware ${firmwareVersion}`,
    serialNumber && `serial ${serialNumber}`,
    connectedSince && `connected since ${dayTime(connectedSince)} UTC`,
  ];
  return (
    <header className="panel charger-head">
      <BackToList />
      <div className="row">
        <h2>{id}</h2>
        <Pill tone={connected ? 'good' : 'bad'}>{connected ? 'Connected' : 'Not connected'}</Pill>
        <Pill tone={registrationTones[registration]}>
          {registration === 'unknown' ? 'Not registered' : registration}
        </Pill>
        {main !== undefined && main.status !== 'Available' && <Pill tone="warn">{`Charger ${main.status}`}</Pill>}
        <span className="row push">
          {page !== undefined && (
            <a className="button" href={page}>
              Its own page
              <Icon name="out" />
            </a>
          )}
          <button type="button" disabled={!connected} onClick={() => ask({ chargerId: id, action: 'Reset' })}>
            <Icon name="restart" />
            Reset …
          </button>
        </span>
      </div>
      <p className="soft">{parts.filter(Boolean).join(', ')}</p>
      <LastSent central={central} chargerId={id} />
    </header>
  );
}

const registrationTones = {
  unknown: 'warn',
  Accepted: 'good',
  Pending: 'warn',
  Rejected: 'bad',
} as const satisfies Readonly<Record<ChargerSummary['registration'], Tone>>;

/** What became of the newest CALL that was sent from this page. */
function LastSent({ central, chargerId }: { readonly central: CentralStore; readonly chargerId: string }) {
  const last = useStore(central.sent.calls, (calls) => calls.findLast((call) => call.chargerId === chargerId));
  const ending = last?.ending;
  return (
    <p role="status" className="last-sent">
      {last !== undefined && ending !== undefined && (
        <>
          <b>{last.action}</b> {ending.kind === 'waiting' && 'is on its way …'}
          {ending.kind === 'answered' && (
            <>
              <Pill tone={answerTone(statusOf(ending.payload))}>{statusOf(ending.payload) ?? 'answered'}</Pill>
              <span className="soft"> {latency(ending.latencyMs)}</span>
            </>
          )}
          {ending.kind === 'failed' && (
            <>
              <Pill tone="bad">failed</Pill> {ending.message}
            </>
          )}
        </>
      )}
    </p>
  );
}

/** What it has told, and what it was asked. */
function Told({
  central,
  charger: { id, complaints },
}: {
  readonly central: CentralStore;
  readonly charger: ChargerSummary;
}) {
  const sent = useStore(central.sent.calls, (calls) => calls.filter(({ chargerId }) => chargerId === id).length);
  const transactions = useStore(central.state, (state) => state?.transactions.length ?? 0);
  const tabs = useMemo<readonly Tab[]>(
    () => [
      { name: 'frames', title: 'Frames', show: () => <Wire book={central.frames} name={id} /> },
      {
        name: 'transactions',
        title: counted('Transactions', transactions),
        show: () => <TransactionTable central={central} />,
      },
      {
        name: 'complaints',
        title: counted('Complaints', complaints),
        show: () => <ComplaintList central={central} />,
      },
      { name: 'sent', title: counted('Sent', sent), show: () => <SentList central={central} chargerId={id} /> },
    ],
    [central, id, transactions, complaints, sent],
  );
  return (
    <div className="panel told">
      <Tabs label="What it has told" tabs={tabs} />
    </div>
  );
}

function counted(title: string, count: number) {
  return count === 0 ? (
    title
  ) : (
    <>
      {title} <span className="count">{count}</span>
    </>
  );
}

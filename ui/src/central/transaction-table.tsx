/** The transactions of a charger, newest first. */
import type { Transaction } from '../../../src/central/transactions.ts';
import { dayTime, fixed } from '../shared/format.ts';
import { Pill } from '../shared/pill.tsx';
import { useStore } from '../shared/store.ts';
import { useCalls } from './calls.tsx';
import type { CentralStore } from './central-store.ts';
import { useNewest } from './newest.tsx';
import { idTagTone } from './words.ts';

export function TransactionTable({ central }: { readonly central: CentralStore }) {
  const all = useStore(central.state, (state) => state?.transactions) ?? [];
  const { shown, more } = useNewest(all);
  if (all.length === 0) return <p className="empty">It has told of no transaction yet.</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section className="table" aria-label="Transactions" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Id</th>
              <th scope="col">Connector</th>
              <th scope="col">Id tag</th>
              <th scope="col">Start</th>
              <th scope="col">Stop</th>
              <th scope="col">Energy</th>
              <th scope="col">Meter values</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((transaction) => (
              <Row key={transaction.transactionId} transaction={transaction} />
            ))}
          </tbody>
        </table>
      </section>
      {more}
    </>
  );
}

function Row({ transaction }: { readonly transaction: Transaction }) {
  const { transactionId, connectorId, idTag, idTagInfo, startedAt, meterStart, register, meterValues, state } =
    transaction;
  return (
    <tr>
      <td className="number">{transactionId}</td>
      <td className="number">{connectorId}</td>
      <td>
        <code>{idTag}</code>{' '}
        {idTagInfo.status !== 'Accepted' && <Pill tone={idTagTone(idTagInfo.status)}>{idTagInfo.status}</Pill>}
      </td>
      <td className="moment">{dayTime(startedAt)}</td>
      <td className="moment">{state.kind === 'stopped' ? dayTime(state.stoppedAt) : ''}</td>
      <td className="number">{fixed((register - meterStart) / 1_000, 3)} kWh</td>
      <td className="number">{meterValues}</td>
      <td>
        <End transaction={transaction} />
      </td>
    </tr>
  );
}

function End({ transaction: { chargerId, transactionId, state } }: { readonly transaction: Transaction }) {
  const { send } = useCalls();
  if (state.kind === 'stopped') return <>{state.reason}</>;
  if (state.kind === 'abandoned') return <Pill tone="warn">never stopped</Pill>;
  return (
    <span className="row">
      <Pill tone="busy">running</Pill>
      <button type="button" onClick={() => send(chargerId, 'RemoteStopTransaction', { transactionId })}>
        Stop<span className="unseen"> transaction {transactionId}</span>
      </button>
    </span>
  );
}

/** The transactions on disk, what waits to be told of them, and those that were told to their end while this page was open. */
import { useRef } from 'react';
import type { Transactions as Told, TransactionShown } from '../../../../src/api/schemas.ts';
import { dayTime, fixed } from '../../shared/format.ts';
import { Pill, type Tone } from '../../shared/pill.tsx';
import { ScrollArea } from '../../shared/scroll-area.tsx';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';
import { useAsked } from './use-asked.ts';

interface Row extends Omit<TransactionShown, 'state'> {
  readonly state: TransactionShown['state'] | 'told to its end';
}

const tones: Readonly<Record<Row['state'], Tone>> = { running: 'good', ended: 'warn', 'told to its end': 'plain' };

export function Transactions({ charger }: { readonly charger: ChargerStore }) {
  const running = useStore(charger.status, (status) =>
    status?.connectors.map(({ transaction }) => `${transaction?.number} ${transaction?.transactionId}`).join(),
  );
  const { answer } = useAsked<Told>(charger, 'transactions', { reasons: `${running}`, everyMs: 2_000 });
  const rows = useRemembered(answer);
  if (answer === undefined) return <p className="empty">Asking the charger …</p>;
  return (
    <div>
      <p className="queue">{queueText(answer.queue)}</p>
      {rows.length === 0 ? (
        <p className="empty">No transaction is on disk.</p>
      ) : (
        <ScrollArea label="Transactions">
          <table>
            <thead>
              <tr>
                <th>Number</th>
                <th>transactionId</th>
                <th>Connector</th>
                <th>Card</th>
                <th>State</th>
                <th>Started</th>
                <th>Stopped</th>
                <th className="number">kWh</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line key={row.number} row={row} />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </div>
  );
}

function Line({ row }: { readonly row: Row }) {
  const { number, transactionId, connectorId, idTag, state, startedAt, stoppedAt, reason, meterStart, meterStop } = row;
  return (
    <tr>
      <td>{number}</td>
      <td>{transactionId ?? 'not told yet'}</td>
      <td>{connectorId}</td>
      <td>
        <code>{idTag}</code>
      </td>
      <td>
        <Pill tone={tones[state]}>{state}</Pill>
      </td>
      <td>{dayTime(startedAt)}</td>
      <td>
        {stoppedAt === undefined ? '–' : dayTime(stoppedAt)}
        {reason !== undefined && <span className="note">{reason}</span>}
      </td>
      <td className="number">{meterStop === undefined ? '–' : fixed((meterStop - meterStart) / 1_000, 3)}</td>
    </tr>
  );
}

function queueText({ length, next }: Told['queue']): string {
  if (next === null || length === 0) return 'Nothing waits to be told to the Central System.';
  const what = next.transaction === undefined ? `${next.kind} values` : `${next.kind} of number ${next.transaction}`;
  const failed =
    next.attempts === 0 ? '' : `, which has failed ${next.attempts === 1 ? 'once' : `${next.attempts} times`}`;
  const when = next.notBefore === undefined ? '' : `, not before ${dayTime(next.notBefore)}`;
  return `${length === 1 ? '1 message waits' : `${length} messages wait`} to be told; the next is the ${what}${failed}${when}.`;
}

/** The charger forgets what was told to its end; the page does not, as long as it is open. Newest first. */
function useRemembered(answer: Told | undefined): readonly Row[] {
  const known = useRef(new Map<number, Row>());
  if (answer !== undefined) {
    const present = new Set(answer.transactions.map(({ number }) => number));
    for (const [number, row] of known.current)
      if (!present.has(number)) known.current.set(number, { ...row, state: 'told to its end' });
    for (const transaction of answer.transactions) known.current.set(transaction.number, transaction);
  }
  return [...known.current.values()].sort((one, other) => other.number - one.number);
}

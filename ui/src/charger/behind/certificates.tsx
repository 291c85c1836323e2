/** The certificates that are installed: what the charger trusts, and what it shows. No key comes as far as here. */
import type { CertificatesShown } from '../../../../src/api/certificates.ts';
import { dayTime } from '../../shared/format.ts';
import { Pill, type Tone } from '../../shared/pill.tsx';
import { ScrollArea } from '../../shared/scroll-area.tsx';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';
import { useChargerNow } from '../charger-time.ts';
import { useAsked } from './use-asked.ts';

export function Certificates({ charger }: { readonly charger: ChargerStore }) {
  const changes = useStore(charger.configurationChanges);
  const { answer } = useAsked<CertificatesShown>(charger, 'certificates', { reasons: `${changes}`, everyMs: 10_000 });
  const now = useChargerNow(charger);
  if (answer === undefined) return <p className="empty">Asking the charger …</p>;
  const { roots, own, pending } = answer;
  const rows: readonly Row[] = [
    ...own.map((each) => ({ ...each, use: 'the charger itself', ...ownState(each) })),
    ...roots.map((each) => ({ ...each, use: `root of the ${each.use}`, state: 'trusted', tone: 'good' as const })),
  ];
  return (
    <div>
      {pending !== null && (
        <p className="queue">
          A key waits for its certificate
          {pending.acceptedAt === undefined
            ? '; it is being asked for.'
            : `, asked for ${dayTime(pending.acceptedAt)}.`}
        </p>
      )}
      {rows.length === 0 ? (
        <p className="empty">No certificate is installed.</p>
      ) : (
        <ScrollArea label="Certificates">
          <table>
            <thead>
              <tr>
                <th>Of</th>
                <th>Subject</th>
                <th>State</th>
                <th>Until, UTC</th>
                <th>Fingerprint</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line key={`${row.use} ${row.fingerprint}`} row={row} over={Date.parse(row.notAfter) < now} />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </div>
  );
}

interface Row {
  readonly use: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly serialNumber: string;
  readonly notAfter: string;
  readonly state: string;
  readonly tone: Tone;
}

function Line({ row, over }: { readonly row: Row; readonly over: boolean }) {
  const { use, subject, serialNumber, state, tone, notAfter, fingerprint } = row;
  return (
    <tr>
      <td>{use}</td>
      <td>
        {subject}
        <span className="note">serial number {serialNumber}</span>
      </td>
      <td>{over ? <Pill tone="bad">expired</Pill> : <Pill tone={tone}>{state}</Pill>}</td>
      <td>
        <time>{dayTime(notAfter)}</time>
      </td>
      <td>
        <code title={fingerprint}>{fingerprint.slice(0, 23)}…</code>
      </td>
    </tr>
  );
}

function ownState({ presented, refused, workedAt }: CertificatesShown['own'][number]): Pick<Row, 'state' | 'tone'> {
  if (refused) return { state: 'refused', tone: 'bad' };
  if (presented) return { state: workedAt === undefined ? 'presented' : 'presented, works', tone: 'good' };
  return { state: 'kept', tone: 'plain' };
}

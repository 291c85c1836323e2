/** The security log, newest first, and a way to let something happen that belongs into it. */
import { useState } from 'react';
import { dayTime } from '../../shared/format.ts';
import { attempt } from '../../shared/notices.tsx';
import { Pill } from '../../shared/pill.tsx';
import { ScrollArea } from '../../shared/scroll-area.tsx';
import type { ChargerStore } from '../charger-store.ts';
import { useAsked } from './use-asked.ts';

interface Entry {
  readonly type: string;
  readonly timestamp: string;
  readonly critical: boolean;
  readonly techInfo?: string;
}

const MOST = 300;

export function Security({ charger }: { readonly charger: ChargerStore }) {
  const { answer, again } = useAsked<readonly Entry[]>(charger, 'security-log', { everyMs: 3_000 });
  const [type, setType] = useState('TamperDetectionActivated');
  const entries = (answer ?? [])
    .map((entry, number) => ({ ...entry, number }))
    .toReversed()
    .slice(0, MOST);
  return (
    <div>
      <form
        className="row filters"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(() => charger.api.ask('POST', 'security-events', { type: type.trim() })).then(again);
        }}
      >
        <label className="grow">
          <span className="unseen">Type of a security event</span>
          <input
            value={type}
            maxLength={50}
            required
            spellCheck={false}
            onChange={({ target }) => setType(target.value)}
          />
        </label>
        <button type="submit">Let it happen</button>
      </form>
      {answer !== undefined && entries.length === 0 && <p className="empty">The security log is empty.</p>}
      {entries.length > 0 && (
        <ScrollArea label="Security log">
          <table>
            <thead>
              <tr>
                <th>Time, UTC</th>
                <th>Event</th>
                <th>Told</th>
                <th>More about it</th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ type: name, timestamp, critical, techInfo, number }) => (
                <tr key={`${timestamp} ${number}`}>
                  <td>
                    <time>{dayTime(timestamp)}</time>
                  </td>
                  <td>{name}</td>
                  <td>{critical ? <Pill tone="warn">critical</Pill> : <Pill>logged only</Pill>}</td>
                  <td className="soft">{techInfo}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </div>
  );
}

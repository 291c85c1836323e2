/** What the charger says of itself: its log since the page was opened, newest first. */
import { useState } from 'react';
import { clockTime } from '../../shared/format.ts';
import { Pill, type Tone } from '../../shared/pill.tsx';
import { ScrollArea } from '../../shared/scroll-area.tsx';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';
import type { LogLine } from '../log-book.ts';

const tones: Readonly<Record<LogLine['level'], Tone>> = { debug: 'plain', info: 'plain', warn: 'warn', error: 'bad' };

export function Log({ charger }: { readonly charger: ChargerStore }) {
  const lines = useStore(charger.log);
  const [troubleOnly, onlyTrouble] = useState(false);
  const shown = troubleOnly ? lines.filter(({ level }) => tones[level] !== 'plain') : lines;
  return (
    <div>
      <div className="row filters">
        <button type="button" aria-pressed={troubleOnly} onClick={() => onlyTrouble(!troubleOnly)}>
          Warnings and errors only
        </button>
        <span className="soft">
          {shown.length === 1 ? '1 line' : `${shown.length} lines`} since this page was opened
        </span>
      </div>
      {shown.length === 0 ? (
        <p className="empty">The charger has said nothing yet.</p>
      ) : (
        <ScrollArea label="Log">
          <table className="log">
            <thead>
              <tr>
                <th>Time, UTC</th>
                <th>Level</th>
                <th>Line</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ number, at, level, message, details }) => (
                <tr key={number}>
                  <td>
                    <time>{clockTime(Date.parse(at))}</time>
                  </td>
                  <td>
                    <Pill tone={tones[level]}>{level}</Pill>
                  </td>
                  <td>
                    {message}
                    {details !== undefined && <code className="note">{JSON.stringify(details)}</code>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </div>
  );
}

/** L1, L2, L3: voltage, relay, and the current against what is offered. */
import type { Connector, Status } from '../../../../src/api/schemas.ts';
import { fixed } from '../../shared/format.ts';

export function Lines({ connector, grid }: { readonly connector: Connector; readonly grid: Status['grid'] }) {
  const { currentA, offeredCurrentA, limits, relays } = connector;
  const most = limits.find(({ source }) => source === 'hardware')?.maxCurrentA ?? 32;
  return (
    <table className="lines">
      <caption className="unseen">The lines of the grid</caption>
      <thead className="unseen">
        <tr>
          <th>Line</th>
          <th>Relay</th>
          <th>Voltage</th>
          <th>Current</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((name, index) => {
          const current = currentA[index] ?? 0;
          const closed = relays.includes(index + 1);
          return (
            <tr key={name} data-line={index + 1}>
              <th scope="row">{name}</th>
              <td>
                <span className="relay" data-closed={closed} aria-hidden="true" />
                <span className="soft">{closed ? 'closed' : 'open'}</span>
              </td>
              <td className="number">
                {grid.type === 'IT' && <span className="soft">{between[index]} </span>}
                {fixed(grid.voltageV[index] ?? 0, 0)} V
              </td>
              <td className="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect className="scale" width="100" height="8" rx="2" />
                  <rect className="flow" width={share(current, most)} height="8" rx="2" />
                  {offeredCurrentA > 0 && (
                    <rect className="offer" x={share(offeredCurrentA, most) - 1} width="1" height="8" />
                  )}
                </svg>
              </td>
              <td className="number">{fixed(current, 1)} A</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const lines = ['L1', 'L2', 'L3'];
/** Without a neutral a voltage is that between two lines. */
const between = ['1–2', '2–3', '3–1'];

/** Percent. */
const share = (part: number, whole: number): number => Math.min(100, (100 * part) / whole);

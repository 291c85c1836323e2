/** The connector that a path names. */
import type { Twin } from '../twin.ts';
import { ProblemError } from './problem.ts';

/** Throws the problem unknown-connector. `least` 0: the charger itself may be meant. */
export function connectorIn(twin: Twin, { id = '' }: Readonly<Record<string, string>>, least: 0 | 1 = 1): number {
  const { connectors } = twin.chargePoint().charger;
  const known = least === 0 ? [0, ...connectors] : connectors;
  const found = known.find((connector) => String(connector) === id);
  if (found !== undefined) return found;
  const hint = id === '0' ? ' GET /status tells about the charger itself.' : '';
  throw new ProblemError(
    'unknown-connector',
    `There is no connector ${JSON.stringify(id)} here, only ${known.join(', ')}.${hint}`,
  );
}

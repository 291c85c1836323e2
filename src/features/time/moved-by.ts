/** Meter values at another moment. Pure. */
import { formatDateTime, parseDateTime } from '../../ocpp16/date-time.ts';
import type { MeterValue } from '../../ocpp16/types.ts';

/** The same values, `by` ms later (negative: earlier). */
export function movedBy(by: number, { timestamp, ...values }: MeterValue): MeterValue {
  const at = parseDateTime(timestamp);
  return { timestamp: at === undefined ? timestamp : formatDateTime(at + by), ...values };
}

/** From when to when a log is wanted: both ends are in it, and an end that is absent is open. */
import { parseDateTime } from '../../ocpp16/date-time.ts';

/** ms since 1970. */
export interface Window {
  readonly oldest: number;
  readonly latest: number;
}

/** The moments of a message, which its schema has looked at. */
export function windowOf(oldest: string | undefined, latest: string | undefined): Window {
  return {
    oldest: (oldest === undefined ? undefined : parseDateTime(oldest)) ?? Number.NEGATIVE_INFINITY,
    latest: (latest === undefined ? undefined : parseDateTime(latest)) ?? Number.POSITIVE_INFINITY,
  };
}

export function isWithin({ oldest, latest }: Window, moment: number): boolean {
  return moment >= oldest && moment <= latest;
}

/** An identifier that is good until a moment is Expired from then on (S 3.5.1, 3.5.4); any other status has no end. */
import { parseDateTime } from '../../ocpp16/date-time.ts';
import type { IdTagInfo } from '../../ocpp16/types.ts';

/** What is known of an identifier, as it is at `now` (ms since 1970). */
export function standingAt(now: number, info: IdTagInfo): IdTagInfo {
  const expiry = info.expiryDate === undefined ? undefined : parseDateTime(info.expiryDate);
  const over = expiry !== undefined && expiry <= now;
  return over && info.status === 'Accepted' ? { ...info, status: 'Expired' } : info;
}

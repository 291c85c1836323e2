/**
 * Transaction messages, built at the moment of sending from the records (DESIGN rule 4). Pure.
 *
 * Guarantees:
 * - a transaction whose id the Central System never told is spoken of as -1 (E4 3.18);
 * - StopTransaction carries at most `maximumValues` meter values: intermediate ones are dropped, the 1st, the 3rd, the 5th ...,
 *   until the rest fits; Transaction.Begin and Transaction.End never (E4 3.14, 3.89);
 * - for the same reason it is no longer than a Central System can be expected to read.
 */
import type { Request } from '../../ocpp16/actions.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import type { MeterValue } from '../../ocpp16/types.ts';
import type { TransactionRecord } from './records.ts';
import { isBoundary } from './thinning.ts';

/** E4 3.18. */
export const UNKNOWN_TRANSACTION_ID = -1;

/** How many characters of meter values a StopTransaction carries at most (ours: half of the longest message that we read). */
export const LONGEST_TRANSACTION_DATA = 131_072;

export function startTransaction(transaction: TransactionRecord): Request<'StartTransaction'> {
  const { connector, idTag, start, reservationId } = transaction;
  return {
    connectorId: connector,
    idTag,
    meterStart: start.wh,
    timestamp: formatDateTime(start.at),
    ...(reservationId === undefined ? {} : { reservationId }),
  };
}

export function stopTransaction(
  transaction: TransactionRecord,
  values: readonly MeterValue[],
  maximumValues: number,
): Request<'StopTransaction'> {
  const { stop = { ...transaction.seen, reason: 'Other' as const, idTag: undefined } } = transaction;
  const transactionData = shorten(thin(values, maximumValues));
  return {
    transactionId: transaction.transactionId ?? UNKNOWN_TRANSACTION_ID,
    meterStop: stop.wh,
    timestamp: formatDateTime(stop.at),
    reason: stop.reason,
    ...(stop.idTag === undefined ? {} : { idTag: stop.idTag }),
    ...(transactionData.length === 0 ? {} : { transactionData }),
  };
}

export function meterValues(
  connector: number,
  transaction: TransactionRecord | undefined,
  meterValue: MeterValue,
): Request<'MeterValues'> {
  return {
    connectorId: connector,
    ...(transaction === undefined ? {} : { transactionId: transaction.transactionId ?? UNKNOWN_TRANSACTION_ID }),
    meterValue: [meterValue],
  };
}

/** Drops every second of those that may be dropped, again and again, until `maximum` are left or none may go. */
export function thin(values: readonly MeterValue[], maximum: number): readonly MeterValue[] {
  let rest = values;
  while (rest.length > maximum) {
    let dropped = 0;
    let intermediate = 0;
    const surplus = rest.length - maximum;
    const next = rest.filter((value) => {
      if (isBoundary(value)) return true;
      intermediate += 1;
      if (intermediate % 2 === 0 || dropped === surplus) return true;
      dropped += 1;
      return false;
    });
    if (dropped === 0) return next;
    rest = next;
  }
  return rest;
}

/** Drops intermediate values until the rest is short enough, or none may go. */
function shorten(values: readonly MeterValue[]): readonly MeterValue[] {
  const length = JSON.stringify(values).length;
  if (length <= LONGEST_TRANSACTION_DATA) return values;
  const rest = thin(values, Math.floor((values.length * LONGEST_TRANSACTION_DATA) / length));
  return rest.length < values.length ? shorten(rest) : values;
}

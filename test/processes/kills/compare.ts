/**
 * Holds what a Central System was told by a charger that was killed again and again against what must be true of it, and
 * against what the charger has on its disk in the end. Pure; nothing of the code under test is used.
 *
 * - a message is repeated only with its content; a transaction begins once and ends once, and its values lie between;
 * - the register never falls, and nothing is lost or counted twice between a transaction and the next on its connector;
 * - a change that was answered Accepted is there afterwards, one that was refused is not, one without an answer may be;
 * - in the end everything is told, and nothing is left on the disk.
 */
import type { Remains } from './post-mortem.ts';
import type { Change, ChargerReport, Entry, Told } from './report.ts';

export interface Expected {
  /** Does the time of one life go on where that of the life before ended? */
  readonly continuousTime: boolean;
}

/** Sentences; none when all is well. */
export function compare(report: ChargerReport, remains: Remains, expected: Expected): readonly string[] {
  return [
    ...report.complaints,
    ...compareRepetitions(report.entries),
    ...compareTransactions(report.entries, remains, expected),
    ...compareChanges(report.entries, remains),
  ];
}

function compareRepetitions(entries: readonly Entry[]): readonly string[] {
  const known = new Map<string, string>();
  return entries.flatMap((entry) => {
    if (entry.kind !== 'told') return [];
    const before = known.get(entry.messageId);
    known.set(entry.messageId, before ?? entry.text);
    return before === undefined || before === entry.text
      ? []
      : [`${entry.messageId} was ${before} and came again as ${entry.text}`];
  });
}

/** A moment and the register at it. */
interface Point {
  readonly at: number;
  readonly wh: number;
}

interface Running {
  readonly start: Point;
  /** The last that was told of it. */
  last: Point;
}

interface Values {
  readonly timestamp: string;
  readonly sampledValue: readonly { readonly measurand?: string; readonly context?: string; readonly value: string }[];
}

interface Payload {
  readonly connectorId: number;
  readonly transactionId?: number;
  readonly timestamp: string;
  readonly meterStart: number;
  readonly meterStop: number;
  readonly meterValue: readonly Values[];
  readonly transactionData?: readonly Values[];
}

function compareTransactions(
  entries: readonly Entry[],
  remains: Remains,
  { continuousTime }: Expected,
): readonly string[] {
  const found: string[] = [];
  const ids = transactionIds(entries, found);
  /** By connector: what is running, and where the last one ended. */
  const running = new Map<number, { readonly id: number } & Running>();
  const ended = new Map<number, Point>();
  const everEnded = new Set<number>();
  let begun = 0;

  /** Values follow one another as they were taken; a clock-aligned one may bear a moment before that of another. */
  function within(values: Values, { start, last }: Running, name: string): Point {
    const point = { at: Date.parse(values.timestamp), wh: registerOf(values) ?? last.wh };
    if (point.at < start.at) found.push(`${name}: ${values.timestamp} is before the start`);
    if (point.wh < last.wh) found.push(`${name}: the register fell from ${last.wh} to ${point.wh}`);
    return { at: Math.max(point.at, last.at), wh: point.wh };
  }

  function start(message: Told, { connectorId, meterStart, timestamp }: Payload): void {
    const id = ids.get(message.messageId);
    if (id === undefined) return;
    const name = `the start of ${id}`;
    const before = running.get(connectorId);
    const last = ended.get(connectorId) ?? { at: Number.NEGATIVE_INFINITY, wh: 0 };
    const point = { at: Date.parse(timestamp), wh: meterStart };
    begun += 1;
    if (before !== undefined) found.push(`${name}: ${before.id} is running on connector ${connectorId}`);
    if (point.wh !== last.wh)
      found.push(`${name}: the register is at ${point.wh}, and the last one ended at ${last.wh}`);
    if (continuousTime && point.at < last.at) found.push(`${name}: ${timestamp} is before the end of the last one`);
    running.set(connectorId, { id, start: point, last: point });
  }

  function meter(_: Told, { connectorId, transactionId, meterValue }: Payload): void {
    const transaction = running.get(connectorId);
    const name = `the values of ${transactionId ?? 'no transaction'} on connector ${connectorId}`;
    for (const values of meterValue) {
      const left = ended.get(connectorId)?.wh ?? 0;
      const wh = registerOf(values) ?? left;
      if (transactionId !== undefined && transactionId === transaction?.id) {
        transaction.last = within(values, transaction, name);
      } else if (transactionId !== undefined) {
        found.push(`${name}: ${transaction?.id ?? 'none'} is running there`);
      } else if (transaction !== undefined && Date.parse(values.timestamp) >= transaction.start.at) {
        found.push(`${name}: ${transaction.id} is running there`);
      } else if (transaction === undefined && wh !== left) {
        found.push(`${name}: the register is at ${wh}, and was left at ${left}`);
      }
    }
  }

  function stop(_: Told, { transactionId = 0, meterStop, timestamp, transactionData = [] }: Payload): void {
    const name = `the end of ${transactionId}`;
    const [connectorId, transaction] = [...running].find(([, { id }]) => id === transactionId) ?? [];
    if (everEnded.has(transactionId)) found.push(`${name} was told before`);
    everEnded.add(transactionId);
    if (connectorId === undefined || transaction === undefined) {
      found.push(`${name}: it is not running`);
      return;
    }
    const point = { at: Date.parse(timestamp), wh: meterStop };
    if (point.wh < transaction.last.wh)
      found.push(`${name}: the register fell from ${transaction.last.wh} to ${meterStop}`);
    if (point.at < transaction.last.at) found.push(`${name}: ${timestamp} is before what was told before`);
    const data: Running = { start: transaction.start, last: transaction.start };
    for (const values of transactionData) data.last = within(values, data, `${name}, its data`);
    if (data.last.at > point.at || data.last.wh > point.wh) found.push(`${name}: its data goes on after it`);
    for (const [context, wh] of [
      ['Transaction.Begin', transaction.start.wh],
      ['Transaction.End', meterStop],
    ] as const) {
      const edges = transactionData.filter(({ sampledValue }) =>
        sampledValue.some((value) => value.context === context),
      );
      if (edges.length !== 1 || edges.some((values) => registerOf(values) !== wh)) {
        found.push(`${name}: ${JSON.stringify(edges)} is not one ${context} of ${wh} Wh`);
      }
    }
    running.delete(connectorId);
    ended.set(connectorId, point);
  }

  const readers: Readonly<Record<string, (message: Told, payload: Payload) => void>> = {
    StartTransaction: start,
    MeterValues: meter,
    StopTransaction: stop,
  };
  for (const message of firstTold(entries)) readers[message.action]?.(message, JSON.parse(message.text)[3]);

  for (const { id } of running.values()) found.push(`the end of ${id} was never told`);
  const { running: left, queued, untold, begun: begunOnDisk, registers } = remains;
  if (left + queued + untold > 0)
    found.push(`on the disk are left: ${left} running, ${queued} queued, ${untold} untold`);
  if (begunOnDisk !== begun) found.push(`the disk knows of ${begunOnDisk} transactions, told were ${begun}`);
  for (const [index, wh] of registers.entries()) {
    const last = ended.get(index + 1)?.wh ?? 0;
    if (wh !== last)
      found.push(`the meter of connector ${index + 1} is left at ${wh}, and its last transaction at ${last}`);
  }
  return found;
}

/** Each message once, in the order in which they came. */
function firstTold(entries: readonly Entry[]): readonly Told[] {
  const known = new Set<string>();
  return entries.filter((entry): entry is Told => {
    if (entry.kind !== 'told' || known.has(entry.messageId)) return false;
    known.add(entry.messageId);
    return true;
  });
}

/** What each StartTransaction was answered, by its message id: one id for each, each for one. */
function transactionIds(entries: readonly Entry[], found: string[]): ReadonlyMap<string, number> {
  const starts = new Set(
    firstTold(entries).flatMap((told) => (told.action === 'StartTransaction' ? [told.messageId] : [])),
  );
  const ids = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind !== 'answered' || !starts.has(entry.messageId)) continue;
    const [type, , payload] = JSON.parse(entry.text);
    if (type !== 3) continue;
    const { transactionId } = payload as { transactionId: number };
    const before = ids.get(entry.messageId);
    if (before === undefined && [...ids.values()].includes(transactionId)) {
      found.push(`transaction ${transactionId} was begun with two messages`);
    }
    ids.set(entry.messageId, transactionId);
  }
  for (const start of starts) if (!ids.has(start)) found.push(`the StartTransaction ${start} was never confirmed`);
  return ids;
}

function registerOf({ sampledValue }: Values): number | undefined {
  const value = sampledValue.find(({ measurand }) => measurand === 'Energy.Active.Import.Register');
  return value === undefined ? undefined : Number(value.value);
}

function compareChanges(entries: readonly Entry[], { configuration }: Remains): readonly string[] {
  const changes = Map.groupBy(
    entries.filter((entry) => entry.kind === 'asked' || entry.kind === 'settled' || entry.kind === 'read'),
    ({ what }) => what,
  );
  return [...changes].flatMap(([what, of]) => compareChange(what, of, configuration[what]));
}

/** `stored`: what the disk says in the end; absent when it was never changed. */
function compareChange(what: string, changes: readonly Change[], stored: string | undefined): readonly string[] {
  const found: string[] = [];
  /** What it can be now; not known before it was read for the first time. */
  let possible: readonly string[] | undefined;
  /** What it may be as well, because it was asked for and the answer has not been noted yet. */
  let pending: readonly string[] = [];
  for (const [index, change] of changes.entries()) {
    const { kind, value } = change;
    if (kind === 'asked') pending = [...pending, value];
    if (kind === 'settled') pending = pending.toSpliced(pending.indexOf(value), 1);
    if (kind === 'settled' && change.outcome === 'taken') possible = [value];
    if (kind === 'settled' && change.outcome === 'unknown' && possible !== undefined) possible = [...possible, value];
    if (kind !== 'read') continue;
    if (possible !== undefined && ![...possible, ...pending].includes(value)) {
      const before = changes.slice(Math.max(0, index - 6), index).map((one) => Object.values(one).join(' '));
      found.push(`${what} is ${value}, and can only be ${possible.join(' or ')}, after ${before.join(', ')}`);
    }
    possible = [value];
  }
  if (stored !== undefined && possible !== undefined && !possible.includes(stored)) {
    found.push(`${what} is ${stored} on the disk, and can only be ${possible.join(' or ')}`);
  }
  return found;
}

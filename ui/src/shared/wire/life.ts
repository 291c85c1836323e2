/**
 * The life of a transaction, out of the frames: what authorized it, its start, its values, what was asked of it, its end. Pure.
 *
 * Guarantee: transactionIds that a Central System gives twice are told apart by time: a life begins with its own StartTransaction and
 * ends before the next one of the same id.
 */
import type { Frame, FrameBook } from '../frame-book.ts';
import { payloadOf } from './frame-text.ts';

export interface Life {
  readonly transactionId: number | undefined;
  readonly connectorId: number | undefined;
  readonly idTag: string | undefined;
  readonly frames: readonly Frame[];
  readonly meterStart: number | undefined;
  readonly meterStop: number | undefined;
  readonly startedAt: string | undefined;
  readonly stoppedAt: string | undefined;
  readonly reason: string | undefined;
}

type Book = Pick<FrameBook, 'frames' | 'partner'>;
type Fields = Readonly<Record<string, unknown>>;

/** Undefined for a frame that is no transaction's. */
export function lifeOf(book: Book, frame: Frame): Life | undefined {
  const start = startOf(book, frame);
  const id = start === undefined ? ownId(book, frame) : idOfStart(book, start);
  if (start === undefined && id === undefined) return undefined;
  const { connectorId, idTag, meterStart, timestamp } = start === undefined ? {} : fieldsOf(start);
  const frames = book.frames();
  const next = frames.find(
    (each) => isStart(each) && start !== undefined && each.number > start.number && idOfStart(book, each) === id,
  );
  const within = frames.filter(
    ({ number }) => number < (next?.number ?? Number.POSITIVE_INFINITY) && number >= (start?.number ?? 0),
  );
  const own = within.filter((each) => isOwn(book, each, start, id));
  const stop = own.find(({ action, kind }) => action === 'StopTransaction' && kind === 'call');
  const end = endOf(book, stop, own);
  const around = frames.filter(
    (each) =>
      each.action === 'StatusNotification' &&
      fieldsOf(callOf(book, each)).connectorId === connectorId &&
      each.number >= (start?.number ?? 0) - STATUS_BEFORE &&
      each.number <= end,
  );
  const authorizations = authorizationsOf(book, frames, idTag, start);
  const { meterStop, timestamp: stoppedAt, reason } = stop === undefined ? {} : fieldsOf(stop);
  return {
    transactionId: id,
    connectorId: number(connectorId),
    idTag: text(idTag),
    frames: [...new Set([...authorizations, ...around, ...own])].sort((one, other) => one.number - other.number),
    meterStart: number(meterStart),
    meterStop: number(meterStop),
    startedAt: text(timestamp),
    stoppedAt: text(stoppedAt),
    reason: text(reason),
  };
}

/** Is there a life to be shown? */
export function hasLife({ action }: Frame): boolean {
  return action !== undefined && transactional.has(action);
}

const transactional = new Set(['StartTransaction', 'StopTransaction', 'MeterValues', 'RemoteStopTransaction']);

/** How many frames before its start, and after its end, a status may belong to it. */
const STATUS_BEFORE = 12;
const STATUS_AFTER = 6;

function endOf(book: Book, stop: Frame | undefined, own: readonly Frame[]): number {
  if (stop === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(book.partner(stop)?.number ?? stop.number, own.at(-1)?.number ?? 0) + STATUS_AFTER;
}

/** The last Authorize of its card before it. */
function authorizationsOf(book: Book, frames: readonly Frame[], idTag: unknown, start: Frame | undefined) {
  const call = frames.findLast(
    (each) =>
      each.action === 'Authorize' &&
      each.kind === 'call' &&
      each.number < (start?.number ?? 0) &&
      fieldsOf(each).idTag === idTag,
  );
  const answer = call === undefined ? undefined : book.partner(call);
  return [call, answer].filter((each) => each !== undefined);
}

function isOwn(book: Book, frame: Frame, start: Frame | undefined, id: number | undefined): boolean {
  const call = callOf(book, frame);
  if (call === start) return true;
  if (id === undefined || isStart(call)) return false;
  const fields = fieldsOf(call);
  const profile = fields.csChargingProfiles as Fields | undefined;
  return fields.transactionId === id || profile?.transactionId === id;
}

/** The StartTransaction of the transaction that a frame is about. */
function startOf(book: Book, frame: Frame): Frame | undefined {
  const call = callOf(book, frame);
  if (isStart(call)) return call;
  const id = ownId(book, frame);
  if (id === undefined) return undefined;
  return book.frames().findLast((each) => isStart(each) && each.number < frame.number && idOfStart(book, each) === id);
}

function ownId(book: Book, frame: Frame): number | undefined {
  return number(fieldsOf(callOf(book, frame)).transactionId);
}

function idOfStart(book: Book, start: Frame): number | undefined {
  const answer = book.partner(start);
  return answer === undefined ? undefined : number(fieldsOf(answer).transactionId);
}

const isStart = ({ action, kind }: Frame): boolean => action === 'StartTransaction' && kind === 'call';

function callOf(book: Book, frame: Frame): Frame {
  return frame.kind === 'call' ? frame : (book.partner(frame) ?? frame);
}

const read = new WeakMap<Frame, Fields>();

function fieldsOf(frame: Frame): Fields {
  const known = read.get(frame);
  if (known !== undefined) return known;
  const payload = payloadOf(frame.text);
  const fields = typeof payload === 'object' && payload !== null ? (payload as Fields) : {};
  read.set(frame, fields);
  return fields;
}

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

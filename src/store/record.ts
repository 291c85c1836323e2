/**
 * What every database holds a record to: which keys and names there may be, how keys are ordered, how a value becomes
 * text and back. A breach is a mistake of the caller and a TypeError or RangeError, never a StoreError.
 */
import type { Key, Range } from './store.ts';

/** Returns `key` when it is a safe integer or a string that every database can hold; else throws TypeError. */
export function checkKey(key: Key): Key {
  // -0 is written as 0: they are the same key.
  if (typeof key === 'number' && Number.isSafeInteger(key)) return key + 0;
  if (typeof key === 'string') return checkText(key, 'the key of a record');
  throw new TypeError(`the key of a record must be a safe integer or a string, not ${String(key)}`);
}

/**
 * Returns `text` when every database can hold it as a key or a name; else throws TypeError. Not allowed: the empty
 * string; half a surrogate pair, which has no UTF-8; and NUL, at which SQLite's text may end.
 */
export function checkText(text: string, what: string): string {
  if (typeof text === 'string' && text !== '' && text.isWellFormed() && !text.includes('\0')) return text;
  throw new TypeError(
    `${what} must be a string that is not empty, well-formed and without NUL: ${JSON.stringify(text)}`,
  );
}

/** Returns `range` when its bounds and its limit are allowed; else throws TypeError or RangeError. */
export function checkRange(range: Range): Range {
  if (range.from !== undefined) checkKey(range.from);
  if (range.to !== undefined) checkKey(range.to);
  if (range.limit === undefined || (Number.isSafeInteger(range.limit) && range.limit >= 0)) return range;
  throw new RangeError(`the limit of a range must be a whole number from 0, not ${range.limit}`);
}

/** The order of keys: negative when `one` comes first. */
export function compareKeys(one: Key, other: Key): number {
  if (typeof one === 'number') return typeof other === 'number' ? one - other : -1;
  if (typeof other === 'number') return 1;
  return compareByCodePoint(one, other);
}

/** JavaScript's `<` compares UTF-16 units, and puts U+10000 before U+E000; SQLite compares UTF-8, as code points lie. */
function compareByCodePoint(one: string, other: string): number {
  const common = Math.min(one.length, other.length);
  for (let index = 0; index < common; index++) {
    const unit = one.charCodeAt(index);
    const otherUnit = other.charCodeAt(index);
    if (unit !== otherUnit) return rank(unit) - rank(otherUnit);
  }
  return one.length - other.length;
}

/** Moves the surrogates behind all other units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The JSON text of a value. Throws TypeError for what JSON does not know at all. */
export function encode(value: unknown): string {
  const text = JSON.stringify(value);
  if (typeof text === 'string') return text;
  throw new TypeError(`a record must be a JSON value, not ${typeof value}`);
}

/** The value of a text; `V` is what the caller of `collection` promised. */
export function decode<V>(text: string): V {
  return JSON.parse(text) as V;
}

/** Throws TypeError when the work of a transaction goes on after it has returned: what comes later would not belong to it. */
export function refusePromise(result: unknown): void {
  if (typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function') {
    throw new TypeError('the work of a transaction must be synchronous; it returned a promise');
  }
}

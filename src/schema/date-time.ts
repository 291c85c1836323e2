/**
 * Moments as text (ISO 8601, S 3.14 and 3.15): what a Central System may send is read, what we send is always the one same form.
 *
 * Guarantees:
 * - `parseDateTime` throws nothing, whatever the text, and takes time in proportion to its length;
 * - a moment of the years 0000 to 9999 survives `parseDateTime(formatDateTime(moment))` to the millisecond.
 */

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The Gregorian calendar repeats after 400 years. */
const cycleMs = 146_097 * dayMs;

const earliest = -62_167_219_200_000; // 0000-01-01T00:00:00.000Z
const latest = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

/**
 * The moment that an ISO 8601 text names, in ms since 1970-01-01T00:00:00Z; undefined when it names none.
 *
 * Read are a calendar date and a time of day, both in extended (2013-02-01T15:09:18) or both in basic form
 * (20130201T150918); between them T, t or a blank; seconds may be absent; fractions of a second after a point or a
 * comma, of any length (what is finer than a millisecond is cut off); Z, z or an offset as +01:00, +0100 or +01.
 * 24:00:00 is the beginning of the next day; a leap second (:60, only at the end of a day in UTC) is the second after it.
 *
 * A text without zone is taken as UTC, the zone that the specification strongly recommends (S 3.14): the charge point
 * knows no better one, and the Central Systems that omit the zone are those that work in UTC.
 * A date alone is refused.
 */
export function parseDateTime(text: string): number | undefined {
  const extended = text[4] === '-';
  const gap = extended ? 1 : 0;
  const year = digits(text, 0, 4);
  const month = digits(text, 4 + gap, 2);
  const day = digits(text, 6 + 2 * gap, 2);
  if (extended && text[7] !== '-') return undefined;

  const separator = 8 + 2 * gap;
  if (text[separator] !== 'T' && text[separator] !== 't' && text[separator] !== ' ') return undefined;
  const hour = digits(text, separator + 1, 2);
  const minute = digits(text, separator + 3 + gap, 2);
  if (extended && text[separator + 3] !== ':') return undefined;

  let at = separator + 5 + gap;
  let second = 0;
  let millisecond = 0;
  if (extended ? text[at] === ':' : isDigit(text, at)) {
    second = digits(text, at + gap, 2);
    at += 2 + gap;
    if (text[at] === '.' || text[at] === ',') {
      const fraction = at + 1;
      at = fraction;
      while (isDigit(text, at)) at += 1;
      if (at === fraction) return undefined;
      const length = Math.min(at - fraction, 3);
      millisecond = digits(text, fraction, length) * 10 ** (3 - length);
    }
  }
  const offset = offsetMinutes(text, at);

  // A part that was no number is NaN, and fails here like one out of range.
  const valid =
    year >= 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    (hour <= 23 || (hour === 24 && minute === 0 && second === 0 && millisecond === 0)) &&
    minute <= 59 &&
    second <= 60 &&
    !Number.isNaN(offset);
  if (!valid) return undefined;

  // Date.UTC takes the years 0 to 99 for 1900 to 1999; one calendar cycle later it does not.
  const whole = Date.UTC(year + 400, month - 1, day, hour, minute, second) - cycleMs - offset * minuteMs;
  if (second === 60 && whole % dayMs !== 0) return undefined;
  return whole + millisecond;
}

/**
 * The moment `ms` (ms since 1970-01-01T00:00:00Z) as 2013-02-01T15:09:18.000Z: UTC, always with milliseconds.
 * A moment outside of the years 0000 to 9999 is written as the nearest one inside. Throws RangeError for NaN.
 */
export function formatDateTime(ms: number): string {
  return new Date(Math.min(Math.max(ms, earliest), latest)).toISOString();
}

/** Minutes that the zone written from `at` to the end of the text is ahead of UTC; NaN when it is no zone. */
function offsetMinutes(text: string, at: number): number {
  if (at === text.length) return 0;
  const sign = text[at];
  if (sign === 'Z' || sign === 'z') return at + 1 === text.length ? 0 : Number.NaN;
  if (sign !== '+' && sign !== '-') return Number.NaN;

  const hours = digits(text, at + 1, 2);
  let minutes = 0;
  let end = at + 3;
  if (end !== text.length) {
    if (text[end] === ':') end += 1;
    minutes = digits(text, end, 2);
    end += 2;
  }
  if (end !== text.length || !(hours <= 23 && minutes <= 59)) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** The number that `count` digits from `at` on make; NaN when one of them is no digit. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    if (!isDigit(text, index)) return Number.NaN;
    value = value * 10 + text.charCodeAt(index) - 48;
  }
  return value;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

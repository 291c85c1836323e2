/**
 * Patterns: what a payload, a value or a status is expected to be, as JSON. Pure.
 *
 * Guarantees: an object of a pattern is a subset (what it does not name may be anything), a list is the whole list, an object
 * of `$` names is a matcher from the table below, and anything else stands for itself; `mismatches` names each place that does
 * not fit, and is empty exactly when all do; a pattern that `checkPattern` has nothing to say about can be matched.
 */
import { parseDateTime } from '../schema/date-time.ts';
import { array, boolean, enumeration, number, type Schema, string, unknown } from '../schema/schema.ts';
import { type Violation, validate } from '../schema/validate.ts';

/** Any JSON; see above. */
export type Pattern = unknown;

interface Matcher<T = never> {
  readonly operand: Schema<T>;
  readonly meaning: string;
  readonly example: string;
  /** What is wrong with an operand that fits its schema. */
  readonly check?: (operand: T, path: string) => readonly Violation[];
  readonly expected: (operand: T) => string;
  readonly holds: (operand: T, value: unknown) => boolean;
}

const types = {
  string: (value: unknown) => typeof value === 'string',
  integer: (value: unknown) => Number.isInteger(value),
  number: (value: unknown) => typeof value === 'number',
  boolean: (value: unknown) => typeof value === 'boolean',
  array: (value: unknown) => Array.isArray(value),
  object: (value: unknown) => isObject(value),
  'date-time': (value: unknown) => typeof value === 'string' && parseDateTime(value) !== undefined,
} as const;
type TypeName = keyof typeof types;

/** Lets the compiler infer the operand's type of each row. */
function matcher<T>(row: Matcher<T>): Matcher {
  return row as unknown as Matcher;
}

/** Every matcher, by its name. */
export const matchers: Readonly<Record<string, Matcher>> = {
  $type: matcher<TypeName>({
    operand: enumeration(Object.keys(types) as TypeName[]),
    meaning: `a value of this type: ${Object.keys(types).join(', ')}`,
    example: '{ $type: integer }',
    expected: (name) => `a value of type ${name}`,
    holds: (name, value) => types[name](value),
  }),
  $matches: matcher<string>({
    operand: string(),
    meaning: 'a text in which this regular expression is found',
    example: "{ $matches: '^ZPR\\d{6}$' }",
    check: (source, path) => (isExpression(source) ? [] : [wrong(path, 'a regular expression', source)]),
    expected: (source) => `text matching ${source}`,
    holds: (source, value) => typeof value === 'string' && new RegExp(source, 'u').test(value),
  }),
  '$at-least': matcher<number>({
    operand: number(),
    meaning: 'a number from this one up, or a text that is one (as the values of MeterValues are)',
    example: '{ $at-least: 6, $at-most: 32 }',
    expected: (least) => `at least ${least}`,
    holds: (least, value) => numeric(value) >= least,
  }),
  '$at-most': matcher<number>({
    operand: number(),
    meaning: 'a number up to this one, or a text that is one',
    example: '{ $at-most: 0 }',
    expected: (most) => `at most ${most}`,
    holds: (most, value) => numeric(value) <= most,
  }),
  '$one-of': matcher<readonly unknown[]>({
    operand: array(unknown(), { minItems: 1 }),
    meaning: 'what fits one of these patterns',
    example: '{ $one-of: [Local, Remote] }',
    check: (list, path) => list.flatMap((each, index) => checkPattern(each, `${path}/${index}`)),
    expected: (list) => `one of ${list.map(shown).join(', ')}`,
    holds: (list, value) => list.some((each) => matches(each, value)),
  }),
  $not: matcher<unknown>({
    operand: unknown(),
    meaning: 'what does not fit this pattern',
    example: '{ $not: Faulted }',
    check: checkPattern,
    expected: (pattern) => `anything but ${shown(pattern)}`,
    holds: (pattern, value) => !matches(pattern, value),
  }),
  $includes: matcher<unknown>({
    operand: unknown(),
    meaning: 'a list of which one item fits this pattern',
    example: '{ $includes: { measurand: Voltage } }',
    check: checkPattern,
    expected: (pattern) => `a list with ${shown(pattern)} in it`,
    holds: (pattern, value) => Array.isArray(value) && value.some((item) => matches(pattern, item)),
  }),
  $absent: matcher<boolean>({
    operand: boolean(),
    meaning: 'true: nothing is there; false: something is',
    example: '{ $absent: true }',
    expected: (absent) => (absent ? 'nothing' : 'something'),
    holds: (absent, value) => (value === undefined) === absent,
  }),
};

/** Each place of the value that does not fit. */
export function mismatches(pattern: Pattern, value: unknown, path = ''): readonly Violation[] {
  if (isMatcher(pattern)) {
    return Object.entries(pattern).flatMap(([name, operand]) => {
      const row = matchers[name] as Matcher<unknown> | undefined;
      if (row?.holds(operand, value) === true) return [];
      return [wrong(path, row?.expected(operand) ?? `a matcher ${name}, which there is not`, value)];
    });
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return [wrong(path, 'a list', value)];
    if (value.length !== pattern.length) return [wrong(path, `a list of ${pattern.length}`, value)];
    return pattern.flatMap((each, index) => mismatches(each, value[index], `${path}/${index}`));
  }
  if (isObject(pattern)) {
    if (!isObject(value)) return [wrong(path, 'an object', value)];
    return Object.entries(pattern).flatMap(([name, each]) =>
      // What every object has by birth (`toString`) is not what was sent.
      mismatches(each, Object.hasOwn(value, name) ? value[name] : undefined, `${path}/${token(name)}`),
    );
  }
  return pattern === value ? [] : [wrong(path, shown(pattern), value)];
}

export function matches(pattern: Pattern, value: unknown): boolean {
  return mismatches(pattern, value).length === 0;
}

/** What is wrong with the pattern itself. */
export function checkPattern(pattern: Pattern, path = ''): readonly Violation[] {
  if (Array.isArray(pattern)) return pattern.flatMap((each, index) => checkPattern(each, `${path}/${index}`));
  if (!isObject(pattern)) return [];
  const names = Object.keys(pattern);
  if (!names.some(isMatcherName)) {
    return Object.entries(pattern).flatMap(([name, each]) => checkPattern(each, `${path}/${token(name)}`));
  }
  return Object.entries(pattern).flatMap(([name, operand]) => {
    const row = matchers[name] as Matcher<unknown> | undefined;
    const place = `${path}/${token(name)}`;
    if (row === undefined) return [wrong(place, `one of ${Object.keys(matchers).join(', ')}`, name)];
    const violations = validate(row.operand, operand).map((each) => ({ ...each, path: place + each.path }));
    return violations.length > 0 ? violations : (row.check?.(operand, place) ?? []);
  });
}

/** Is this an object whose members are matchers? */
export function isMatcher(pattern: Pattern): pattern is Readonly<Record<string, unknown>> {
  return isObject(pattern) && Object.keys(pattern).length > 0 && Object.keys(pattern).every(isMatcherName);
}

/** A value as JSON on one line, shortened. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

const MOST_SHOWN = 160;

function isMatcherName(name: string): boolean {
  return name.startsWith('$');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function numeric(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function wrong(path: string, expected: string, value: unknown): Violation {
  return { path, kind: 'property', expected, got: shown(value) };
}

/** A member's name inside a JSON pointer (RFC 6901). */
function token(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * Holds a value against a schema, and tells what is wrong with it as data.
 *
 * Guarantees:
 * - no value that JSON can express makes it throw, however deep, long or odd;
 * - at most `mostViolations` violations are told, however broken the value is; an empty list means valid;
 * - a valid value costs no allocation, a small one about a microsecond;
 * - a member whose value is undefined counts as absent, as it does in JSON.
 */
import { parseDateTime } from './date-time.ts';
import type {
  ArrayNode,
  IntegerNode,
  NumberNode,
  ObjectNode,
  RecordNode,
  Schema,
  StringNode,
  UnionNode,
} from './schema.ts';

/** One thing that is wrong. `expected` and `got` are for people. */
export interface Violation {
  /** Where, as a JSON pointer: '/meterValue/0/sampledValue', '' for the whole; of an absent member, where it should be. */
  readonly path: string;
  readonly kind: ViolationKind;
  /** 'at most 20 characters' */
  readonly expected: string;
  /** '"ABC…" (25 characters)'; a long value is shortened. */
  readonly got: string;
}

/** What sort of thing is wrong. */
export type ViolationKind =
  /** The whole is not the object that it should be, or a member is there that nobody knows. */
  | 'formation'
  /** A required member is missing, or a list has too few or too many items. */
  | 'occurrence'
  /** Another JSON type than asked for; also a fraction where an integer is asked for. */
  | 'type'
  /** The right type, but too long, not in the list, not in the format, out of range, or with too many decimals. */
  | 'property';

/** A value that was held against a schema: typed when it is valid, with at least one violation when not. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: readonly [Violation, ...Violation[]] };

/** Who reads more than these has stopped reading. */
export const mostViolations = 20;

const none: readonly Violation[] = [];

type JsonObject = Readonly<Record<string, unknown>>;

/** What is wrong with `value` by `schema`; an empty list when it is valid. Absent members come before wrong ones. */
export function validate(schema: Schema, value: unknown): readonly Violation[] {
  if (schema.type === 'object' && !isObject(value)) return wrong('formation', 'an object', value);
  return violationsOf(schema, value);
}

/** `value` with its type when it is valid, and what is wrong with it when not. */
export function check<T>(schema: Schema<T>, value: unknown): Checked<T> {
  const violations = validate(schema, value);
  const first = violations[0];
  if (first === undefined) return { ok: true, value: value as T };
  return { ok: false, violations: [first, ...violations.slice(1)] };
}

/** A violation as a sentence: '/idTag: expected at most 20 characters, got "ABC…" (25 characters)'. */
export function explain(violation: Violation): string {
  const place = violation.path === '' ? '' : `${violation.path}: `;
  return `${place}expected ${violation.expected}, got ${violation.got}`;
}

function violationsOf(schema: Schema, value: unknown): readonly Violation[] {
  switch (schema.type) {
    case 'object':
      if (!isObject(value)) return wrong('type', 'an object', value);
      return schema.properties === undefined ? inRecord(schema, value) : inObject(schema, value);
    case 'array':
      return Array.isArray(value) ? inArray(schema, value) : wrong('type', 'an array', value);
    case 'string':
      return typeof value === 'string' ? inString(schema, value) : wrong('type', 'a string', value);
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return wrong('type', 'an integer', value);
      if (!Number.isSafeInteger(value)) return wrong('property', 'an integer of at most 53 bits', value);
      return inRange(schema, value);
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('type', 'a number', value);
      return inNumber(schema, value);
    case 'boolean':
      return typeof value === 'boolean' ? none : wrong('type', 'true or false', value);
    default:
      return schema.anyOf === undefined ? none : inUnion(schema, value);
  }
}

/** By the one that takes the value's JSON type; what is wrong inside it is told as if there were no other. */
function inUnion({ anyOf }: UnionNode, value: unknown): readonly Violation[] {
  const meant = anyOf.find(({ type }) => type !== undefined && type === typeOf(value, type));
  if (meant !== undefined) return violationsOf(meant, value);
  return wrong('type', anyOf.map(({ type }) => articled[type ?? 'null']).join(' or '), value);
}

const articled = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
} as const;

/** The JSON type of a value, where a number counts as the kind of number that is asked for. */
function typeOf(value: unknown, asked: string): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && asked === 'integer' ? 'integer' : typeof value;
}

function inObject(schema: ObjectNode, value: JsonObject): readonly Violation[] {
  let found = none;
  if (schema.required !== undefined) {
    for (const name of schema.required) {
      if (!Object.hasOwn(value, name) || value[name] === undefined) {
        found = append(found, name, wrong('occurrence', 'a value (the member is required)', undefined));
      }
    }
  }
  for (const name in value) {
    const member = value[name];
    if (member === undefined) continue;
    const memberSchema = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    const inner =
      memberSchema === undefined
        ? wrong('formation', 'no member of this name', member)
        : violationsOf(memberSchema, member);
    found = append(found, name, inner);
    if (found.length === mostViolations) break;
  }
  return found;
}

function inRecord(schema: RecordNode, value: JsonObject): readonly Violation[] {
  let found = none;
  for (const name in value) {
    if (value[name] !== undefined) found = append(found, name, violationsOf(schema.additionalProperties, value[name]));
    if (found.length === mostViolations) break;
  }
  return found;
}

function inArray(schema: ArrayNode, value: readonly unknown[]): readonly Violation[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (value.length < minItems) return wrong('occurrence', `at least ${count(minItems, 'item')}`, value);
  if (value.length > maxItems) return wrong('occurrence', `at most ${count(maxItems, 'item')}`, value);
  let found = none;
  for (let index = 0; index < value.length && found.length < mostViolations; index += 1) {
    found = append(found, index, violationsOf(schema.items, value[index]));
  }
  return found;
}

function inString(schema: StringNode, value: string): readonly Violation[] {
  const { enum: listed, minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  if (listed !== undefined && !listed.includes(value)) return wrong('property', `one of ${listed.join(', ')}`, value);
  // There are never more characters than UTF-16 units, so the units decide most cases without counting.
  if (value.length > maxLength && characters(value) > maxLength) {
    return wrongLength(`at most ${count(maxLength, 'character')}`, value);
  }
  if (minLength > 0 && characters(value) < minLength) {
    return wrongLength(`at least ${count(minLength, 'character')}`, value);
  }
  if (pattern !== undefined && !expression(pattern).test(value)) {
    return wrong('property', `text matching ${pattern}`, value);
  }
  if (format !== undefined && !formats[format].accepts(value))
    return wrong('property', formats[format].expected, value);
  return none;
}

function inRange(schema: IntegerNode | NumberNode, value: number): readonly Violation[] {
  if (schema.minimum !== undefined && value < schema.minimum)
    return wrong('property', `at least ${schema.minimum}`, value);
  if (schema.maximum !== undefined && value > schema.maximum)
    return wrong('property', `at most ${schema.maximum}`, value);
  return none;
}

function inNumber(schema: NumberNode, value: number): readonly Violation[] {
  if (schema.multipleOf !== undefined && !isMultiple(value, schema.multipleOf)) {
    return wrong('property', `a multiple of ${schema.multipleOf}`, value);
  }
  return inRange(schema, value);
}

/**
 * Is the decimal number that `value` stands for a multiple of `step`, a whole number or 1 divided by one?
 * The quotient of two whole numbers is the double nearest to it, so comparing quotients is exact where 0.3 / 0.1 is not.
 */
function isMultiple(value: number, step: number): boolean {
  if (Number.isInteger(step)) return value % step === 0;
  if (Number.isInteger(value)) return true;
  const stepsPerUnit = Math.round(1 / step);
  return Math.round(value * stepsPerUnit) / stepsPerUnit === value;
}

const formats = {
  'date-time': {
    accepts: (text: string) => parseDateTime(text) !== undefined,
    expected: 'a date and time as 2013-02-01T15:09:18.000Z',
  },
  uri: { accepts: (text: string) => URL.canParse(text), expected: 'an absolute URI' },
};

/** Patterns come from schemas, never from values: there are few. */
const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  let compiled = expressions.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(pattern, 'u');
    expressions.set(pattern, compiled);
  }
  return compiled;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The violations that a value has, of which one member is told by `inner`. Paths are put together here, on the way out. */
function append(found: readonly Violation[], name: string | number, inner: readonly Violation[]): readonly Violation[] {
  if (inner.length === 0) return found;
  const step = `/${pointerToken(name)}`;
  const placed = inner.map((violation) => ({ ...violation, path: step + violation.path }));
  return [...found, ...placed].slice(0, mostViolations);
}

/** A member's name inside a JSON pointer (RFC 6901); nobody reads the end of a very long one. */
function pointerToken(name: string | number): string {
  return shortened(String(name)).replaceAll('~', '~0').replaceAll('/', '~1');
}

function wrong(kind: ViolationKind, expected: string, value: unknown): readonly Violation[] {
  return [{ path: '', kind, expected, got: shown(value) }];
}

/** A string of the wrong length: here the length is what must be told. */
function wrongLength(expected: string, value: string): readonly Violation[] {
  const got = `${JSON.stringify(shortened(value))} (${count(characters(value), 'character')})`;
  return [{ path: '', kind: 'property', expected, got }];
}

/** A value in a few words: never the inside of a list or an object, which may be of any size and depth. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${count(value.length, 'item')}`;
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const shownLength = 50;

function shortened(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** How many characters (Unicode code points) a text has: a pair of surrogates is one. */
function characters(text: string): number {
  let amount = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.codePointAt(index) ?? 0) > 0xffff) index += 1;
    amount += 1;
  }
  return amount;
}

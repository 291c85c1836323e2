import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createValidator } from 'ocpp-rpc';
import {
  array,
  boolean,
  either,
  enumeration,
  integer,
  number,
  object,
  optional,
  record,
  type Static,
  string,
  unknown,
} from '../../src/schema/schema.ts';
import { validate } from '../../src/schema/validate.ts';
import { mutations, validValues } from './arbitrary.ts';

test('what the builders make is plain JSON Schema, annotations included', () => {
  const schema = object(
    {
      name: string({ minLength: 1, maxLength: 20, description: 'Who.', default: 'nobody' }),
      age: optional(integer({ minimum: 0, maximum: 150 })),
      kinds: array(enumeration(['a', 'b'], { examples: ['a'] }), { minItems: 1, maxItems: 2 }),
      share: optional(number({ multipleOf: 0.1 })),
      on: boolean({ deprecated: true }),
      labels: optional(record(string())),
      extra: optional(unknown({ title: 'Extra' })),
    },
    { description: 'All of it.' },
  );
  assert.deepEqual(schema, {
    type: 'object',
    description: 'All of it.',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 20, description: 'Who.', default: 'nobody' },
      age: { type: 'integer', minimum: 0, maximum: 150 },
      kinds: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string', enum: ['a', 'b'], examples: ['a'] } },
      share: { type: 'number', multipleOf: 0.1 },
      on: { type: 'boolean', deprecated: true },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      extra: { title: 'Extra' },
    },
    required: ['name', 'kinds', 'on'],
    additionalProperties: false,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
});

test('an object in which nothing is required says nothing of required members', () => {
  assert.deepEqual(object({ a: optional(integer()) }), {
    type: 'object',
    properties: { a: { type: 'integer' } },
    additionalProperties: false,
  });
});

test('a step that no decimal number can be held against is refused when the schema is built', () => {
  for (const multipleOf of [0.3, 0, -1, Number.NaN, 1.5]) assert.throws(() => number({ multipleOf }), RangeError);
  for (const multipleOf of [1, 5, 0.5, 0.25, 0.1, 0.01, 0.001, 0.00001]) assert.ok(number({ multipleOf }));
});

test('a pattern that is no regular expression is refused when the schema is built', () => {
  assert.throws(() => string({ pattern: '(' }), SyntaxError);
});

test('two schemas that the type of a value does not tell apart are refused when the schema is built', () => {
  assert.throws(() => either(string(), enumeration(['a'])), TypeError);
  assert.throws(() => either(unknown(), string()), TypeError);
  assert.throws(() => either(string(), unknown()), TypeError);
  assert.throws(() => either(integer(), number()), TypeError);
});

test('another validator of JSON Schema agrees with ours on what is valid', () => {
  const schema = object({
    name: string({ minLength: 2, maxLength: 8 }),
    level: integer({ minimum: 1, maximum: 9 }),
    share: number({ minimum: -2, maximum: 2, multipleOf: 0.1 }),
    kind: enumeration(['good', 'bad']),
    on: boolean(),
    code: optional(string({ pattern: '^[A-C]{3}$' })),
    parts: array(object({ id: integer(), note: optional(string()) }), { minItems: 1, maxItems: 3 }),
    labels: optional(record(boolean())),
    either: either(string(), array(integer())),
    anything: optional(unknown()),
  });
  const other = createValidator('ours', [{ $id: 'ours', ...schema }]);
  const accepts = (value: unknown): boolean => {
    try {
      return other.validate('ours', value) === true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(validValues(schema), (value) => {
      assert.ok(accepts(value));
      for (const mutation of mutations(schema, value)) {
        // JSON Schema knows no largest integer; we refuse those that a JavaScript number does not hold exactly.
        if (mutation.what === 'beyond 53 bits') continue;
        assert.equal(accepts(mutation.value), validate(schema, mutation.value).length === 0, mutation.what);
      }
    }),
    { numRuns: 40 },
  );
});

// The rest is judged by the compiler: a line that should not compile and does is an error as well.

/** Is one type the other, to the letter? */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const typed = object({
  name: string(),
  level: optional(integer()),
  kind: enumeration(['good', 'bad']),
  parts: array(object({ share: number() })),
  labels: optional(record(boolean())),
  extra: unknown(),
  one: optional(either(string(), array(integer()))),
});

test('the static type of a schema is that of the values it accepts', () => {
  const same: Same<
    Static<typeof typed>,
    {
      readonly name: string;
      readonly kind: 'good' | 'bad';
      readonly parts: readonly { readonly share: number }[];
      readonly extra: unknown;
      readonly one?: string | readonly number[];
      readonly level?: number;
      readonly labels?: Readonly<Record<string, boolean>>;
    }
  > = true;
  assert.ok(same);

  const value: Static<typeof typed> = { name: 'x', kind: 'good', parts: [{ share: 1 }], extra: null };
  assert.deepEqual(validate(typed, value), []);

  // @ts-expect-error a required member is missing
  const missing: Static<typeof typed> = { kind: 'good', parts: [], extra: null };
  assert.equal(validate(typed, missing).length, 1);

  // @ts-expect-error not in the enumeration
  const wrong: Static<typeof typed> = { ...value, kind: 'ugly' };
  assert.equal(validate(typed, wrong).length, 1);

  // @ts-expect-error an optional member is absent, or there; not undefined
  const undefinedMember: Static<typeof typed> = { ...value, level: undefined };
  assert.ok(undefinedMember);

  // @ts-expect-error no other members
  const more: Static<typeof typed> = { name: 'x', kind: 'good', parts: [], extra: 1, other: 1 };
  assert.equal(validate(typed, more).length, 1);

  // @ts-expect-error an object without members has none
  const empty: Static<ReturnType<typeof emptyObject>> = { a: 1 };
  assert.equal(validate(emptyObject(), empty).length, 1);

  // @ts-expect-error a default is a value of the type
  assert.ok(enumeration(['a', 'b'], { default: 'c' }));
});

function emptyObject() {
  return object({});
}

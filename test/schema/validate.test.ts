import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
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
  type Schema,
  string,
  unknown,
} from '../../src/schema/schema.ts';
import { check, explain, mostViolations, type Violation, validate } from '../../src/schema/validate.ts';
import { mutations, validValues } from './arbitrary.ts';

const everything = object({
  name: string({ minLength: 2, maxLength: 8 }),
  level: integer({ minimum: 1, maximum: 9 }),
  share: number({ minimum: -2, maximum: 2, multipleOf: 0.01 }),
  plain: optional(number()),
  kind: enumeration(['good', 'bad']),
  on: boolean(),
  when: optional(string({ format: 'date-time' })),
  where: optional(string({ format: 'uri' })),
  code: optional(string({ pattern: '^[A-C]{3}$' })),
  parts: array(object({ id: integer(), note: optional(string()) }), { minItems: 1, maxItems: 3 }),
  labels: optional(record(integer())),
  anything: optional(unknown()),
});

const schemas: Readonly<Record<string, Schema>> = {
  'an object with everything': everything,
  'an object of optional members': object({ a: optional(integer()), b: optional(string()) }),
  'an object without members': object({}),
  'a list': array(array(integer(), { minItems: 1 })),
  'a map': record(object({ x: integer() })),
  'a string': string({ maxLength: 3 }),
  'an enumeration': enumeration(['a', 'b']),
  'an integer': integer(),
  'a number': number({ multipleOf: 5 }),
  'a boolean': boolean(),
  'any value': unknown(),
  'one of two': either(array(integer()), object({ x: integer() })),
};

for (const [name, schema] of Object.entries(schemas)) {
  test(`${name}: every value made after the schema is valid`, () => {
    fc.assert(fc.property(validValues(schema), (value) => assert.deepEqual(validate(schema, value), [])));
  });

  test(`${name}: a value broken in one place has exactly that violation, there`, () => {
    fc.assert(
      fc.property(validValues(schema), (value) => {
        for (const mutation of mutations(schema, value)) {
          const found = validate(schema, mutation.value).map(({ path, kind }) => ({ path, kind }));
          assert.deepEqual(found, [{ path: mutation.path, kind: mutation.kind }], mutation.what);
        }
      }),
      { numRuns: 40 },
    );
  });
}

test('no JSON value makes validation throw, or tell more violations than the bound', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(schemas)), fc.jsonValue(), (schema, value) => {
      assert.ok(validate(schema, value).length <= mostViolations);
    }),
  );
});

test('a value nested a hundred thousand deep is refused like any other', () => {
  let deep: unknown = [];
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  const found = validate(object({ a: integer(), b: optional(integer()) }), { a: deep, b: 1, c: deep });
  assert.deepEqual(found, [
    { path: '/a', kind: 'type', expected: 'an integer', got: 'an array of 1 item' },
    { path: '/c', kind: 'formation', expected: 'no member of this name', got: 'an array of 1 item' },
  ]);
});

test('of very many violations only the first are told', () => {
  const list = Array.from({ length: 1000 }, (_, index) => `item ${index}`);
  const inList = validate(array(integer()), list);
  assert.equal(inList.length, mostViolations);
  assert.equal(inList.at(-1)?.path, `/${mostViolations - 1}`);

  const members = Object.fromEntries(list.map((name) => [name, name]));
  assert.equal(validate(object({}), members).length, mostViolations);
  assert.equal(validate(record(integer()), members).length, mostViolations);
  assert.equal(validate(array(array(integer())), [list, list]).length, mostViolations);
});

test('absent members are told before wrong ones, wrong ones in the order of the value', () => {
  const schema = object({ a: integer(), b: integer(), c: integer() });
  assert.deepEqual(
    validate(schema, { c: 'x', d: 1, b: 'x' }).map(({ path }) => path),
    ['/a', '/c', '/d', '/b'],
  );
});

test('a member whose value is undefined counts as absent', () => {
  const schema = object({ a: integer(), b: optional(integer()) });
  assert.deepEqual(validate(schema, { a: 1, b: undefined, unheard: undefined }), []);
  assert.deepEqual(validate(schema, { a: undefined }), [
    { path: '/a', kind: 'occurrence', expected: 'a value (the member is required)', got: 'nothing' },
  ]);
});

test('a member inherited from Object.prototype does not count as present', () => {
  const schema = object({ toString: string() });
  assert.deepEqual(
    validate(schema, {}).map(({ kind, path }) => ({ kind, path })),
    [{ kind: 'occurrence', path: '/toString' }],
  );
});

test('of a member with a very long name only the beginning is told', () => {
  const [violation] = validate(object({}), { ['x'.repeat(1_000_000)]: 1 });
  assert.equal(violation?.path, `/${'x'.repeat(50)}…`);
});

test('a length is counted in characters, not in the units of JavaScript', () => {
  assert.deepEqual(validate(string({ maxLength: 2 }), '🔌🔋'), []);
  assert.deepEqual(validate(string({ minLength: 2 }), '🔌'), [
    { path: '', kind: 'property', expected: 'at least 2 characters', got: '"🔌" (1 character)' },
  ]);
  assert.deepEqual(validate(string({ maxLength: 3 }), '\ud83d\ud83d\udd0b!'), [], 'half a character counts as one');
  assert.equal(validate(string({ maxLength: 2 }), '\ud83d\ud83d\udd0b!').length, 1);
});

const multiples: readonly (readonly [value: number, step: number, valid: boolean])[] = [
  [0.3, 0.1, true],
  [16.1, 0.1, true],
  [16.05, 0.1, false],
  [0.30000000000000004, 0.1, false],
  [-5.7, 0.1, true],
  [0, 0.1, true],
  [22_080.9, 0.1, true],
  [1e300, 0.1, true],
  [1e-300, 0.1, false],
  [1.1, 0.25, false],
  [1.75, 0.25, true],
  [0.00003, 0.00001, true],
  [0.000035, 0.00001, false],
  [15, 5, true],
  [16, 5, false],
  [15.5, 5, false],
];

for (const [value, step, valid] of multiples) {
  test(`${value} is ${valid ? 'a' : 'no'} multiple of ${step}`, () => {
    assert.equal(validate(number({ multipleOf: step }), value).length, valid ? 0 : 1);
  });
}

test('every decimal number of one digit after the point is a multiple of 0.1, and none of two digits', () => {
  const schema = number({ multipleOf: 0.1 });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e12, max: 1e12 }),
      fc.nat(9),
      fc.integer({ min: 1, max: 9 }),
      (whole, tenth, hundredth) => {
        assert.deepEqual(validate(schema, Number(`${whole}.${tenth}`)), []);
        assert.equal(validate(schema, Number(`${whole}.${tenth}${hundredth}`)).length, 1);
      },
    ),
  );
});

test('NaN and infinity, which JSON does not have, are neither numbers nor integers', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(validate(number(), value)[0]?.kind, 'type');
    assert.equal(validate(integer(), value)[0]?.kind, 'type');
  }
});

test('a URI is absolute', () => {
  const schema = string({ format: 'uri' });
  for (const text of ['ftp://example.com/a', 'https://u:p@h:1/x?y#z', 'file:///tmp/x']) {
    assert.deepEqual(validate(schema, text), [], text);
  }
  for (const text of [
    '',
    'firmware.bin',
    '/firmware.bin',
    '//example.com/x',
    'http://',
    'http://[',
    'http://h:99999/',
  ]) {
    assert.equal(validate(schema, text)[0]?.kind, 'property', text);
  }
});

test('what is wrong inside one of two is told as if there were no other', () => {
  const schema = object({ car: either(enumeration(['a', 'b']), object({ kwh: number({ minimum: 1 }) })) });
  for (const car of ['a', { kwh: 1 }]) assert.deepEqual(validate(schema, { car }), []);
  assert.deepEqual(validate(schema, { car: 'c' }), [
    { path: '/car', kind: 'property', expected: 'one of a, b', got: '"c"' },
  ]);
  assert.deepEqual(validate(schema, { car: { kwh: 0 } }), [
    { path: '/car/kwh', kind: 'property', expected: 'at least 1', got: '0' },
  ]);
});

const words: readonly (readonly [Schema, unknown, Omit<Violation, 'path'>])[] = [
  [object({}), null, { kind: 'formation', expected: 'an object', got: 'null' }],
  [
    string({ maxLength: 5 }),
    'abcdef',
    { kind: 'property', expected: 'at most 5 characters', got: '"abcdef" (6 characters)' },
  ],
  [
    string({ maxLength: 1 }),
    'x'.repeat(60),
    { kind: 'property', expected: 'at most 1 character', got: `"${'x'.repeat(50)}…" (60 characters)` },
  ],
  [enumeration(['Hard', 'Soft']), 'Medium', { kind: 'property', expected: 'one of Hard, Soft', got: '"Medium"' }],
  [integer(), 1.5, { kind: 'type', expected: 'an integer', got: '1.5' }],
  [integer(), 2 ** 53, { kind: 'property', expected: 'an integer of at most 53 bits', got: '9007199254740992' }],
  [integer({ minimum: 2 }), 1, { kind: 'property', expected: 'at least 2', got: '1' }],
  [number({ maximum: 2 }), 3, { kind: 'property', expected: 'at most 2', got: '3' }],
  [number({ multipleOf: 0.1 }), 16.05, { kind: 'property', expected: 'a multiple of 0.1', got: '16.05' }],
  [either(number(), array(integer())), 'x', { kind: 'type', expected: 'a number or an array', got: '"x"' }],
  [either(object({}), boolean()), null, { kind: 'type', expected: 'an object or true or false', got: 'null' }],
  [either(string(), integer()), 1.5, { kind: 'type', expected: 'an integer', got: '1.5' }],
  [boolean(), 'true', { kind: 'type', expected: 'true or false', got: '"true"' }],
  [
    array(integer(), { minItems: 1 }),
    [],
    { kind: 'occurrence', expected: 'at least 1 item', got: 'an array of 0 items' },
  ],
  [
    array(integer(), { maxItems: 1 }),
    [1, 2],
    { kind: 'occurrence', expected: 'at most 1 item', got: 'an array of 2 items' },
  ],
  [array(integer()), {}, { kind: 'type', expected: 'an array', got: 'an object' }],
  [string({ pattern: '^a$' }), 'b', { kind: 'property', expected: 'text matching ^a$', got: '"b"' }],
  [string({ format: 'uri' }), 'b', { kind: 'property', expected: 'an absolute URI', got: '"b"' }],
  [
    string({ format: 'date-time' }),
    'b',
    { kind: 'property', expected: 'a date and time as 2013-02-01T15:09:18.000Z', got: '"b"' },
  ],
];

for (const [schema, value, violation] of words) {
  test(`a violation says for people: expected ${violation.expected}, got ${violation.got}`, () => {
    assert.deepEqual(validate(schema, value), [{ path: '', ...violation }]);
  });
}

test('a violation as a sentence begins with its place, unless it is about the whole', () => {
  const schema = object({ idTag: string({ maxLength: 3 }) });
  const [inside] = validate(schema, { idTag: 'abcd' });
  const [whole] = validate(schema, 'abcd');
  assert.ok(inside && whole);
  assert.equal(explain(inside), '/idTag: expected at most 3 characters, got "abcd" (4 characters)');
  assert.equal(explain(whole), 'expected an object, got "abcd"');
});

test('check gives the value itself when it is valid, and every violation when it is not', () => {
  const schema = object({ a: integer(), b: integer() });
  const value = { a: 1, b: 2 };
  const good = check(schema, value);
  assert.ok(good.ok);
  assert.equal(good.value, value);

  const bad = check(schema, { a: 'x' });
  assert.ok(!bad.ok);
  assert.deepEqual(bad.violations, validate(schema, { a: 'x' }));
  assert.equal(bad.violations.length, 2);
});

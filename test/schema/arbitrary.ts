/**
 * Valid and broken values out of a schema alone, for property tests.
 *
 * `validValues(schema)` generates values that the schema accepts. `mutations(schema, value)` lists ways to break a valid
 * value in exactly one place, each with the violation that it must yield.
 */
import fc from 'fast-check';
import type { NumberNode, ObjectNode, Schema, StringNode } from '../../src/schema/schema.ts';
import type { ViolationKind } from '../../src/schema/validate.ts';

/** A value that is wrong in one place. */
export interface Mutation {
  readonly what: string;
  readonly value: unknown;
  readonly path: string;
  readonly kind: ViolationKind;
}

export function validValues(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'object':
      return schema.properties === undefined
        ? fc.dictionary(fc.string(), validValues(schema.additionalProperties), { maxKeys: 4 })
        : validObjects(schema);
    case 'array': {
      const minLength = schema.minItems ?? 0;
      return fc.array(validValues(schema.items), { minLength, maxLength: schema.maxItems ?? minLength + 3 });
    }
    case 'string':
      return validStrings(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 });
    case 'number':
      return validNumbers(schema);
    case 'boolean':
      return fc.boolean();
    default:
      return schema.anyOf === undefined ? fc.jsonValue() : fc.oneof(...schema.anyOf.map(validValues));
  }
}

function validObjects(schema: ObjectNode): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(schema.properties).map(([name, member]) => [name, validValues(member)]),
  );
  return fc.record(members, { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true });
}

function validStrings(schema: StringNode): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern, 'u'));
  if (schema.format === 'uri')
    return fc.stringMatching(
      /^(ftp|https?):\/\/[a-z]{1,9}\.example(:[1-9]\d{0,3})?(\/[\w.~-]{0,9}){0,3}(\?[a-z]=\d)?$/,
    );
  if (schema.format === 'date-time') {
    const max = new Date('9999-12-31T23:59:59.999Z');
    return fc
      .date({ min: new Date('0000-01-01T00:00:00Z'), max, noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  const { minLength = 0, maxLength = minLength + 30 } = schema;
  // Whole characters, also those that JavaScript keeps in two units.
  return texts(minLength, Math.min(maxLength, minLength + 60));
}

/** Texts of any Unicode characters. (The unit `binary` of fast-check, and its `webUrl`, take a second to get ready.) */
export function texts(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const character = fc
    .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0, max: 0x10ffff - 0x800 }))
    .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));
  return fc.array(character, { minLength, maxLength }).map((characters) => characters.join(''));
}

function validNumbers({ minimum = -1e6, maximum = 1e6, multipleOf: step }: NumberNode): fc.Arbitrary<unknown> {
  if (step === undefined) return fc.double({ min: minimum, max: maximum, noNaN: true });
  const min = Math.ceil(minimum / step);
  const max = Math.floor(maximum / step);
  return fc.integer({ min, max }).map((steps) => (step < 1 ? steps / Math.round(1 / step) : steps * step));
}

export function mutations(schema: Schema, value: unknown): readonly Mutation[] {
  return schema.type === 'object'
    ? [{ what: 'no object at all', value: [], path: '', kind: 'formation' }, ...inside(schema, value)]
    : mutationsOf(schema, value);
}

function mutationsOf(schema: Schema, value: unknown): readonly Mutation[] {
  return [...wrongTypes(schema), ...inside(schema, value)];
}

function wrongTypes(schema: Schema): readonly Mutation[] {
  const type = schema.type;
  if (type === undefined) return [];
  const values: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['an array', []],
    ['an object', {}],
    ['a string', '1'],
    ['an integer', 1],
    ['a fraction', 1.5],
    ['true', true],
  ];
  const right: Readonly<Record<typeof type, readonly string[]>> = {
    object: ['an object'],
    array: ['an array'],
    string: ['a string'],
    integer: ['an integer'],
    number: ['an integer', 'a fraction'],
    boolean: ['true'],
  };
  return values
    .filter(([name]) => !right[type].includes(name))
    .map(([name, wrong]) => ({ what: `${name} for ${type}`, value: wrong, path: '', kind: 'type' }));
}

/** The mutations that leave the type as it is. */
function inside(schema: Schema, value: unknown): readonly Mutation[] {
  switch (schema.type) {
    case 'object':
      return schema.properties === undefined
        ? membersOf(value as object, () => schema.additionalProperties)
        : inObject(schema, value as Readonly<Record<string, unknown>>);
    case 'array': {
      const items = value as readonly unknown[];
      const found: Mutation[] = items.flatMap((item, index) =>
        mutationsOf(schema.items, item).map((inner) => ({
          ...inner,
          path: `/${index}${inner.path}`,
          value: items.with(index, inner.value),
        })),
      );
      if ((schema.minItems ?? 0) > 0) found.push({ what: 'too few items', value: [], path: '', kind: 'occurrence' });
      if (schema.maxItems !== undefined && items.length > 0) {
        const many = Array.from({ length: schema.maxItems + 1 }, () => items[0]);
        found.push({ what: 'too many items', value: many, path: '', kind: 'occurrence' });
      }
      return found;
    }
    case 'string':
      return inString(schema).map(([what, wrong]) => ({ what, value: wrong, path: '', kind: 'property' }));
    case 'integer':
      return [...inRange(schema), ['beyond 53 bits', 2 ** 53] as const].map(([what, wrong]) => ({
        what,
        value: wrong,
        path: '',
        kind: 'property',
      }));
    case 'number':
      return [...inRange(schema), ...inSteps(schema)].map(([what, wrong]) => ({
        what,
        value: wrong,
        path: '',
        kind: 'property',
      }));
    default:
      return [];
  }
}

function inObject(schema: ObjectNode, value: Readonly<Record<string, unknown>>): readonly Mutation[] {
  const dropped = (schema.required ?? []).map((name): Mutation => {
    const { [name]: _, ...others } = value;
    return { what: `without ${name}`, value: others, path: `/${name}`, kind: 'occurrence' };
  });
  const added = ['unheard', 'a/b~c', '', 'constructor', '__proto__'].map((name): Mutation => {
    const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const more = Object.fromEntries([...Object.entries(value), [name, 'there']]);
    return { what: `with ${name}`, value: more, path, kind: 'formation' };
  });
  return [...dropped, ...added, ...membersOf(value, (name) => schema.properties[name])];
}

function membersOf(value: object, schemaOf: (name: string) => Schema | undefined): readonly Mutation[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const schema = schemaOf(name);
    if (schema === undefined) throw new Error(`the value to mutate has an unknown member ${name}`);
    return mutationsOf(schema, member).map((inner) => ({
      ...inner,
      path: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${inner.path}`,
      value: Object.fromEntries([...Object.entries(value), [name, inner.value]]),
    }));
  });
}

type WrongValue = readonly [what: string, value: unknown];

function inString(schema: StringNode): readonly WrongValue[] {
  const found: WrongValue[] = [];
  if (schema.enum !== undefined)
    found.push(['not in the list', 'Unheard'], ['another case', schema.enum[0]?.toUpperCase()]);
  if (schema.maxLength !== undefined) {
    found.push(
      ['too long', 'x'.repeat(schema.maxLength + 1)],
      ['too long in emoji', '🔌'.repeat(schema.maxLength + 1)],
    );
  }
  if ((schema.minLength ?? 0) > 0) found.push(['too short', 'x'.repeat((schema.minLength ?? 0) - 1)]);
  if (schema.format !== undefined) found.push([`no ${schema.format}`, 'soon'], [`an empty ${schema.format}`, '']);
  // An enumeration whose first name is in capitals anyway has no other case.
  return found.filter(([, wrong]) => schema.enum === undefined || !schema.enum.includes(wrong as string));
}

function inRange({
  minimum,
  maximum,
}: {
  readonly minimum?: number;
  readonly maximum?: number;
}): readonly WrongValue[] {
  return [
    ...(minimum === undefined ? [] : [['too small', minimum - 1] as const]),
    ...(maximum === undefined ? [] : [['too large', maximum + 1] as const]),
  ];
}

function inSteps({ multipleOf: step }: NumberNode): readonly WrongValue[] {
  return step === undefined
    ? []
    : [
        ['half a step', step / 2],
        ['one and a half steps', step * 1.5],
      ];
}

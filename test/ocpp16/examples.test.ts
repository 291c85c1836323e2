import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Action, actions } from '../../src/ocpp16/actions.ts';
import type { Schema } from '../../src/schema/schema.ts';
import { validate } from '../../src/schema/validate.ts';
import { mutations, validValues } from '../schema/arbitrary.ts';
import { examples } from './examples.ts';

for (const action of Object.keys(actions) as Action[]) {
  for (const direction of ['request', 'confirmation'] as const) {
    const schema: Schema = actions[action][direction];
    const { minimal, full } = examples[action][direction];

    test(`${action}, ${direction}: the minimal and the full example are valid`, () => {
      assert.deepEqual(validate(schema, minimal), []);
      assert.deepEqual(validate(schema, full), []);
    });

    test(`${action}, ${direction}: the minimal example lacks every optional member, the full one none`, () => {
      assert.deepEqual(optionalMembers(schema, minimal).present, []);
      assert.deepEqual(optionalMembers(schema, full).absent, []);
    });

    test(`${action}, ${direction}: an example broken in one place has exactly that violation, there`, () => {
      assertMutationsAreFound(schema, minimal);
      assertMutationsAreFound(schema, full);
    });

    test(`${action}, ${direction}: generated payloads are valid, and broken in one place have that violation`, () => {
      fc.assert(
        fc.property(validValues(schema), (payload) => {
          assert.deepEqual(validate(schema, payload), []);
          assertMutationsAreFound(schema, payload);
        }),
        { numRuns: 10 },
      );
    });
  }
}

function assertMutationsAreFound(schema: Schema, value: unknown): void {
  const broken = mutations(schema, value);
  assert.ok(broken.length > 0);
  for (const mutation of broken) {
    const found = validate(schema, mutation.value).map(({ path, kind }) => ({ path, kind }));
    assert.deepEqual(found, [{ path: mutation.path, kind: mutation.kind }], `${mutation.path}: ${mutation.what}`);
  }
}

/** The paths of the optional members that a value has and has not, at every depth; of lists, in every item. */
function optionalMembers(schema: Schema, value: unknown, path = ''): { present: string[]; absent: string[] } {
  const present: string[] = [];
  const absent: string[] = [];
  const visit = (inner: Schema, innerValue: unknown, innerPath: string): void => {
    const found = optionalMembers(inner, innerValue, innerPath);
    present.push(...found.present);
    absent.push(...found.absent);
  };
  if (schema.type === 'array' && Array.isArray(value)) {
    value.forEach((item, index) => {
      visit(schema.items, item, `${path}/${index}`);
    });
  }
  if (schema.type === 'object' && schema.properties !== undefined) {
    for (const [name, member] of Object.entries(schema.properties)) {
      const there = Object.hasOwn(value as object, name);
      if (!schema.required?.includes(name)) (there ? present : absent).push(`${path}/${name}`);
      if (there) visit(member, (value as Record<string, unknown>)[name], `${path}/${name}`);
    }
  }
  return { present, absent };
}

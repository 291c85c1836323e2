/** A plain model of a database, and random operations that are done on both: the results must be the same. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Collection, Database, Key, Range } from '../../src/store/store.ts';

const chargePoints = ['CP1', 'CP2'] as const;
const collections = ['a', 'b'] as const;

interface Place {
  readonly chargePoint: (typeof chargePoints)[number];
  readonly collection: (typeof collections)[number];
}

export type Operation =
  | (Place & { readonly kind: 'put'; readonly key: Key; readonly value: unknown })
  | (Place & { readonly kind: 'delete'; readonly key: Key })
  | (Place & { readonly kind: 'clear' })
  | (Place & { readonly kind: 'look'; readonly key: Key; readonly range: Range })
  | (Place & { readonly kind: 'transaction'; readonly throws: boolean; readonly inside: readonly Operation[] });

/** The records as one list of [charge point, collection, key, JSON text], in no order. */
export type Model = readonly (readonly [string, string, Key, string])[];

const key: fc.Arbitrary<Key> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 12 }) },
  fc.maxSafeInteger(),
  { weight: 2, arbitrary: fc.constantFrom('a', 'aa', 'b', 'Z', '10', '9', '\ue000', '\u{10000}') },
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).filter((text) => !text.includes('\0')),
);
const place = { chargePoint: fc.constantFrom(...chargePoints), collection: fc.constantFrom(...collections) };
const range: fc.Arbitrary<Range> = fc.record(
  { from: key, to: key, limit: fc.nat(5), reverse: fc.boolean() },
  { requiredKeys: [] },
);

const { operation } = fc.letrec<{ operation: Operation }>((tie) => ({
  operation: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('put' as const), ...place, key, value: fc.jsonValue({ maxDepth: 2 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), ...place, key }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const), ...place, key, range }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), ...place }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('transaction' as const),
        ...place,
        throws: fc.boolean(),
        inside: fc.array(tie('operation'), { maxLength: 8 }),
      }),
    },
  ),
}));

export const operations: fc.Arbitrary<readonly Operation[]> = fc.array(operation, { maxLength: 40 });

/** Does `sequence` on `database`, which is empty, and on a model; throws when they differ. Returns the model. */
export function run(database: Database, sequence: readonly Operation[]): Model {
  let model: Model = [];
  const refused = new Error('the transaction is to be taken back');

  function without({ chargePoint, collection }: Place, which: (key: Key) => boolean): Model {
    return model.filter(([point, name, at]) => !(point === chargePoint && name === collection && which(at)));
  }

  // Handles are kept, as a charge point keeps them: they must not remember what was taken back.
  const handles = new Map<string, Collection<unknown>>();

  function apply(step: Operation): void {
    const store = database.open(step.chargePoint);
    const name = `${step.chargePoint} ${step.collection}`;
    const records = handles.get(name) ?? store.collection<unknown>(step.collection);
    handles.set(name, records);
    switch (step.kind) {
      case 'put': {
        records.put(step.key, step.value);
        const rest = without(step, (at) => at === step.key);
        model = [...rest, [step.chargePoint, step.collection, step.key, JSON.stringify(step.value)]];
        return;
      }
      case 'delete': {
        const rest = without(step, (at) => at === step.key);
        assert.equal(records.delete(step.key), rest.length < model.length);
        model = rest;
        return;
      }
      case 'clear': {
        const rest = without(step, () => true);
        assert.equal(records.clear(), model.length - rest.length);
        model = rest;
        return;
      }
      case 'look': {
        const expected = part(model, step.chargePoint, step.collection);
        const value = expected.find(([at]) => at === step.key)?.[1];
        assert.deepEqual(records.get(step.key), value);
        assert.deepEqual(records.entries(step.range), cut(expected, step.range));
        return;
      }
      case 'transaction': {
        const before = model;
        const work = () => {
          for (const inner of step.inside) apply(inner);
          if (step.throws) throw refused;
        };
        if (!step.throws) {
          store.transaction(work);
          return;
        }
        assert.throws(
          () => store.transaction(work),
          (error) => error === refused,
        );
        model = before;
      }
    }
  }

  for (const step of sequence) apply(step);
  agree(database, model);
  return model;
}

/** Throws when `database` holds other records than `model`. */
export function agree(database: Database, model: Model): void {
  for (const chargePoint of chargePoints) {
    for (const collection of collections) {
      const records = database.open(chargePoint).collection(collection);
      const expected = part(model, chargePoint, collection);
      assert.deepEqual(records.entries(), expected);
      assert.equal(records.count(), expected.length);
    }
  }
}

function part(model: Model, chargePoint: string, collection: string): (readonly [Key, unknown])[] {
  return model
    .filter(([point, name]) => point === chargePoint && name === collection)
    .map(([, , at, text]) => [at, JSON.parse(text)] as const)
    .sort(([one], [other]) => order(one, other));
}

function cut(entries: readonly (readonly [Key, unknown])[], wanted: Range): (readonly [Key, unknown])[] {
  const { from, to, limit, reverse } = wanted;
  const within = entries.filter(
    ([at]) => (from === undefined || order(at, from) >= 0) && (to === undefined || order(at, to) <= 0),
  );
  return (reverse ? within.toReversed() : within).slice(0, limit);
}

function order(one: Key, other: Key): number {
  if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return typeof one === 'number' ? -1 : 1;
}

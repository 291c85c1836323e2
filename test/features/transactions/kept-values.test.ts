import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stopTransaction } from '../../../src/features/transactions/messages.ts';
import type { MeterValue } from '../../../src/ocpp16/types.ts';
import { createRecordWorld, meterValue, numberOf } from './record-world.ts';

const zero = { at: 0, wh: 0 };

/** A transaction of so many kept samples, and how many of them lie on the disk at most. */
function keep(maximum: number, count: number, withEnds = true) {
  const { records, store } = createRecordWorld({ maximum, bound: 100 });
  const stored = store.collection<MeterValue>('transaction-values');
  const values = [
    ...(withEnds ? [meterValue(0, 'Transaction.Begin')] : []),
    ...Array.from({ length: count }, (_, index) => meterValue(index + 1)),
    ...(withEnds ? [meterValue(count + 1, 'Transaction.End')] : []),
  ];
  const samples = withEnds ? values.slice(1, -1) : values;
  const transaction = records.begin({ connector: 1, idTag: 'A', start: zero }, withEnds ? values[0] : undefined);
  let most = 0;
  for (const sample of samples) {
    records.sample({ connector: 1, transaction, seen: zero, tell: undefined, keep: sample });
    most = Math.max(most, stored.count());
  }
  const ended = records.end(transaction, { at: 0, wh: 0, reason: 'Local' }, withEnds ? values.at(-1) : undefined);
  return { records, stored, ended, values, most };
}

describe('what is kept for StopTransaction', () => {
  it('makes the StopTransaction that everything would make', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(1_500), fc.boolean(), (maximum, count, withEnds) => {
        const { records, ended, values } = keep(maximum, count, withEnds);
        assert.deepEqual(
          stopTransaction(ended, records.kept(ended.number), maximum),
          stopTransaction(ended, values, maximum),
        );
      }),
      { numRuns: 60, examples: [[22, 726, false]] },
    );
  });

  it('does not grow for ever', () => {
    for (const maximum of [0, 1, 6, 20, 100]) {
      const { most } = keep(maximum, 4_000);
      assert.ok(most <= 3 * Math.max(maximum, 16) + 2, `${most} for ${maximum}`);
    }
  });

  it('is spread evenly over a month', () => {
    const { records, ended } = keep(512, 30 * 24 * 60);
    const told = stopTransaction(ended, records.kept(ended.number), 512).transactionData ?? [];
    assert.equal(told.length, 512);
    const minutes = told.map(numberOf);
    const gaps = new Set(minutes.slice(1, -1).map((minute, index) => minute - (minutes[index] ?? 0)));
    assert.deepEqual([...gaps].toSorted(), [128, 64].toSorted());
  });

  it('is forgotten with its transaction, and with no other', () => {
    const world = createRecordWorld({ maximum: 6 });
    const { records } = world;
    const stored = world.store.collection<MeterValue>('transaction-values');
    const transactions = [1, 2].map((connector) =>
      records.begin({ connector, idTag: 'A', start: zero }, meterValue(0, 'Transaction.Begin')),
    );
    for (let number = 1; number < 100; number += 1) {
      for (const transaction of transactions) {
        const { connector } = transaction;
        records.sample({ connector, transaction, seen: zero, tell: undefined, keep: meterValue(number) });
      }
    }
    const [one, other] = transactions.map(({ number }) => number) as [number, number];
    const before = records.kept(other);
    const [first] = transactions;
    assert.ok(first);
    records.end(first, { at: 0, wh: 0, reason: 'Local' }, undefined);
    for (let next = records.first(); next !== undefined; next = records.first()) records.done(next);
    assert.deepEqual(records.kept(one), []);
    assert.deepEqual(records.kept(other), before);
    assert.ok(stored.count() >= before.length);
  });
});

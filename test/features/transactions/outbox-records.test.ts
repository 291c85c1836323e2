import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Queued } from '../../../src/features/transactions/outbox-records.ts';
import type { TransactionRecord } from '../../../src/features/transactions/records.ts';
import { createMemoryDisk } from '../../../src/store/memory.ts';
import { StoreError } from '../../../src/store/store.ts';
import { createRecordWorld, lineOf, meterValue, numberOf, type RecordWorld } from './record-world.ts';

const zero = { at: 0, wh: 0 };

function begin({ records }: RecordWorld, connector = 1): TransactionRecord {
  return records.begin({ connector, idTag: 'A', start: zero }, undefined);
}

function sample({ records }: RecordWorld, number: number, transaction?: TransactionRecord): void {
  const connector = transaction?.connector ?? 1;
  records.sample({ connector, transaction, seen: zero, tell: meterValue(number), keep: undefined });
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a queue that is full', () => {
  it('drops the 1st, the 3rd, the 5th value of a transaction for the next one', () => {
    const world = createRecordWorld({ bound: 10 });
    const transaction = begin(world);
    for (const number of range(1, 10)) sample(world, number, transaction);
    assert.deepEqual(world.queue().map(lineOf), ['start 1', '1: 2', '1: 4', '1: 6', '1: 8', '1: 10']);
  });

  it('drops what is outside of transactions before anything else, and takes no more of it instead of better', () => {
    const world = createRecordWorld({ bound: 8 });
    const transaction = begin(world);
    for (const number of range(1, 3)) sample(world, number);
    for (const number of range(4, 9)) sample(world, number, transaction);
    // 1 and 3 made room for 8 and 9, and 2 for nobody yet.
    assert.deepEqual(world.queue().map(lineOf), [
      'start 1',
      'outside 2',
      ...range(4, 9).map((number) => `1: ${number}`),
    ]);
    sample(world, 10, transaction);
    sample(world, 11);
    assert.deepEqual(world.queue().map(lineOf), ['start 1', ...range(4, 10).map((number) => `1: ${number}`)]);
    sample(world, 12, transaction);
    assert.deepEqual(world.queue().map(lineOf), ['start 1', '1: 5', '1: 7', '1: 9', '1: 12']);
  });

  it('has found no room once and finds some later, when others have come', () => {
    const world = createRecordWorld({ bound: 8 });
    const transaction = begin(world);
    for (const number of range(1, 7)) sample(world, number, transaction);
    sample(world, 8);
    assert.equal(world.queue().length, 8);
    // Makes room, which the values outside of transactions get.
    sample(world, 9, transaction);
    for (const number of range(10, 14)) sample(world, number);
    assert.deepEqual(world.queue().map(lineOf), [
      'start 1',
      '1: 2',
      '1: 4',
      '1: 6',
      '1: 9',
      'outside 10',
      'outside 12',
      'outside 14',
    ]);
  });

  it('has room for every start and stop, beyond the bound', () => {
    const world = createRecordWorld({ bound: 3 });
    for (const number of range(1, 5)) {
      const transaction = begin(world);
      sample(world, number, transaction);
      world.records.end(transaction, { at: 0, wh: 0, reason: 'Local' }, undefined);
    }
    assert.deepEqual(world.queue().map(lineOf), [
      'start 1',
      '1: 1',
      'stop 1',
      ...range(2, 5).flatMap((number) => [`start ${number}`, `stop ${number}`]),
    ]);
  });

  it('of starts and stops alone refuses values, and complains once', () => {
    const world = createRecordWorld({ bound: 4 });
    const others = range(1, 2).map((connector) => {
      const transaction = begin(world, connector);
      world.records.end(transaction, { at: 0, wh: 0, reason: 'Local' }, undefined);
      return transaction;
    });
    assert.equal(others.length, 2);
    const transaction = begin(world);
    for (const number of range(1, 50)) sample(world, number, transaction);
    assert.equal(world.queue().length, 5);
    assert.equal(world.exhaustions.length, 1);
    assert.equal(world.warnings.length, 1);
  });

  it('leaves the first record alone: it may be on its way', () => {
    const world = createRecordWorld({ bound: 4 });
    const transaction = begin(world);
    for (const number of range(1, 3)) sample(world, number, transaction);
    world.records.done(world.queue()[0] as Queued);
    const sent = world.records.first() as Queued;
    for (const number of range(4, 40)) sample(world, number, transaction);
    assert.deepEqual(world.records.first(), sent);
    world.records.postpone(sent, 1, 77);
    assert.deepEqual(world.records.first(), { ...sent, record: { ...sent.record, attempts: 1, due: 77 } });
  });

  it('never gets back what is gone', () => {
    const world = createRecordWorld({ bound: 4 });
    const transaction = begin(world);
    for (const number of range(1, 3)) sample(world, number, transaction);
    const before = world.queue();
    for (const number of range(4, 9)) sample(world, number, transaction);
    const after = world.queue();
    const gone = before.filter(({ record }) => !after.some((each) => each.record.messageId === record.messageId));
    assert.ok(gone.length > 0);
    for (const queued of gone) {
      world.records.postpone(queued, 1, 0);
      world.records.done({ ...queued, position: 1_000 });
    }
    assert.deepEqual(world.queue(), after);
  });

  it('treats connectors alike whose values take turns', () => {
    const world = createRecordWorld({ bound: 42 });
    const [one, other] = [begin(world, 1), begin(world, 2)];
    for (const number of range(1, 21)) {
      sample(world, number, one);
      sample(world, number, other);
    }
    const left = world.queue().filter(({ record }) => record.kind === 'meter');
    const of = ({ number }: TransactionRecord) =>
      left.flatMap(({ record }) =>
        record.kind === 'meter' && record.transaction === number ? [numberOf(record.meterValue)] : [],
      );
    assert.deepEqual(
      of(one).slice(0, 10),
      range(1, 10).map((half) => 2 * half),
    );
    assert.deepEqual(of(other).slice(0, 10), of(one).slice(0, 10));
  });

  it('says so once, until it is less than half full, also across restarts', () => {
    let world = createRecordWorld({ bound: 10 });
    const transaction = begin(world);
    for (const number of range(1, 9)) sample(world, number, transaction);
    assert.deepEqual(world.exhaustions, []);
    for (const number of range(10, 60)) sample(world, number, transaction);
    assert.deepEqual(world.exhaustions, [
      '10 transaction messages wait for the Central System; meter values are dropped',
    ]);
    world = world.restart();
    for (const number of range(61, 90)) sample(world, number, transaction);
    while (world.records.queueLength() >= 5) world.records.done(world.records.first() as Queued);
    assert.deepEqual(world.exhaustions, []);
    world = world.restart();
    for (const number of range(91, 120)) sample(world, number, transaction);
    assert.equal(world.exhaustions.length, 1);
  });

  it('has thinned rarely when it was full for long', () => {
    const bound = 200;
    let deletions = 0;
    let thinnings = 0;
    let last = '';
    const world = createRecordWorld({
      bound,
      plan({ operation, collection }) {
        if (operation === 'delete' && collection === 'outbox') {
          deletions += 1;
          if (last !== 'delete') thinnings += 1;
        }
        last = operation;
        return undefined;
      },
    });
    const transaction = begin(world);
    for (const number of range(1, 4_000)) sample(world, number, transaction);
    assert.ok(deletions > 3_700);
    assert.ok(thinnings <= 4_000 / (bound / 4), `${thinnings} times`);
  });
});

type Step = 'begin' | 'inside' | 'outside' | 'end' | 'done' | 'postpone' | 'restart';
const steps: readonly Step[] = [
  'begin',
  'inside',
  'inside',
  'inside',
  'outside',
  'outside',
  'end',
  'done',
  'postpone',
  'restart',
];

describe('whatever is recorded in whatever order under whatever bound', () => {
  /** Does a step that makes sense on two connectors; tells what the queue has to have at its end then. */
  function createPlayer(bound: number, seed = 1) {
    const state = {
      world: createRecordWorld({ bound }, createMemoryDisk(), seed),
      running: new Map<number, TransactionRecord>(),
      /** Starts and stops that the queue has to have, in order. */
      expected: [] as string[],
      number: 0,
    };
    function play(step: Step, connector: number): void {
      const { world, running, expected } = state;
      const transaction = running.get(connector);
      state.number += 1;
      if (step === 'begin' && transaction === undefined) {
        const began = begin(world, connector);
        running.set(connector, began);
        expected.push(`start ${began.number}`);
      } else if (step === 'end' && transaction !== undefined) {
        world.records.end(transaction, { at: 0, wh: 0, reason: 'Local' }, undefined);
        running.delete(connector);
        expected.push(`stop ${transaction.number}`);
      } else if (step === 'inside' && transaction !== undefined) sample(world, state.number, transaction);
      else if (step === 'outside') {
        const tell = meterValue(state.number);
        world.records.sample({ connector, transaction: undefined, seen: zero, tell, keep: undefined });
      } else if (step === 'restart') state.world = world.restart();
      else if (step === 'postpone' || step === 'done') {
        const first = world.records.first();
        if (first === undefined) return;
        if (step === 'postpone') world.records.postpone(first, first.record.attempts + 1, 0);
        else {
          world.records.done(first);
          if (first.record.kind !== 'meter') assert.equal(expected.shift(), lineOf(first));
        }
      }
    }
    return { state, play };
  }

  const plays = fc.array(fc.tuple(fc.constantFrom(...steps), fc.constantFrom(1, 2)), { maxLength: 200 });

  it('starts and stops are all there, in order, and never more than the bound besides them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), plays, (bound, played) => {
        const { state, play } = createPlayer(bound);
        for (const [step, connector] of played) {
          const first = state.world.records.first();
          play(step, connector);
          const queue = state.world.queue();
          const milestones = queue.filter(({ record }) => record.kind !== 'meter').map(lineOf);
          assert.deepEqual(milestones, state.expected);
          assert.equal(state.world.records.queueLength(), queue.length);
          assert.ok(queue.length - milestones.length <= bound);
          assert.ok(queue.length <= bound + milestones.length);
          if (first !== undefined && step !== 'done') {
            assert.equal(queue[0]?.record.messageId, first.record.messageId, 'the first is left alone');
          }
          const values = queue.flatMap(({ record }) => (record.kind === 'meter' ? [numberOf(record.meterValue)] : []));
          assert.deepEqual(
            values,
            [...new Set(values)].toSorted((one, other) => one - other),
            'values are in order',
          );
        }
      }),
    );
  });

  it('a step that the full disk fails has changed nothing, and all goes on after it', () => {
    let faults = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        plays,
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        (bound, played, failing) => {
          let full = false;
          let countdown = 0;
          const world = createRecordWorld({
            bound,
            plan: () => {
              if (!full) return undefined;
              countdown -= 1;
              return countdown < 0 ? 'disk full' : undefined;
            },
          });
          let transaction = begin(world);
          for (const [index, [step]] of played.entries()) {
            const before = [world.queue(), world.records.all(), world.records.queueLength()];
            full = failing[index % failing.length] === true;
            countdown = index % 7;
            try {
              if (step === 'done') {
                const first = world.records.first();
                if (first !== undefined) world.records.done(first);
              } else if (step === 'begin') {
                transaction = begin(world);
              } else if (step === 'outside') sample(world, index + 1);
              else sample(world, index + 1, transaction);
            } catch (error) {
              assert.ok(error instanceof StoreError);
              faults += 1;
              assert.deepEqual([world.queue(), world.records.all(), world.records.queueLength()], before);
            }
            full = false;
            assert.equal(world.records.queueLength(), world.queue().length);
          }
        },
      ),
    );
    assert.ok(faults > 100, `${faults} faults`);
  });
});

it('a full disk at any write of a thinning loses nothing that was there', () => {
  for (let at = 1; ; at += 1) {
    let full = false;
    let writes = 0;
    const world = createRecordWorld({
      bound: 20,
      plan: () => (full && ++writes === at ? 'disk full' : undefined),
    });
    const transaction = begin(world);
    for (const number of range(1, 19)) sample(world, number, transaction);
    const before = world.queue();
    full = true;
    try {
      sample(world, 20, transaction);
    } catch (error) {
      assert.ok(error instanceof StoreError);
      assert.deepEqual(world.queue(), before);
      full = false;
      sample(world, 21, transaction);
      assert.equal(world.queue().length, 11);
      continue;
    }
    assert.ok(at > 10, `${at} writes`);
    break;
  }
});

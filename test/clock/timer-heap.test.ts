import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTimerHeap, type WaitingTask } from '../../src/clock/timer-heap.ts';

test('any mixture of adding, taking and cancelling keeps the order', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), due: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(200) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 200 }), (steps) => {
      const heap = createTimerHeap();
      const all: WaitingTask[] = [];
      let waiting: WaitingTask[] = [];
      const next = () =>
        waiting.toSorted((one, other) => one.due - other.due || all.indexOf(one) - all.indexOf(other))[0];
      const without = (task: WaitingTask | undefined) => waiting.filter((other) => other !== task);
      const take = () => {
        const expected = next();
        assert.equal(heap.first(), expected);
        assert.equal(heap.take(), expected);
        waiting = without(expected);
      };
      for (const action of steps) {
        if (action.kind === 'add') {
          const task = heap.add(action.due, () => {});
          all.push(task);
          waiting.push(task);
        } else if (action.kind === 'take') {
          take();
        } else {
          const task = all[action.which % Math.max(1, all.length)];
          task?.cancel();
          waiting = without(task);
        }
        assert.equal(heap.size(), waiting.length);
      }
      while (waiting.length > 0) take();
      assert.equal(heap.take(), undefined);
    }),
  );
});

test('only the cancellation of the last task is told', () => {
  let told = 0;
  const heap = createTimerHeap(() => told++);
  const first = heap.add(1, () => {});
  const second = heap.add(2, () => {});
  first.cancel();
  assert.equal(told, 0);
  second.cancel();
  second.cancel();
  assert.equal(told, 1);
  heap.add(3, () => {});
  heap.take();
  assert.equal(told, 1);
});

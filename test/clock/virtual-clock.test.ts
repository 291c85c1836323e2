import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { clockContract } from './contract.ts';

clockContract('virtual clock', () => {
  const clock = createVirtualClock();
  return { clock, advance: (ms) => clock.advance(ms) };
});

describe('virtual clock: time', () => {
  test('it begins with the year 2026, or when it is told to', () => {
    assert.equal(new Date(createVirtualClock().now()).toISOString(), '2026-01-01T00:00:00.000Z');
    assert.equal(createVirtualClock({ start: 5 }).now(), 5);
  });

  test('now() is a whole number even when a fraction of a millisecond has passed', async () => {
    const clock = createVirtualClock({ start: 1000 });
    await clock.advance(1.75);
    assert.equal(clock.now(), 1001);
    assert.equal(clock.elapsed(), 1.75);
  });

  test('a step moves now() and neither elapsed() nor a timer', async () => {
    const clock = createVirtualClock({ start: 0 });
    let ran = false;
    clock.after(10, () => {
      ran = true;
    });
    clock.step(3_600_000);
    assert.deepEqual([clock.now(), clock.elapsed()], [3_600_000, 0]);
    await clock.advance(9);
    assert.equal(ran, false);
    clock.step(-7_200_000);
    await clock.advance(1);
    assert.deepEqual([ran, clock.now(), clock.elapsed()], [true, -3_600_000 + 10, 10]);
  });

  test('a task sees exactly its due time on both clocks', async () => {
    const clock = createVirtualClock({ start: 100 });
    let seen: number[] = [];
    clock.after(7, () => {
      seen = [clock.now(), clock.elapsed()];
    });
    await clock.advance(50);
    assert.deepEqual(seen, [107, 7]);
    assert.equal(clock.elapsed(), 50);
  });
});

describe('virtual clock: settling', () => {
  test('settle runs what is due now, and what that makes due now, and nothing else', async () => {
    const clock = createVirtualClock();
    const ran: string[] = [];
    clock.after(0, async () => {
      ran.push('now');
      await null;
      clock.after(0, () => ran.push('from a reaction'));
    });
    clock.after(1, () => ran.push('later'));
    await clock.settle();
    assert.deepEqual(ran, ['now', 'from a reaction']);
    assert.equal(clock.elapsed(), 0);
    assert.equal(clock.pending(), 1);
  });

  test('promise reactions that wait already run before the first task', async () => {
    const clock = createVirtualClock();
    const ran: string[] = [];
    clock.after(0, () => ran.push('task'));
    Promise.resolve().then(async () => {
      await null;
      ran.push('reaction');
    });
    await clock.advance(1);
    assert.deepEqual(ran, ['reaction', 'task']);
  });

  test('the reactions of the last task have run when advance returns, and their tasks are waiting', async () => {
    const clock = createVirtualClock();
    clock.after(10, async () => {
      for (let step = 0; step < 20; step++) await null;
      clock.after(5, () => {});
    });
    await clock.advance(10);
    assert.equal(clock.pending(), 1);
    await clock.advance(5);
    assert.equal(clock.pending(), 0);
  });
});

describe('virtual clock: running until a condition holds', () => {
  test('time stops at the task that made it hold, with its reactions done', async () => {
    const clock = createVirtualClock();
    let count = 0;
    const tick = async () => {
      clock.after(1000, tick);
      await null;
      count++;
    };
    clock.after(1000, tick);
    await clock.runUntil(() => count === 3, 60_000);
    assert.deepEqual([count, clock.elapsed()], [3, 3000]);
  });

  test('a condition that holds already lets no time pass and runs no task', async () => {
    const clock = createVirtualClock();
    let ran = false;
    clock.after(0, () => {
      ran = true;
    });
    await clock.runUntil(() => true, 0);
    assert.deepEqual([ran, clock.elapsed()], [false, 0]);
  });

  test('a condition on the time alone holds at the limit', async () => {
    const clock = createVirtualClock();
    await clock.runUntil(() => clock.elapsed() >= 500, 500);
    assert.equal(clock.elapsed(), 500);
  });

  test('a condition that never holds is an error that names the limit, when so much time has passed', async () => {
    const clock = createVirtualClock();
    clock.after(100_000, () => {});
    await assert.rejects(
      clock.runUntil(() => false, 60_000),
      /did not hold within 60000 ms of virtual time \(it is 2026-01-01T00:01:00\.000Z; 1 tasks still wait\)/,
    );
    assert.equal(clock.elapsed(), 60_000);
  });
});

describe('virtual clock: mistakes', () => {
  test('a task that throws rejects the call; the clock stands at its time, and the others still run', async () => {
    const clock = createVirtualClock();
    const ran: string[] = [];
    clock.after(10, () => {
      throw new Error('broken task');
    });
    clock.after(20, () => ran.push('other'));
    await assert.rejects(clock.advance(100), /broken task/);
    assert.deepEqual([clock.elapsed(), ran], [10, []]);
    await clock.advance(10);
    assert.deepEqual(ran, ['other']);
  });

  test('a call while another one runs is refused, and does not disturb it', async () => {
    const clock = createVirtualClock();
    const first = clock.advance(10);
    await assert.rejects(clock.advance(10), /running already/);
    await first;
    assert.equal(clock.elapsed(), 10);
  });

  test('time neither runs back nor endlessly', async () => {
    const clock = createVirtualClock();
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) await assert.rejects(clock.advance(ms), RangeError);
    await clock.advance(1);
    assert.equal(clock.elapsed(), 1);
  });

  test('a task that asks for itself again at once is found out instead of running for ever', async () => {
    const clock = createVirtualClock();
    const again = () => {
      clock.after(0, again);
    };
    clock.after(5, again);
    await assert.rejects(clock.advance(10), /time stands still: .* at 2026-01-01T00:00:00\.005Z/);
  });

  test('many tasks at one moment are no endless chain, nor is a long chain over several moments', async () => {
    const clock = createVirtualClock();
    let ran = 0;
    for (let index = 0; index < 100_001; index++) clock.after(1, () => ran++);
    const chain = (left: number) => {
      if (left > 0) clock.after(left % 50_000 === 0 ? 1 : 0, () => chain(left - 1));
      else ran++;
    };
    clock.after(10, () => chain(120_000));
    await clock.advance(20);
    assert.equal(ran, 100_002);
  });
});

test('virtual clock: two runs of the same tangle of tasks and promises are the same', async () => {
  async function run(): Promise<string[]> {
    const clock = createVirtualClock();
    const log: string[] = [];
    const actor = async (name: string, step: number): Promise<void> => {
      log.push(`${clock.elapsed()} ${name}`);
      for (let turn = 0; turn < step % 4; turn++) await null;
      log.push(`${clock.elapsed()} ${name} settled`);
      const timer = clock.after(step % 13, () => void actor(name, step * 7 + 3));
      if (step % 5 === 0) {
        timer.cancel();
        clock.after(3, () => void actor(`${name}'`, step + 1));
      }
    };
    for (let index = 0; index < 8; index++) clock.after(index % 3, () => void actor(`actor ${index}`, index));
    await clock.advance(300);
    return log;
  }
  const log = await run();
  assert.deepEqual(await run(), log);
  assert.equal(log.length > 300, true);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { clockContract } from './contract.ts';
import { createHandSource } from './hand-source.ts';

clockContract('system clock', () => {
  const source = createHandSource();
  return { clock: createSystemClock({ source }), advance: (ms) => source.advance(ms) };
});

clockContract('system clock at half the pace', () => {
  const source = createHandSource();
  return { clock: createSystemClock({ source, speed: 0.5 }), advance: (ms) => source.advance(ms * 2) };
});

describe('system clock: speed', () => {
  test('at speed 1 now() is the computer clock with its steps, and elapsed() takes no notice of them', async () => {
    const source = createHandSource(5_000_000);
    const clock = createSystemClock({ source });
    assert.equal(clock.now(), 5_000_000);
    source.step(-3_600_000);
    assert.equal(clock.now(), 1_400_000);
    const elapsed = clock.elapsed();
    await source.advance(10);
    source.step(60_000);
    assert.equal(clock.now(), 1_460_010);
    assert.equal(clock.elapsed(), elapsed + 10);
  });

  test('at speed 60 a minute passes in a second, for both times and for timers', async () => {
    const source = createHandSource(5_000_000);
    const clock = createSystemClock({ source, speed: 60 });
    let ran = false;
    clock.after(60_000, () => {
      ran = true;
    });
    await source.advance(999);
    assert.equal(ran, false);
    await source.advance(1);
    assert.deepEqual([ran, clock.now(), clock.elapsed()], [true, 5_060_000, 60_000]);
  });

  test('a change of speed makes no time jump and moves the waiting timers', async () => {
    const source = createHandSource(5_000_000);
    const clock = createSystemClock({ source });
    const ran: number[] = [];
    clock.after(10_000, () => ran.push(clock.elapsed()));
    clock.after(20_000, () => ran.push(clock.elapsed()));
    await source.advance(1000);
    clock.setSpeed(10);
    assert.deepEqual([clock.now(), clock.elapsed()], [5_001_000, 1000]);
    await source.advance(900);
    assert.deepEqual(ran, [10_000]);
    clock.setSpeed(1);
    assert.deepEqual([clock.now(), clock.elapsed()], [5_010_000, 10_000]);
    await source.advance(9999);
    assert.deepEqual(ran, [10_000]);
    await source.advance(1);
    assert.deepEqual(ran, [10_000, 20_000]);
  });

  test('back at speed 1 now() follows the steps of the computer clock again, from where it was', async () => {
    const source = createHandSource(5_000_000);
    const clock = createSystemClock({ source, speed: 100 });
    await source.advance(10);
    source.step(500);
    assert.equal(clock.now(), 5_001_000);
    clock.setSpeed(1);
    assert.equal(clock.now(), 5_001_000);
    source.step(500);
    assert.equal(clock.now(), 5_001_500);
  });

  test('now() is a whole number at any speed', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source, speed: 0.3 });
    await source.advance(7);
    assert.equal(clock.now(), 1_000_002);
    assert.equal(clock.elapsed().toFixed(6), '2.100000');
  });

  test('a speed that is no number above 0 is refused, and the old one stays', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source, speed: 2 });
    for (const speed of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => createSystemClock({ source, speed }), RangeError);
      assert.throws(() => clock.setSpeed(speed), RangeError);
    }
    await source.advance(5);
    assert.equal(clock.elapsed(), 10);
  });
});

describe('system clock: wake-ups', () => {
  test('many timers ask for one wake-up, and idle time costs none', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    for (let index = 0; index < 5000; index++) clock.after(3_600_000 + index, () => {});
    assert.deepEqual(source.waits(), [3_600_000]);
    assert.equal(source.asked(), 1);
    await source.advance(3_599_999);
    assert.equal(source.wakeUps(), 0);
  });

  test('an earlier timer moves the wake-up forward', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    clock.after(1000, () => {});
    clock.after(10, () => {});
    assert.deepEqual(source.waits(), [10]);
    await source.advance(10);
    assert.deepEqual(source.waits(), [990]);
  });

  test('without timers no wake-up is left that would keep the process alive', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    const timers = [10, 20, 30].map((delay) => clock.after(delay, () => {}));
    for (const timer of timers) timer.cancel();
    assert.deepEqual(source.waits(), []);
    clock.after(5, () => {});
    await source.advance(5);
    assert.deepEqual(source.waits(), []);
  });

  test('a wake-up whose timer was cancelled costs one idle wake-up at most', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    let ran = 0;
    clock.after(100_000, () => ran++);
    for (let call = 0; call < 50; call++) clock.after(30_000, () => ran++).cancel();
    await source.advance(100_000);
    assert.deepEqual([ran, source.wakeUps()], [1, 2]);
  });

  test('a wake-up that comes too early runs nothing and is repeated', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    source.hurry(0.75);
    const ran: number[] = [];
    clock.after(10, () => ran.push(clock.elapsed()));
    await source.advance(9.5);
    assert.deepEqual([ran, source.wakeUps() > 0], [[], true]);
    await source.advance(1);
    assert.equal(ran.length === 1 && ran[0] !== undefined && ran[0] >= 10, true, `it ran at ${ran}`);
  });

  test('the longest wait of Node.js is repeated until a longer delay is over', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    let ran = false;
    clock.after(2 ** 32, () => {
      ran = true;
    });
    assert.deepEqual(source.waits(), [2 ** 31 - 1]);
    await source.advance(2 ** 32);
    assert.deepEqual([ran, source.wakeUps()], [true, 3]);
  });

  test('each of many due tasks has a wake-up of its own, so that sockets are served between them', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    for (let index = 0; index < 10; index++) clock.after(1, () => {});
    await source.advance(1);
    assert.equal(source.wakeUps(), 10);
  });

  test('a task that throws does not stop the others', async () => {
    const source = createHandSource();
    const clock = createSystemClock({ source });
    let ran = false;
    clock.after(1, () => {
      throw new Error('broken task');
    });
    clock.after(2, () => {
      ran = true;
    });
    await assert.rejects(source.advance(5), /broken task/);
    await source.advance(5);
    assert.equal(ran, true);
  });
});

describe('system clock: the computer as its source', () => {
  test('now() lies between two looks at the computer clock', () => {
    const clock = createSystemClock();
    const before = Date.now();
    const now = clock.now();
    assert.equal(before <= now && now <= Date.now(), true);
  });

  test('elapsed() begins near 0 and never falls', () => {
    const clock = createSystemClock();
    let last = clock.elapsed();
    assert.equal(last >= 0, true);
    for (let look = 0; look < 1000; look++) {
      const elapsed = clock.elapsed();
      assert.equal(elapsed >= last, true);
      last = elapsed;
    }
  });

  test('a task that is due at once runs in a later turn, when it was not cancelled', async () => {
    const clock = createSystemClock();
    const ran: string[] = [];
    const cancelled = clock.after(0, () => ran.push('cancelled'));
    const done = new Promise<void>((resolve) => {
      clock.after(0, () => {
        ran.push('kept');
        resolve();
      });
    });
    cancelled.cancel();
    assert.deepEqual(ran, []);
    await done;
    assert.deepEqual(ran, ['kept']);
  });

  test('an hour passes at once when the clock is fast enough, and a cancelled hour does not', async () => {
    const clock = createSystemClock({ speed: 1e10 });
    const before = clock.elapsed();
    clock.after(3_600_000, () => assert.fail('it was cancelled')).cancel();
    await new Promise<void>((resolve) => {
      clock.after(3_600_000, resolve);
    });
    assert.equal(clock.elapsed() - before >= 3_600_000, true);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createDisciplinedClock, SLEW_RATE } from '../../src/clock/disciplined-clock.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { clockContract } from './contract.ts';

function create() {
  const base = createVirtualClock();
  return { base, clock: createDisciplinedClock(base) };
}

clockContract('a disciplined clock', () => {
  const { base, clock } = create();
  return { clock, advance: base.advance };
});

describe('a disciplined clock', () => {
  it('begins with the time of the clock below, and does not follow its steps', async () => {
    const { base, clock } = create();
    const begin = base.now();
    assert.equal(clock.now(), begin);
    base.step(5_000);
    await base.advance(10);
    assert.equal(clock.now(), begin + 10);
  });

  it('steps at once, and neither elapsed nor timers notice', async () => {
    const { base, clock } = create();
    await base.advance(1_000);
    const before = { now: clock.now(), elapsed: clock.elapsed() };
    let ran = 0;
    clock.after(500, () => {
      ran = clock.elapsed();
    });
    clock.step(3_600_000);
    assert.deepEqual([clock.now() - before.now, clock.elapsed() - before.elapsed], [3_600_000, 0]);
    clock.step(-7_200_000);
    assert.equal(clock.now() - before.now, -3_600_000);
    await base.advance(500);
    assert.equal(ran, before.elapsed + 500);
  });

  it('slews by 500 ppm until it is there, and no further', async () => {
    const { base, clock } = create();
    const begin = clock.now();
    clock.slew(100);
    await base.advance(100_000);
    assert.equal(clock.now() - begin, 100_050);
    await base.advance(100_000);
    assert.equal(clock.now() - begin, 200_100);
    await base.advance(100_000);
    assert.equal(clock.now() - begin, 300_100);
    clock.slew(-100);
    await base.advance(1_000_000);
    assert.equal(clock.now() - begin, 1_300_000);
  });

  it('forgets what is left of a slew when there is another, or a step', async () => {
    const { base, clock } = create();
    const begin = clock.now();
    clock.slew(100);
    await base.advance(20_000);
    clock.slew(0);
    await base.advance(1_000_000);
    assert.equal(clock.now() - begin, 1_020_010);
    clock.slew(100);
    clock.step(500);
    await base.advance(1_000_000);
    assert.equal(clock.now() - begin, 2_020_510);
  });

  it('tells its steps when they are made, in the order of asking, until one has enough', () => {
    const { clock } = create();
    const begin = clock.now();
    const heard: string[] = [];
    const listener = (by: number) => heard.push(`first ${by} ${clock.now() - begin}`);
    const stop = clock.onStep(listener);
    clock.onStep((by) => heard.push(`second ${by}`));
    clock.step(200);
    stop();
    clock.step(-50);
    clock.slew(40);
    assert.deepEqual(heard, ['first 200 200', 'second 200', 'second -50']);
  });

  it('tells a step to all, also when one of them fails, and says so', () => {
    const { clock } = create();
    const heard: number[] = [];
    clock.onStep(() => {
      throw new Error('no room');
    });
    clock.onStep((by) => heard.push(by));
    assert.throws(() => clock.step(200), /no room/);
    assert.deepEqual(heard, [200]);
  });

  it('never falls and never stands while it slews, whatever is asked of it', async () => {
    const slews = fc.array(fc.record({ by: fc.double({ min: -200, max: 200, noNaN: true }), wait: fc.nat(20_000) }), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(slews, async (plan) => {
        const { base, clock } = create();
        for (const { by, wait } of plan) {
          const before = clock.now();
          clock.slew(by);
          assert.ok(clock.now() >= before);
          await base.advance(wait);
          const gone = clock.now() - before;
          assert.ok(Math.abs(gone - wait) <= wait * SLEW_RATE + 1, `${gone} in ${wait}`);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('loses nothing by many small slews', async () => {
    const { base, clock } = create();
    const begin = clock.epoch();
    for (let count = 0; count < 1_000; count += 1) {
      clock.slew(0.4);
      await base.advance(1_000);
    }
    assert.ok(Math.abs(clock.epoch() - begin - 400) < 0.1);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LONGEST_POLL } from '../../src/clock/ntp-discipline.ts';
import { createTimeWorld } from './time-world.ts';

const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => Math.round(time - (times[index] ?? 0)));

describe('a clock that follows time servers', () => {
  it('is not synchronised, and what it was, until they have answered', async () => {
    const world = createTimeWorld({ a: {}, b: {}, c: {} }, -5_000);
    world.start();
    await world.seconds(5);
    assert.deepEqual(world.discipline.state(), { kind: 'unsynchronised' });
    assert.equal(world.error(), -5_000);
    await world.seconds(2);
    assert.equal(world.error(), 0);
  });

  it('steps when it is far off, and tells before the first step and after each', async () => {
    const world = createTimeWorld({ only: {} }, -3_600_000);
    world.start();
    await world.seconds(7);
    assert.equal(world.error(), 0);
    assert.deepEqual(world.told, ['before 3600000', 'stepped 3600000 by time server only']);
    const state = world.state();
    assert.deepEqual(state?.server, { name: 'only', stratum: 2, delayMs: 10 });
    assert.equal(Math.round(state?.offsetMs ?? 0), 3_600_000);
    assert.equal(state?.at, world.truth.now() - 990);
    world.servers.only = Object.assign(world.servers.only ?? {}, { offsetMs: -500 });
    await world.seconds(80);
    assert.equal(world.error(), -500);
    assert.deepEqual(world.told.slice(2), ['stepped -500 by time server only']);
  });

  it('slews when it is near, without a word', async () => {
    const world = createTimeWorld({ only: {} }, 100);
    world.start();
    await world.seconds(7);
    assert.ok(Math.abs(world.error() - 100) <= 1);
    await world.seconds(206);
    assert.ok(Math.abs(world.error()) <= 1, `${world.error()}`);
    assert.deepEqual(world.told, []);
    assert.equal(world.state()?.server?.name, 'only');
  });

  it('was right from the beginning when the first answer says so: no later step is the first', async () => {
    const world = createTimeWorld({ only: {} }, 20);
    world.start();
    await world.seconds(7);
    Object.assign(world.servers.only ?? {}, { offsetMs: 10_000 });
    await world.seconds(70);
    assert.equal(world.told.length, 1);
    assert.match(world.told[0] ?? '', /^stepped 10000 /, 'by then it was right, and the server has gone wrong');
  });

  it('does not step while what was recorded cannot be put right, and tries again', async () => {
    const world = createTimeWorld({ only: {} }, -60_000);
    let full = true;
    world.start(() => {
      if (full) throw new Error('no room');
    });
    await world.seconds(8);
    assert.equal(world.error(), -60_000);
    assert.deepEqual(world.discipline.state(), { kind: 'unsynchronised' });
    full = false;
    await world.seconds(30);
    assert.equal(world.error(), 0);
    assert.deepEqual(world.told, ['before 60000', 'before 60000', 'stepped 60000 by time server only']);
  });

  it('polls after 64 s, then ever more seldom, up to 1024 s', async () => {
    const world = createTimeWorld({ only: {} }, 10);
    world.start();
    await world.seconds(6_000);
    assert.deepEqual(
      gaps(world.polls('only')),
      [64, 128, 256, 512, 1024, 1024, 1024, 1024].map((gap) => gap + 6),
    );
  });

  it('polls soon again after a step', async () => {
    const world = createTimeWorld({ only: {} });
    world.start();
    await world.seconds(1_200);
    Object.assign(world.servers.only ?? {}, { offsetMs: 5_000 });
    const before = world.polls('only').length;
    await world.seconds(2_000);
    assert.deepEqual(gaps(world.polls('only').slice(before)).slice(0, 3), [70, 134, 262]);
  });

  it('asks silent servers ever more seldom, and is itself again when they speak', async () => {
    const world = createTimeWorld({ only: { silent: true } }, -1_000);
    world.start();
    await world.seconds(4_000);
    assert.deepEqual(
      gaps(world.polls('only')),
      [16, 32, 64, 128, 256, 512, 1024, 1024].map((gap) => gap + 8),
    );
    assert.equal(world.error(), -1_000);
    Object.assign(world.servers.only ?? {}, { silent: false });
    await world.seconds(LONGEST_POLL + 10);
    assert.equal(world.error(), 0);
    assert.notEqual(world.state(), undefined);
  });

  it('is on its own when nobody has said anything for a day', async () => {
    const world = createTimeWorld({ only: {} });
    world.start();
    await world.seconds(10);
    Object.assign(world.servers.only ?? {}, { silent: true });
    await world.seconds(86_000);
    assert.notEqual(world.state(), undefined);
    await world.seconds(2_500);
    assert.equal(world.state(), undefined);
    assert.equal(world.error(), 0);
    Object.assign(world.servers.only ?? {}, { silent: false, offsetMs: 2_000 });
    await world.seconds(2_000);
    assert.equal(world.error(), 2_000);
    assert.deepEqual(world.told, ['stepped 2000 by time server only'], 'it is no first step');
  });

  it('is not moved by one of three that lies, from whenever on', async () => {
    const world = createTimeWorld({ a: {}, liar: {}, b: { offsetMs: 2 } }, 40);
    world.start();
    await world.seconds(500);
    Object.assign(world.servers.liar ?? {}, { offsetMs: -86_400_000, thereMs: 0, backMs: 0 });
    await world.seconds(10_000);
    assert.ok(Math.abs(world.error()) <= 3);
    assert.deepEqual(world.told, []);
  });

  it('asks nobody any more when it is stopped, also in the midst of a question', async () => {
    for (const seconds of [3, 30]) {
      const world = createTimeWorld({ only: {} }, -9_000);
      world.start();
      await world.seconds(seconds);
      world.discipline.stop();
      await world.truth.settle();
      assert.equal(world.truth.pending(), 0);
      assert.equal(world.ntp.sockets(), 0);
      assert.equal(world.error(), seconds === 3 ? -9_000 : 0);
    }
  });
});

describe('those who follow a clock', () => {
  it('hear of its step also when one of them fails, and the discipline goes on', async () => {
    const world = createTimeWorld({ only: {} }, -9_000);
    world.clock.onStep(() => {
      throw new Error('no room');
    });
    world.start();
    await world.seconds(80);
    assert.equal(world.error(), 0);
    assert.deepEqual(world.told, ['before 9000', 'stepped 9000 by time server only']);
    assert.match(world.warnings.join(), /not everybody could follow/);
    assert.equal(world.polls('only').length, 2);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LockDrive, type LockWish } from '../../src/charger/lock-drive.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { LOCK_MS } from './bench.ts';
import { createHandConnector } from './hand-hardware.ts';

function createLock(hasLock = true) {
  const clock = createVirtualClock();
  const troubles: boolean[] = [];
  let wish: LockWish = { closed: false, held: false, kept: false, failSafe: false };
  const again = (): void => drive.follow(wish);
  const hardware = createHandConnector(clock, again, { hasLock });
  const drive = new LockDrive(hardware, clock, again, (present) => troubles.push(present));
  return {
    clock,
    hardware,
    troubles,
    wants(news: Partial<LockWish>) {
      wish = { ...wish, ...news };
      drive.follow(wish);
    },
    seconds: (count: number) => clock.advance(count * 1000),
  };
}

describe('the lock of a connector', () => {
  for (const why of ['closed', 'held', 'kept'] as const) {
    it(`holds the plug as long as it is ${why}`, async () => {
      const lock = createLock();
      lock.wants({});
      await lock.seconds(60);
      assert.equal(lock.hardware.locked(), false);
      lock.wants({ [why]: true });
      await lock.clock.advance(LOCK_MS);
      assert.equal(lock.hardware.locked(), true);
      await lock.seconds(3_600);
      lock.wants({ [why]: false });
      await lock.clock.advance(LOCK_MS);
      assert.deepEqual([lock.hardware.locked(), lock.troubles], [false, []]);
    });
  }

  it('lets the plug go 5 s after the pilot began to fail safe, and holds it again when that is over', async () => {
    const lock = createLock();
    lock.wants({ held: true });
    await lock.seconds(10);
    lock.wants({ failSafe: true });
    await lock.seconds(4.999);
    lock.wants({});
    assert.deepEqual(lock.hardware.story, ['0 s: locks']);
    await lock.seconds(0.001);
    assert.deepEqual(lock.hardware.story, ['0 s: locks', '15 s: lets go']);
    await lock.seconds(3_600);
    lock.wants({ failSafe: false });
    await lock.seconds(1);
    assert.deepEqual([lock.hardware.locked(), lock.clock.pending()], [true, 0]);
  });

  it('holds it for 5 s anew when the pilot fails safe again', async () => {
    const lock = createLock();
    lock.wants({ held: true, failSafe: true });
    await lock.seconds(4);
    lock.wants({ failSafe: false });
    lock.wants({ failSafe: true });
    await lock.seconds(4);
    assert.equal(lock.hardware.locked(), true);
    await lock.seconds(2);
    assert.equal(lock.hardware.locked(), false);
  });

  it('that fails safe holds the plug as long as the relays are closed, and lets it go when they have opened', async () => {
    const lock = createLock();
    lock.wants({ held: true, closed: true, failSafe: true });
    await lock.seconds(3_600);
    assert.equal(lock.hardware.locked(), true);
    lock.wants({ closed: false });
    await lock.clock.advance(LOCK_MS);
    assert.equal(lock.hardware.locked(), false);
  });

  it('that fails safe keeps a plug that stays for good, like a fixed cable', async () => {
    const lock = createLock();
    lock.wants({ kept: true, held: true, failSafe: true });
    await lock.seconds(3_600);
    assert.equal(lock.hardware.locked(), true);
  });

  it('is not told to let go while the relays are closed, whatever is wanted when', async () => {
    const wish = fc.record({
      closed: fc.boolean(),
      held: fc.boolean(),
      kept: fc.boolean(),
      failSafe: fc.boolean(),
      ms: fc.constantFrom(0, 100, 400, 5_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 20 }), async (sequence) => {
        const lock = createLock();
        for (const { ms, ...wanted } of sequence) {
          const before = lock.hardware.story.length;
          lock.wants(wanted);
          await lock.clock.advance(ms);
          if (!wanted.closed) continue;
          assert.ok(!lock.hardware.story.slice(before).some((line) => line.endsWith('lets go')));
          if (ms >= LOCK_MS) assert.equal(lock.hardware.locked(), true);
        }
        assert.deepEqual(lock.troubles, []);
      }),
      { numRuns: 100 },
    );
  });

  it('is none at a fixed cable', async () => {
    const lock = createLock(false);
    for (const held of [true, false]) {
      lock.wants({ held });
      await lock.seconds(60);
    }
    assert.deepEqual([lock.hardware.story, lock.troubles, lock.clock.pending()], [[], [], 0]);
  });
});

describe('a lock that does not hold the plug', () => {
  it('is reported 3 s after it was told to, once, and when it holds after all', async () => {
    const lock = createLock();
    lock.hardware.jammed = true;
    lock.wants({ held: true });
    await lock.seconds(2.999);
    assert.deepEqual(lock.troubles, []);
    await lock.seconds(0.001);
    lock.wants({});
    await lock.seconds(3_600);
    assert.deepEqual([lock.troubles, lock.clock.pending()], [[true], 0]);
    lock.hardware.jammed = false;
    lock.wants({});
    await lock.clock.advance(LOCK_MS);
    assert.deepEqual([lock.troubles, lock.hardware.locked()], [[true, false], true]);
  });

  it('is not one that holds by then and whose event is late', async () => {
    const clock = createVirtualClock();
    const hardware = createHandConnector(clock, () => undefined);
    const troubles: boolean[] = [];
    const drive = new LockDrive(
      hardware,
      clock,
      () => undefined,
      (present) => troubles.push(present),
    );
    drive.follow({ closed: false, held: true, kept: false, failSafe: false });
    await clock.advance(60_000);
    assert.deepEqual([hardware.locked(), troubles], [true, []]);
  });

  it('is reported as well when there is nothing to hold any more', async () => {
    const lock = createLock();
    lock.hardware.jammed = true;
    lock.wants({ held: true });
    await lock.seconds(10);
    lock.wants({ held: false });
    assert.deepEqual(lock.troubles, [true, false]);
  });
});

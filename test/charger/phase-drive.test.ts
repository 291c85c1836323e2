import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MOST_SWITCHES, PhaseDrive, type PhaseWish } from '../../src/charger/phase-drive.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';

/** A car whose relays are closed while it is offered something, and open `openingMs` after it is not. */
function createPhases(openingMs = 550) {
  const clock = createVirtualClock();
  const story: string[] = [];
  let wish: PhaseWish = { wanted: 3, serving: false, closed: false, able: true };
  let before = '';
  const drive = new PhaseDrive(clock, () => follow());

  function follow(): void {
    const { count } = drive;
    drive.follow(wish);
    if (wish.closed) assert.equal(drive.count, count, 'it changes under closed relays');
    const now = `${drive.count}${drive.switching ? ' switching' : ''}${drive.held ? ' held' : ''}`;
    if (now !== before) story.push(`${clock.elapsed() / 1000} s: ${now}`);
    before = now;
    if (drive.switching && wish.closed && openingMs < Number.POSITIVE_INFINITY)
      clock.after(openingMs, () => phases.wants({ closed: false }));
    else if (!drive.switching && !drive.held && wish.serving && !wish.closed)
      queueMicrotask(() => {
        if (!drive.switching && !drive.held && wish.serving && !wish.closed) phases.wants({ closed: true });
      });
  }

  const phases = {
    clock,
    drive,
    story,
    wants(news: Partial<PhaseWish>) {
      wish = { ...wish, ...news };
      follow();
    },
    seconds: (count: number) => clock.advance(count * 1000),
    /** A car is served. */
    async charging(news: Partial<PhaseWish> = {}) {
      phases.wants({ serving: true, ...news });
      await phases.seconds(60);
      story.length = 0;
    },
  };
  return phases;
}

describe('the number of phases', () => {
  it('is free before the relays are told to close', () => {
    const phases = createPhases();
    for (const wanted of [1, 3, 1] as const) {
      phases.wants({ serving: true, wanted });
      assert.deepEqual([phases.drive.count, phases.drive.switching], [wanted, false]);
    }
  });

  it('comes down at once, by 10 s without an offer', async () => {
    const phases = createPhases();
    await phases.charging();
    phases.wants({ wanted: 1 });
    await phases.seconds(60);
    assert.deepEqual(phases.story, ['60 s: 3 switching', '70 s: 1']);
    assert.equal(phases.clock.pending(), 0);
  });

  it('goes up when it has been wanted for 10 s, by 10 s without an offer', async () => {
    const phases = createPhases();
    await phases.charging({ wanted: 1 });
    phases.wants({ wanted: 3 });
    await phases.seconds(60);
    assert.deepEqual(phases.story, ['70 s: 1 switching', '80 s: 3']);
    assert.equal(phases.clock.pending(), 0);
  });

  it('does not go up as long as it is not wanted for 10 s without a break', async () => {
    const phases = createPhases();
    await phases.charging({ wanted: 1 });
    for (let turn = 0; turn < 20; turn++) {
      phases.wants({ wanted: 3 });
      await phases.seconds(9.999);
      phases.wants({ wanted: 1 });
      await phases.seconds(0.001);
    }
    assert.deepEqual(phases.story, []);
  });

  it('stays when what was wanted is wanted back during the pause, which goes on to its end', async () => {
    const phases = createPhases();
    await phases.charging();
    phases.wants({ wanted: 1 });
    await phases.seconds(4);
    phases.wants({ wanted: 3 });
    await phases.seconds(60);
    assert.deepEqual(phases.story, ['60 s: 3 switching', '70 s: 3']);
  });

  it('waits beyond the 10 s for relays that are slow to open, and for ever for those that do not', async () => {
    const slow = createPhases(12_000);
    await slow.charging();
    slow.wants({ wanted: 1 });
    await slow.seconds(60);
    assert.deepEqual(slow.story, ['60 s: 3 switching', '72 s: 1']);
    const welded = createPhases(Number.POSITIVE_INFINITY);
    await welded.charging();
    welded.wants({ wanted: 1 });
    await welded.seconds(3_600);
    assert.deepEqual([welded.story, welded.clock.pending()], [['60 s: 3 switching'], 0]);
  });

  it('is left alone by relays that cannot: nothing is offered while they connect more than may be, and it is free for the next car', async () => {
    const phases = createPhases();
    await phases.charging({ able: false });
    phases.wants({ wanted: 1 });
    phases.wants({ closed: false });
    await phases.seconds(60);
    assert.deepEqual(phases.story, ['60 s: 3 held']);
    phases.wants({ wanted: 3 });
    await phases.seconds(60);
    phases.wants({ wanted: 1, closed: false });
    phases.wants({ serving: false });
    assert.deepEqual(phases.story, ['60 s: 3 held', '120 s: 3', '180 s: 3 held', '180 s: 1']);
    assert.equal(phases.clock.pending(), 0);
  });

  it('with one phase and relays that cannot is no reason to hold anything', async () => {
    const phases = createPhases();
    await phases.charging({ able: false, wanted: 1 });
    phases.wants({ wanted: 3 });
    await phases.seconds(60);
    assert.deepEqual([phases.story, phases.drive.count], [[], 1]);
  });

  it('is no matter of switching any more when the transaction ends or the car leaves meanwhile', async () => {
    const phases = createPhases();
    await phases.charging();
    phases.wants({ wanted: 1 });
    await phases.seconds(5);
    phases.wants({ serving: false });
    await phases.seconds(60);
    assert.deepEqual(phases.story, ['60 s: 3 switching', '65 s: 1']);
    assert.equal(phases.clock.pending(), 0);
  });

  it('does not change under relays that are still closed after the end of the transaction', async () => {
    const phases = createPhases();
    await phases.charging();
    phases.wants({ wanted: 1, serving: false });
    assert.deepEqual([phases.drive.count, phases.drive.switching], [3, false]);
    phases.wants({ closed: false });
    assert.equal(phases.drive.count, 1);
  });

  for (const first of [1, 3] as const) {
    it(`changes a bounded number of times for a car, and stays at one then (first ${first})`, async () => {
      const phases = createPhases();
      await phases.charging({ wanted: first });
      for (let turn = 0; turn < MOST_SWITCHES; turn++) {
        for (const wanted of [first === 3 ? 1 : 3, first] as const) {
          phases.wants({ wanted });
          await phases.seconds(30);
        }
      }
      const begun = phases.story.filter((line) => line.endsWith('switching')).length;
      assert.ok(begun === MOST_SWITCHES || begun === MOST_SWITCHES - 1, String(begun));
      assert.equal(phases.drive.count, 1);
      phases.wants({ serving: false, closed: false, wanted: 3 });
      assert.equal(phases.drive.count, 3);
    });
  }

  it('changes a bounded number of times also when each is taken back half-way', async () => {
    const phases = createPhases();
    await phases.charging();
    for (let turn = 0; turn < 3 * MOST_SWITCHES; turn++) {
      phases.wants({ wanted: 1 });
      await phases.seconds(2);
      phases.wants({ wanted: 3 });
      await phases.seconds(20);
    }
    assert.equal(phases.story.filter((line) => line.endsWith('switching')).length, MOST_SWITCHES);
    assert.equal(phases.drive.count, 1);
  });

  // That it never changes under closed relays is looked at in each of these tests.
  it('is never changed by two sequences within 10 s, whatever is wanted when', async () => {
    const wish = fc.record({
      wanted: fc.constantFrom<(1 | 3)[]>(1, 3),
      serving: fc.constantFrom(true, true, true, false),
      ms: fc.constantFrom(0, 100, 3_000, 9_000, 11_000, 30_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 30 }), async (sequence) => {
        const phases = createPhases();
        for (const { ms, wanted, serving } of sequence) {
          phases.wants({ wanted, serving });
          if (!serving) phases.wants({ closed: false });
          await phases.clock.advance(ms);
        }
        const begun = phases.story.filter((line) => line.endsWith('switching')).map((line) => Number.parseFloat(line));
        const ended = sequence.some(({ serving }) => !serving);
        for (const [index, at] of begun.entries()) {
          if (index > 0 && !ended) assert.ok(Math.round((at - (begun[index - 1] ?? 0)) * 1000) >= 10_000);
        }
      }),
      { numRuns: 100 },
    );
  });
});

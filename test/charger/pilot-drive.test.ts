import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PilotDrive, type PilotWish } from '../../src/charger/pilot-drive.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { createHandConnector } from './hand-hardware.ts';

function createPilot() {
  const clock = createVirtualClock();
  const hardware = createHandConnector(clock, () => undefined);
  hardware.car = 'B';
  let changes = 0;
  const drive = new PilotDrive(hardware, clock, () => {
    changes += 1;
  });
  let wish: PilotWish = { offerA: 0, failSafe: false, awake: false };
  return {
    clock,
    drive,
    hardware,
    story: hardware.story,
    changes: () => changes,
    wants(news: Partial<PilotWish>) {
      wish = { ...wish, ...news };
      drive.follow(wish);
    },
    seconds: (count: number) => clock.advance(count * 1000),
  };
}

describe('the offer', () => {
  it('begins and ends at once, and begins again at once after an end', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 16, awake: true });
    await pilot.seconds(1);
    pilot.wants({ offerA: 0 });
    await pilot.seconds(1);
    pilot.wants({ offerA: 10 });
    assert.deepEqual(pilot.story, ['0 s: offers 16 A', '1 s: offers nothing', '2 s: offers 10 A']);
  });

  it('changes 5 s after its last change at the earliest, and then to what was wanted last', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 32, awake: true });
    for (const offerA of [30, 6, 20]) {
      await pilot.seconds(1);
      pilot.wants({ offerA });
    }
    await pilot.seconds(1.999);
    assert.deepEqual([pilot.drive.offeredA, pilot.changes()], [32, 0]);
    await pilot.seconds(0.001);
    assert.deepEqual([pilot.drive.offeredA, pilot.changes()], [20, 1]);
    pilot.wants({ offerA: 25 });
    await pilot.seconds(60);
    pilot.wants({ offerA: 8 });
    assert.deepEqual(pilot.story, ['0 s: offers 32 A', '5 s: offers 20 A', '10 s: offers 25 A', '65 s: offers 8 A']);
  });

  it('does not change when what was wanted meanwhile is wanted no more', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 32, awake: true });
    await pilot.seconds(1);
    pilot.wants({ offerA: 6 });
    await pilot.seconds(1);
    pilot.wants({ offerA: 32 });
    await pilot.seconds(60);
    assert.deepEqual([pilot.story, pilot.clock.pending()], [['0 s: offers 32 A'], 0]);
  });

  it('never changes twice within 5 s, whatever is wanted when, and comes to what is wanted last', async () => {
    const wishes = fc.array(
      fc.tuple(fc.constantFrom(0, 6, 10, 16, 32), fc.integer({ min: 0, max: 7_000 }), fc.boolean()),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(wishes, async (sequence) => {
        const pilot = createPilot();
        let last = 0;
        for (const [offerA, ms, awake] of sequence) {
          pilot.wants({ offerA, awake });
          if (offerA === 0) assert.equal(pilot.drive.offeredA, 0);
          else assert.ok(pilot.drive.offeredA > 0);
          last = offerA;
          await pilot.clock.advance(ms);
          assert.ok(pilot.clock.pending() <= 1);
        }
        await pilot.seconds(10);
        assert.equal(pilot.drive.offeredA, last);
        let before: { at: number; offers: boolean } | undefined;
        for (const line of pilot.story) {
          const now = { at: Math.round(Number.parseFloat(line) * 1000), offers: /offers \d/.test(line) };
          if (before?.offers === true && now.offers) assert.ok(now.at - before.at >= 5_000, pilot.story.join('; '));
          before = now;
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('failing safe', () => {
  it('says -12 V at once, instead of any offer, and an offer comes back at once after it', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 16, awake: true });
    await pilot.seconds(1);
    pilot.wants({ failSafe: true });
    assert.deepEqual([pilot.drive.offeredA, pilot.drive.offering, pilot.drive.saysFault], [0, false, true]);
    await pilot.seconds(60);
    pilot.wants({ failSafe: false });
    assert.deepEqual(pilot.story, ['0 s: offers 16 A', '1 s: says -12 V', '61 s: offers 16 A']);
  });
});

describe('a car that sleeps', () => {
  it('is woken 30 s after the offer began, once: 4 s of -12 V, 0.75 s of nothing, then the offer', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 16 });
    await pilot.seconds(3_600);
    assert.deepEqual(pilot.story, [
      '0 s: offers 16 A',
      '30 s: says -12 V',
      '34 s: offers nothing',
      '34.75 s: offers 16 A',
    ]);
    assert.equal(pilot.clock.pending(), 0);
  });

  it('is woken again in the next offer', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 16 });
    await pilot.seconds(100);
    pilot.wants({ offerA: 0 });
    pilot.wants({ offerA: 16 });
    await pilot.seconds(100);
    assert.equal(pilot.story.filter((line) => line.endsWith('says -12 V')).length, 2);
  });

  it('is woken in its time also when the offer changes again and again', async () => {
    const pilot = createPilot();
    for (let second = 0; second < 60; second++) {
      pilot.wants({ offerA: 10 + (second % 5) });
      await pilot.seconds(1);
    }
    assert.deepEqual(
      pilot.story.filter((line) => line.endsWith('says -12 V')),
      ['30 s: says -12 V'],
    );
  });

  it('has an offer meanwhile, but no square wave that says so', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 16 });
    const seen: (readonly [number, boolean])[] = [];
    for (const seconds of [29, 1, 4, 0.75]) {
      await pilot.seconds(seconds);
      seen.push([pilot.drive.offeredA, pilot.drive.offering]);
    }
    assert.deepEqual(seen, [
      [16, true],
      [16, false],
      [16, false],
      [16, true],
    ]);
  });

  it('is offered what is wanted by the time that it is awake', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 16 });
    await pilot.seconds(32);
    pilot.wants({ offerA: 6 });
    pilot.wants({ offerA: 20 });
    await pilot.seconds(60);
    assert.deepEqual(pilot.story.slice(-2), ['34 s: offers nothing', '34.75 s: offers 20 A']);
  });

  for (const asksAt of [0, 1, 29.9]) {
    it(`is none when it asks ${asksAt} s after the offer began, also if it stops awake then`, async () => {
      const pilot = createPilot();
      pilot.wants({ offerA: 16, awake: asksAt === 0 });
      await pilot.seconds(asksAt);
      pilot.wants({ awake: true });
      pilot.wants({ awake: false });
      await pilot.seconds(3_600);
      assert.deepEqual(pilot.story, ['0 s: offers 16 A']);
    });
  }

  for (const state of ['C', 'D', 'E'] as const) {
    it(`is none when it is in ${state} by then, also when nobody has told that yet`, async () => {
      const pilot = createPilot();
      pilot.wants({ offerA: 16 });
      await pilot.seconds(29);
      pilot.hardware.car = state;
      await pilot.seconds(3_600);
      assert.deepEqual([pilot.story, pilot.clock.pending()], [['0 s: offers 16 A'], 0]);
    });
  }

  for (const [what, end, left] of [
    ['the end of the offer', { offerA: 0 }, 'offers nothing'],
    ['a charger that fails safe', { failSafe: true }, 'says -12 V'],
  ] as const) {
    for (const at of [2, 4.5]) {
      it(`is left alone by ${what}, ${at} s into waking it`, async () => {
        const pilot = createPilot();
        pilot.wants({ offerA: 16 });
        await pilot.seconds(30 + at);
        pilot.wants(end);
        await pilot.seconds(3_600);
        assert.ok(pilot.story.at(-1)?.endsWith(left), pilot.story.join('; '));
        assert.deepEqual([pilot.drive.offeredA, pilot.clock.pending()], [0, 0]);
      });
    }
  }

  it('leaves no timer when everything stops', async () => {
    const pilot = createPilot();
    pilot.wants({ offerA: 16 });
    await pilot.seconds(31);
    pilot.drive.stop();
    await pilot.clock.settle();
    assert.equal(pilot.clock.pending(), 0);
  });
});

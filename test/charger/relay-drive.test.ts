import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BoardEvent, Lines } from '../../src/charger/board.ts';
import { RelayDrive, type RelayWish } from '../../src/charger/relay-drive.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { RELAY_MS } from './bench.ts';
import { createHandConnector } from './hand-hardware.ts';

function createRelays() {
  const clock = createVirtualClock();
  const positions: Lines[] = [];
  const troubles: string[] = [];
  let wish: RelayWish = { asking: false, offering: false, blocked: false, lines: [1, 2, 3] };
  const hardware = createHandConnector(clock, (event: BoardEvent) => {
    if (event.kind === 'relays') positions.push(event.lines);
    drive.follow(wish);
  });
  const drive = new RelayDrive(hardware, clock, (what) => {
    troubles.push(what);
    // Whoever hears of it looks again, as the charger does.
    drive.follow(wish);
  });
  return {
    clock,
    hardware,
    drive,
    positions,
    troubles,
    wants(news: Partial<RelayWish>) {
      wish = { ...wish, ...news };
      drive.follow(wish);
    },
    async closed() {
      this.wants({ asking: true, offering: true });
      await clock.advance(RELAY_MS);
    },
  };
}

describe('the relays of a connector', () => {
  it('close only when the car asks, current is offered, and nothing is wrong', async () => {
    for (const asking of [false, true]) {
      for (const offering of [false, true]) {
        for (const blocked of [false, true]) {
          const relays = createRelays();
          relays.wants({ asking, offering, blocked });
          await relays.clock.advance(10_000);
          assert.deepEqual(relays.hardware.relays(), asking && offering && !blocked ? [1, 2, 3] : []);
          assert.equal(relays.clock.pending(), 0);
        }
      }
    }
  });

  for (const [why, end] of [
    ['the car stops asking', { asking: false }],
    ['something is wrong', { blocked: true }],
    ['the car stops asking as its offer ends', { asking: false, offering: false }],
  ] as const) {
    it(`are told to open at once when ${why}`, async () => {
      const relays = createRelays();
      await relays.closed();
      relays.wants(end);
      await relays.clock.advance(RELAY_MS);
      assert.deepEqual(relays.hardware.relays(), []);
    });
  }

  it('are told to open 6 s after the offer has ended, however often it is looked at', async () => {
    const relays = createRelays();
    await relays.closed();
    for (let second = 0; second < 6; second++) {
      relays.wants({ offering: false });
      await relays.clock.advance(1_000);
    }
    assert.deepEqual(relays.hardware.story.at(-1), `${6 + RELAY_MS / 1000} s: opens`);
    await relays.clock.advance(60_000);
    assert.deepEqual([relays.hardware.relays(), relays.clock.pending()], [[], 0]);
  });

  it('do not close for the rest of their travel when the offer ends before they have closed', async () => {
    const relays = createRelays();
    relays.wants({ asking: true, offering: true });
    await relays.clock.advance(RELAY_MS / 2);
    relays.wants({ offering: false });
    await relays.clock.advance(60_000);
    assert.deepEqual([relays.positions, relays.troubles], [[], []]);
  });

  it('open before they close on other lines', async () => {
    const relays = createRelays();
    await relays.closed();
    relays.wants({ lines: [3] });
    await relays.clock.advance(2 * RELAY_MS);
    assert.deepEqual(relays.positions, [[1, 2, 3], [], [3]]);
  });

  it('close on the lines that are wanted last when that changes before they have closed', async () => {
    const relays = createRelays();
    relays.wants({ asking: true, offering: true });
    await relays.clock.advance(RELAY_MS / 2);
    relays.wants({ lines: [2] });
    await relays.clock.advance(RELAY_MS);
    assert.deepEqual([relays.positions, relays.troubles], [[[2]], []]);
  });

  it('never go from some lines to others while they are closed, whatever is wanted when', async () => {
    const wish = fc.record({
      asking: fc.boolean(),
      offering: fc.boolean(),
      blocked: fc.constantFrom(false, false, true),
      lines: fc.constantFrom<Lines[]>([1, 2, 3], [1], [3], [3, 1, 2]),
      ms: fc.constantFrom(0, 10, 40, 60, 500, 7_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 30 }), async (sequence) => {
        const relays = createRelays();
        for (const { ms, ...wanted } of sequence) {
          relays.wants(wanted);
          await relays.clock.advance(ms);
        }
        for (const [index, lines] of relays.positions.entries()) {
          assert.ok(lines.length === 0 || (relays.positions[index - 1] ?? []).length === 0);
        }
        assert.deepEqual(relays.troubles, []);
      }),
      { numRuns: 100 },
    );
  });
});

describe('relays that do not obey', () => {
  for (const [path, end, ms] of [
    ['when the car stops', { asking: false }, 500],
    ['when they are forced open', { offering: false }, 6_500],
  ] as const) {
    it(`are known as welded half a second after they were told to open ${path}, and said so once`, async () => {
      const relays = createRelays();
      await relays.closed();
      relays.hardware.weldedLines = [2];
      relays.wants(end);
      await relays.clock.advance(ms - 1);
      assert.deepEqual([relays.troubles, relays.drive.welded], [[], false]);
      await relays.clock.advance(1);
      assert.deepEqual([relays.troubles, relays.drive.welded], [['contactor-welded'], true]);
      await relays.clock.advance(3_600_000);
      relays.wants({});
      assert.equal(relays.clock.pending(), 0, 'nothing is waited for');
      await relays.clock.advance(3_600_000);
      assert.deepEqual([relays.troubles, relays.clock.pending()], [['contactor-welded'], 0]);
    });
  }

  it('are known as stuck when they do not close, or not all of them', async () => {
    const relays = createRelays();
    relays.hardware.stuck = true;
    await relays.closed();
    await relays.clock.advance(500);
    assert.deepEqual([relays.troubles, relays.drive.welded], [['contactor-stuck'], false]);
    relays.wants({ blocked: true });
    await relays.clock.advance(3_600_000);
    assert.deepEqual([relays.troubles, relays.clock.pending()], [['contactor-stuck'], 0]);
  });

  it('are known as welded also at the start, when nobody has closed them', async () => {
    const relays = createRelays();
    await relays.closed();
    relays.hardware.weldedLines = [1, 2, 3];
    const troubles: string[] = [];
    const drive = new RelayDrive(relays.hardware, relays.clock, (what) => troubles.push(what));
    drive.follow({ asking: false, offering: false, blocked: false, lines: [1] });
    await relays.clock.advance(500);
    assert.deepEqual([troubles, drive.welded], [['contactor-welded'], true]);
  });

  it('that come open after all are welded no more', async () => {
    const relays = createRelays();
    await relays.closed();
    relays.hardware.weldedLines = [1];
    relays.wants({ asking: false });
    await relays.clock.advance(1_000);
    assert.equal(relays.drive.welded, true);
    relays.hardware.weldedLines = [];
    relays.hardware.setRelays([1]);
    relays.hardware.setRelays([]);
    await relays.clock.advance(RELAY_MS);
    assert.deepEqual([relays.drive.welded, relays.hardware.relays()], [false, []]);
  });
});

/**
 * A day of starts and of schedules that change, whatever comes next: the offer follows what is wanted only when a delay was drawn
 * and has passed, no later than the maximum after the change, unless the change came back, a person wanted it at once, or the owner
 * overrode it; and then it follows to the second.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CARD, createWorld, type World } from '../support/world.ts';
import { limitTo, seen } from './limited-charging.ts';
import { remoteStart } from './sent.ts';

/** From one offer to another, ms: it belongs to the pilot, not to the delay. */
const PILOT_MS = 5_000;

type Deed =
  | { readonly kind: 'card' | 'remote' | 'stop' | 'override' }
  | { readonly kind: 'limit'; readonly limit: number; readonly later: readonly [number, number] }
  | { readonly kind: 'maximum'; readonly seconds: number };

const aLimit = fc.constantFrom(0, 5, 6, 10, 16, 20, 32, 40);
const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('card' as const, 'remote' as const, 'stop' as const, 'override' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      limit: aLimit,
      later: fc.tuple(fc.integer({ min: 1, max: 1500 }), aLimit),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('maximum' as const), seconds: fc.constantFrom(0, 1, 60, 600, 600, 1800) }),
  },
);
const anyDay = fc.array(fc.tuple(anyDeed, fc.integer({ min: 0, max: 1200 })), { minLength: 80, maxLength: 80 });

const counts = { started: 0, drawn: 0, passed: 0, 'came back': 0, overridden: 0, shortened: 0, 'by itself': 0 };

describe('the randomised delay', () => {
  it('lets no change of the schedule through but after its time', async () => {
    await fc.assert(
      fc.asyncProperty(anyDay, fc.integer({ min: 1, max: 1e6 }), async (day, seed) => {
        const world = await createWorld({
          model: 'reference',
          seed,
          configuration: { RandomisedDelayEnabled: 'true', MeterValueSampleInterval: '0' },
        });
        world.twin().board.plugIn(1);
        const oracle = createOracle(world);
        for (const [deed, seconds] of day) {
          await oracle.act(deed);
          await oracle.pass(seconds);
        }
        world.assertNoComplaints();
      }),
      { numRuns: 4, seed: 1467, endOnFailure: true },
    );
    for (const [what, count] of Object.entries(counts)) assert.ok(count > 2, `${what}: ${count}`);
  });
});

/** Knows when the offer may change, and to what, from what is done and from the length of each delay when it is drawn. */
function createOracle(world: World) {
  const { clock, charger } = world;
  let maximum = 600;
  /** What the schedule comes to, A: until `at`, ms, and from then on. */
  let schedule = { until: 32, at: Number.POSITIVE_INFINITY, after: 32 };
  let running = false;
  let applied = 0;
  /** When the pilot was last given another offer, and until when it may not have followed yet, ms. */
  let offeredAt = Number.NEGATIVE_INFINITY;
  let unsettledUntil = Number.NEGATIVE_INFINITY;
  /** Something is decided in this very moment: `look` says what. */
  let deciding = false;
  let waiting: { readonly began: number; ends: number } | undefined;

  const offered = (): number => seen(world).offeredA;
  const now = (): number => clock.elapsed();
  const wanted = (): number => (now() < schedule.at ? schedule.until : schedule.after);
  const remaining = (): number => world.chargePoint().smartCharging.delay.remaining(1);

  world.twin().observe(({ kind }) => {
    if (kind === 'connector' && !deciding) assertSteady();
  });

  function apply(): void {
    waiting = undefined;
    if (applied === wanted()) return;
    applied = wanted();
    // A pilot that has rested follows at once.
    const free = offeredAt + PILOT_MS;
    unsettledUntil = now() >= free ? Number.NEGATIVE_INFINITY : free;
    offeredAt = Math.max(now(), free);
  }

  /** The charger has had its say at this moment. */
  function look(): void {
    if (running && waiting !== undefined && waiting.ends <= now()) {
      counts.passed += 1;
      apply();
    }
    if (running && waiting !== undefined && wanted() === applied) {
      counts['came back'] += 1;
      waiting = undefined;
    }
    if (running && waiting === undefined && wanted() !== applied) {
      const left = remaining();
      assert.ok(left <= maximum, `${left} s`);
      if (left === 0) apply();
      else {
        counts.drawn += 1;
        waiting = { began: now(), ends: now() + left * 1000 };
      }
    }
    assert.equal(
      remaining() * 1000,
      waiting === undefined ? 0 : Math.ceil((waiting.ends - now()) / 1000) * 1000,
      `at ${now()} ms`,
    );
    assertSteady();
  }

  function assertSteady(): void {
    if (now() > unsettledUntil || !running) assert.equal(offered(), running ? applied : 0, `at ${now()} ms`);
  }

  async function begin(how: 'card' | 'remote'): Promise<void> {
    if (running) return;
    counts.started += 1;
    if (how === 'card') world.twin().board.swipe(CARD);
    else await remoteStart(world, CARD, 1);
    await clock.settle();
    running = true;
    applied = how === 'card' ? 0 : wanted();
    offeredAt = now();
    unsettledUntil = Number.NEGATIVE_INFINITY;
  }

  async function end(): Promise<void> {
    if (!running) return;
    world.chargePoint().charger.end(1, { reason: 'Local' });
    await world.seconds(3);
    running = false;
    waiting = undefined;
  }

  async function doIt(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case 'card':
      case 'remote':
        return begin(deed.kind);
      case 'stop':
        return end();
      case 'override': {
        const before = waiting;
        assert.equal(world.chargePoint().smartCharging.delay.override(1), before !== undefined);
        if (before === undefined) return;
        counts.overridden += 1;
        apply();
        return;
      }
      case 'limit': {
        const [startPeriod, limit] = deed.later;
        schedule = {
          until: offerOf(deed.limit),
          at: Math.floor(now() / 1000) * 1000 + startPeriod * 1000,
          after: offerOf(limit),
        };
        return limitTo(world, { limit: deed.limit, later: [[startPeriod, limit]] });
      }
      case 'maximum':
        maximum = deed.seconds;
        assert.equal(await world.configure('RandomisedDelayMaxSeconds', String(maximum)), 'Accepted');
        if (waiting !== undefined && waiting.began + maximum * 1000 < waiting.ends) {
          counts.shortened += 1;
          waiting.ends = waiting.began + maximum * 1000;
        }
    }
  }

  return {
    async act(deed: Deed): Promise<void> {
      deciding = true;
      await doIt(deed);
      await clock.settle();
      deciding = false;
      look();
      assert.equal(charger.complaints.length, 0);
    },
    /** From one moment at which something is due to the next. */
    async pass(seconds: number): Promise<void> {
      const end = now() + seconds * 1000;
      while (now() < end) {
        const next = [schedule.at, waiting?.ends ?? end, end].filter((moment) => moment > now());
        const moment = Math.min(...next);
        const itself = moment === schedule.at;
        await clock.advance(moment - 1 - now());
        assertSteady();
        deciding = true;
        await clock.advance(moment - now());
        deciding = false;
        if (itself && running) counts['by itself'] += 1;
        look();
      }
    },
  };
}

/** Below 6 A is a pause, and this charger bears 32 A. */
function offerOf(limit: number): number {
  return limit < 6 ? 0 : Math.min(limit, 32);
}

/**
 * Whatever people, cars, profiles and faults do for hours: connectors that share a ChargePointMaxProfile never offer more than it
 * together, but for the 5 s that a pilot may need when the cap itself was lowered, and when nothing happens the shares are fair.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { carModelNamed } from '../../src/boards/virtual/car-models.ts';
import type { ConnectorView } from '../../src/charger/connector-view.ts';
import { createWorld, type World } from '../support/world.ts';
import { capAt, clearProfiles, limitTo, seen } from './limited-charging.ts';
import { remoteStart } from './sent.ts';
import { cards } from './several-connectors.ts';

const CONNECTORS = [1, 2, 3, 4] as const;

/** From one offer to another, ms. */
const PILOT_MS = 5_000;

const GRACE_MS = 50;

interface Cap {
  readonly currentA: number;
  readonly phases: 1 | 3;
}

type Deed =
  | { readonly kind: 'arrive' | 'plug'; readonly at: number; readonly car: string }
  | { readonly kind: 'unplug' | 'swipe' | 'remote' | 'full' | 'hungry' | 'break' | 'mend'; readonly at: number }
  | { readonly kind: 'own' | 'installer'; readonly at: number; readonly limit: number; readonly phases: 1 | 3 }
  | { readonly kind: 'cap'; readonly limit: number; readonly phases: 1 | 3 }
  | { readonly kind: 'hot' | 'cool' | 'uncapped' };

const at = fc.constantFrom(...CONNECTORS);
const phases = fc.constantFrom<(1 | 3)[]>(3, 3, 1);
const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constantFrom('arrive' as const, 'arrive' as const, 'plug' as const),
      at,
      car: fc.constantFrom(
        'wagon-22kw',
        'compact-11kw',
        'city-7kw-single-phase',
        'runabout-22kw-from-10a',
        'truck-22kw-slow-start',
        'hatchback-11kw-sleeps',
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('swipe' as const, 'swipe' as const, 'remote' as const), at }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('unplug' as const, 'full' as const, 'hungry' as const, 'break' as const, 'mend' as const),
      at,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('cap' as const),
      limit: fc.oneof(fc.integer({ min: 6, max: 80 }), fc.integer({ min: 0, max: 24 })),
      phases,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('own' as const, 'installer' as const),
      at,
      limit: fc.integer({ min: 0, max: 32 }),
      phases,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('hot' as const, 'cool' as const, 'uncapped' as const) }) },
);

/** Then, after so many seconds, the next. */
const anyDay = fc.array(fc.tuple(anyDeed, fc.constantFrom(0, 0, 1, 2, 4, 5, 7, 30, 60, 600)), {
  minLength: 60,
  maxLength: 60,
});

describe('connectors that share a ChargePointMaxProfile', () => {
  it('never offer more than it together, and end at fair shares', async () => {
    const counts = { samples: 0, full: 0, fair: 0, paused: 0, idle: 0, whole: 0 };
    await fc.assert(
      fc.asyncProperty(anyDay, async (day) => {
        const world = await createWorld({
          model: 'reference',
          file: { connectors: CONNECTORS.map((id) => ({ id })) },
          configuration: { MeterValueSampleInterval: '0', AllowOfflineTxForUnknownId: 'true' },
        });
        for (const card of cards) world.central.idTags.set(card, 'Accepted');
        const watch = watchOver(world, counts);
        // Some of every day is spent under a cap from the beginning.
        await watch.cap({ currentA: 32, phases: 3 });
        for (const [deed, seconds] of day) {
          await act(world, watch, deed);
          await world.seconds(seconds);
          if (seconds >= 60) watch.assertFair();
        }
        world.twin().stop();
        await world.clock.settle();
        assert.deepEqual(
          world.warnings.filter((line) => line.includes('could not be handled')),
          [],
        );
      }),
      { numRuns: 6, seed: 7, endOnFailure: true },
    );
    for (const [what, count] of Object.entries(counts)) assert.ok(count > 5, `${what}: ${count}`);
  });
});

interface Watch {
  cap(cap: Cap | undefined): Promise<void>;
  assertFair(): void;
}

function watchOver(
  world: World,
  counts: Record<'samples' | 'full' | 'fair' | 'paused' | 'idle' | 'whole', number>,
): Watch {
  /** Those of the last seconds are still allowed. */
  let caps: { readonly cap: Cap | undefined; until: number }[] = [];
  let cap: Cap | undefined;
  let asking = '';
  let settledAt = 0;

  const views = (): readonly ConnectorView[] => CONNECTORS.map((connector) => seen(world, connector));
  const told = (view: ConnectorView): number =>
    world.twin().board.pilotOutput(view.id).kind === 'pwm' ? view.offeredA : 0;
  const linesOf = (view: ConnectorView, under: Cap): readonly number[] =>
    under.phases === 1 ? [1] : [...new Set([...view.linesWanted, ...view.lines])];

  /** The highest sum on a line. */
  function burden(under: Cap): number {
    return Math.max(
      ...[1, 2, 3].map((line) =>
        views()
          .filter((view) => linesOf(view, under).includes(line))
          .reduce((sum, view) => sum + told(view), 0),
      ),
    );
  }

  function look(): void {
    counts.samples += 1;
    const now = world.clock.elapsed();
    const present = views()
      .map((view) => `${view.asking} ${view.session.phase} ${view.faults.length}`)
      .join();
    if (present !== asking) settledAt = now;
    asking = present;
    caps = caps.filter(({ until }) => now <= until);
    const allowed = [cap, ...caps.map((each) => each.cap)];
    const within = allowed.some((each) => each === undefined || burden(each) <= each.currentA + 1e-6);
    assert.ok(within, `${views().map(told)} A under ${JSON.stringify(allowed)} at ${now} ms`);
    if (cap !== undefined && caps.length === 0 && burden(cap) > cap.currentA - 1) counts.full += 1;
  }
  world.twin().observe(({ kind }) => {
    if (kind === 'connector') look();
  });

  return {
    async cap(next) {
      if (next === cap) return;
      caps.push({ cap, until: world.clock.elapsed() + PILOT_MS + GRACE_MS });
      cap = next;
      settledAt = world.clock.elapsed();
      if (next === undefined) await clearProfiles(world, { chargingProfilePurpose: 'ChargePointMaxProfile' });
      else await capAt(world, next.currentA, { numberPhases: next.phases });
      look();
    },
    assertFair() {
      look();
      if (world.clock.elapsed() - settledAt < 20_000 || cap === undefined) return;
      counts.fair += 1;
      const under = cap;
      const running = views().filter((view) => view.session.phase === 'transaction' && view.session.plugged);
      const served = running.filter((view) => view.asking && view.offeredA > 0);
      const free = (line: number): number =>
        under.currentA -
        running.filter((view) => linesOf(view, under).includes(line)).reduce((sum, view) => sum + view.offeredA, 0);
      for (const view of running) {
        const { 'load-balancing': share, ...others } = view.limits;
        const ownA = Math.min(...Object.values(others));
        const lines = linesOf(view, under);
        if (view.faults.some(({ blocking }) => blocking) || ownA < 6) {
          assert.equal(view.offeredA, 0);
        } else if (view.asking && view.offeredA === 0) {
          assert.fail(`asks and is offered nothing: ${JSON.stringify(view)}`);
        } else if (view.offeredA === 0) {
          counts.paused += 1;
          const room = (line: number): number =>
            under.currentA - 6 * served.filter((other) => linesOf(other, under).includes(line)).length;
          assert.ok(
            lines.some((line) => room(line) < 6 || free(line) < 6),
            `${view.id} pauses for nothing: ${running.map(told)} of ${under.currentA}`,
          );
        } else if (view.asking) {
          if (view.offeredA >= Math.floor(ownA * 10) / 10 - 0.05) {
            counts.whole += 1;
            continue;
          }
          // One of its lines is full, and nobody there has more than it.
          const bound = lines.some((line) => {
            const there = served.filter((other) => linesOf(other, under).includes(line));
            return (
              free(line) < 0.1 * there.length + 1e-6 && there.every((other) => other.offeredA <= view.offeredA + 0.05)
            );
          });
          assert.ok(
            bound,
            `${view.id} has too little: ${running.map((each) => `${each.id}: ${told(each)} ${each.lines}`)} of ${under.currentA}`,
          );
        } else counts.idle += 1;
        assert.ok(share !== undefined);
      }
    },
  };
}

async function act(world: World, watch: Watch, deed: Deed): Promise<void> {
  const { board } = world.twin();
  const { charger } = world.chargePoint();
  switch (deed.kind) {
    case 'arrive':
      if (seen(world, deed.at).session.phase !== 'transaction') board.swipe(cards[deed.at - 1] ?? '', [deed.at]);
      board.plugIn(deed.at, carModelNamed(deed.car));
      break;
    case 'plug':
      board.plugIn(deed.at, carModelNamed(deed.car));
      break;
    case 'unplug':
      board.plugOut(deed.at);
      break;
    case 'swipe':
      board.swipe(cards[deed.at - 1] ?? '', [deed.at]);
      break;
    case 'remote':
      await remoteStart(world, cards[deed.at - 1] ?? '', deed.at);
      break;
    case 'full':
    case 'hungry':
      if (board.car(deed.at).plugged) board.setCar(deed.at, { soc: deed.kind === 'full' ? 100 : 40 });
      break;
    case 'break':
      board.raiseFault(deed.at, { id: 'broken', code: 'InternalError', blocking: true });
      break;
    case 'mend':
      board.clearFault(deed.at, 'broken');
      break;
    case 'own':
      await limitTo(world, { connector: deed.at, limit: deed.limit, numberPhases: deed.phases });
      break;
    case 'installer':
      charger.setLimit(
        deed.at,
        'installer',
        deed.limit < 4 ? undefined : deed.limit,
        deed.phases === 1 ? { phases: 1 } : {},
      );
      break;
    case 'hot':
      board.raiseCause(0, 'over-temperature');
      break;
    case 'cool':
      board.clearCause(0, 'over-temperature');
      break;
    case 'cap':
      await watch.cap({ currentA: deed.limit, phases: deed.phases });
      break;
    case 'uncapped':
      await watch.cap(undefined);
      break;
  }
  await world.clock.settle();
}

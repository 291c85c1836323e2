/**
 * One run of the simulation: a charger lives for so many hours in a rough world, with quiet hours in between in which
 * everything must come to rest and be right.
 *
 * Guarantee: the same seed and hours give the same run, line by line; a run never throws, what goes wrong is in its report.
 */
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { unrest, wrongAtRest } from './at-rest.ts';
import { centralCalls } from './central-calls.ts';
import { createDice } from './dice.ts';
import type { Doing } from './doing.ts';
import type { FaultCounts } from './faults.ts';
import { hardware } from './hardware.ts';
import { networkFaults } from './network-faults.ts';
import { people } from './people.ts';
import { type Plan, planOf } from './plan.ts';
import { processFaults } from './process-faults.ts';
import { createStage, type Stage } from './stage.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** In so much quiet everything has to be told, ms: the longest wait between two attempts is of minutes. */
const REST_MS = 6 * HOUR_MS;

/** The longest WebSocketPingInterval of a plan, and the time for the pong, ms. */
const FOUND_MS = 310_000;

export interface Report {
  readonly seed: number;
  readonly plan: Plan;
  /** Empty when everything held. */
  readonly violations: readonly string[];
  readonly faults: FaultCounts;
  /** How many transactions the Central System was told of. */
  readonly transactions: number;
}

/** Everything that is done to a charger now and then. */
export const doings: readonly Doing[] = [...people, ...hardware, ...centralCalls, ...networkFaults, ...processFaults];

/** `reader` hears of everything, line by line. */
export async function simulate(options: {
  readonly seed: number;
  readonly hours: number;
  readonly reader?: ((line: string) => void) | undefined;
}): Promise<Report> {
  const { seed, hours } = options;
  const random = createSeededRandom(seed);
  const plan = planOf(seed, random.fork('plan'));
  const stage = createStage(plan, random, options.reader);
  const dice = createDice(random.fork('chapters'));

  function schedule(doing: Doing, own: ReturnType<typeof createDice>): void {
    stage.clock.after(own.wait(DAY_MS / doing.perDay / plan.roughness), () => {
      if (!stage.calm()) doing.act(stage, own);
      schedule(doing, own);
    });
  }

  try {
    for (const doing of doings) schedule(doing, createDice(random.fork(doing.name)));
    const end = stage.clock.elapsed() + hours * HOUR_MS;
    while (stage.clock.elapsed() < end && stage.violations.length === 0) {
      stage.stir();
      await stage.clock.advance(Math.min(dice.between(1, 8) * HOUR_MS, end - stage.clock.elapsed()));
      await rest(stage);
    }
    if (stage.violations.length === 0) await leave(stage);
  } catch (error) {
    stage.violated(`something threw: ${error instanceof Error ? error.stack : String(error)}`);
  }
  return {
    seed,
    plan,
    violations: stage.violations,
    faults: stage.faults,
    transactions: stage.told.starts(),
  };
}

/** Nothing goes wrong any more: within the time, everything is told, and right. */
async function rest(stage: Stage): Promise<void> {
  stage.heal();
  stage.trace(() => '# quiet');
  await settle(stage);
  for (const wrong of wrongAtRest(stage)) stage.violated(wrong);
}

async function settle(stage: Stage): Promise<void> {
  try {
    // What is on its way to break when the quiet begins may still break something, and a dead connection is found by a ping.
    await stage.clock.advance(FOUND_MS);
    await stage.clock.runUntil(() => unrest(stage) === undefined, REST_MS);
  } catch {
    stage.violated(`no rest after ${REST_MS / HOUR_MS} quiet hours: ${unrest(stage)}`);
  }
}

/** All cars leave, all transactions end. */
async function leave(stage: Stage): Promise<void> {
  stage.touch('all cars leave', ({ board }) => {
    for (const { id } of board.connectors) board.plugOut(id);
  });
  await stage.clock.advance(10_000);
  stage.call('Reset', { type: 'Soft' });
  await settle(stage);
  const running = stage.twin().chargePoint().records.running();
  if (running.length > 0) stage.violated(`${running.length} transactions are still running after a reset`);
  for (const wrong of wrongAtRest(stage)) stage.violated(wrong);
}

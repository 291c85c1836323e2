import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Request } from '../../src/ocpp16/actions.ts';
import { cutAt, type FaultPlan } from '../../src/store/faulty.ts';
import { CARD } from '../support/world.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';

const configuration = {
  MeterValueSampleInterval: '60',
  ClockAlignedDataInterval: '100',
  StopTxnSampledData: 'Energy.Active.Import.Register',
};

/** A visit from plug to plug, as the user does it, with the seconds before each step. */
const visit: readonly (readonly [seconds: number, step: (world: MortalWorld) => void])[] = [
  [1, ({ twin }) => twin().board.plugIn(1)],
  [2, ({ twin }) => twin().board.swipe(CARD)],
  [130, ({ twin }) => twin().board.swipe(CARD)],
  [5, ({ twin }) => twin().board.plugOut(1)],
  [5, () => undefined],
];

/** Does as much of a visit as the charger lives to see; true when that was all of it. */
async function play(world: MortalWorld): Promise<boolean> {
  for (const [seconds, step] of visit) {
    await world.seconds(seconds);
    if (!world.alive()) return false;
    step(world);
    await world.clock.settle();
  }
  return world.alive();
}

/** What the Central System knows of transactions, and what each can be held to. */
function summary({ charger }: MortalWorld) {
  return charger.transactions.map(({ idTag, meterStart, state }) => ({
    idTag,
    meterStart,
    ...(state.kind === 'stopped'
      ? { reason: state.reason, meterStop: state.meterStop }
      : { reason: state.kind, meterStop: Number.NaN }),
  }));
}

/** The messages of one kind, without the repetitions of a message whose answer was lost. */
function distinct({ charger }: MortalWorld, action: 'StartTransaction' | 'StopTransaction') {
  const calls = charger.received.filter((call) => call.action === action);
  return new Map(calls.map(({ messageId, payload }) => [messageId, payload as Request<typeof action>]));
}

/** What must hold of any life that has come to rest, however it went. */
function assertWhole(world: MortalWorld, about: string): void {
  const { charger, twin } = world;
  assert.deepEqual(
    charger.complaints.filter(({ weight }) => weight === 'fault').map(({ message }) => message),
    [],
    about,
  );
  assert.equal(twin().chargePoint().records.queueLength(), 0, `${about}: everything is told`);
  assert.deepEqual(twin().chargePoint().records.all(), [], `${about}: what is told is forgotten`);
  const transactions = summary(world);
  assert.equal(distinct(world, 'StartTransaction').size, transactions.length, `${about}: no start is doubled`);
  assert.equal(distinct(world, 'StopTransaction').size, transactions.length, `${about}: no stop is lost or doubled`);
  // All energy is somebody's, and no Wh is anybody's twice: each transaction begins where the one before has ended.
  let register = 0;
  for (const { meterStart, meterStop } of transactions) {
    assert.equal(meterStart, register, about);
    assert.ok(meterStop >= meterStart, about);
    register = meterStop;
  }
  assert.equal(twin().board.connectors[0]?.meter().energyWh, register, `${about}: no energy without a transaction`);
}

/** After a start BootNotification is the first thing that the Central System hears. */
function assertBootFirst({ charger }: MortalWorld, from: number, about: string): void {
  assert.equal(charger.received[from]?.action, 'BootNotification', about);
}

/** Every plan that cuts the power at one write, until a run has passed without a cut. */
async function atEveryWrite(run: (plan: FaultPlan, about: string) => Promise<boolean>): Promise<number> {
  let cuts = 0;
  for (const when of ['before', 'after'] as const) {
    for (let number = 1; ; number += 1) {
      if (await run(cutAt(number, when), `cut ${when} write ${number}`)) break;
      cuts += 1;
    }
  }
  return cuts;
}

describe('a power cut', () => {
  it('at any write of a whole visit loses and doubles nothing, and leaves a charger that charges', async () => {
    const endings = new Set<string>();
    const cuts = await atEveryWrite(async (plan, about) => {
      const world = createMortalWorld(configuration);
      await world.powerOn(plan);
      if (await play(world)) {
        assertWhole(world, 'without a cut');
        return true;
      }
      // What was sent arrives before anybody notices.
      await world.seconds(5);
      const known = summary(world);
      const told = world.charger.received.length;
      await world.powerOn();
      await world.seconds(300);
      assertBootFirst(world, told, about);
      assertWhole(world, about);
      const [transaction, ...more] = summary(world);
      assert.deepEqual(more, [], about);
      assert.equal(transaction?.meterStart ?? 0, known[0]?.meterStart ?? 0, `${about}: what was known is known still`);
      assert.equal(known.length <= (transaction === undefined ? 0 : 1), true, about);
      if (known[0]?.reason === 'Local') assert.deepEqual(transaction, known[0], about);
      endings.add(transaction?.reason ?? 'none');
      assert.ok(await play(world), about);
      await world.seconds(60);
      assert.equal(summary(world).at(-1)?.reason, 'Local', about);
      assertWhole(world, `${about}, and a second visit`);
      return false;
    });
    assert.deepEqual(endings, new Set(['none', 'PowerLoss', 'Local']));
    assert.ok(cuts > 100, String(cuts));
  });
});

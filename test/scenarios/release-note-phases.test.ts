/** The release note's rows on phases (RN-P1 to RN-P3, RN-L4), each on a whole charger. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carModelNamed } from '../../src/boards/virtual/car-models.ts';
import type { Grid } from '../../src/charger/board.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { modelNames, registerOf, sentMeterValues } from './sent.ts';

const ONE_PHASE_CAR = 'hybrid-4kw-single-phase';
const THREE_PHASE_CAR = 'compact-11kw';
const KEY = 'OnePhaseChargingPhase';

const phases = ['L1', 'L2', 'L3'] as const;

/** By grid: the lines that carry the current of a car of one phase, for OnePhaseChargingPhase 1, 2, 3. */
const carrying = {
  TN: ['L1', 'L2', 'L3'],
  IT: ['L1 L2', 'L2 L3', 'L1 L3'],
} as const satisfies Readonly<Record<Grid['type'], readonly [string, string, string]>>;

async function chargeCar(world: World, car: string, seconds = 120): Promise<void> {
  world.twin().board.plugIn(1, carModelNamed(car));
  world.twin().board.swipe(CARD);
  await world.seconds(seconds);
}

async function endVisit(world: World): Promise<void> {
  world.twin().board.swipe(CARD);
  await world.seconds(10);
  world.twin().board.plugOut(1);
  await world.seconds(10);
}

/** The lines on which the last sample tells of current, and of how much, A. */
function told(world: World): ReadonlyMap<string, number> {
  const values = sentMeterValues(world, 'Sample.Periodic').at(-1)?.sampledValue ?? [];
  const currents = values.filter(({ measurand }) => measurand === 'Current.Import');
  assert.deepEqual(
    currents.map(({ phase }) => phase),
    phases,
  );
  return new Map(
    currents.filter(({ value }) => value !== '0.0').map(({ phase, value }) => [phase ?? '', Number(value)]),
  );
}

const linesTold = (world: World) => [...told(world).keys()].join(' ');

for (const model of modelNames) {
  describe(`the phases of a ${model}`, () => {
    it(`RN-P1 ${model}: has OnePhaseChargingPhase 1, which can be set to 1, 2 and 3 and to nothing else, for good`, async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await world.key(KEY), { value: '1', readonly: false });
      for (const value of ['2', '3', '1', '3']) {
        assert.equal(await world.configure(KEY, value), 'Accepted');
        assert.deepEqual(await world.key(KEY), { value, readonly: false });
      }
      for (const wrong of ['0', '4', '-1', '1.5', '', 'L1', '1,2', '12', 'NaN']) {
        assert.equal(await world.configure(KEY, wrong), 'Rejected', wrong);
        assert.equal((await world.key(KEY))?.value, '3');
      }
      world.powerCut();
      await world.powerOn();
      assert.equal((await world.key(KEY))?.value, '3');
      world.assertNoComplaints();
    });

    for (const type of ['TN', 'IT'] as const) {
      for (const value of [1, 2, 3] as const) {
        it(`RN-P2 ${model}: leads a car of one phase to the line of the key, or on IT between its two (${type}, ${value})`, async () => {
          const world = await createWorld({
            model,
            file: { grid: { type, voltageV: 230 } },
            configuration: { [KEY]: String(value) },
          });
          await chargeCar(world, ONE_PHASE_CAR);
          assert.equal(linesTold(world), carrying[type][value - 1]);
          for (const [, currentA] of told(world)) assert.ok(currentA > 15 && currentA <= 16, `${currentA} A`);
          const [first, second] = sentMeterValues(world, 'Sample.Periodic').map(registerOf);
          const drawnWh = (second ?? 0) - (first ?? 0);
          assert.ok(Math.abs(drawnWh - (16 * 230) / 60) < 3, `${drawnWh} Wh in a minute`);
          world.assertNoComplaints();
        });
      }

      it(`RN-P2 ${model}: leads a car of three phases to all lines, whatever the key says (${type})`, async () => {
        for (const value of ['1', '2', '3']) {
          const world = await createWorld({
            model,
            file: { grid: { type, voltageV: 230 } },
            configuration: { [KEY]: value },
          });
          await chargeCar(world, THREE_PHASE_CAR);
          assert.equal(linesTold(world), 'L1 L2 L3');
        }
      });
    }

    it(`RN-P3 ${model}: stores a change during a session, and acts on it when the car has left`, async () => {
      const world = await createWorld({ model });
      await chargeCar(world, ONE_PHASE_CAR);
      assert.equal(linesTold(world), 'L1');
      assert.equal(await world.configure(KEY, '3'), 'Accepted');
      assert.equal((await world.key(KEY))?.value, '3');
      await world.seconds(120);
      assert.equal(linesTold(world), 'L1');
      // Another transaction of the same car, that was not unplugged, is no other car.
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      world.twin().board.swipe(CARD);
      await world.seconds(120);
      assert.deepEqual([world.charger.transactions.length, linesTold(world)], [2, 'L1']);
      await endVisit(world);
      await chargeCar(world, ONE_PHASE_CAR);
      assert.equal(linesTold(world), 'L3');
      world.assertNoComplaints();
    });

    it(`RN-P3 ${model}: takes a change that is made while nobody is there for the next car`, async () => {
      const world = await createWorld({ model });
      await chargeCar(world, ONE_PHASE_CAR);
      await endVisit(world);
      assert.equal(await world.configure(KEY, '2'), 'Accepted');
      await chargeCar(world, ONE_PHASE_CAR);
      assert.equal(linesTold(world), 'L2');
    });

    it(`RN-L4 ${model}: tells the current of a car’s L1 on the phase of the grid that OnePhaseChargingPhase names`, async () => {
      const world = await createWorld({ model, configuration: { [KEY]: '3' } });
      await chargeCar(world, ONE_PHASE_CAR);
      const truth = world
        .twin()
        .board.connectors[0]?.meter()
        .lines.map(({ currentA }) => currentA.toFixed(1));
      assert.deepEqual(truth?.slice(0, 2), ['0.0', '0.0']);
      assert.deepEqual([...told(world)], [['L3', Number(truth?.[2])]]);
      world.assertNoComplaints();
    });
  });
}

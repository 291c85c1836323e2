/** The release note's row RN-U1, and what people ask of a randomised delay (SI 2021/1467, regulation 11; docs/randomised-delay.md). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carModelNamed } from '../../src/boards/virtual/car-models.ts';
import { CARD, createWorld, type World, type WorldOptions } from '../support/world.ts';
import { limit as installerLimit, mend, perform, plugIn, plugOut, swipe } from './acts.ts';
import { clearProfiles, light, limiting, limitTo, offers, seen } from './limited-charging.ts';
import { count, modelNames, registerOf, remoteStart, remoteStop, sentMeterValues } from './sent.ts';

const GB: WorldOptions['file'] = { grid: { region: 'GB' } };

type Model = (typeof modelNames)[number];

const delayed = (model: Model, configuration: Readonly<Record<string, string>> = {}): Promise<World> =>
  createWorld({
    model,
    seed: 2,
    configuration: { RandomisedDelayEnabled: 'true', MeterValueSampleInterval: '60', ...configuration },
  });

/** What GetConfiguration tells of the delay under way, s. */
async function remaining(world: World): Promise<number> {
  const key = await world.key('RandomisedDelayRemaining');
  return Number(key?.value);
}

/** A car comes, and its driver holds the card to the reader; the delay that is drawn, s. */
async function startByCard(world: World): Promise<number> {
  await perform(world, [plugIn, swipe(CARD)]);
  return remaining(world);
}

/** The same, and its delay is over: the car charges. */
async function charging(world: World): Promise<void> {
  const delay = await startByCard(world);
  await world.seconds(delay + 30);
  assert.equal(world.charger.status(1), 'Charging');
}

/** Nothing changes for so long, and then at once, within the last ms of it, something does. */
async function onlyAfter(world: World, seconds: number, before: string, after: string): Promise<void> {
  assert.ok(seconds > 1 && Number.isInteger(seconds), `drawn: ${seconds} s`);
  await world.clock.advance(seconds * 1000 - 1);
  assert.equal(limiting(world), before);
  await world.clock.advance(1);
  assert.equal(limiting(world), after);
}

for (const model of modelNames) {
  describe(`the randomised delay of a ${model}`, () => {
    it(`RN-U1 ${model}: has three keys, with their defaults, ranges and access`, async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await world.key('RandomisedDelayEnabled'), { value: 'false', readonly: false });
      assert.deepEqual(await world.key('RandomisedDelayMaxSeconds'), { value: '600', readonly: false });
      assert.deepEqual(await world.key('RandomisedDelayRemaining'), { value: '0', readonly: true });
      for (const [key, value, answer] of [
        ['RandomisedDelayEnabled', 'true', 'Accepted'],
        ['RandomisedDelayEnabled', 'yes', 'Rejected'],
        ['RandomisedDelayMaxSeconds', '1800', 'Accepted'],
        ['RandomisedDelayMaxSeconds', '1801', 'Rejected'],
        ['RandomisedDelayMaxSeconds', '-1', 'Rejected'],
        ['RandomisedDelayMaxSeconds', '0.5', 'Rejected'],
        ['RandomisedDelayMaxSeconds', '0', 'Accepted'],
        ['RandomisedDelayRemaining', '1', 'Rejected'],
      ] as const) {
        assert.equal(await world.configure(key, value), answer, `${key} ${value}`);
      }
      world.powerCut();
      await world.powerOn();
      assert.equal((await world.key('RandomisedDelayEnabled'))?.value, 'true');
      assert.equal((await world.key('RandomisedDelayMaxSeconds'))?.value, '0');
      world.assertNoComplaints();
    });

    it(`RN-U1 ${model}: is off unless somebody switches it on: a card is served at once`, async () => {
      const world = await createWorld({ model });
      assert.equal(await startByCard(world), 0);
      assert.deepEqual(offers(world), [32]);
      await world.seconds(2);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging']);
    });

    it(`RN-U1 ${model}: puts a start by card off, to the second, and says so`, async () => {
      const world = await delayed(model);
      const delay = await startByCard(world);
      assert.ok(delay > 1 && delay <= 600);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'SuspendedEVSE']);
      assert.equal(count(world, 'StartTransaction'), 1);
      assert.equal(light(world), 'yellow');
      assert.equal(seen(world).limitUntil, world.clock.elapsed() + delay * 1000);
      await onlyAfter(world, delay, 'randomised-delay 0', 'hardware 32');
      assert.deepEqual(offers(world), [32]);
      assert.equal(await remaining(world), 0);
      await world.seconds(2);
      // The car needs a second to answer the offer.
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'SuspendedEVSE', 'SuspendedEV', 'Charging']);
      assert.equal(light(world), 'green, pulsing');
      world.assertNoComplaints();
    });

    it(`RN-U1 ${model}: lets no energy flow meanwhile, and the meter says so`, async () => {
      const world = await delayed(model);
      const delay = await startByCard(world);
      const { meterStart } = world.charger.requests('StartTransaction')[0] ?? {};
      await world.seconds(delay);
      const waiting = sentMeterValues(world, 'Sample.Periodic');
      assert.equal(waiting.length, Math.floor(delay / 60));
      assert.ok(waiting.length > 0);
      for (const sample of waiting) {
        assert.equal(registerOf(sample), meterStart);
        const currents = sample.sampledValue.filter(({ measurand }) => measurand === 'Current.Import');
        assert.deepEqual(
          currents.map(({ value }) => Number(value)),
          [0, 0, 0],
        );
      }
      assert.equal(world.chargePoint().charger.meter(1).energyWh, meterStart);
      await world.seconds(120);
      assert.ok(registerOf(sentMeterValues(world, 'Sample.Periodic').at(-1) ?? assert.fail()) > (meterStart ?? 0));
    });

    it(`RN-U1 ${model}: counts down, in whole seconds that are rounded up`, async () => {
      const world = await delayed(model);
      const delay = await startByCard(world);
      await world.seconds(1);
      assert.equal(await remaining(world), delay - 1);
      await world.seconds(0.25);
      assert.equal(await remaining(world), delay - 1);
      await world.seconds(delay - 1.5);
      assert.equal(await remaining(world), 1);
      await world.seconds(0.25);
      assert.equal(await remaining(world), 0);
    });

    it(`RN-U1 ${model}: does not keep a remote start waiting, whether the car or the request comes first`, async () => {
      for (const carFirst of [true, false]) {
        const world = await delayed(model);
        if (carFirst) await perform(world, [plugIn]);
        assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
        if (!carFirst) await perform(world, [plugIn]);
        assert.deepEqual(offers(world), [32]);
        assert.equal(await remaining(world), 0);
        await world.seconds(2);
        assert.equal(world.statuses().includes('SuspendedEVSE'), false);
        assert.equal(world.charger.status(1), 'Charging');
        // What the schedule says later is no wish of that person's.
        await limitTo(world, { limit: 10 });
        assert.ok((await remaining(world)) > 0);
      }
    });

    for (const [what, from, to, before, after] of [
      ['a lower current', 16, 10, 'schedule 16', 'schedule 10'],
      ['a higher current', 10, 16, 'randomised-delay 10', 'schedule 16'],
      ['a pause', 16, 0, 'schedule 16', 'schedule 0'],
      ['the end of a pause', 0, 16, 'randomised-delay 0', 'schedule 16'],
    ] as const) {
      it(`RN-U1 ${model}: puts ${what} off; the old limit stays in force meanwhile`, async () => {
        const world = await delayed(model);
        await limitTo(world, { limit: from });
        await startByCard(world);
        await world.seconds(630);
        assert.deepEqual(offers(world), [from]);
        const old = world.charger.status(1);
        await limitTo(world, { limit: to });
        const delay = await remaining(world);
        assert.equal(seen(world).limitUntil, world.clock.elapsed() + delay * 1000);
        await world.seconds(delay - 2);
        assert.equal(world.charger.status(1), old);
        assert.deepEqual(offers(world), [from]);
        await onlyAfter(world, 2, before, after);
        assert.deepEqual(offers(world), [to]);
        await world.seconds(5);
        assert.equal(world.charger.status(1), to === 0 ? 'SuspendedEVSE' : 'Charging');
        world.assertNoComplaints();
      });
    }

    it(`RN-U1 ${model}: puts what a schedule changes by itself off as well`, async () => {
      const world = await delayed(model);
      await limitTo(world, { limit: 16, later: [[3600, 8]] });
      await charging(world);
      await world.seconds(3600 - world.clock.elapsed() / 1000 - 1);
      assert.equal(seen(world).limitUntil, 3_600_000);
      assert.equal(await remaining(world), 0);
      await world.seconds(1);
      await onlyAfter(world, await remaining(world), 'schedule 16', 'schedule 8');
    });

    it(`RN-U1 ${model}: keeps the number of phases together with the current`, async () => {
      const world = await delayed(model);
      await limitTo(world, { limit: 16 });
      await charging(world);
      await limitTo(world, { limit: 10, numberPhases: 1 });
      await onlyAfter(world, await remaining(world), 'schedule 16', 'schedule 10');
      assert.equal(seen(world).phaseLimit, 'schedule');
      await world.seconds(30);
      assert.deepEqual(seen(world).lines, [1]);
      await limitTo(world, { limit: 8, numberPhases: 3 });
      const delay = await remaining(world);
      await world.seconds(delay - 2);
      assert.deepEqual([seen(world).lines, offers(world)], [[1], [10]]);
      // It is the delay that keeps the other two lines away.
      assert.equal(seen(world).phaseLimit, 'randomised-delay');
      assert.equal(seen(world).limits['randomised-delay'], 10);
      await onlyAfter(world, 2, 'schedule 10', 'schedule 8');
      await world.seconds(30);
      assert.deepEqual([seen(world).lines, offers(world)], [[1, 2, 3], [8]]);
      assert.equal(seen(world).phaseLimit, undefined);
    });

    it(`RN-U1 ${model}: has nothing to wait for when the schedule comes back, or when no car would notice`, async () => {
      const world = await delayed(model);
      await limitTo(world, { limit: 16 });
      await charging(world);
      await limitTo(world, { limit: 10 });
      assert.ok((await remaining(world)) > 0);
      await limitTo(world, { limit: 16 });
      assert.equal(await remaining(world), 0);
      // 16.01 A.
      await limitTo(world, { limit: 11_050, unit: 'W' });
      assert.equal(await remaining(world), 0);
      await limitTo(world, { limit: 40 });
      assert.ok((await remaining(world)) > 0);
      await world.seconds(600);
      await limitTo(world, { limit: 32 });
      assert.equal(await remaining(world), 0);
      await clearProfiles(world);
      assert.equal(await remaining(world), 0);
      await limitTo(world, { limit: 5 });
      await world.seconds(600);
      await limitTo(world, { limit: 0 });
      assert.equal(await remaining(world), 0);
    });

    it(`RN-U1 ${model}: tells what is wanted as the composite schedule, without any delay`, async () => {
      const world = await delayed(model);
      await limitTo(world, { limit: 16 });
      await charging(world);
      await limitTo(world, { limit: 10, later: [[60, 6]] });
      assert.ok((await remaining(world)) > 0);
      const outcome = world.charger.call('GetCompositeSchedule', { connectorId: 1, duration: 120 });
      await world.clock.settle();
      const answer = await outcome;
      assert.equal(answer.kind, 'confirmed');
      assert.deepEqual(answer.payload.chargingSchedule?.chargingSchedulePeriod, [
        { startPeriod: 0, limit: 10, numberPhases: 3 },
        { startPeriod: 60, limit: 6, numberPhases: 3 },
      ]);
    });

    it(`RN-U1 ${model}: keeps no protection waiting`, async () => {
      const world = await delayed(model);
      await limitTo(world, { limit: 16 });
      await charging(world);
      await limitTo(world, { limit: 32 });
      assert.ok((await remaining(world)) > 60);
      await perform(world, [installerLimit(8)]);
      assert.equal(limiting(world), 'installer 8');
      assert.deepEqual(offers(world), [8]);
      await world.seconds(10);
      await perform(world, [installerLimit(undefined)]);
      await world.seconds(10);
      assert.deepEqual(offers(world), [16]);
      const fault = { id: 'broken', code: 'InternalError', blocking: true };
      world.twin().board.raiseFault(1, fault);
      await world.clock.settle();
      assert.deepEqual(offers(world), [0]);
      await world.seconds(3);
      assert.deepEqual(seen(world).lines, []);
      await perform(world, [mend(fault)]);
      // Its end is not the schedule's doing.
      assert.deepEqual(offers(world), [16]);
      world.twin().board.raiseCause(0, 'over-temperature');
      await world.clock.settle();
      assert.deepEqual(offers(world), [0]);
    });

    it(`RN-U1 ${model}: is switched on by the region GB, unless the start-up file or the Central System says otherwise`, async () => {
      const world = await createWorld({ model, file: GB });
      assert.equal((await world.key('RandomisedDelayEnabled'))?.value, 'true');
      assert.ok((await startByCard(world)) > 0);
      assert.equal(await world.configure('RandomisedDelayEnabled', 'false'), 'Accepted');
      world.powerCut();
      await world.powerOn();
      assert.equal((await world.key('RandomisedDelayEnabled'))?.value, 'false');
      const small = await createWorld({ model, file: { grid: { region: 'gb' } } });
      assert.equal((await small.key('RandomisedDelayEnabled'))?.value, 'true');
      const configuration = { RandomisedDelayEnabled: 'false' };
      const told = await createWorld({ model, file: GB, configuration });
      assert.equal((await told.key('RandomisedDelayEnabled'))?.value, 'false');
      const vendor = await createWorld({ model, file: { ...GB, vendorConfiguration: configuration } });
      assert.equal((await vendor.key('RandomisedDelayEnabled'))?.value, 'false');
      const elsewhere = await createWorld({ model, file: { grid: { region: 'NO' } } });
      assert.equal((await elsewhere.key('RandomisedDelayEnabled'))?.value, 'false');
    });

    it(`J17 ${model}: the owner overrides the delay that runs, that one only`, async () => {
      const world = await delayed(model);
      assert.equal(world.chargePoint().smartCharging.delay.override(1), false);
      const delay = await startByCard(world);
      await world.seconds(1);
      assert.equal(world.chargePoint().smartCharging.delay.remaining(1), delay - 1);
      assert.equal(world.chargePoint().smartCharging.delay.override(1), true);
      assert.deepEqual(offers(world), [32]);
      await world.seconds(2);
      assert.equal(world.charger.status(1), 'Charging');
      assert.equal(world.chargePoint().smartCharging.delay.override(1), false);
      await limitTo(world, { limit: 10 });
      assert.ok((await remaining(world)) > 0);
      assert.deepEqual(offers(world), [32]);
      assert.equal(world.chargePoint().smartCharging.delay.override(1), true);
      assert.equal(limiting(world), 'schedule 10');
    });

    it(`J17 ${model}: after a power cut with the car attached the next start waits anew`, async () => {
      const world = await delayed(model);
      const first = await startByCard(world);
      await world.seconds(5);
      for (const connection of world.network.connections()) connection.cut();
      world.powerCut();
      await world.powerOn();
      assert.equal(await remaining(world), 0);
      assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'PowerLoss');
      const second = await startByCard(world);
      assert.notEqual(second, first - 5);
      await onlyAfter(world, second, 'randomised-delay 0', 'hardware 32');
      await world.seconds(2);
      assert.equal(world.charger.status(1), 'Charging');
    });

    it(`J17 ${model}: after a reset with the car attached the next start waits anew, and nothing is left of the old delay`, async () => {
      const world = await delayed(model);
      await startByCard(world);
      const outcome = world.charger.call('Reset', { type: 'Hard' });
      await world.seconds(30);
      assert.equal((await outcome).kind, 'confirmed');
      assert.equal(await remaining(world), 0);
      assert.deepEqual(offers(world), [0]);
      await perform(world, [swipe(CARD)]);
      await onlyAfter(world, await remaining(world), 'randomised-delay 0', 'hardware 32');
    });

    for (const [how, end] of [
      ['by card', (world: World) => perform(world, [swipe(CARD)])],
      ['from afar', (world: World) => remoteStop(world, world.charger.transactions[0]?.transactionId ?? Number.NaN)],
      ['by the plug', (world: World) => perform(world, [plugOut])],
    ] as const) {
      it(`J17 ${model}: a transaction that ends ${how} takes its delay with it`, async () => {
        const world = await delayed(model);
        const delay = await startByCard(world);
        await world.seconds(1);
        await end(world);
        await world.seconds(1);
        const { meterStart } = world.charger.requests('StartTransaction')[0] ?? {};
        const { meterStop } = world.charger.requests('StopTransaction')[0] ?? {};
        assert.ok(meterStop !== undefined && meterStop === meterStart);
        assert.equal(await remaining(world), 0);
        assert.equal(limiting(world), 'hardware 32');
        await world.seconds(delay + 60);
        assert.equal(count(world, 'StartTransaction'), 1);
        assert.deepEqual(offers(world), [0]);
        assert.equal(world.statuses().includes('Charging'), false);
        world.assertNoComplaints();
      });
    }

    it(`J17 ${model}: RandomisedDelayMaxSeconds, changed while it runs, shortens it and never prolongs it; 0 ends it`, async () => {
      const world = await delayed(model);
      const first = await startByCard(world);
      await world.seconds(10);
      assert.equal(await world.configure('RandomisedDelayMaxSeconds', '1800'), 'Accepted');
      assert.equal(await remaining(world), first - 10);
      const shorter = first - 20;
      assert.ok(shorter > 10);
      assert.equal(await world.configure('RandomisedDelayMaxSeconds', String(shorter)), 'Accepted');
      assert.equal(await remaining(world), shorter - 10);
      assert.equal(await world.configure('RandomisedDelayMaxSeconds', '600'), 'Accepted');
      assert.equal(await remaining(world), shorter - 10);
      await onlyAfter(world, shorter - 10, 'randomised-delay 0', 'hardware 32');
      await world.seconds(10);
      await limitTo(world, { limit: 10 });
      assert.ok((await remaining(world)) > 0);
      assert.equal(await world.configure('RandomisedDelayMaxSeconds', '0'), 'Accepted');
      await world.clock.settle();
      assert.equal(limiting(world), 'schedule 10');
      await limitTo(world, { limit: 16 });
      assert.equal(limiting(world), 'schedule 16');
    });

    it(`J17 ${model}: switched off while it runs, it is over at once; switched on, it begins with the next change`, async () => {
      const world = await delayed(model);
      await startByCard(world);
      await world.seconds(10);
      assert.equal(await world.configure('RandomisedDelayEnabled', 'false'), 'Accepted');
      await world.clock.settle();
      assert.deepEqual(offers(world), [32]);
      assert.equal(await remaining(world), 0);
      assert.equal(await world.configure('RandomisedDelayEnabled', 'true'), 'Accepted');
      await world.seconds(10);
      assert.deepEqual(offers(world), [32]);
      await limitTo(world, { limit: 10 });
      await onlyAfter(world, await remaining(world), 'hardware 32', 'schedule 10');
    });

    it(`J17 ${model}: a card that turns out not to be accepted gets nothing when the delay is over`, async () => {
      const world = await delayed(model, { LocalPreAuthorize: 'false', StopTransactionOnInvalidId: 'false' });
      await perform(world, [plugIn, swipe(CARD)]);
      world.chargePoint().charger.withhold(1);
      await world.seconds(1200);
      assert.deepEqual(offers(world), [0]);
      assert.equal(world.statuses().includes('Charging'), false);
    });

    it(`J17 ${model}: a car that slept through it is woken`, async () => {
      const world = await delayed(model);
      world.twin().board.plugIn(1, carModelNamed('hatchback-11kw-sleeps'));
      await perform(world, [swipe(CARD)]);
      const delay = await remaining(world);
      assert.ok(delay > 60);
      await world.seconds(delay + 45);
      assert.equal(world.charger.status(1), 'Charging');
    });

    it(`J17 ${model}: nothing of a delay goes on when the power is gone`, async () => {
      const world = await delayed(model, { IgnoredProfilePurposesOffline: 'ChargePointMaxProfile' });
      await limitTo(world, { limit: 16, later: [[3600, 8]] });
      await startByCard(world);
      world.twin().stop();
      await world.seconds(300);
      assert.equal(world.clock.pending(), 0);
    });
  });
}

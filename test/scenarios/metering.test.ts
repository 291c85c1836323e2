/** MeterValues on a whole charger: when, of what, in which form (S 4.7, 3.16, 7.31, 7.43). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lastAligned, nextAligned } from '../../src/features/metering/metering.ts';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { count, modelNames, nameOf, registerOf, sentMeterValues } from './sent.ts';

const iso = (time: string) => `2026-01-01T${time}.000Z`;

/** No clock-aligned values, so that samples stand alone. */
const samplesAlone = { ClockAlignedDataInterval: '0' };

for (const model of modelNames) {
  describe(`a value of a ${model}`, () => {
    it('has the unit, the location and the decimals of its measurand', async () => {
      const forms: Readonly<Record<string, readonly [unit: string, location: string, form: RegExp]>> = {
        'Energy.Active.Import.Register': ['Wh', 'Outlet', /^\d+$/],
        Voltage: ['V', 'Outlet', /^2[23]\d\.\d$/],
        'Current.Import': ['A', 'Outlet', /^1[56]\.\d$/],
        'Current.Offered': ['A', 'Outlet', /^32\.0$/],
        'Power.Active.Import': ['W', 'Outlet', /^\d{4,5}\.\d$/],
        Temperature: ['Celcius', 'Body', /^[234]\d\.\d$/],
        ...(model === 'reference' ? { 'Power.Offered': ['W', 'Outlet', /^22080\.0$/] as const } : {}),
      };
      const all = Object.keys(forms).join();
      const world = await createWorld({
        model,
        configuration: { MeterValuesSampledData: all, MeterValuesAlignedData: all },
      });
      await world.charge();
      await world.seconds(1200);
      for (const context of ['Sample.Periodic', 'Sample.Clock']) {
        const values = sentMeterValues(world, context).flatMap(({ sampledValue }) => sampledValue);
        assert.deepEqual(new Set(values.map(({ measurand }) => measurand)), new Set(Object.keys(forms)));
        for (const value of values) {
          const [unit, location, form] = forms[value.measurand ?? ''] ?? [];
          assert.deepEqual([value.unit, value.location, value.format, value.context], [unit, location, 'Raw', context]);
          assert.match(value.value, form ?? /never/, value.measurand);
        }
      }
      world.assertNoComplaints();
    });

    it('is that of the phase that the list names, in the order of the list', async () => {
      const world = await createWorld({ model, configuration: samplesAlone });
      const list = 'Voltage.L2,Energy.Active.Import.Register,Current.Import.L3,Current.Import.L1';
      assert.equal(await world.configure('MeterValuesSampledData', list), 'Accepted');
      assert.deepEqual(await world.key('MeterValuesSampledData'), { value: list, readonly: false });
      await world.charge();
      await world.seconds(60);
      assert.deepEqual(
        sentMeterValues(world).map(({ sampledValue }) => sampledValue.map(nameOf)),
        [['Voltage L2', 'Energy.Active.Import.Register', 'Current.Import L3', 'Current.Import L1']],
      );
      world.assertNoComplaints();
    });

    it('is told once, also when the list names it alone and among others', async () => {
      const world = await createWorld({ model, configuration: samplesAlone });
      const list = 'Voltage.L2,Voltage,Current.Import,Current.Import.L3';
      assert.equal(await world.configure('MeterValuesSampledData', list), 'Accepted');
      assert.equal(await world.configure('StopTxnSampledData', 'Voltage.L1'), 'Accepted');
      assert.equal(await world.configure('StopTxnAlignedData', 'Voltage'), 'Accepted');
      await world.charge();
      await world.seconds(60);
      assert.deepEqual(
        sentMeterValues(world).map(({ sampledValue }) => sampledValue.map(nameOf)),
        [['Voltage L2', 'Voltage L1', 'Voltage L3', 'Current.Import L1', 'Current.Import L2', 'Current.Import L3']],
      );
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      const [stop] = world.charger.requests('StopTransaction');
      assert.deepEqual(
        stop?.transactionData?.map(({ sampledValue }) => sampledValue.map(nameOf)),
        [['Voltage L1', 'Voltage L2', 'Voltage L3'], ['Voltage L1'], ['Voltage L1', 'Voltage L2', 'Voltage L3']],
      );
      world.assertNoComplaints();
    });

    it('is of a phase of the power only where power is measured by phase', async () => {
      const world = await createWorld({ model, configuration: samplesAlone });
      const can = model === 'reference';
      assert.equal(
        await world.configure('MeterValuesSampledData', 'Power.Active.Import.L2'),
        can ? 'Accepted' : 'Rejected',
      );
      await world.charge();
      await world.seconds(60);
      const names = sentMeterValues(world).flatMap(({ sampledValue }) => sampledValue.map(nameOf));
      assert.equal(names.includes('Power.Active.Import L2'), can);
      assert.equal(names.length, can ? 1 : 8);
    });
  });

  describe(`the samples of a ${model}`, () => {
    it('begin with the transaction and end with it', async () => {
      const world = await createWorld({ model, configuration: samplesAlone });
      world.twin().board.plugIn(1);
      await world.seconds(25);
      world.twin().board.swipe(CARD);
      await world.seconds(185);
      world.twin().board.swipe(CARD);
      await world.seconds(600);
      world.twin().board.plugOut(1);
      await world.seconds(600);
      assert.deepEqual(
        sentMeterValues(world).map(({ timestamp, context, connectorId, transactionId }) => [
          timestamp,
          context,
          connectorId,
          transactionId,
        ]),
        ['00:01:25', '00:02:25', '00:03:25'].map((time) => [iso(time), 'Sample.Periodic', 1, 1]),
      );
      world.assertNoComplaints();
    });

    it('of two transactions are counted from the start of each and bear the id of each', async () => {
      const world = await createWorld({ model, central: { firstTransactionId: 77 }, configuration: samplesAlone });
      for (const card of [CARD, OTHER_CARD]) {
        world.twin().board.plugIn(1);
        world.twin().board.swipe(card);
        await world.seconds(90);
        world.twin().board.swipe(card);
        await world.seconds(10);
        world.twin().board.plugOut(1);
        await world.seconds(10);
      }
      assert.deepEqual(
        sentMeterValues(world).map(({ timestamp, transactionId }) => [timestamp, transactionId]),
        [
          [iso('00:01:00'), 77],
          [iso('00:02:50'), 78],
        ],
      );
      world.assertNoComplaints();
    });

    it('go on while the car pauses', async () => {
      const world = await createWorld({ model, configuration: samplesAlone });
      await world.charge();
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(600);
      assert.equal(world.charger.status(1), 'SuspendedEV');
      const samples = sentMeterValues(world);
      assert.equal(samples.length, 10);
      assert.equal(new Set(samples.slice(1).map(registerOf)).size, 1);
      world.assertNoComplaints();
    });

    it('are not taken with the interval 0, nor told with an empty list', async () => {
      for (const [name, value] of [
        ['MeterValueSampleInterval', '0'],
        ['MeterValuesSampledData', ''],
      ] as const) {
        const world = await createWorld({ model, configuration: { [name]: value, StopTxnSampledData: '' } });
        await world.charge();
        await world.seconds(3600);
        assert.deepEqual([...new Set(sentMeterValues(world).map(({ context }) => context))], ['Sample.Clock'], name);
        world.assertNoComplaints();
      }
    });

    it('stop when the interval becomes 0 and count anew when it is set again', async () => {
      const world = await createWorld({ model, configuration: samplesAlone });
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(61);
      assert.equal(await world.configure('MeterValueSampleInterval', '0'), 'Accepted');
      await world.seconds(300);
      assert.equal(await world.configure('MeterValueSampleInterval', '30'), 'Accepted');
      await world.seconds(65);
      assert.deepEqual(
        sentMeterValues(world).map(({ timestamp }) => timestamp),
        ['00:01:00', '00:06:31', '00:07:01'].map(iso),
      );
      world.assertNoComplaints();
    });

    it('that were taken while offline are told afterwards, with their time, their values and the transaction', async () => {
      const world = await createWorld({ model, configuration: samplesAlone });
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(90);
      world.twin().setOnline(false);
      await world.seconds(180);
      assert.equal(count(world, 'MeterValues'), 1);
      world.twin().setOnline(true);
      await world.seconds(40);
      const samples = sentMeterValues(world);
      assert.deepEqual(
        samples.map(({ timestamp, transactionId }) => [timestamp, transactionId]),
        ['00:01:00', '00:02:00', '00:03:00', '00:04:00', '00:05:00'].map((time) => [iso(time), 1]),
      );
      const steps = samples.slice(1).map((each, index) => registerOf(each) - registerOf(samples[index] ?? each));
      // 11 kW for a minute.
      for (const step of steps) assert.ok(step > 175 && step < 190, String(step));
      world.assertNoComplaints();
    });
  });

  describe(`the clock-aligned values of a ${model}`, () => {
    it('name the connector, and the transaction only while there is one', async () => {
      const world = await createWorld({ model });
      await world.seconds(1000);
      await world.charge();
      await world.seconds(1000);
      world.twin().board.swipe(CARD);
      await world.seconds(1000);
      assert.deepEqual(
        sentMeterValues(world, 'Sample.Clock').map(({ timestamp, connectorId, transactionId }) => [
          timestamp,
          connectorId,
          transactionId,
        ]),
        [
          [iso('00:15:00'), 1, undefined],
          [iso('00:30:00'), 1, 1],
          [iso('00:45:00'), 1, undefined],
        ],
      );
      world.assertNoComplaints();
    });

    it('are none with an empty list or the interval 0', async () => {
      for (const [name, value] of [
        ['MeterValuesAlignedData', ''],
        ['ClockAlignedDataInterval', '0'],
      ] as const) {
        const world = await createWorld({ model, configuration: { [name]: value } });
        await world.seconds(86_400);
        assert.equal(count(world, 'MeterValues'), 0, name);
      }
    });

    it('begin anew at midnight when the interval does not divide the day', async () => {
      const world = await createWorld({ model, configuration: { ClockAlignedDataInterval: '35000' } });
      await world.seconds(86_400 + 40_000);
      assert.deepEqual(
        sentMeterValues(world).map(({ timestamp }) => timestamp),
        [iso('09:43:20'), iso('19:26:40'), '2026-01-02T00:00:00.000Z', '2026-01-02T09:43:20.000Z'],
      );
    });

    it('follow a clock that is set, ahead or back, and are stamped with aligned moments alone', async () => {
      const world = await createWorld({ model });
      await world.seconds(300);
      world.clock.step(3_600_000);
      await world.seconds(1500);
      world.clock.step(-5 * 60_000);
      await world.seconds(1200);
      assert.deepEqual(
        sentMeterValues(world).map(({ timestamp }) => timestamp),
        ['01:15:00', '01:30:00', '01:45:00'].map(iso),
      );
      world.assertNoComplaints();
    });
  });

  describe(`the energy register of a ${model}`, () => {
    it('never falls, and agrees with meterStart and meterStop, whatever happens to car, card, power and network', async () => {
      const step = fc.oneof(
        fc.record({ kind: fc.constantFrom('plug in', 'plug out', 'online', 'offline', 'power' as const) }),
        fc.record({ kind: fc.constant('swipe' as const), card: fc.constantFrom(CARD, OTHER_CARD) }),
        fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 2000 }) }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const world = await createWorld({
            model,
            configuration: { StopTxnAlignedData: 'Energy.Active.Import.Register' },
          });
          for (const each of steps) {
            const { board } = world.twin();
            if (each.kind === 'plug in') board.plugIn(1);
            else if (each.kind === 'plug out') board.plugOut(1);
            else if (each.kind === 'swipe') board.swipe(each.card);
            else if (each.kind === 'online') world.twin().setOnline(true);
            else if (each.kind === 'offline') world.twin().setOnline(false);
            else if (each.kind === 'wait') await world.seconds(each.seconds);
            else {
              world.powerCut();
              await world.powerOn();
            }
            // A card, a plug and a reset of the network do not happen in the same millisecond.
            await world.clock.advance(7);
          }
          world.twin().setOnline(true);
          world.twin().board.plugOut(1);
          await world.seconds(600);
          assertRegisters(world);
          world.assertNoComplaints();
        }),
        { numRuns: 60 },
      );
    });
  });
}

describe('the clock-aligned values of a charger with two connectors', () => {
  it('are told of each connector, with the transaction of that connector', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } });
    world.twin().board.plugIn(2);
    world.twin().board.swipe(CARD);
    await world.seconds(900);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(900);
    assert.deepEqual(
      sentMeterValues(world, 'Sample.Clock').map(({ timestamp, connectorId, transactionId }) => [
        timestamp,
        connectorId,
        transactionId,
      ]),
      [
        [iso('00:15:00'), 1, undefined],
        [iso('00:15:00'), 2, 1],
        [iso('00:30:00'), 1, 2],
        [iso('00:30:00'), 2, 1],
      ],
    );
    assert.deepEqual(
      new Set(
        sentMeterValues(world, 'Sample.Periodic').map(
          ({ connectorId, transactionId }) => `${connectorId} ${transactionId}`,
        ),
      ),
      new Set(['2 1', '1 2']),
    );
    const last = (connector: number) =>
      registerOf(
        sentMeterValues(world, 'Sample.Clock').findLast(({ connectorId }) => connectorId === connector) ?? {
          timestamp: '',
          sampledValue: [],
        },
      );
    // 11,040 W for half an hour and for a quarter of an hour, less the seconds that a car takes to begin.
    assert.ok(last(2) > 5500 && last(2) < 5520, String(last(2)));
    assert.ok(last(1) > 2740 && last(1) < 2760, String(last(1)));
    world.assertNoComplaints();
  });
});

describe('an aligned moment', () => {
  const DAY = 86_400_000;
  const moment = fc.integer({ min: 0, max: 4_102_444_800_000 });
  const interval = fc.integer({ min: 1, max: 86_400 }).map((seconds) => seconds * 1000);
  const sinceMidnight = (at: number) => at % DAY;

  it('that comes next lies ahead, within the interval and the day, at a multiple since midnight or at midnight', () => {
    fc.assert(
      fc.property(moment, interval, (now, every) => {
        const next = nextAligned(now, every);
        assert.ok(next > now && next - now <= every);
        assert.ok(Math.floor((next - 1) / DAY) === Math.floor(now / DAY));
        assert.ok(sinceMidnight(next) % every === 0);
      }),
    );
  });

  it('that comes next is the first one: nothing aligned lies between', () => {
    fc.assert(
      fc.property(moment, interval, (now, every) => {
        const next = nextAligned(now, every);
        assert.ok(lastAligned(next - 1, every) <= now);
        assert.equal(lastAligned(next, every), next);
        assert.equal(lastAligned(now, every), lastAligned(next - 1, every));
      }),
    );
  });

  it('repeats day after day: one that is asked for at an aligned moment is a later one', () => {
    let at = Date.UTC(2026, 0, 1);
    const moments = Array.from({ length: 97 }, () => {
      at = nextAligned(at, 900_000);
      return at;
    });
    assert.deepEqual(
      moments,
      Array.from({ length: 97 }, (_, index) => Date.UTC(2026, 0, 1) + (index + 1) * 900_000),
    );
  });
});

/** All registers that were told, by their time: of one moment in the order of the wire. */
function assertRegisters(world: World): void {
  const starts = world.charger
    .requests('StartTransaction')
    .map(({ timestamp, meterStart }) => [timestamp, meterStart] as const);
  const stops = world.charger.requests('StopTransaction');
  const readings = [
    ...sentMeterValues(world).map((each) => [each.timestamp, registerOf(each)] as const),
    ...stops.flatMap(({ transactionData = [] }) =>
      transactionData.map((each) => [each.timestamp, registerOf(each)] as const),
    ),
    ...starts,
    ...stops.map(({ timestamp, meterStop }) => [timestamp, meterStop] as const),
  ].filter(([, wh]) => !Number.isNaN(wh));
  const ordered = readings.toSorted(([one, wh], [other, otherWh]) =>
    one === other ? wh - otherWh : one < other ? -1 : 1,
  );
  for (const [index, [at, wh]] of ordered.entries()) {
    const before = ordered[index - 1];
    assert.ok(before === undefined || before[1] <= wh, `${before} and then ${at}, ${wh}`);
  }
  for (const { transactionData = [], meterStop, transactionId } of stops) {
    const [first, last] = [transactionData.at(0), transactionData.at(-1)];
    const start = world.charger.transactions.find((each) => each.transactionId === transactionId)?.meterStart;
    assert.deepEqual([first && registerOf(first), last && registerOf(last)], [start, meterStop]);
  }
}

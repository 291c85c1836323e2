/** StopTransaction.transactionData: what is in it, and what is dropped when it would be too much (S 3.16.6, E4 3.14, 3.89). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { thin } from '../../src/features/transactions/messages.ts';
import type { MeterValue, ReadingContext } from '../../src/ocpp16/types.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { contextOf, modelNames, nameOf, registerOf } from './sent.ts';

const iso = (time: string) => `2026-01-01T${time}.000Z`;

/** A transaction from 00:00:00 to 00:00:00 + `seconds`; the StopTransaction. */
async function transactionOf(world: World, seconds: number) {
  world.twin().board.plugIn(1);
  world.twin().board.swipe(CARD);
  await world.seconds(seconds);
  world.twin().board.swipe(CARD);
  await world.seconds(10);
  const [stop, ...others] = world.charger.requests('StopTransaction');
  assert.deepEqual(others, []);
  assert.ok(stop);
  world.assertNoComplaints();
  return stop;
}

const summary = (data: readonly MeterValue[] | undefined) =>
  data?.map((each) => `${each.timestamp.slice(11, 19)} ${contextOf(each)} ${each.sampledValue.map(nameOf).join(', ')}`);

describe('the transactionData of a transaction that a power loss has ended', () => {
  it('end at the moment of its StopTransaction, not at that of the restart', async () => {
    const world = await createWorld();
    await world.charge();
    await world.seconds(150);
    world.powerCut();
    await world.seconds(3600);
    await world.powerOn();
    const [stop] = world.charger.requests('StopTransaction');
    assert.equal(stop?.reason, 'PowerLoss');
    assert.equal(stop?.transactionData?.at(-1)?.timestamp, stop?.timestamp);
    assert.ok((stop?.timestamp ?? '') < iso('00:03:00'), stop?.timestamp);
  });
});

for (const model of modelNames) {
  describe(`the transactionData of a ${model}`, () => {
    it('have the register at the begin, at each sample and at the end, which agree with meterStart and meterStop', async () => {
      const world = await createWorld({ model });
      world.twin().board.setMeter(1, 123_456);
      const stop = await transactionOf(world, 200);
      const [start] = world.charger.requests('StartTransaction');
      assert.equal(start?.meterStart, 123_456);
      const data = stop.transactionData ?? [];
      const end = stop.timestamp.slice(11, 19);
      assert.deepEqual(summary(data), [
        '00:00:00 Transaction.Begin Energy.Active.Import.Register',
        '00:01:00 Sample.Periodic Energy.Active.Import.Register',
        '00:02:00 Sample.Periodic Energy.Active.Import.Register',
        '00:03:00 Sample.Periodic Energy.Active.Import.Register',
        `${end} Transaction.End Energy.Active.Import.Register`,
      ]);
      assert.deepEqual([data[0]?.timestamp, data.at(-1)?.timestamp], [start?.timestamp, stop.timestamp]);
      const registers = data.map(registerOf);
      assert.deepEqual([registers[0], registers.at(-1)], [start?.meterStart, stop.meterStop]);
      assert.deepEqual(
        registers,
        registers.toSorted((one, other) => one - other),
      );
      for (const { unit, format = 'Raw' } of data.flatMap(({ sampledValue }) => sampledValue)) {
        assert.deepEqual([unit, format], ['Wh', 'Raw']);
      }
    });

    it('have the measurands of each list at its moments, and those of both at the boundaries', async () => {
      const world = await createWorld({
        model,
        configuration: {
          StopTxnSampledData: 'Energy.Active.Import.Register,Current.Offered',
          StopTxnAlignedData: 'Voltage.L1,Energy.Active.Import.Register',
          MeterValueSampleInterval: '400',
          ClockAlignedDataInterval: '300',
        },
      });
      const stop = await transactionOf(world, 650);
      const both = 'Energy.Active.Import.Register, Current.Offered, Voltage L1';
      assert.deepEqual(summary(stop.transactionData)?.slice(0, -1), [
        `00:00:00 Transaction.Begin ${both}`,
        '00:05:00 Sample.Clock Voltage L1, Energy.Active.Import.Register',
        '00:06:40 Sample.Periodic Energy.Active.Import.Register, Current.Offered',
        '00:10:00 Sample.Clock Voltage L1, Energy.Active.Import.Register',
      ]);
      assert.match(summary(stop.transactionData)?.at(-1) ?? '', new RegExp(`Transaction\\.End ${both}$`));
    });

    it('are kept apart from what MeterValues tell', async () => {
      const world = await createWorld({
        model,
        configuration: { MeterValuesSampledData: '', MeterValuesAlignedData: '', StopTxnSampledData: 'Voltage.L3' },
      });
      const stop = await transactionOf(world, 130);
      assert.deepEqual(world.charger.requests('MeterValues'), []);
      assert.deepEqual(
        stop.transactionData?.map((each) => each.sampledValue.map(nameOf)),
        Array.from({ length: 4 }, () => ['Voltage L3']),
      );
    });

    it('are absent when both lists are empty', async () => {
      const world = await createWorld({ model });
      for (const list of ['StopTxnSampledData', 'StopTxnAlignedData']) {
        assert.equal(await world.configure(list, ''), 'Accepted');
      }
      const stop = await transactionOf(world, 1000);
      assert.equal('transactionData' in stop, false);
    });

    it('hold the boundaries also when no sample is ever taken', async () => {
      const world = await createWorld({
        model,
        configuration: { MeterValueSampleInterval: '0', ClockAlignedDataInterval: '0' },
      });
      const stop = await transactionOf(world, 1000);
      assert.deepEqual(stop.transactionData?.map(contextOf), ['Transaction.Begin', 'Transaction.End']);
    });

    it('lose the 1st, the 3rd, the 5th sample and so on beyond StopTransactionMaxMeterValues', async () => {
      const world = await createWorld({
        model,
        configuration: {
          StopTransactionMaxMeterValues: '6',
          MeterValueSampleInterval: '10',
          ClockAlignedDataInterval: '0',
        },
      });
      const stop = await transactionOf(world, 75);
      // Seven samples, from 00:00:10 to 00:01:10, and the boundaries: three must go.
      assert.deepEqual(
        stop.transactionData?.slice(0, -1).map(({ timestamp }) => timestamp),
        ['00:00:00', '00:00:20', '00:00:40', '00:01:00', '00:01:10'].map(iso),
      );
      assert.equal(stop.transactionData?.length, 6);
      assert.deepEqual(
        [stop.transactionData?.[0], stop.transactionData?.[5]].map((each) => each && contextOf(each)),
        ['Transaction.Begin', 'Transaction.End'],
      );
    });

    it('are of their own transaction alone', async () => {
      const world = await createWorld({ model });
      for (const seconds of [130, 70]) {
        world.twin().board.plugIn(1);
        world.twin().board.swipe(CARD);
        await world.seconds(seconds);
        world.twin().board.swipe(CARD);
        await world.seconds(10);
        world.twin().board.plugOut(1);
        await world.seconds(10);
      }
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ transactionData }) => transactionData?.map(contextOf)),
        [
          ['Transaction.Begin', 'Sample.Periodic', 'Sample.Periodic', 'Transaction.End'],
          ['Transaction.Begin', 'Sample.Periodic', 'Transaction.End'],
        ],
      );
      world.assertNoComplaints();
    });
  });
}

function value(at: number, context: ReadingContext): MeterValue {
  return { timestamp: new Date(at).toISOString(), sampledValue: [{ value: String(at), context }] };
}

/** The begin, `count` samples 1, 2, 3 … and the end. */
function transactionValues(count: number): readonly MeterValue[] {
  return [
    value(0, 'Transaction.Begin'),
    ...Array.from({ length: count }, (_, index) =>
      value(index + 1, index % 3 === 0 ? 'Sample.Clock' : 'Sample.Periodic'),
    ),
    value(count + 1, 'Transaction.End'),
  ];
}

const numbers = (values: readonly MeterValue[]) => values.map(({ sampledValue: [first] }) => Number(first?.value));

describe('thinning', () => {
  it('leaves values alone that are not too many', () => {
    const values = transactionValues(5);
    assert.deepEqual(thin(values, 7), values);
    assert.deepEqual(thin(values, 512), values);
    assert.deepEqual(thin([], 0), []);
  });

  it('drops the 1st, the 3rd, the 5th … and no more than it must', () => {
    assert.deepEqual(numbers(thin(transactionValues(6), 7)), [0, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(numbers(thin(transactionValues(6), 6)), [0, 2, 4, 5, 6, 7]);
    assert.deepEqual(numbers(thin(transactionValues(6), 5)), [0, 2, 4, 6, 7]);
  });

  it('begins again with the 1st of those that are left', () => {
    assert.deepEqual(numbers(thin(transactionValues(6), 4)), [0, 4, 6, 7]);
    assert.deepEqual(numbers(thin(transactionValues(6), 3)), [0, 4, 7]);
    assert.deepEqual(numbers(thin(transactionValues(8), 4)), [0, 4, 8, 9]);
  });

  it('never drops the boundaries, not even when they alone are too many', () => {
    for (const maximum of [2, 1, 0]) assert.deepEqual(numbers(thin(transactionValues(6), maximum)), [0, 7]);
  });

  it('counts only what may be dropped, wherever the boundaries stand', () => {
    const values = [
      value(1, 'Sample.Periodic'),
      value(2, 'Transaction.Begin'),
      value(3, 'Sample.Clock'),
      value(4, 'Sample.Periodic'),
    ];
    assert.deepEqual(numbers(thin(values, 3)), [2, 3, 4]);
    assert.deepEqual(numbers(thin(values, 2)), [2, 3]);
  });

  it('keeps order and boundaries, and exactly as many as there may be', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(350), (count, maximum) => {
        const values = transactionValues(count);
        const left = thin(values, maximum);
        assert.equal(left.length, Math.min(values.length, Math.max(2, maximum)));
        assert.deepEqual([left[0], left.at(-1)], [values[0], values.at(-1)]);
        const kept = numbers(left);
        assert.deepEqual(
          kept,
          [...new Set(kept)].toSorted((one, other) => one - other),
        );
        assert.ok(left.every((each) => values.includes(each)));
      }),
    );
  });

  it('is what dropping the 1st, 3rd, 5th one by one would leave', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(120), (count, maximum) => {
        let samples = Array.from({ length: count }, (_, index) => index + 1);
        while (samples.length > 0 && samples.length + 2 > maximum) {
          const surplus = Math.min(samples.length + 2 - maximum, Math.ceil(samples.length / 2));
          const dropped = new Set(samples.filter((_, index) => index % 2 === 0).slice(0, surplus));
          samples = samples.filter((sample) => !dropped.has(sample));
        }
        assert.deepEqual(numbers(thin(transactionValues(count), maximum)), [0, ...samples, count + 1]);
      }),
    );
  });
});

/** The release note's rows on meter values (RN-L1 to RN-L5), each on a whole charger. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { carModelNamed } from '../../src/boards/virtual/car-models.ts';
import type { CentralEvent } from '../../src/central/central-charger.ts';
import { measurands } from '../../src/ocpp16/enumerations.ts';
import type { MeterValue } from '../../src/ocpp16/types.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { contextOf, type ModelName, modelNames, nameOf, sentMeterValues } from './sent.ts';

const lists = ['MeterValuesSampledData', 'MeterValuesAlignedData', 'StopTxnSampledData', 'StopTxnAlignedData'] as const;

/** Release note: only these. */
const six = [
  'Energy.Active.Import.Register',
  'Voltage',
  'Current.Import',
  'Current.Offered',
  'Power.Active.Import',
  'Temperature',
] as const;

const settable: Readonly<Record<ModelName, readonly string[]>> = {
  'zaptec-pro': six,
  // What the board measures or the charger offers, of all that OCPP names.
  reference: [...six, 'Power.Offered'],
};

for (const model of modelNames) {
  describe(`the form of meter values of a ${model}`, () => {
    it(`RN-L1 ${model}: sends raw values in all messages of a day of charging, and nothing signed`, async () => {
      const texts: string[] = [];
      const observe = (event: CentralEvent) => {
        if (event.kind === 'frame' && event.frame.direction === 'in') texts.push(event.frame.text);
      };
      const world = await createWorld({ model, central: { observe } });
      for (const list of lists) assert.equal(await world.configure(list, settable[model].join()), 'Accepted');
      assert.equal(await world.configure('MeterValueSampleInterval', '300'), 'Accepted');
      for (const car of ['wagon-22kw', 'compact-11kw', 'hybrid-4kw-single-phase']) {
        world.twin().board.plugIn(1, carModelNamed(car));
        world.twin().board.swipe(CARD);
        await world.seconds(4 * 3600);
        world.twin().board.swipe(CARD);
        await world.seconds(60);
        world.twin().board.plugOut(1);
        await world.seconds(3600);
      }
      await world.seconds(9 * 3600);

      const stops = world.charger.requests('StopTransaction').flatMap(({ transactionData = [] }) => transactionData);
      const all: readonly MeterValue[] = [...sentMeterValues(world), ...stops];
      assert.deepEqual([...new Set(all.map(contextOf))].sort(), [
        'Sample.Clock',
        'Sample.Periodic',
        'Transaction.Begin',
        'Transaction.End',
      ]);
      const values = all.flatMap(({ sampledValue }) => sampledValue);
      assert.ok(values.length > 3_000, String(values.length));
      for (const { format = 'Raw', value } of values) {
        assert.equal(format, 'Raw');
        assert.match(value, /^\d+(\.\d)?$/);
      }
      assert.ok(texts.length > 300, String(texts.length));
      assert.ok(texts.every((text) => !text.includes('SignedData')));
      world.assertNoComplaints();
    });
  });

  describe(`the measurands of a ${model}`, () => {
    it(`RN-L2 ${model}: lets exactly ${settable[model].length} measurands be set on each of the four lists`, async () => {
      const world = await createWorld({ model });
      for (const list of lists) {
        for (const measurand of measurands) {
          const before = await world.key(list);
          const accepted = settable[model].includes(measurand);
          assert.equal(
            await world.configure(list, measurand),
            accepted ? 'Accepted' : 'Rejected',
            `${list} ${measurand}`,
          );
          assert.deepEqual(
            await world.key(list),
            accepted ? { value: measurand, readonly: false } : before,
            `${list} ${measurand}`,
          );
        }
        const all = settable[model].join();
        assert.equal(await world.configure(list, all), 'Accepted');
        assert.deepEqual(await world.key(list), { value: all, readonly: false });
      }
    });

    it(`RN-L2 ${model}: refuses a list with one item that it cannot report, and goes on as before`, async () => {
      const world = await createWorld({ model });
      const wrong = [
        'Voltage,SoC',
        'SoC,Voltage',
        'Voltage.L4',
        'Voltage.N',
        'Voltage.L1-N',
        'Energy.Active.Import.Register.L1',
        'Current.Offered.L1',
        'Temperature.L1',
        'voltage.',
        'Voltage;Current.Import',
        'Voltage Current.Import',
        'constructor',
        'toString',
        '__proto__',
        'hasOwnProperty.L1',
        ...(model === 'zaptec-pro' ? ['Power.Active.Import.L1'] : []),
      ];
      const before = await keysOf(world);
      for (const list of lists) {
        for (const value of wrong) assert.equal(await world.configure(list, value), 'Rejected', `${list} ${value}`);
      }
      assert.deepEqual(await keysOf(world), before);

      await world.charge();
      await world.seconds(900);
      for (const [context, named] of [
        ['Sample.Periodic', defaultSample],
        ['Sample.Clock', ['Energy.Active.Import.Register']],
      ] as const) {
        const sent = sentMeterValues(world, context);
        assert.ok(sent.length > 0);
        for (const { sampledValue } of sent) assert.deepEqual(sampledValue.map(nameOf), named);
      }
      world.assertNoComplaints();
    });

    it(`RN-L2 ${model}: refuses whatever else anybody may think of`, async () => {
      const world = await createWorld({ model });
      const before = await world.key('MeterValuesSampledData');
      const items = new Set<string>([
        ...settable[model],
        ...['Voltage', 'Current.Import', ...(model === 'reference' ? ['Power.Active.Import'] : [])].flatMap(
          (measurand) => ['L1', 'L2', 'L3'].map((phase) => `${measurand}.${phase}`),
        ),
      ]);
      const known = fc.constantFrom(...items);
      const stranger = fc
        .oneof(fc.string({ maxLength: 40 }), fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype)))
        .map((text) => text.replaceAll(',', '').trim())
        .filter((text) => text !== '' && !items.has(text));
      await fc.assert(
        fc.asyncProperty(fc.array(known, { maxLength: 4 }), stranger, fc.nat(4), async (good, bad, at) => {
          const value = good.toSpliced(at, 0, bad).join();
          assert.equal(await world.configure('MeterValuesSampledData', value), 'Rejected');
          assert.deepEqual(await world.key('MeterValuesSampledData'), before);
        }),
        { numRuns: 200 },
      );
    });

    it(`RN-L2 ${model}: samples four measurands unless told otherwise`, async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await world.key('MeterValuesSampledData'), {
        value: 'Energy.Active.Import.Register,Voltage,Current.Import,Current.Offered',
        readonly: false,
      });
      await world.charge();
      await world.seconds(60);
      const [sample] = sentMeterValues(world, 'Sample.Periodic');
      assert.deepEqual(sample?.sampledValue.map(nameOf), defaultSample);
      world.assertNoComplaints();
    });

    it(`RN-L3 ${model}: tells voltage and current of each phase, and power as a total, by phase only where the model can`, async () => {
      const world = await createWorld({ model });
      assert.equal(
        await world.configure('MeterValuesSampledData', 'Power.Active.Import,Voltage,Current.Import'),
        'Accepted',
      );
      await world.charge();
      await world.seconds(600);
      const samples = sentMeterValues(world, 'Sample.Periodic');
      assert.equal(samples.length, 10);
      const phases = ['L1', 'L2', 'L3'];
      for (const { sampledValue } of samples) {
        assert.deepEqual(sampledValue.map(nameOf), [
          'Power.Active.Import',
          ...(model === 'reference' ? phases.map((phase) => `Power.Active.Import ${phase}`) : []),
          ...phases.map((phase) => `Voltage ${phase}`),
          ...phases.map((phase) => `Current.Import ${phase}`),
        ]);
        const value = (name: string) => Number(sampledValue.find((each) => nameOf(each) === name)?.value);
        const byPhase = phases.map((phase) => value(`Voltage ${phase}`) * value(`Current.Import ${phase}`));
        const total = byPhase.reduce((sum, powerW) => sum + powerW, 0);
        assert.ok(
          Math.abs(value('Power.Active.Import') - total) < 0.01 * total,
          `${value('Power.Active.Import')} W, ${total} W`,
        );
        for (const [index, phase] of phases.entries()) {
          if (model !== 'reference') continue;
          const powerW = value(`Power.Active.Import ${phase}`);
          assert.ok(Math.abs(powerW - (byPhase[index] ?? 0)) < 0.02 * total, `${phase}: ${powerW} W`);
        }
      }
      world.assertNoComplaints();
    });

    it(`RN-L3 ${model}: tells three values of voltage and current also when nobody charges, and with a one-phase car zeros where nothing flows`, async () => {
      const world = await createWorld({ model });
      for (const list of ['MeterValuesSampledData', 'MeterValuesAlignedData']) {
        assert.equal(await world.configure(list, 'Voltage,Current.Import'), 'Accepted');
      }
      await world.seconds(900);
      world.twin().board.plugIn(1, carModelNamed('hybrid-4kw-single-phase'));
      world.twin().board.swipe(CARD);
      await world.seconds(600);
      const [idle] = sentMeterValues(world, 'Sample.Clock');
      assert.deepEqual(
        idle?.sampledValue.map((each) => [nameOf(each), Number(each.value) > 200]),
        [
          ...['L1', 'L2', 'L3'].map((phase) => [`Voltage ${phase}`, true]),
          ...['L1', 'L2', 'L3'].map((phase) => [`Current.Import ${phase}`, false]),
        ],
      );
      const charging = sentMeterValues(world, 'Sample.Periodic').at(-1);
      const currents = charging?.sampledValue.filter(({ measurand }) => measurand === 'Current.Import');
      assert.deepEqual(
        currents?.map(({ phase, value }) => [phase, Number(value) > 10]),
        [
          ['L1', true],
          ['L2', false],
          ['L3', false],
        ],
      );
      assert.deepEqual(
        currents?.slice(1).map(({ value }) => value),
        ['0.0', '0.0'],
      );
      world.assertNoComplaints();
    });

    it(`RN-L4 ${model}: tells current on the phase of the grid that carries it, whatever is noted of the wiring`, async () => {
      for (const rotation of ['0.RST,1.RST', '0.STR,1.TSR', '0.Unknown,1.NotApplicable']) {
        const world = await createWorld({ model });
        assert.equal(await world.configure('ConnectorPhaseRotation', rotation), 'Accepted');
        world.twin().board.plugIn(1, carModelNamed('hybrid-4kw-single-phase'));
        world.twin().board.swipe(CARD);
        await world.seconds(120);
        // The first line alone is connected to what the car uses: the meter stands on the side of the grid.
        const truth = world
          .twin()
          .board.connectors[0]?.meter()
          .lines.map(({ currentA }) => currentA.toFixed(1));
        const told = sentMeterValues(world, 'Sample.Periodic')
          .at(-1)
          ?.sampledValue.filter(({ measurand }) => measurand === 'Current.Import')
          .map(({ phase, value }) => [phase, value]);
        assert.deepEqual(
          told,
          ['L1', 'L2', 'L3'].map((phase, index) => [phase, truth?.[index]]),
        );
        assert.ok(Number(truth?.[0]) > 10);
        assert.deepEqual(truth?.slice(1), ['0.0', '0.0']);
      }
    });

    it(`RN-L5 ${model}: keeps ConnectorPhaseRotation as a note: default, settable, validated, and without effect`, async () => {
      const told: string[] = [];
      for (const rotation of [undefined, '0.TSR,1.SRT']) {
        const world = await createWorld({ model });
        assert.deepEqual(await world.key('ConnectorPhaseRotation'), { value: '0.RST,1.RST', readonly: false });
        if (rotation !== undefined) {
          assert.equal(await world.configure('ConnectorPhaseRotation', rotation), 'Accepted');
          for (const wrong of ['RST', '0.ABC', '2.RST', '1.RST,1.TSR']) {
            assert.equal(await world.configure('ConnectorPhaseRotation', wrong), 'Rejected', wrong);
          }
          world.powerCut();
          await world.powerOn();
          assert.equal((await world.key('ConnectorPhaseRotation'))?.value, rotation);
        } else {
          world.powerCut();
          await world.powerOn();
        }
        await world.charge();
        await world.seconds(600);
        told.push(JSON.stringify(world.charger.requests('MeterValues')));
        assert.ok(world.charger.requests('MeterValues').length > 9);
      }
      assert.equal(told[1], told[0], 'what is measured is the same, to the letter');
    });
  });
}

const defaultSample = [
  'Energy.Active.Import.Register',
  'Voltage L1',
  'Voltage L2',
  'Voltage L3',
  'Current.Import L1',
  'Current.Import L2',
  'Current.Import L3',
  'Current.Offered',
];

async function keysOf(world: World): Promise<readonly (string | undefined)[]> {
  const values: (string | undefined)[] = [];
  for (const list of lists) values.push((await world.key(list))?.value);
  return values;
}

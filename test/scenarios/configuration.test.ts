/** GetConfiguration and ChangeConfiguration (S 5.8, 5.3), the keys of the Core profile (S 9.1), and the start-up file's part in them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silence } from '../../src/central/scripted-answer.ts';
import { declaredKeys } from '../../src/charge-point.ts';
import { LightIntensity } from '../../src/features/station.ts';
import type { Confirmation } from '../../src/ocpp16/actions.ts';
import { BLOCKED_CARD, CARD, createWorld, type World } from '../support/world.ts';
import { acceptable, access, core, featureProfiles, unacceptable } from './core-keys.ts';
import { count, modelNames, nameOf, sentMeterValues } from './sent.ts';

/** A charger whose Central System leaves HeartbeatInterval alone. */
const silentBoot = { boot: { status: 'Accepted', interval: 0 } } as const;

async function getConfiguration(world: World, key?: string[]): Promise<Confirmation<'GetConfiguration'>> {
  const outcome = world.charger.call('GetConfiguration', key === undefined ? {} : { key });
  await world.clock.settle();
  const answer = await outcome;
  assert.equal(answer.kind, 'confirmed');
  return answer.payload;
}

for (const model of modelNames) {
  describe(`GetConfiguration of a ${model}`, () => {
    it('tells every key of the Core profile, with the access and the default of the model, to who names none', async () => {
      const world = await createWorld({ model, central: silentBoot });
      const { configurationKey = [], unknownKey } = await getConfiguration(world);
      assert.equal(unknownKey, undefined);
      const found = new Map(configurationKey.map((each) => [each.key, each]));
      assert.equal(found.size, configurationKey.length);
      for (const row of core) {
        const [key, , value] = row;
        assert.deepEqual(found.get(key), { key, readonly: access(row, model) === 'R', value }, key);
      }
      assert.equal(found.get(featureProfiles)?.readonly, true);
      assert.match(found.get(featureProfiles)?.value ?? '', /^Core(,[A-Za-z]+)*$/);
      // No key of the Core profile but those of the table.
      const named = new Set([...core.map(([name]) => name), featureProfiles]);
      const others = declaredKeys.filter(({ profile, name }) => profile === 'Core' && !named.has(name));
      assert.deepEqual(others, []);
      assert.deepEqual(await getConfiguration(world, []), { configurationKey });
      world.assertNoComplaints();
    });

    it('tells the keys that are named, in that order, whatever their case, and which are unknown', async () => {
      const world = await createWorld({ model, central: silentBoot });
      assert.deepEqual(
        await getConfiguration(world, ['numberofconnectors', 'FreeLunch', 'CONNECTIONTIMEOUT', 'constructor']),
        {
          configurationKey: [
            { key: 'NumberOfConnectors', readonly: true, value: '1' },
            { key: 'ConnectionTimeOut', readonly: false, value: '30' },
          ],
          unknownKey: ['FreeLunch', 'constructor'],
        },
      );
      assert.deepEqual(await getConfiguration(world, ['FreeLunch']), { unknownKey: ['FreeLunch'] });
      world.assertNoComplaints();
    });

    it('answers the first GetConfigurationMaxKeys names, and still all keys when none is named', async () => {
      const world = await createWorld({ model, configuration: { GetConfigurationMaxKeys: '3' } });
      assert.deepEqual(await world.key('GetConfigurationMaxKeys'), { value: '3', readonly: true });
      const { configurationKey, unknownKey } = await getConfiguration(world, [
        'MessageTimeout',
        'FreeLunch',
        'LightIntensity',
        'ResetRetries',
        'FreeDinner',
      ]);
      assert.deepEqual(
        configurationKey?.map(({ key }) => key),
        ['MessageTimeout', 'LightIntensity'],
      );
      assert.deepEqual(unknownKey, ['FreeLunch']);
      assert.ok(world.warnings.some((line) => /GetConfiguration asks for 5 keys/.test(line)));
      assert.ok(((await getConfiguration(world)).configurationKey?.length ?? 0) > core.length);
      world.assertNoComplaints();
    });

    it('tells a value that was changed, and one of the start-up file', async () => {
      const world = await createWorld({ model, configuration: { ResetRetries: '7' } });
      assert.equal(await world.configure('LightIntensity', '40'), 'Accepted');
      assert.deepEqual(await getConfiguration(world, ['LightIntensity', 'ResetRetries']), {
        configurationKey: [
          { key: 'LightIntensity', readonly: false, value: '40' },
          { key: 'ResetRetries', readonly: false, value: '7' },
        ],
      });
    });
  });

  describe(`ChangeConfiguration of a ${model}`, () => {
    it('takes a value within the range of each key that can be written, and tells it as it was written', async () => {
      const world = await createWorld({ model, central: silentBoot });
      for (const [name, value] of acceptable) {
        assert.equal(await world.configure(name, value), 'Accepted', name);
        assert.deepEqual(await world.key(name), { value, readonly: false }, name);
      }
      const writable = core.filter((row) => access(row, model) === 'RW').map(([name]) => name);
      const tried = new Set(acceptable.map(([name]) => name));
      assert.deepEqual(
        writable.filter((name) => !tried.has(name) && name !== 'StopTransactionOnEVSideDisconnect'),
        [],
      );
      world.assertNoComplaints();
    });

    it('takes names and booleans in any case, and blanks around numbers and items', async () => {
      const world = await createWorld({ model });
      for (const [name, text, key, value] of [
        ['LOCALPREAUTHORIZE', 'FALSE', 'LocalPreAuthorize', 'false'],
        ['localauthorizeoffline', ' False ', 'LocalAuthorizeOffline', 'false'],
        ['connectiontimeout', ' 045 ', 'ConnectionTimeOut', '45'],
        [
          'meterValuesSampledData',
          ' Voltage , Current.Import,,Voltage',
          'MeterValuesSampledData',
          'Voltage,Current.Import',
        ],
      ] as const) {
        assert.equal(await world.configure(name, text), 'Accepted', text);
        assert.equal((await world.key(key))?.value, value);
      }
    });

    it('refuses what is out of range or out of form, and changes nothing', async () => {
      const world = await createWorld({ model, central: silentBoot });
      const before = await getConfiguration(world);
      for (const [name, values] of unacceptable) {
        for (const value of values) assert.equal(await world.configure(name, value), 'Rejected', `${name} ${value}`);
      }
      assert.deepEqual(await getConfiguration(world), before);
      world.powerCut();
      await world.powerOn();
      assert.deepEqual(await getConfiguration(world), before);
      world.assertNoComplaints();
    });

    it('refuses what can only be read, and changes nothing', async () => {
      const world = await createWorld({ model, central: silentBoot });
      const before = await getConfiguration(world);
      for (const row of core.filter((each) => access(each, model) === 'R')) {
        const [name, , value] = row;
        for (const text of [value, '1', 'false']) assert.equal(await world.configure(name, text), 'Rejected', name);
      }
      assert.equal(await world.configure(featureProfiles, 'Core'), 'Rejected');
      assert.deepEqual(await getConfiguration(world), before);
    });

    it('refuses what the charger itself says, which is told anew each time it is asked for, until it is released', async () => {
      const world = await createWorld({ model, configuration: { LightIntensity: '40' } });
      const { configuration } = world.chargePoint();
      let percent = 10;
      configuration.give(LightIntensity, () => percent);
      assert.deepEqual(await world.key('LightIntensity'), { value: '10', readonly: true });
      percent = 0;
      assert.deepEqual(await world.key('LightIntensity'), { value: '0', readonly: true });
      assert.equal(configuration.value(LightIntensity), 0);
      assert.equal(await world.configure('LightIntensity', '50'), 'Rejected');
      configuration.give(LightIntensity, 70);
      assert.deepEqual(await world.key('LightIntensity'), { value: '70', readonly: true });
      configuration.release(LightIntensity);
      assert.deepEqual(await world.key('LightIntensity'), { value: '40', readonly: false });
      assert.equal(await world.configure('LightIntensity', '50'), 'Accepted');
      world.assertNoComplaints();
    });

    it('says NotSupported of a key that it does not have', async () => {
      const world = await createWorld({ model });
      for (const name of ['FreeLunch', 'constructor', '', '__proto__']) {
        assert.equal(await world.configure(name, '1'), 'NotSupported', name);
        assert.equal(await world.key(name), undefined, name);
      }
      world.assertNoComplaints();
    });
  });

  describe(`a changed key of a ${model}`, () => {
    it('acts at once: MeterValueSampleInterval while a transaction runs', async () => {
      const world = await createWorld({ model, configuration: { ClockAlignedDataInterval: '0' } });
      await world.charge();
      const [start] = world.charger.requests('StartTransaction');
      await world.seconds(130);
      assert.equal(await world.configure('MeterValueSampleInterval', '20'), 'Accepted');
      const changed = world.clock.now();
      await world.seconds(100);
      const samples = sentMeterValues(world).map(({ timestamp }) => Date.parse(timestamp));
      const began = Date.parse(start?.timestamp ?? '');
      assert.deepEqual(samples, [
        ...[60, 120].map((seconds) => began + seconds * 1000),
        ...[20, 40, 60, 80, 100].map((seconds) => changed + seconds * 1000),
      ]);
      world.assertNoComplaints();
    });

    it('acts at once: ClockAlignedDataInterval, also from and to 0', async () => {
      const world = await createWorld({ model, configuration: { ClockAlignedDataInterval: '0' } });
      await world.seconds(1000);
      assert.equal(count(world, 'MeterValues'), 0);
      assert.equal(await world.configure('ClockAlignedDataInterval', '300'), 'Accepted');
      await world.seconds(1000);
      const expected = ['00:20', '00:25', '00:30'].map((time) => `2026-01-01T${time}:00.000Z`);
      assert.deepEqual(
        sentMeterValues(world).map(({ timestamp }) => timestamp),
        expected,
      );
      assert.equal(await world.configure('ClockAlignedDataInterval', '0'), 'Accepted');
      await world.seconds(3000);
      assert.equal(count(world, 'MeterValues'), expected.length);
      world.assertNoComplaints();
    });

    it('acts at once: HeartbeatInterval counts from the change', async () => {
      const world = await createWorld({ model, central: silentBoot });
      await world.seconds(77);
      assert.equal(await world.configure('HeartbeatInterval', '100'), 'Accepted');
      await world.seconds(250);
      assert.deepEqual(
        world.charger.received
          .filter(({ action }) => action === 'Heartbeat')
          .map(({ at }) => at - Date.UTC(2026, 0, 1)),
        [177_000, 277_000],
      );
      assert.equal(await world.configure('HeartbeatInterval', '0'), 'Accepted');
      await world.seconds(1000);
      assert.equal(count(world, 'Heartbeat'), 2);
      world.assertNoComplaints();
    });

    it('acts at once: what MeterValues contain while a transaction runs', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(60);
      assert.equal(await world.configure('MeterValuesSampledData', 'Current.Offered'), 'Accepted');
      await world.seconds(60);
      const contents = sentMeterValues(world, 'Sample.Periodic').map(({ sampledValue }) =>
        sampledValue.map(nameOf).join(),
      );
      assert.equal(contents.length, 2);
      assert.match(contents[0] ?? '', /^Energy.Active.Import.Register,Voltage L1,/);
      assert.equal(contents[1], 'Current.Offered');
      world.assertNoComplaints();
    });

    it('acts at once: the brightness of the LED', async () => {
      const world = await createWorld({ model });
      assert.equal(world.twin().board.light().intensity, 100);
      assert.equal(await world.configure('LightIntensity', '25'), 'Accepted');
      assert.equal(world.twin().board.light().intensity, 25);
    });

    it('acts at once: MessageTimeout with the next message; the one that waits keeps its time', async () => {
      const world = await createWorld({ model, configuration: { ConnectionTimeOut: '0' } });
      world.twin().board.plugIn(1);
      world.charger.intercept('Authorize', silence);
      const authorized = () => world.charger.requests('Authorize').length;
      const begin = world.clock.now();
      const waited = () => (world.clock.now() - begin) / 1000;
      for (const card of ['FIRST', 'SECOND', 'THIRD']) world.twin().board.swipe(card);
      await world.seconds(1);
      assert.equal(await world.configure('MessageTimeout', '7'), 'Accepted');
      await world.clock.runUntil(() => authorized() === 2, 60_000);
      assert.equal(waited(), 30);
      await world.clock.runUntil(() => authorized() === 3, 60_000);
      assert.equal(waited(), 37);
    });

    it('acts at once: WebSocketPingInterval finds a dead connection that nobody would have found', async () => {
      const world = await createWorld({
        model,
        configuration: { WebSocketPingInterval: '0', RetryBackoffRandomRange: '0' },
      });
      await world.seconds(100);
      assert.equal(await world.configure('WebSocketPingInterval', '10'), 'Accepted');
      world.network.connections()[0]?.halfOpen();
      // A ping after 10 s, five seconds for its pong, three until the next dial.
      await world.seconds(17);
      assert.equal(world.charger.connections, 1);
      await world.seconds(2);
      assert.equal(world.charger.connections, 2);
      assert.equal(await world.configure('WebSocketPingInterval', '0'), 'Accepted');
      world.network.connections().at(-1)?.halfOpen();
      await world.seconds(600);
      assert.equal(world.charger.connections, 2);
    });

    it('acts at once: how often the LED blinks for a card', async () => {
      const world = await createWorld({ model, configuration: { ConnectionTimeOut: '1' } });
      for (const times of [7, 0, 1]) {
        assert.equal(await world.configure('BlinkRepeat', String(times)), 'Accepted');
        world.twin().board.swipe(CARD);
        await world.seconds(5);
        assert.deepEqual(world.twin().board.blinked(), { colour: 'green', times });
        world.twin().board.swipe(BLOCKED_CARD);
        await world.seconds(5);
        assert.deepEqual(world.twin().board.blinked(), { colour: 'red', times });
      }
    });

    it('survives a power cut and wins over the start-up file, which wins over the model', async () => {
      const configuration = {
        ConnectionTimeOut: '50',
        MeterValueSampleInterval: '15',
        LocalPreAuthorize: 'false',
        StopTxnSampledData: 'Voltage',
      };
      const world = await createWorld({ model, configuration });
      for (const [name, value] of Object.entries(configuration)) assert.equal((await world.key(name))?.value, value);
      const changes = { ConnectionTimeOut: '70', LocalPreAuthorize: 'true', StopTxnSampledData: '' };
      for (const [name, value] of Object.entries(changes)) assert.equal(await world.configure(name, value), 'Accepted');
      for (let cut = 0; cut < 2; cut += 1) {
        world.powerCut();
        await world.powerOn();
        for (const [name, value] of Object.entries({ ...configuration, ...changes })) {
          assert.equal((await world.key(name))?.value, value, name);
        }
      }
      world.twin().board.swipe(CARD);
      await world.seconds(69);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.seconds(1);
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it('survives a power cut right after it was answered, and one before it was asked changes nothing', async () => {
      const world = await createWorld({ model });
      const answer = world.charger.call('ChangeConfiguration', { key: 'ResetRetries', value: '5' });
      await world.clock.runUntil(() => world.charger.frames.at(-1)?.kind === 'result', 1000);
      world.powerCut();
      await world.clock.settle();
      assert.equal((await answer).kind, 'confirmed');
      await world.powerOn();
      assert.equal((await world.key('ResetRetries'))?.value, '5');

      const lost = world.charger.call('ChangeConfiguration', { key: 'ResetRetries', value: '6' });
      world.powerCut();
      await world.clock.settle();
      assert.equal((await lost).kind, 'unreachable');
      await world.powerOn();
      assert.equal((await world.key('ResetRetries'))?.value, '5');
      world.assertNoComplaints();
    });
  });

  describe(`the start-up file of a ${model}`, () => {
    it('with keys that are unknown or wrong starts a charger that says so and skips them', async () => {
      const world = await createWorld({
        model,
        configuration: {
          FreeLunch: 'true',
          ConnectionTimeOut: 'soon',
          LightIntensity: '101',
          MeterValuesSampledData: 'Voltage,SoC',
          LocalPreAuthorize: 'yes',
          ResetRetries: '4',
        },
      });
      const told = world.warnings.filter((line) => line.startsWith('start-up file:'));
      assert.equal(told.length, 5);
      for (const name of [
        'FreeLunch',
        'ConnectionTimeOut',
        'LightIntensity',
        'MeterValuesSampledData',
        'LocalPreAuthorize',
      ]) {
        assert.equal(told.filter((line) => line.includes(name)).length, 1, name);
      }
      assert.equal(await world.key('FreeLunch'), undefined);
      for (const [name, value] of [
        ['ConnectionTimeOut', '30'],
        ['LightIntensity', '100'],
        ['LocalPreAuthorize', 'true'],
        ['MeterValuesSampledData', 'Energy.Active.Import.Register,Voltage,Current.Import,Current.Offered'],
        ['ResetRetries', '4'],
      ] as const) {
        assert.equal((await world.key(name))?.value, value, name);
      }
      await world.charge();
      world.assertNoComplaints();
    });

    it('sets keys in any case, also those that the Central System can only read, but not what the charger is', async () => {
      const world = await createWorld({
        model,
        configuration: { connectiontimeout: '33', StopTransactionMaxMeterValues: '9', NumberOfConnectors: '4' },
      });
      assert.deepEqual(await world.key('ConnectionTimeOut'), { value: '33', readonly: false });
      assert.deepEqual(await world.key('StopTransactionMaxMeterValues'), { value: '9', readonly: true });
      assert.deepEqual(await world.key('NumberOfConnectors'), { value: '1', readonly: true });
    });
  });
}

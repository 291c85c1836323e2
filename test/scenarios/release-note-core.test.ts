/** The release note's rows on the Core profile (RN-C1 to RN-C7), each on a whole charger. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CentralSystemAction, Request } from '../../src/ocpp16/actions.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { access, core } from './core-keys.ts';
import { actionsSent, count, isLocked, modelNames, remoteStart, sentMeterValues } from './sent.ts';

const threeConnectors = [{ id: 1 }, { id: 2 }, { id: 3 }];

/** What a CALL is confirmed with; fails on anything else. */
async function answerTo<A extends CentralSystemAction>(world: World, action: A, payload: Request<A>) {
  const outcome = world.charger.call(action, payload);
  // Unlocking takes the time of a motor.
  await world.seconds(5);
  const answer = await outcome;
  assert.equal(answer.kind, 'confirmed', action);
  return answer.kind === 'confirmed' ? answer.payload : undefined;
}

for (const model of modelNames) {
  describe(`the Core profile of a ${model}`, () => {
    it(`RN-C1 ${model}: has every key of the Core profile, to read and to write as the errata leave it`, async () => {
      const world = await createWorld({ model });
      const names = [...core.map(([name]) => name), 'SupportedFeatureProfiles'];
      assert.equal(names.length, 36);
      const told = await answerTo(world, 'GetConfiguration', { key: names });
      assert.equal(told?.unknownKey, undefined);
      const found = new Map(told?.configurationKey?.map(({ key, readonly }) => [key, readonly]));
      for (const row of core) assert.equal(found.get(row[0]), access(row, model) === 'R', row[0]);
      assert.equal(found.get('SupportedFeatureProfiles'), true);
      assert.match((await world.key('SupportedFeatureProfiles'))?.value ?? '', /^Core\b/);
      world.assertNoComplaints();
    });

    it(`RN-C1 ${model}: answers every action of the Core profile that a Central System can send`, async () => {
      const world = await createWorld({ model });
      await world.charge();
      for (const [action, payload, expected] of [
        ['ChangeAvailability', { connectorId: 1, type: 'Operative' }, 'Accepted'],
        ['ChangeConfiguration', { key: 'HeartbeatInterval', value: '300' }, 'Accepted'],
        ['ClearCache', {}, 'Accepted'],
        ['DataTransfer', { vendorId: 'com.example' }, 'UnknownVendorId'],
        ['GetConfiguration', { key: ['HeartbeatInterval'] }, undefined],
        ['RemoteStopTransaction', { transactionId: 1 }, 'Accepted'],
        ['UnlockConnector', { connectorId: 1 }, 'Unlocked'],
        ['RemoteStartTransaction', { connectorId: 1, idTag: CARD }, 'Accepted'],
        ['Reset', { type: 'Soft' }, 'Accepted'],
      ] as const) {
        const answer = await answerTo(world, action, payload as never);
        assert.equal((answer as { readonly status?: string } | undefined)?.status, expected, action);
      }
      world.assertNoComplaints();
    });

    it(`RN-C1 ${model}: sends every action of the Core profile that a charge point can send`, async () => {
      const world = await createWorld({ model });
      await world.charge();
      assert.equal(await world.configure('HeartbeatInterval', '300'), 'Accepted');
      await world.seconds(400);
      world.twin().board.plugOut(1);
      void world.chargePoint().call('DataTransfer', { vendorId: 'com.example' });
      await world.seconds(5);
      const sent = new Set(actionsSent(world));
      for (const action of [
        'Authorize',
        'BootNotification',
        'DataTransfer',
        'Heartbeat',
        'MeterValues',
        'StartTransaction',
        'StatusNotification',
        'StopTransaction',
      ]) {
        assert.ok(sent.has(action), action);
      }
    });
  });
}

describe('the connectors', () => {
  it('RN-C2 zaptec-pro: has one connector, says so for good, and refuses a second one', async () => {
    const world = await createWorld({ configuration: { NumberOfConnectors: '2' } });
    assert.deepEqual(await world.key('NumberOfConnectors'), { value: '1', readonly: true });
    assert.equal(await world.configure('NumberOfConnectors', '2'), 'Rejected');
    assert.deepEqual(
      world.charger.connectors.map(({ connectorId }) => connectorId),
      [0, 1],
    );
    assert.equal(await remoteStart(world, CARD, 2), 'Rejected');
    assert.equal(await remoteStart(world, CARD, 0), 'Rejected');
    assert.deepEqual(
      [
        await answerTo(world, 'UnlockConnector', { connectorId: 2 }),
        await answerTo(world, 'ChangeAvailability', { connectorId: 2, type: 'Inoperative' }),
      ],
      [{ status: 'NotSupported' }, { status: 'Rejected' }],
    );
    assert.equal(await world.configure('ConnectorPhaseRotation', '0.RST,2.RST'), 'Rejected');
    await world.seconds(5);
    assert.equal(world.charger.status(1), 'Available');
    assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
    world.assertNoComplaints();

    const two = readStartUpFile({
      identity: { chargePointId: 'CP001' },
      csms: { url: 'ws://central/ocpp' },
      connectors: threeConnectors.slice(0, 2),
    });
    assert.equal(two.ok, false);
  });

  it('RN-C2 reference: has as many connectors as its start-up file, and charges on each', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: threeConnectors } });
    assert.deepEqual(await world.key('NumberOfConnectors'), { value: '3', readonly: true });
    assert.deepEqual(
      world.charger.connectors.map(({ connectorId }) => connectorId),
      [0, 1, 2, 3],
    );
    for (const [index, card] of [CARD, OTHER_CARD, 'MOTHER'].entries()) {
      assert.equal(await remoteStart(world, card, index + 1), 'Accepted');
      world.twin().board.plugIn(index + 1);
      await world.seconds(5);
      assert.equal(world.charger.status(index + 1), 'Charging');
    }
    assert.equal(await remoteStart(world, 'FATHER', 4), 'Rejected');
    assert.deepEqual(
      world.charger.transactions.map(({ connectorId, idTag }) => [connectorId, idTag]),
      [
        [1, CARD],
        [2, OTHER_CARD],
        [3, 'MOTHER'],
      ],
    );
    world.assertNoComplaints();
  });
});

for (const model of modelNames) {
  describe(`ConnectionTimeOut and HeartbeatInterval of a ${model}`, () => {
    it(`RN-C3 ${model}: waits 30 s for the second of card and plug, and no longer`, async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await world.key('ConnectionTimeOut'), { value: '30', readonly: false });
      const { board } = world.twin();

      board.swipe(CARD);
      await world.clock.advance(29_999);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.clock.advance(1);
      assert.equal(world.charger.status(1), 'Available');

      board.plugIn(1);
      await world.clock.advance(29_999);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.clock.advance(1);
      assert.equal(world.charger.status(1), 'Finishing');
      assert.equal(count(world, 'StartTransaction'), 0);
      world.assertNoComplaints();
    });

    it(`RN-C4 ${model}: sends a Heartbeat each 86400 s until BootNotification.conf names another interval`, async () => {
      const world = await createWorld({ model, central: { boot: { status: 'Accepted', interval: 0 } } });
      assert.deepEqual(await world.key('HeartbeatInterval'), { value: '86400', readonly: false });
      await world.seconds(86_399);
      assert.equal(count(world, 'Heartbeat'), 0);
      await world.seconds(1);
      assert.equal(count(world, 'Heartbeat'), 1);
      await world.seconds(86_400);
      assert.equal(count(world, 'Heartbeat'), 2);
      world.assertNoComplaints();

      const told = await createWorld({ model, central: { boot: { status: 'Accepted', interval: 120 } } });
      assert.deepEqual(await told.key('HeartbeatInterval'), { value: '120', readonly: false });
      await told.seconds(600);
      assert.equal(count(told, 'Heartbeat'), 5);
      told.assertNoComplaints();
    });

    it(`RN-C4 ${model}: takes the interval of a Pending for the next BootNotification, not for Heartbeats`, async () => {
      const world = await createWorld({ model, central: { boot: { status: 'Pending', interval: 20 } } });
      assert.deepEqual(await world.key('HeartbeatInterval'), { value: '86400', readonly: false });
      await world.seconds(60);
      assert.deepEqual([count(world, 'BootNotification'), count(world, 'Heartbeat')], [4, 0]);
      world.assertNoComplaints();
    });
  });

  describe(`the plug pulled at the car of a ${model}`, () => {
    it(`RN-C5 ${model}: has the two keys with their defaults and accesses`, async () => {
      const world = await createWorld({ model });
      const readonly = model === 'zaptec-pro';
      assert.deepEqual(await world.key('StopTransactionOnEVSideDisconnect'), { value: 'true', readonly });
      assert.equal(
        await world.configure('StopTransactionOnEVSideDisconnect', 'false'),
        readonly ? 'Rejected' : 'Accepted',
      );
      assert.equal((await world.key('StopTransactionOnEVSideDisconnect'))?.value, String(readonly));
      assert.deepEqual(await world.key('UnlockConnectorOnEVSideDisconnect'), { value: 'true', readonly: false });
      assert.equal(await world.configure('UnlockConnectorOnEVSideDisconnect', 'false'), 'Accepted');
      assert.equal((await world.key('UnlockConnectorOnEVSideDisconnect'))?.value, 'false');
    });

    for (const stop of model === 'reference' ? ['true', 'false'] : ['true']) {
      for (const unlock of ['true', 'false']) {
        it(`RN-C5 ${model}: acts on StopTransactionOnEVSideDisconnect ${stop} with UnlockConnectorOnEVSideDisconnect ${unlock}`, async () => {
          const world = await createWorld({ model });
          if (stop === 'false')
            assert.equal(await world.configure('StopTransactionOnEVSideDisconnect', stop), 'Accepted');
          assert.equal(await world.configure('UnlockConnectorOnEVSideDisconnect', unlock), 'Accepted');
          await world.charge();
          await world.seconds(600);
          world.twin().board.plugOut(1);
          await world.seconds(10);
          await (stop === 'false'
            ? theCarComesBack(world)
            : unlock === 'true'
              ? allIsOver(world)
              : theCableWaits(world));
          world.assertNoComplaints();
        });
      }
    }
  });
}

const EV_SIDE = 'EV side disconnected';
const untilCharging = ['Available', 'Preparing', 'Charging'];

function lastStatus(world: World) {
  const last = world.charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === 1)
    .at(-1);
  return [last?.status, last?.errorCode, last?.info];
}

/** What the Central System was told when the cable left the car: the row of S 4.9 that the status belongs to. */
function told(world: World, status: string) {
  const found = world.charger.requests('StatusNotification').find(({ info }) => info === EV_SIDE);
  assert.deepEqual([found?.status, found?.errorCode], [status, 'NoError']);
}

function stopReasons(world: World): readonly (string | undefined)[] {
  return world.charger.requests('StopTransaction').map(({ reason }) => reason);
}

async function allIsOver(world: World): Promise<void> {
  told(world, 'Finishing');
  assert.deepEqual(world.statuses(), [...untilCharging, 'Finishing', 'Available']);
  assert.deepEqual(stopReasons(world), ['EVDisconnected']);
  assert.equal(isLocked(world), false);
}

async function theCableWaits(world: World): Promise<void> {
  told(world, 'Finishing');
  assert.deepEqual(lastStatus(world), ['Finishing', 'NoError', EV_SIDE]);
  assert.deepEqual(stopReasons(world), ['EVDisconnected']);
  await world.seconds(3600);
  assert.equal(isLocked(world), true);
  world.twin().board.swipe(OTHER_CARD);
  await world.seconds(5);
  assert.deepEqual([isLocked(world), world.charger.status(1)], [true, 'Finishing']);
  world.twin().board.swipe(CARD);
  await world.seconds(5);
  assert.deepEqual([isLocked(world), world.charger.status(1)], [false, 'Available']);
  assert.equal(count(world, 'StartTransaction'), 1);
}

async function theCarComesBack(world: World): Promise<void> {
  told(world, 'SuspendedEV');
  assert.deepEqual(lastStatus(world), ['SuspendedEV', 'NoError', EV_SIDE]);
  await world.seconds(3600);
  assert.deepEqual([isLocked(world), stopReasons(world)], [true, []]);
  world.twin().board.plugIn(1);
  await world.seconds(10);
  assert.equal(world.charger.status(1), 'Charging');
  world.twin().board.plugOut(1);
  await world.seconds(10);
  world.twin().board.swipe(CARD);
  await world.seconds(10);
  assert.deepEqual([isLocked(world), stopReasons(world), world.charger.status(1)], [false, ['Local'], 'Available']);
  assert.equal(count(world, 'StartTransaction'), 1);
}

for (const model of modelNames) {
  describe(`local authorization of a ${model}`, () => {
    it(`RN-C6 ${model}: has the three keys on`, async () => {
      const world = await createWorld({ model });
      for (const name of ['LocalAuthorizeOffline', 'LocalPreAuthorize', 'AuthorizationCacheEnabled']) {
        assert.deepEqual(await world.key(name), { value: 'true', readonly: false }, name);
      }
    });

    it(`RN-C6 ${model}: starts a known card without asking, also after a power cut`, async () => {
      const world = await createWorld({ model });
      await visit(world, CARD);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [1, 1]);
      await visit(world, CARD);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [1, 2]);
      world.powerCut();
      await world.powerOn();
      await visit(world, CARD);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [1, 3]);
      await visit(world, OTHER_CARD);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [2, 4]);

      assert.equal(await world.configure('LocalPreAuthorize', 'false'), 'Accepted');
      await visit(world, CARD);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [3, 5]);
      world.assertNoComplaints();
    });

    it(`RN-C6 ${model}: starts a known card while offline, also after a power cut, and tells of it later`, async () => {
      const world = await createWorld({ model });
      await visit(world, CARD);
      goOffline(world);
      await visit(world, CARD);
      world.powerCut();
      await world.powerOn();
      await visit(world, CARD);
      assert.equal(count(world, 'StartTransaction'), 1);
      const registers = world.chargePoint().records.all();
      assert.equal(registers.length, 2);

      world.network.failDials(undefined);
      await world.seconds(120);
      assert.deepEqual(
        world.charger.transactions.map(({ idTag, state }) => [idTag, state.kind]),
        [
          [CARD, 'stopped'],
          [CARD, 'stopped'],
          [CARD, 'stopped'],
        ],
      );
      assert.equal(count(world, 'Authorize'), 1);
      world.assertNoComplaints();
    });

    it(`RN-C6 ${model}: refuses an unknown card while offline, and with LocalAuthorizeOffline false any card`, async () => {
      const world = await createWorld({ model });
      await visit(world, CARD);
      goOffline(world);
      await visit(world, OTHER_CARD);
      assert.equal(world.chargePoint().records.all().length, 0);
      assert.equal(world.twin().board.connectors[0]?.locked(), false);

      world.network.failDials(undefined);
      await world.seconds(120);
      assert.equal(await world.configure('LocalAuthorizeOffline', 'false'), 'Accepted');
      goOffline(world);
      await visit(world, CARD);
      assert.equal(world.chargePoint().records.all().length, 0);
      world.network.failDials(undefined);
      await world.seconds(120);
      assert.equal(count(world, 'StartTransaction'), 1);
      world.assertNoComplaints();
    });

    it(`RN-C6 ${model}: asks for every card each time when AuthorizationCacheEnabled is false`, async () => {
      const world = await createWorld({ model });
      await visit(world, CARD);
      assert.equal(await world.configure('AuthorizationCacheEnabled', 'false'), 'Accepted');
      for (const asked of [2, 3]) {
        await visit(world, CARD);
        assert.equal(count(world, 'Authorize'), asked);
      }
      goOffline(world);
      await visit(world, CARD);
      assert.equal(world.chargePoint().records.all().length, 0);
      world.network.failDials(undefined);
      await world.seconds(120);
      assert.equal(count(world, 'StartTransaction'), 3);

      // Nothing was remembered meanwhile.
      await visit(world, OTHER_CARD);
      assert.equal(await world.configure('AuthorizationCacheEnabled', 'true'), 'Accepted');
      await visit(world, OTHER_CARD);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [5, 5]);
      world.assertNoComplaints();
    });
  });

  describe(`the intervals of a ${model}`, () => {
    it(`RN-C7 ${model}: samples at :00 :15 :30 :45, and each 60 s of a transaction`, async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await world.key('ClockAlignedDataInterval'), { value: '900', readonly: false });
      assert.deepEqual(await world.key('MeterValueSampleInterval'), { value: '60', readonly: false });
      // From 00:00 on: a transaction from 00:07:23 to about 01:07:23.
      await world.seconds(443);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(3600);
      world.twin().board.swipe(CARD);
      await world.seconds(1800);

      const aligned = sentMeterValues(world, 'Sample.Clock');
      assert.deepEqual(
        aligned.map(({ timestamp, transactionId }) => [timestamp, transactionId]),
        [
          ['2026-01-01T00:15:00.000Z', 1],
          ['2026-01-01T00:30:00.000Z', 1],
          ['2026-01-01T00:45:00.000Z', 1],
          ['2026-01-01T01:00:00.000Z', 1],
          ['2026-01-01T01:15:00.000Z', undefined],
          ['2026-01-01T01:30:00.000Z', undefined],
        ],
      );
      const start = Date.UTC(2026, 0, 1, 0, 7, 23);
      assert.equal(world.charger.requests('StartTransaction')[0]?.timestamp, new Date(start).toISOString());
      const periodic = sentMeterValues(world, 'Sample.Periodic');
      assert.deepEqual(
        periodic.map(({ timestamp, transactionId }) => [timestamp, transactionId]),
        Array.from({ length: 60 }, (_, index) => [new Date(start + (index + 1) * 60_000).toISOString(), 1]),
      );
      assert.equal(aligned.length + periodic.length, count(world, 'MeterValues'));
      world.assertNoComplaints();
    });

    it(`RN-C7 ${model}: has 96 clock-aligned values a day, charging or not`, async () => {
      const world = await createWorld({ model });
      await world.seconds(86_400);
      const moments = sentMeterValues(world).map(({ timestamp }) => timestamp);
      assert.equal(moments.length, 96);
      assert.ok(moments.every((timestamp) => /T\d\d:(00|15|30|45):00\.000Z$/.test(timestamp)));
      assert.equal(moments.at(-1), '2026-01-02T00:00:00.000Z');
      assert.equal(new Set(moments).size, 96);
      assert.ok(!actionsSent(world).includes('StartTransaction'));
      world.assertNoComplaints();
    });
  });
}

/** A car comes, the card is shown, the car charges for ten minutes if it may, the card is shown again, the car leaves. */
async function visit(world: World, card: string): Promise<void> {
  const { board } = world.twin();
  board.plugIn(1);
  await world.seconds(1);
  board.swipe(card);
  await world.seconds(600);
  if (world.chargePoint().transactions.running(1) !== undefined) board.swipe(card);
  await world.seconds(10);
  board.plugOut(1);
  await world.seconds(10);
}

function goOffline(world: World): void {
  world.network.failDials('refused');
  for (const connection of world.network.connections()) connection.cut();
}

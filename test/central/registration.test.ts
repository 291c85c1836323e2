import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { boot, closeCode, createCentralWorld, status } from './central-world.ts';

describe('a charger that connects', () => {
  test('is known by the percent-decoded last segment of the path', async () => {
    const { dial, central } = createCentralWorld();
    const charger = await dial('RDAM 123/ä');
    assert.equal(charger.protocol, 'ocpp1.6');
    assert.deepEqual(
      central.chargers().map(({ id }) => id),
      ['RDAM 123/ä'],
    );
    assert.equal(central.charger('RDAM 123/ä').connected, true);
  });

  test('without a common subprotocol is let in without one and closed at once', async () => {
    const { dial, central, complaints } = createCentralWorld();
    const charger = await dial('CP1', { protocols: ['ocpp2.0.1', 'ocpp1.5'] });
    assert.equal(charger.protocol, '');
    assert.deepEqual(charger.ending, { kind: 'closed', code: 1002, reason: 'this Central System speaks ocpp1.6' });
    assert.deepEqual(complaints(), ['no-subprotocol']);
    assert.deepEqual(central.chargers(), []);
  });

  test('may prefer another subprotocol as long as ocpp1.6 is among them', async () => {
    const { dial } = createCentralWorld();
    assert.equal((await dial('CP1', { protocols: ['ocpp2.0.1', 'ocpp1.6'] })).protocol, 'ocpp1.6');
  });

  test('again takes the place of its old connection, which is closed and heard no more', async () => {
    const { dial, join, central, complaints } = createCentralWorld();
    const old = await join('CP1');
    const answer = central.charger('CP1').call('ClearCache', {});
    const fresh = await dial('CP1');
    assert.equal(closeCode(old), 1000);
    assert.deepEqual(await answer, { kind: 'unreachable' });
    assert.equal(fresh.ending, undefined);
    assert.equal(central.charger('CP1').connections, 2);
    // No BootNotification is needed on a reconnect (OCPP-J 5.4).
    await fresh.ask('Heartbeat', {});
    assert.deepEqual(complaints(), []);
  });

  test('and whose old connection hangs half-open is served on the new one', async () => {
    const { network, join, dial, central, clock } = createCentralWorld();
    await join('CP1');
    network.connections()[0]?.halfOpen();
    const fresh = await dial('CP1');
    await clock.advance(60_000);
    await fresh.ask('Heartbeat', {});
    assert.equal(central.charger('CP1').connected, true);
  });

  test('is away once its connection is lost', async () => {
    const { network, join, central, clock, events } = createCentralWorld();
    await join('CP1');
    network.connections()[0]?.cut();
    await clock.settle();
    assert.equal(central.charger('CP1').connected, false);
    assert.deepEqual(events.at(-1), { kind: 'disconnected', chargerId: 'CP1', reason: '(1006)' });
    assert.deepEqual(await central.charger('CP1').call('ClearCache', {}), { kind: 'unreachable' });
  });

  test('can be closed politely, dropped, and closed with all others', async () => {
    const { join, central, clock } = createCentralWorld();
    const [one, two, three] = [await join('CP1'), await join('CP2'), await join('CP3')];
    central.charger('CP1').disconnect(1008, 'enough');
    central.charger('CP2').terminate();
    await clock.settle();
    assert.deepEqual(one.ending, { kind: 'closed', code: 1008, reason: 'enough' });
    assert.equal(closeCode(two), 1006);
    assert.equal(three.ending, undefined);
    central.disconnectAll();
    await clock.settle();
    assert.equal(closeCode(three), 1001);
  });
});

describe('a list of chargers', () => {
  const key = '0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF';
  /** OCPP-J 6.2.2. */
  const headers = { Authorization: 'Basic QUwxMDAwOgABAgMEBQYH////////////////' };
  const chargers = { AL1000: { authorizationKey: key }, OPEN: {} };

  test('turns an identity away that is not on it, with 404', async () => {
    const { dial, central } = createCentralWorld({ chargers });
    assert.deepEqual((await dial('STRANGER')).ending, { kind: 'refused', status: 404, reason: 'Not Found' });
    assert.deepEqual(central.chargers(), []);
  });

  test('turns an address away that has no identity, with 400', async () => {
    const { dial } = createCentralWorld();
    const charger = await dial('', { url: 'ws://central/ocpp/' });
    assert.equal(charger.ending?.kind === 'refused' && charger.ending.status, 400);
    const broken = await dial('', { url: 'ws://central/ocpp/%E0%A4%A' });
    assert.equal(broken.ending?.kind === 'refused' && broken.ending.status, 400);
  });

  test('lets in who presents the bytes of the key', async () => {
    const { dial } = createCentralWorld({ chargers });
    assert.equal((await dial('AL1000', { headers })).protocol, 'ocpp1.6');
    assert.equal(
      (await dial('AL1000', { headers: { authorization: headers.Authorization.replace('Basic', 'basic') } })).protocol,
      'ocpp1.6',
    );
    assert.equal((await dial('OPEN')).protocol, 'ocpp1.6');
  });

  const wrong: readonly Readonly<Record<string, string>>[] = [
    {},
    { Authorization: 'Basic' },
    { Authorization: 'Bearer QUwxMDAwOgABAgMEBQYH////////////////' },
    { Authorization: `Basic ${Buffer.from(`AL1000:${key}`).toString('base64')}` },
    { Authorization: `Basic ${Buffer.from('AL1000:').toString('base64')}` },
  ];
  for (const presented of wrong) {
    test(`turns who presents ${JSON.stringify(presented)} away with 401`, async () => {
      const { dial } = createCentralWorld({ chargers });
      assert.equal((await dial('AL1000', { headers: presented })).ending?.kind, 'refused');
      const charger = await dial('AL1000', { headers: presented });
      assert.deepEqual(charger.ending, { kind: 'refused', status: 401, reason: 'Unauthorized' });
    });
  }

  test('follows a key that the charger has accepted, and no other', async () => {
    const { dial, central, clock } = createCentralWorld({ chargers });
    let answer: 'Accepted' | 'Rejected' = 'Rejected';
    await dial('AL1000', { headers }, { ChangeConfiguration: () => ({ reply: { status: answer } }) });
    const next = 'FF'.repeat(20);
    const nextHeaders = {
      Authorization: `Basic ${Buffer.concat([Buffer.from('AL1000:'), Buffer.alloc(20, 255)]).toString('base64')}`,
    };
    const change = async () => {
      void central.charger('AL1000').call('ChangeConfiguration', { key: 'authorizationkey', value: next });
      await clock.settle();
    };
    await change();
    assert.equal((await dial('AL1000', { headers: nextHeaders })).ending?.kind, 'refused');
    answer = 'Accepted';
    await change();
    assert.equal((await dial('AL1000', { headers })).ending?.kind, 'refused');
    assert.equal((await dial('AL1000', { headers: nextHeaders })).protocol, 'ocpp1.6');
  });

  test('asks for no key of a charger that had none, also when it accepts one', async () => {
    const { dial, central, clock } = createCentralWorld({ chargers });
    await dial('OPEN', {}, { ChangeConfiguration: () => ({ reply: { status: 'Accepted' } }) });
    void central.charger('OPEN').call('ChangeConfiguration', { key: 'AuthorizationKey', value: key });
    await clock.settle();
    assert.equal((await dial('OPEN')).protocol, 'ocpp1.6');
  });

  test('can be given another key by hand', async () => {
    const { dial, central } = createCentralWorld();
    central.setAuthorizationKey('AL1000', key);
    assert.equal((await dial('AL1000')).ending?.kind, 'refused');
    assert.equal((await dial('AL1000', { headers })).protocol, 'ocpp1.6');
    central.setAuthorizationKey('AL1000', undefined);
    assert.equal((await dial('AL1000')).protocol, 'ocpp1.6');
  });
});

describe('BootNotification', () => {
  test('is Accepted with the time and an interval', async () => {
    const { dial, central, time } = createCentralWorld();
    const charger = await dial('CP1');
    assert.deepEqual(await charger.ask('BootNotification', boot), {
      status: 'Accepted',
      currentTime: time(),
      interval: 300,
    });
    assert.equal(central.charger('CP1').registration, 'Accepted');
    assert.deepEqual(central.charger('CP1').boot, boot);
  });

  test('is answered by the policy of all, or of this charger', async () => {
    const { dial, central } = createCentralWorld({ boot: { status: 'Pending', interval: 10 } });
    central.charger('CP2').setBootPolicy({ status: 'Rejected', interval: 20 });
    const [one, two] = [await dial('CP1'), await dial('CP2')];
    assert.equal((await one.ask('BootNotification', boot)).status, 'Pending');
    assert.equal((await two.ask('BootNotification', boot)).interval, 20);
    central.charger('CP2').setBootPolicy(undefined);
    central.setBootPolicy({ status: 'Accepted', interval: 30 });
    assert.equal((await two.ask('BootNotification', boot)).interval, 30);
  });

  test('has to come first: anything else is refused with SecurityError', async () => {
    const { dial, central, complaints } = createCentralWorld();
    const charger = await dial('CP1');
    const outcome = await charger.call('Heartbeat', {});
    assert.equal(outcome.kind === 'refused' && outcome.code, 'SecurityError');
    assert.deepEqual(complaints(), ['before-accepted']);
    assert.deepEqual(
      central.charger('CP1').received.map(({ action }) => action),
      ['Heartbeat'],
    );
  });

  for (const registration of ['Pending', 'Rejected'] as const) {
    test(`that was ${registration} keeps everything else out`, async () => {
      const { dial, complaints } = createCentralWorld({ boot: { status: registration, interval: 60 } });
      const charger = await dial('CP1');
      await charger.ask('BootNotification', boot);
      assert.equal((await charger.call('StatusNotification', status(1, 'Available'))).kind, 'refused');
      assert.deepEqual(complaints(), ['before-accepted']);
    });
  }

  test('that was Pending lets in what was triggered since', async () => {
    const { dial, central, clock, complaints } = createCentralWorld({ boot: { status: 'Pending', interval: 60 } });
    const charger = await dial(
      'CP1',
      {},
      {
        TriggerMessage: () => ({ reply: { status: 'Accepted' } }),
        ExtendedTriggerMessage: () => ({ reply: { status: 'Accepted' } }),
      },
    );
    await charger.ask('BootNotification', boot);
    void central.charger('CP1').call('TriggerMessage', { requestedMessage: 'StatusNotification' });
    void central.charger('CP1').call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' });
    void central.charger('CP1').call('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' });
    await clock.settle();
    await charger.ask('FirmwareStatusNotification', { status: 'Idle' });
    await charger.ask('StatusNotification', status(0, 'Available'));
    await charger.ask('StatusNotification', status(1, 'Available'));
    await charger.ask('SignCertificate', { csr: 'x' });
    assert.deepEqual(complaints(), []);
    assert.equal((await charger.call('Heartbeat', {})).kind, 'refused');
    await charger.ask('BootNotification', boot);
    assert.equal((await charger.call('StatusNotification', status(1, 'Available'))).kind, 'refused');
  });

  test('is too early before the interval is over, unless it was triggered or the charger came anew', async () => {
    const { dial, central, clock, complaints } = createCentralWorld({ boot: { status: 'Pending', interval: 60 } });
    const handlers = { TriggerMessage: () => ({ reply: { status: 'Accepted' as const } }) };
    const charger = await dial('CP1', {}, handlers);
    await charger.ask('BootNotification', boot);
    await clock.advance(60_000);
    await charger.ask('BootNotification', boot);
    void central.charger('CP1').call('TriggerMessage', { requestedMessage: 'BootNotification' });
    await clock.settle();
    await charger.ask('BootNotification', boot);
    assert.deepEqual(complaints(), []);
    await clock.advance(30_000);
    await charger.ask('BootNotification', boot);
    assert.deepEqual(complaints(), ['boot-too-early']);
    await (await dial('CP1')).ask('BootNotification', boot);
    assert.deepEqual(complaints(), ['boot-too-early']);
  });

  test('is not needed from a stranger where strangers are served', async () => {
    const { dial, complaints } = createCentralWorld({ strangers: 'serve' });
    const charger = await dial('CP1');
    await charger.ask('Heartbeat', {});
    assert.deepEqual(complaints(), []);
  });
});

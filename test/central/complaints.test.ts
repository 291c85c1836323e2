import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complaintKinds } from '../../src/central/complaints.ts';
import { createCentralWorld, status } from './central-world.ts';

describe('a status', () => {
  test('may follow where the table has a cell, and is complained about where it has none', async () => {
    const { join, central, complaints } = createCentralWorld();
    const charger = await join('CP1');
    for (const is of ['Available', 'Preparing', 'Charging', 'Charging', 'Finishing'] as const) {
      await charger.ask('StatusNotification', status(1, is));
    }
    assert.deepEqual(complaints(), []);
    await charger.ask('StatusNotification', status(1, 'Charging'));
    assert.deepEqual(complaints(), ['status-transition']);
    assert.match(
      central.complaints[0]?.message ?? '',
      /^connector 1 went from Finishing to Charging; after Finishing may/,
    );
    assert.equal(central.charger('CP1').status(1), 'Charging');
  });

  test('is followed on each connector by itself', async () => {
    const { join, complaints } = createCentralWorld();
    const charger = await join('CP1');
    await charger.ask('StatusNotification', status(1, 'Finishing'));
    await charger.ask('StatusNotification', status(2, 'Charging'));
    assert.deepEqual(complaints(), []);
  });

  test('may be any after a start, and after a time without connection', async () => {
    const { join, dial, complaints } = createCentralWorld();
    await (await join('CP1')).ask('StatusNotification', status(1, 'Charging'));
    const again = await dial('CP1');
    await again.ask('StatusNotification', status(1, 'Preparing'));
    await again.ask('BootNotification', { chargePointVendor: 'Zaptec', chargePointModel: 'Zaptec Pro' });
    await again.ask('StatusNotification', status(1, 'Reserved'));
    assert.deepEqual(complaints(), []);
  });

  test('of connector 0 can only be Available, Unavailable or Faulted, in any order', async () => {
    const { join, complaints } = createCentralWorld();
    const charger = await join('CP1');
    for (const is of ['Unavailable', 'Faulted', 'Available', 'Unavailable', 'Available', 'Faulted'] as const) {
      await charger.ask('StatusNotification', status(0, is));
    }
    assert.deepEqual(complaints(), []);
    await charger.ask('StatusNotification', status(0, 'Charging'));
    assert.deepEqual(complaints(), ['main-controller-status']);
  });

  test('is kept with its error, its info and its time', async () => {
    const { join, central, clock, time } = createCentralWorld();
    const charger = await join('CP1');
    const timestamp = time(-1);
    await charger.ask('StatusNotification', status(1, 'Available'));
    await charger.ask('StatusNotification', {
      connectorId: 0,
      status: 'Faulted',
      errorCode: 'GroundFailure',
      info: 'RCD',
      vendorErrorCode: '17',
      timestamp,
    });
    const { connectors } = central.charger('CP1');
    assert.deepEqual(connectors[0], {
      connectorId: 0,
      status: 'Faulted',
      errorCode: 'GroundFailure',
      info: 'RCD',
      vendorErrorCode: '17',
      timestamp,
      receivedAt: clock.now(),
    });
    assert.equal(connectors[1]?.connectorId, 1);
  });
});

describe('a timestamp', () => {
  const cases = [
    { seconds: 0, odd: false },
    { seconds: 299, odd: false },
    { seconds: 301, odd: true },
    { seconds: -29 * 86_400, odd: false },
    { seconds: -31 * 86_400, odd: true },
  ];
  for (const { seconds, odd } of cases) {
    test(`${seconds} s from now is ${odd ? 'complained about' : 'taken as it is'}`, async () => {
      const { join, time, complaints } = createCentralWorld();
      const charger = await join('CP1');
      await charger.ask('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: time(seconds) });
      assert.deepEqual(complaints(), odd ? ['timestamp'] : []);
    });
  }

  test('far away is told with its distance', async () => {
    const { join, central, time } = createCentralWorld();
    const charger = await join('CP1');
    await charger.ask('StatusNotification', { ...status(1, 'Available'), timestamp: time(7200) });
    assert.equal(
      central.complaints[0]?.message,
      'the timestamp 2026-01-01T02:00:00.000Z is 2 hours ahead of our clock',
    );
  });
});

describe('a frame', () => {
  test('whose payload breaks its schema is refused with the code of its kind, and complained about', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    const outcome = await charger.call('Authorize', { idTag: 'X'.repeat(21) });
    assert.equal(outcome.kind === 'refused' && outcome.code, 'PropertyConstraintViolation');
    const [complaint] = central.charger('CP1').complaints;
    assert.equal(complaint?.kind, 'schema');
    assert.equal(complaint?.action, 'Authorize');
    assert.match(complaint?.message ?? '', /\/idTag: expected at most 20 characters/);
    assert.deepEqual(central.charger('CP1').requests('Authorize'), []);
    assert.equal(central.charger('CP1').received.at(-1)?.action, 'Authorize');
  });

  const cases: readonly (readonly [about: string, text: string, kind: string, answer: RegExp])[] = [
    ['that is not JSON', '{', 'broken-frame', /^\[4,"-1","GenericError"/],
    ['of an unknown type', '[9,"1"]', 'broken-frame', /^$/],
    ['of an action that nobody knows', '[2,"1","Foo",{}]', 'unknown-action', /^\[4,"1","NotImplemented"/],
    [
      'of an action of the Central System',
      '[2,"1","Reset",{"type":"Soft"}]',
      'wrong-direction',
      /^\[4,"1","NotSupported"/,
    ],
    ['that answers nothing', '[3,"1",{}]', 'stray-answer', /^$/],
  ];
  for (const [about, text, kind, answer] of cases) {
    test(`${about} is complained about`, async () => {
      const { join, complaints } = createCentralWorld();
      const charger = await join('CP1');
      const before = charger.texts.length;
      await charger.say(text);
      assert.deepEqual(complaints(), [kind]);
      assert.match(charger.texts.slice(before).join(), answer);
    });
  }

  test('that is binary is complained about', async () => {
    const { join, network, clock, complaints } = createCentralWorld();
    await join('CP1');
    network.connections()[0]?.sendBinary('server', 12);
    await clock.settle();
    assert.deepEqual(complaints(), ['broken-frame']);
  });

  test('with a message id of before is a retry when nothing else changed, and complained about otherwise', async () => {
    const { join, dial, complaints } = createCentralWorld();
    const charger = await join('CP1');
    await charger.ask('Authorize', { idTag: 'A' }, 'id-1');
    await charger.ask('Authorize', { idTag: 'A' }, 'id-1');
    assert.deepEqual(complaints(), []);
    // Ids count over all connections of an identity (OCPP-J errata 3.1), and over no other identity.
    await (await join('CP2')).ask('Authorize', { idTag: 'B' }, 'id-1');
    assert.deepEqual(complaints(), []);
    await (await dial('CP1')).ask('Authorize', { idTag: 'B' }, 'id-1');
    assert.deepEqual(complaints(), ['reused-message-id']);
  });

  test('with a message id of long ago is not noticed', async () => {
    const { join, complaints } = createCentralWorld({ keep: { messageIds: 2 } });
    const charger = await join('CP1');
    for (const id of ['1', '2', '3']) await charger.ask('Authorize', { idTag: id }, id);
    await charger.ask('Authorize', { idTag: 'other' }, '1');
    assert.deepEqual(complaints(), []);
    await charger.ask('Authorize', { idTag: 'other' }, '3');
    assert.deepEqual(complaints(), ['reused-message-id']);
  });

  test('that answers with a payload that breaks its schema is complained about', async () => {
    const { join, central, clock, complaints } = createCentralWorld();
    await join('CP1', { ClearCache: () => ({ reply: { status: 'Perhaps' as 'Accepted' } }) });
    let kind: string | undefined;
    void central
      .charger('CP1')
      .call('ClearCache', {})
      .then((outcome) => {
        kind = outcome.kind;
      });
    await clock.settle();
    assert.equal(kind, 'invalid');
    assert.deepEqual(complaints(), ['broken-answer']);
  });

  test('that never comes in answer to ours is complained about when its time is over', async () => {
    const { join, central, clock, complaints } = createCentralWorld({ callTimeoutMs: 5000 });
    await join('CP1', { ClearCache: () => new Promise(() => undefined) });
    const answer = central.charger('CP1').call('ClearCache', {});
    await clock.advance(4999);
    assert.deepEqual(complaints(), []);
    await clock.advance(1);
    assert.deepEqual(await answer, { kind: 'timeout', afterMs: 5000 });
    assert.deepEqual(complaints(), ['unanswered']);
  });
});

describe('a complaint', () => {
  test('is not made about a charger that was Rejected and keeps silent, as it has to (S 4.2.1)', async () => {
    const { join, central, clock, complaints } = createCentralWorld({ boot: { status: 'Rejected', interval: 60 } });
    await join('CP1', { ClearCache: () => new Promise(() => undefined) });
    const answer = central.charger('CP1').call('ClearCache', {});
    await clock.advance(30_000);
    assert.equal((await answer).kind, 'timeout');
    assert.deepEqual(complaints(), []);
  });

  test('is kept, told to the log and to the watcher', async () => {
    const { join, central, events, log, clock } = createCentralWorld();
    const charger = await join('CP1');
    await charger.say('[2,"id-7","Foo",{}]');
    const complaint = {
      at: clock.now(),
      chargerId: 'CP1',
      kind: 'unknown-action',
      weight: 'fault',
      rule: 'OCPP-J 4.2.3',
      message: 'there is no action "Foo"',
      action: 'Foo',
      messageId: 'id-7',
    };
    assert.deepEqual(central.complaints, [complaint]);
    assert.ok(events.some((event) => event.kind === 'complaint' && event.complaint === central.complaints[0]));
    assert.deepEqual(
      log.filter(([level]) => level === 'warn'),
      [
        [
          'warn',
          'CP1: there is no action "Foo" (OCPP-J 4.2.3)',
          { charger: 'CP1', kind: 'unknown-action', action: 'Foo', messageId: 'id-7' },
        ],
      ],
    );
  });

  test('of no great weight is information for the log', async () => {
    const { join, log } = createCentralWorld();
    await (await join('CP1')).say('[3,"1",{}]');
    assert.equal(complaintKinds['stray-answer'].weight, 'oddity');
    assert.equal(log.filter(([level]) => level === 'warn').length, 0);
    assert.ok(log.some(([level, message]) => level === 'info' && message.includes('no CALL is waiting for')));
  });

  test('about a connection names no message of before', async () => {
    const { join, dial, central } = createCentralWorld();
    await (await join('CP1')).say('[2,"1","Foo",{}]');
    await dial('CP1', { protocols: [] });
    const last = central.complaints.at(-1);
    assert.equal(last?.message, 'it offers no subprotocol, not ocpp1.6');
    assert.ok(last !== undefined && !('action' in last) && !('messageId' in last));
  });

  test('makes room for newer ones', async () => {
    const { join, central } = createCentralWorld({ keep: { complaints: 2 } });
    const charger = await join('CP1');
    for (const action of ['A', 'B', 'C']) await charger.say(`[2,"${action}","${action}",{}]`);
    assert.deepEqual(
      central.complaints.map(({ action }) => action),
      ['B', 'C'],
    );
  });
});

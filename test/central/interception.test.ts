import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callError, hangUp, late, reply, replyAnything, silence, wireText } from '../../src/central/scripted-answer.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import { boot, CHARGER_TIMEOUT_MS, closeCode, createCentralWorld, status } from './central-world.ts';

const start: Request<'StartTransaction'> = {
  connectorId: 1,
  idTag: '04A1B2C3',
  meterStart: 0,
  timestamp: '2026-01-01T00:00:00Z',
};

describe('an intercepted CALL', () => {
  test('gets another payload', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Authorize', reply({ idTagInfo: { status: 'Blocked' } }));
    assert.deepEqual(await charger.ask('Authorize', { idTag: '04A1B2C3' }), { idTagInfo: { status: 'Blocked' } });
  });

  test('gets a CALLERROR, of any code', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Authorize', callError('FormatViolation', 'because', { at: 1 }));
    assert.deepEqual(await charger.call('Authorize', { idTag: 'A' }), {
      kind: 'refused',
      code: 'FormatViolation',
      description: 'because',
      details: { at: 1 },
    });
  });

  test('gets an answer that breaks its schema', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Heartbeat', replyAnything({ time: 'noon' }));
    assert.equal((await charger.call('Heartbeat', {})).kind, 'invalid');
  });

  test('gets no answer at all', async () => {
    const { join, central, complaints } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Heartbeat', silence);
    assert.deepEqual(await charger.call('Heartbeat', {}), { kind: 'timeout', afterMs: CHARGER_TIMEOUT_MS });
    assert.deepEqual(complaints(), []);
  });

  test('gets its answer late', async () => {
    const { join, central, clock } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Heartbeat', ({ usual }) => late(7000, usual()));
    const before = clock.elapsed();
    await charger.ask('Heartbeat', {});
    assert.equal(clock.elapsed() - before, 7000);
  });

  test('gets a late answer never, when the connection is another one by then', async () => {
    const { join, dial, central, clock } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Heartbeat', ({ usual }) => late(7000, usual()));
    await charger.say('[2,"1","Heartbeat",{}]');
    const fresh = await dial('CP1');
    await clock.advance(7000);
    assert.deepEqual(fresh.texts, []);
  });

  test('finds the connection gone', async () => {
    const { join, central, clock } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Heartbeat', hangUp);
    assert.deepEqual(await charger.call('Heartbeat', {}), { kind: 'unreachable' });
    await clock.settle();
    assert.equal(closeCode(charger), 1006);
    assert.equal(central.charger('CP1').connected, false);
  });

  test('gets any text on the wire, in place of a frame', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept(
      'Heartbeat',
      wireText((id) => `[3,"${id}"]`),
    );
    assert.deepEqual(await charger.call('Heartbeat', {}), {
      kind: 'invalid',
      reason: 'the payload is missing',
      violations: [],
    });
  });

  test('is done all the same when its usual answer is asked for and lost', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept(
      'StartTransaction',
      ({ usual }) => {
        usual();
        return silence;
      },
      { times: 1 },
    );
    assert.equal((await charger.call('StartTransaction', start)).kind, 'timeout');
    assert.equal(central.transactions().length, 1);
    assert.equal((await charger.ask('StartTransaction', start)).transactionId, 1);
  });

  test('is not done when its usual answer is not asked for', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('StartTransaction', callError('InternalError'), { times: 1 });
    assert.equal((await charger.call('StartTransaction', start)).kind, 'refused');
    assert.deepEqual(central.transactions(), []);
  });

  test('shows its request, its charger and its id', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    const seen: unknown[] = [];
    central.intercept('Authorize', ({ chargerId, messageId, request }) => {
      seen.push([chargerId, messageId, request.idTag]);
      return undefined;
    });
    await charger.ask('Authorize', { idTag: 'A' }, 'id-1');
    assert.deepEqual(seen, [['CP1', 'id-1', 'A']]);
  });

  test('is of the given action and charger alone', async () => {
    const { join, central } = createCentralWorld();
    const [one, two] = [await join('CP1'), await join('CP2')];
    central.charger('CP1').intercept('Authorize', callError('InternalError'));
    assert.equal((await one.call('Authorize', { idTag: 'A' })).kind, 'refused');
    assert.equal((await one.call('Heartbeat', {})).kind, 'confirmed');
    assert.equal((await two.call('Authorize', { idTag: 'A' })).kind, 'confirmed');
  });

  test('is answered as many times as asked for, and then as usual', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    const interception = central.intercept('Heartbeat', callError('InternalError'), { times: 2 });
    const kinds = [];
    for (let count = 0; count < 3; count += 1) kinds.push((await charger.call('Heartbeat', {})).kind);
    assert.deepEqual(kinds, ['refused', 'refused', 'confirmed']);
    assert.equal(interception.answered, 2);
  });

  test('is answered as usual again when the interceptor is removed', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    const interception = central.intercept('Heartbeat', callError('InternalError'));
    await charger.call('Heartbeat', {});
    interception.remove();
    assert.equal((await charger.call('Heartbeat', {})).kind, 'confirmed');
  });

  test('is answered by the interceptor that came last and has something to say', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Authorize', callError('InternalError'));
    central.intercept('Authorize', ({ request }) => (request.idTag === 'A' ? callError('GenericError') : undefined));
    const code = async (idTag: string) => {
      const outcome = await charger.call('Authorize', { idTag });
      return outcome.kind === 'refused' && outcome.code;
    };
    assert.equal(await code('A'), 'GenericError');
    assert.equal(await code('B'), 'InternalError');
  });

  test('is recorded like any other', async () => {
    const { join, central, clock } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('StatusNotification', silence);
    await charger.call('StatusNotification', status(1, 'Available'), 'id-1');
    const { received } = central.charger('CP1');
    assert.deepEqual(received.at(-1), {
      action: 'StatusNotification',
      payload: status(1, 'Available'),
      messageId: 'id-1',
      at: clock.now() - CHARGER_TIMEOUT_MS,
    });
    assert.deepEqual(central.charger('CP1').requests('StatusNotification'), [status(1, 'Available')]);
    assert.equal(central.charger('CP1').status(1), undefined);
  });

  test('comes before the question whether the charger is accepted; its usual answer does not', async () => {
    const { dial, central } = createCentralWorld();
    const charger = await dial('CP1');
    central.intercept('Heartbeat', reply({ currentTime: '2030-01-01T00:00:00Z' }), { times: 1 });
    assert.equal((await charger.call('Heartbeat', {})).kind, 'confirmed');
    central.intercept('Heartbeat', ({ usual }) => usual());
    const outcome = await charger.call('Heartbeat', {});
    assert.equal(outcome.kind === 'refused' && outcome.code, 'SecurityError');
  });

  test('whose interceptor throws gets InternalError, and the log tells why', async () => {
    const { join, central, log } = createCentralWorld();
    const charger = await join('CP1');
    central.intercept('Heartbeat', () => {
      throw new Error('a mistake in a test');
    });
    const outcome = await charger.call('Heartbeat', {});
    assert.equal(outcome.kind === 'refused' && outcome.code, 'InternalError');
    assert.ok(log.some(([level, , details]) => level === 'error' && String(details?.error).includes('a mistake')));
  });

  test('may be a BootNotification', async () => {
    const { dial, central } = createCentralWorld();
    const charger = await dial('CP1');
    central.intercept('BootNotification', callError('InternalError'), { times: 1 });
    assert.equal((await charger.call('BootNotification', boot)).kind, 'refused');
    assert.equal(central.charger('CP1').registration, 'unknown');
    assert.equal((await charger.ask('BootNotification', boot)).status, 'Accepted');
  });
});

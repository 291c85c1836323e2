import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MASK } from '../../src/central/central-frame.ts';
import { checkCall, meantAction, sendableActions, sendCall } from '../../src/central/send-call.ts';
import { isChargePointAction } from '../../src/ocpp16/actions.ts';
import { examples } from '../ocpp16/examples.ts';
import { createCentralWorld, status } from './central-world.ts';

describe('the Central System', () => {
  test('sends a CALL and tells what became of it', async () => {
    const { join, central, clock } = createCentralWorld();
    await join('CP1', { Reset: ({ type }) => ({ reply: { status: type === 'Soft' ? 'Accepted' : 'Rejected' } }) });
    const outcomes = Promise.all([
      central.charger('CP1').call('Reset', { type: 'Soft' }),
      central.charger('CP1').call('Reset', { type: 'Hard' }),
      central.charger('CP1').call('ClearCache', {}),
    ]);
    await clock.settle();
    const [soft, hard, unsupported] = await outcomes;
    assert.deepEqual(soft, { kind: 'confirmed', payload: { status: 'Accepted' } });
    assert.deepEqual(hard, { kind: 'confirmed', payload: { status: 'Rejected' } });
    assert.equal(unsupported.kind === 'refused' && unsupported.code, 'NotSupported');
  });

  test('cannot reach a charger that is not there', async () => {
    const { central } = createCentralWorld();
    assert.deepEqual(await central.charger('CP1').call('ClearCache', {}), { kind: 'unreachable' });
    assert.deepEqual(central.chargers(), []);
    assert.equal(central.find('CP1'), undefined);
  });

  test('knows an answer for everything that a charge point may send', async () => {
    const { join, time, complaints } = createCentralWorld();
    const charger = await join('CP1');
    const timestamp = time();
    await charger.ask('StatusNotification', status(1, 'Preparing'));
    assert.equal((await charger.ask('Heartbeat', {})).currentTime, timestamp);
    assert.deepEqual(await charger.ask('DataTransfer', { vendorId: 'com.example' }), { status: 'UnknownVendorId' });
    assert.deepEqual(await charger.ask('SignCertificate', { csr: 'x' }), { status: 'Rejected' });
    await charger.ask('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp });
    assert.deepEqual(complaints(), []);
    // Nobody has asked for these.
    await charger.ask('DiagnosticsStatusNotification', { status: 'Idle' });
    await charger.ask('FirmwareStatusNotification', { status: 'Idle' });
    await charger.ask('LogStatusNotification', { status: 'Idle' });
    await charger.ask('SignedFirmwareStatusNotification', { status: 'Idle' });
    assert.deepEqual(complaints(), ['diagnostics-status', 'firmware-status', 'log-status', 'firmware-status']);
  });

  test('puts any text on the wire, and gives the answer back', async () => {
    const { join, central, clock, complaints } = createCentralWorld();
    const charger = await join('CP1');
    const cp1 = central.charger('CP1');
    const answers = Promise.all([cp1.exchange('[2,"x","Foo",{}]'), cp1.exchange('no frame')]);
    await clock.settle();
    const [one, two] = await answers;
    assert.match(one ?? '', /^\[4,"x","NotImplemented"/);
    assert.match(two ?? '', /^\[4,"-1","GenericError"/);
    assert.deepEqual(charger.texts.slice(-2), ['[2,"x","Foo",{}]', 'no frame']);
    assert.deepEqual(complaints(), []);
    assert.ok(cp1.frames.some(({ direction, action }) => direction === 'out' && action === 'Foo'));
  });

  test('waits for the answer to a text no longer than for any other, or than the connection lasts', async () => {
    const { join, central, clock, complaints } = createCentralWorld({ callTimeoutMs: 5000 });
    const charger = await join('CP1');
    const cp1 = central.charger('CP1');
    const first = cp1.exchange('[9]');
    await clock.advance(5000);
    assert.equal(await first, undefined);
    await charger.say('[3,"1",{}]');
    assert.deepEqual(complaints(), ['stray-answer']);
    const second = cp1.exchange('[9]');
    cp1.terminate();
    await clock.settle();
    assert.equal(await second, undefined);
    assert.equal(await cp1.exchange('[9]'), undefined);
  });

  test('keeps the newest frames, with the answer times', async () => {
    const { join, central, clock } = createCentralWorld({ keep: { frames: 2 } });
    const charger = await join('CP1', { ClearCache: () => ({ reply: { status: 'Accepted' } }) });
    await charger.ask('Heartbeat', {});
    void central.charger('CP1').call('ClearCache', {});
    await clock.settle();
    const { frames } = central.charger('CP1');
    assert.deepEqual(
      frames.map(({ direction, kind, action, latencyMs }) => [direction, kind, action, latencyMs]),
      [
        ['out', 'call', 'ClearCache', undefined],
        ['in', 'result', 'ClearCache', 0],
      ],
    );
  });

  test('never shows an AuthorizationKey', async () => {
    const { join, central, clock, events, log } = createCentralWorld();
    const charger = await join('CP1');
    void central.charger('CP1').call('ChangeConfiguration', { key: 'AuthorizationKey', value: 'SECRET-SECRET-SECRET' });
    void central.charger('CP1').call('ChangeConfiguration', { key: 'HeartbeatInterval', value: '60' });
    void central.charger('CP1').exchange('[2,"1","ChangeConfiguration",{"key":"authorizationKEY","value":"SECRET"}]');
    await clock.settle();
    assert.ok(charger.texts.some((text) => text.includes('SECRET')));
    const shown = JSON.stringify([central.charger('CP1').frames, events, log]);
    assert.ok(!shown.includes('SECRET'));
    assert.ok(shown.includes(MASK));
    assert.ok(shown.includes('HeartbeatInterval'));
  });
});

describe('a CALL by name', () => {
  test('can be every action of a Central System', () => {
    for (const action of sendableActions) {
      assert.equal(checkCall(action, examples[action].request.full), undefined, action);
    }
    assert.deepEqual(
      (Object.keys(examples) as (keyof typeof examples)[]).filter(
        (action) => !sendableActions.includes(action as never),
      ),
      (Object.keys(examples) as (keyof typeof examples)[]).filter(
        (action) => isChargePointAction(action) && action !== 'DataTransfer',
      ),
    );
  });

  test('is not sent when its charger, action, direction or payload is wrong', async () => {
    const { join, central } = createCentralWorld();
    const charger = await join('CP1');
    const before = charger.texts.length;
    assert.deepEqual(await sendCall(central, 'CP2', 'ClearCache', {}), { kind: 'unknown-charger' });
    assert.deepEqual(await sendCall(central, 'CP1', 'clearcache', {}), { kind: 'unknown-action', meant: 'ClearCache' });
    assert.deepEqual(await sendCall(central, 'CP1', 'toString', {}), { kind: 'unknown-action', meant: undefined });
    assert.deepEqual(await sendCall(central, 'CP1', 'Heartbeat', {}), { kind: 'wrong-direction' });
    const invalid = await sendCall(central, 'CP1', 'Reset', { type: 'Warm' });
    assert.equal(invalid.kind === 'invalid-payload' && invalid.violations[0]?.path, '/type');
    assert.equal(charger.texts.length, before);
  });

  test('is recognised by any spelling, or by the beginning that only it has', () => {
    assert.equal(meantAction('RESET'), 'Reset');
    assert.equal(meantAction('unlock'), 'UnlockConnector');
    assert.equal(meantAction('Get'), undefined);
    assert.equal(meantAction(''), undefined);
  });
});

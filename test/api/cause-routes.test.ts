import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FaultCause, faultCauseNames, faultCauses } from '../../src/charger/fault-causes.ts';
import { createWorld } from './api-world.ts';

const twoConnectors = { model: 'reference', connectors: [{ id: 1 }, { id: 2 }] };
const placeOf = (cause: FaultCause) => (faultCauses[cause].of === 'charger' ? 0 : 2);

test('the table of causes tells what each one does', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.ask('GET', '/causes');
  assert.equal(status, 200);
  assert.deepEqual(
    body.map(({ cause }: { cause: string }) => cause),
    faultCauseNames,
  );
  assert.deepEqual(
    body.find(({ cause }: { cause: string }) => cause === 'contactor-welded'),
    {
      cause: 'contactor-welded',
      of: 'connector',
      errorCode: 'PowerSwitchFailure',
      vendorErrorCode: 'CX017',
      info: 'the relays do not open',
      reaction: 'fail safe',
      recovery: 'power cycle',
    },
  );
});

test('each cause is raised where it belongs, seen there, and cleared', async (t) => {
  const world = await createWorld(t, { file: twoConnectors });
  for (const cause of faultCauseNames) {
    const at = placeOf(cause);
    // A missing diode is seen under a square wave, which nobody gets here.
    const shown = { cause, reported: cause !== 'diode-fault' };
    const raised = await world.ask('POST', `/connectors/${at}/causes`, { body: { cause } });
    assert.deepEqual([raised.status, raised.body], [201, shown]);
    await world.clock.settle();
    const { causes, connectors } = (await world.ask('GET', '/status')).body;
    assert.deepEqual(causes, at === 0 ? [shown] : []);
    assert.deepEqual(connectors[0].causes, at === 0 ? [shown] : []);
    assert.deepEqual(connectors[1].causes, [shown]);
    assert.equal((await world.ask('DELETE', `/connectors/${at}/causes/${cause}`)).status, 204);
    const again = await world.ask('DELETE', `/connectors/${at}/causes/${cause}`);
    assert.deepEqual([again.status, again.body.type], [404, 'urn:pilotwire:problem:unknown-cause']);
  }
  assert.deepEqual((await world.ask('GET', '/status')).body.causes, []);
});

test('a cause where it does not belong, or that nobody knows, is refused', async (t) => {
  const world = await createWorld(t);
  for (const [at, cause, expected] of [
    [1, 'tilt', /a cause of a connector, got "tilt", which is of the charger \(0\)/],
    [0, 'meter-lost', /a cause of the charger, got "meter-lost", which is of a connector/],
    [1, 'flood', /one of lock-failure, /],
  ] as const) {
    const { status, body } = await world.ask('POST', `/connectors/${at}/causes`, { body: { cause } });
    assert.equal(status, 400);
    assert.match(body.detail, expected);
    assert.equal((await world.ask('DELETE', `/connectors/${at}/causes/${cause}`)).status, 404);
  }
  assert.equal((await world.ask('POST', '/connectors/3/causes', { body: { cause: 'meter-lost' } })).status, 404);
  assert.equal((await world.ask('DELETE', '/connectors/3/causes/meter-lost')).status, 404);
  assert.deepEqual((await world.ask('GET', '/connectors/1')).body.causes, []);
});

test('what a car brings along cannot be cleared: it leaves with the car', async (t) => {
  const world = await createWorld(t);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'rogue-no-diode' } });
  const { status, body } = await world.ask('DELETE', '/connectors/1/causes/diode-fault');
  assert.equal(status, 404);
  assert.match(body.detail, /leaves with it/);
});

test('a residual current flows as it is set, and is a cause when it is too much', async (t) => {
  const world = await createWorld(t);
  const answer = await world.ask('PUT', '/connectors/1/residual-current', { body: { acMa: 31 } });
  assert.deepEqual([answer.status, answer.body], [200, { acMa: 31, dcMa: 0 }]);
  const { body } = await world.ask('PUT', '/connectors/1/residual-current', { body: { dcMa: 5 } });
  assert.deepEqual(body, { acMa: 31, dcMa: 5 });
  const { residualCurrent, causes } = (await world.ask('GET', '/connectors/1')).body;
  assert.deepEqual(residualCurrent, { acMa: 31, dcMa: 5 });
  assert.deepEqual(causes, [{ cause: 'residual-current-ac', reported: true }]);
  for (const wrong of [{ acMa: -1 }, { dcMa: 1_001 }, { acMa: '31' }]) {
    assert.equal((await world.ask('PUT', '/connectors/1/residual-current', { body: wrong })).status, 400);
  }
  assert.equal((await world.ask('PUT', '/connectors/0/residual-current', { body: {} })).status, 404);
});

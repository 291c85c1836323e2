import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carModels } from '../../src/boards/virtual/car-models.ts';
import { createWorld } from './api-world.ts';

const twoConnectors = { model: 'reference', connectors: [{ id: 1 }, { id: 2, maxCurrentA: 16 }] };

test('a free connector shows an empty place', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.ask('GET', '/connectors/1');
  assert.equal(status, 200);
  assert.equal(body.id, 1);
  assert.equal(body.status, 'Available');
  assert.equal(body.offeredCurrentA, 0);
  assert.deepEqual(body.ev, { plugged: false, state: 'A' });
  assert.equal(body.meter.energyWh, 0);
  assert.equal(body.meter.powerW, 0);
  assert.equal(body.meter.voltageV.length, 3);
  assert.deepEqual(body.meter.currentA, [0, 0, 0]);
  assert.deepEqual(body.relays, []);
  assert.equal(body.locked, false);
  assert.deepEqual(body.session, { phase: 'idle' });
  assert.equal(body.transaction, null);
  assert.deepEqual(body.errors, []);
  assert.deepEqual(body.limits, [{ source: 'hardware', maxCurrentA: 32 }]);
  assert.deepEqual(body.limit, { source: 'hardware', maxCurrentA: 32 });
  assert.equal(typeof body.temperatureC, 'number');
});

test('a charging connector shows car, session, transaction, offer, relays and meter', async (t) => {
  const world = await createWorld(t);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } });
  await world.clock.advance(1_000);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: 'CARD' } });
  await world.clock.advance(600_000);
  const { body } = await world.ask('GET', '/connectors/1');
  assert.equal(body.status, 'Charging');
  assert.equal(body.offeredCurrentA, 32);
  assert.equal(body.ev.state, 'C');
  assert.equal(body.ev.model, 'wagon-22kw');
  assert.equal(body.ev.drawnA, 32);
  assert.deepEqual(body.relays, [1, 2, 3]);
  assert.equal(body.locked, true);
  assert.equal(body.session.phase, 'transaction');
  assert.equal(body.session.idTag, 'CARD');
  assert.equal(body.session.started, true);
  assert.deepEqual(body.transaction, {
    number: 1,
    transactionId: 4711,
    idTag: 'CARD',
    meterStart: 0,
    startedAt: '2026-01-01T00:00:02.000Z',
  });
  assert.ok(body.meter.powerW > 20_000);
  assert.ok(body.meter.energyWh > 3_000);
});

test('a transaction that the Central System has not answered has no transactionId', async (t) => {
  const world = await createWorld(t);
  world.answers.delete('StartTransaction');
  await world.ask('POST', '/connectors/1/plug-in');
  await world.clock.advance(1_000);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: 'CARD' } });
  await world.clock.advance(1_000);
  const { transaction } = (await world.ask('GET', '/connectors/1')).body;
  assert.equal(transaction.idTag, 'CARD');
  assert.ok(!('transactionId' in transaction));
});

test('all connectors are listed by id, each with its own limit', async (t) => {
  const world = await createWorld(t, { file: twoConnectors });
  const { body } = await world.ask('GET', '/connectors');
  assert.deepEqual(
    body.map(({ id, limit }: { id: number; limit: { maxCurrentA: number } }) => [id, limit.maxCurrentA]),
    [
      [1, 32],
      [2, 16],
    ],
  );
});

test('a connector that does not exist is 404, in every call and however it is written', async (t) => {
  const world = await createWorld(t);
  const calls = [
    ['GET', '', undefined],
    ['POST', '/plug-in', {}],
    ['POST', '/plug-out', {}],
    ['PUT', '/ev', { soc: 50 }],
    ['PUT', '/meter', { energyWh: 0 }],
    ['POST', '/errors', { id: 'x', errorCode: 'OtherError' }],
    ['DELETE', '/errors/x', undefined],
  ] as const;
  for (const id of ['2', '-1', '01', '1.0', 'one', '1e0', '%31%20']) {
    for (const [method, path, body] of calls) {
      const answer = await world.ask(method, `/connectors/${id}${path}`, { body });
      assert.equal(answer.status, 404, `${method} ${id}${path}`);
      assert.equal(answer.body.type, 'urn:pilotwire:problem:unknown-connector');
      assert.match(answer.body.detail, /only (0, )?1\./);
    }
  }
});

test('connector 0 has no car: the answer says where the charger itself is to be found', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.ask('GET', '/connectors/0');
  assert.equal(status, 404);
  assert.match(body.detail, /GET \/status/);
});

test('plugging in brings the usual car, with a body or without one', async (t) => {
  for (const body of [undefined, {}, '']) {
    const world = await createWorld(t, { file: { car: 'city-7kw-single-phase' } });
    const answer = await world.ask('POST', '/connectors/1/plug-in', { body });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.id, 1);
    assert.deepEqual(
      [answer.body.ev.plugged, answer.body.ev.state, answer.body.ev.model],
      [true, 'B', 'city-7kw-single-phase'],
    );
    await world.clock.settle();
    assert.equal((await world.ask('GET', '/connectors/1')).body.status, 'Preparing');
  }
});

test('each car that there is can be plugged in by its name', async (t) => {
  const world = await createWorld(t);
  for (const { name } of carModels) {
    const { body } = await world.ask('POST', '/connectors/1/plug-in', { body: { car: name } });
    assert.equal(body.ev.model, name);
    await world.ask('POST', '/connectors/1/plug-out');
  }
});

test('a car that nobody knows is refused with the names of those that there are', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'tractor' } });
  assert.equal(status, 400);
  for (const { name } of carModels) assert.ok(body.detail.includes(name));
  assert.deepEqual(body.violations[0].got, '"tractor"');
  assert.equal(world.twin.board.car(1).plugged, false);
});

test('plugging in what is plugged in already does nothing; another car is refused', async (t) => {
  const world = await createWorld(t);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } });
  for (const body of [{}, { car: 'wagon-22kw' }]) {
    const again = await world.ask('POST', '/connectors/1/plug-in', { body });
    assert.equal(again.status, 200);
    assert.equal(again.body.ev.model, 'wagon-22kw');
  }
  const other = await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'compact-11kw' } });
  assert.equal(other.status, 409);
  assert.match(other.body.detail, /plug-out/);
});

test('plugging out goes to A from any state', async (t) => {
  const world = await createWorld(t);
  for (const state of ['B', 'C', 'D', 'E', 'F']) {
    await world.ask('PUT', '/connectors/1/ev', { body: { state } });
    const { body } = await world.ask('POST', '/connectors/1/plug-out', { body: {} });
    assert.deepEqual(body, { id: 1, ev: { plugged: false, state: 'A' } });
  }
  assert.equal((await world.ask('POST', '/connectors/1/plug-out')).status, 200);
});

test('the car is driven by hand: it draws what it is told, under what it is offered', async (t) => {
  const world = await createWorld(t);
  const answer = await world.ask('PUT', '/connectors/1/ev', {
    body: { state: 'C', currentA: 20, phases: 1, soc: 42 },
  });
  assert.equal(answer.status, 200);
  const { state, manual, soc, phases, wantsA } = answer.body.ev;
  assert.deepEqual([state, manual, soc, phases, wantsA], ['C', true, 42, 1, 20]);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: 'CARD' } });
  await world.clock.advance(5_000);
  const { body } = await world.ask('GET', '/connectors/1');
  assert.equal(body.ev.drawnA, 20);
  assert.ok(body.meter.currentA[0] > 19 && body.meter.currentA[1] === 0);
});

test('each state of the pilot can be set, A pulls the plug', async (t) => {
  const world = await createWorld(t);
  for (const state of ['B', 'C', 'D', 'E', 'F', 'A']) {
    const { status, body } = await world.ask('PUT', '/connectors/1/ev', { body: { state } });
    assert.deepEqual([status, body.ev.state], [200, state]);
  }
});

test('without a car a setting waits for the next one', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.ask('PUT', '/connectors/1/ev', { body: { soc: 77 } });
  assert.equal(status, 200);
  assert.equal(body.ev.plugged, false);
  assert.equal((await world.ask('POST', '/connectors/1/plug-in')).body.ev.soc, 77);
});

test('a car setting that cannot be is refused, and none of the others is taken', async (t) => {
  const world = await createWorld(t);
  await world.ask('POST', '/connectors/1/plug-in');
  const before = world.twin.board.car(1);
  for (const [body, path] of [
    [{ soc: 50, state: 'X' }, '/state'],
    [{ soc: 50, currentA: -1 }, '/currentA'],
    [{ soc: 50, currentA: 1_001 }, '/currentA'],
    [{ soc: 50, phases: 4 }, '/phases'],
    [{ soc: 50, phases: 1.5 }, '/phases'],
    [{ currentA: 10, soc: 101 }, '/soc'],
    [{ soc: 50, colour: 'red' }, '/colour'],
    [{}, ''],
    [undefined, ''],
    [null, ''],
    ['[]', ''],
  ] as const) {
    const answer = await world.ask('PUT', '/connectors/1/ev', { body: body === null ? 'null' : body });
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.equal(answer.body.violations[0].path, path);
  }
  assert.deepEqual(world.twin.board.car(1), before);
});

test('the meter can be set, also back', async (t) => {
  const world = await createWorld(t);
  for (const energyWh of [123_456, 7.5, 0]) {
    const { status, body } = await world.ask('PUT', '/connectors/1/meter', { body: { energyWh } });
    assert.equal(status, 200);
    assert.equal(body.meter.energyWh, Math.floor(energyWh));
  }
});

test('a meter that runs below nothing or is no number is refused', async (t) => {
  const world = await createWorld(t);
  for (const energyWh of [-1, '12', null, 1e300]) {
    assert.equal((await world.ask('PUT', '/connectors/1/meter', { body: { energyWh } })).status, 400);
  }
  assert.equal((await world.ask('PUT', '/connectors/1/meter')).status, 400);
  assert.equal((await world.ask('GET', '/connectors/1')).body.meter.energyWh, 0);
});

test('an error is raised, seen at its connector, and cleared', async (t) => {
  const world = await createWorld(t, { file: twoConnectors });
  const error = {
    id: 'ground/1 ä',
    errorCode: 'GroundFailure',
    faulted: true,
    info: 'wet',
    vendorId: 'acme',
    vendorErrorCode: 'E7',
  };
  const raised = await world.ask('POST', '/connectors/2/errors', { body: error });
  assert.equal(raised.status, 201);
  assert.deepEqual(raised.body, error);
  await world.clock.settle();
  const [one, two] = (await world.ask('GET', '/connectors')).body;
  assert.deepEqual([one.status, one.errors], ['Available', []]);
  assert.deepEqual([two.status, two.errors], ['Faulted', [error]]);
  const cleared = await world.ask('DELETE', `/connectors/2/errors/${encodeURIComponent(error.id)}`);
  assert.equal(cleared.status, 204);
  await world.clock.settle();
  const { status, errors } = (await world.ask('GET', '/connectors/2')).body;
  assert.deepEqual([status, errors], ['Available', []]);
});

test('the longest id that an error can have can be cleared again', async (t) => {
  const world = await createWorld(t);
  for (const id of ['x'.repeat(100), '\u{1F50C}'.repeat(100)]) {
    const raised = await world.ask('POST', '/connectors/1/errors', { body: { id, errorCode: 'OtherError' } });
    assert.equal(raised.status, 201);
    assert.equal((await world.ask('DELETE', `/connectors/1/errors/${encodeURIComponent(id)}`)).status, 204);
  }
});

test('an error that says nothing of energy is a warning', async (t) => {
  const world = await createWorld(t, { file: twoConnectors });
  const { body } = await world.ask('POST', '/connectors/1/errors', { body: { id: 'x', errorCode: 'WeakSignal' } });
  assert.deepEqual(body, { id: 'x', errorCode: 'WeakSignal', faulted: false });
  await world.clock.settle();
  assert.equal((await world.ask('GET', '/connectors/1')).body.status, 'Available');
});

test('an error of connector 0 concerns every connector, and is cleared there', async (t) => {
  const world = await createWorld(t, { file: twoConnectors });
  await world.ask('POST', '/connectors/0/errors', { body: { id: 'x', errorCode: 'InternalError', faulted: true } });
  await world.clock.settle();
  for (const connector of (await world.ask('GET', '/connectors')).body) {
    assert.deepEqual(connector.errors, [{ id: 'x', errorCode: 'InternalError', faulted: true }]);
  }
  const elsewhere = await world.ask('DELETE', '/connectors/1/errors/x');
  assert.equal(elsewhere.status, 404);
  assert.equal(elsewhere.body.type, 'urn:pilotwire:problem:unknown-error');
  assert.equal((await world.ask('DELETE', '/connectors/0/errors/x')).status, 204);
  assert.equal((await world.ask('DELETE', '/connectors/0/errors/x')).status, 404);
});

test('an error that OCPP has no code for, or without an id, is refused and nothing is broken', async (t) => {
  const world = await createWorld(t);
  for (const body of [
    { id: 'x', errorCode: 'Flood' },
    { errorCode: 'OtherError' },
    { id: '', errorCode: 'OtherError' },
    { id: 'x' },
    { id: 'x', errorCode: 'OtherError', faulted: 'yes' },
  ]) {
    assert.equal((await world.ask('POST', '/connectors/1/errors', { body })).status, 400, JSON.stringify(body));
  }
  await world.clock.settle();
  assert.deepEqual((await world.ask('GET', '/connectors/1')).body.errors, []);
});

test('reservations are told with the connector that they are for, and those of connector 0 with each', async (t) => {
  const world = await createWorld(t, { file: { model: 'reference', connectors: [{ id: 1 }, { id: 2 }] } });
  const reserve = (connectorId: number, reservationId: number) =>
    world.say(
      JSON.stringify([
        2,
        `r${reservationId}`,
        'ReserveNow',
        { connectorId, reservationId, idTag: 'CARD', expiryDate: '2026-01-01T01:00:00Z' },
      ]),
    );
  reserve(1, 7);
  reserve(0, 8);
  await world.clock.settle();
  const told = async (id: number) => (await world.ask('GET', `/connectors/${id}`)).body.reservations;
  const reservation = (connectorId: number, reservationId: number) => ({
    reservationId,
    connectorId,
    idTag: 'CARD',
    expiryDate: '2026-01-01T01:00:00.000Z',
  });
  assert.deepEqual(await told(1), [reservation(1, 7), reservation(0, 8)]);
  assert.deepEqual(await told(2), [reservation(0, 8)]);
  await world.clock.advance(3_600_000);
  assert.deepEqual(await told(1), []);
});

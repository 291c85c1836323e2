import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carModels, misbehaves } from '../../src/boards/virtual/car-models.ts';
import { createWorld } from './api-world.ts';

const tuktuk = { name: 'tuktuk', batteryKwh: 8, maxCurrentA: 10, phases: 1 };

test('the cars are listed with their data, those of the start-up file after the built-in ones', async (t) => {
  const world = await createWorld(t, { file: { cars: [{ ...tuktuk, cableA: 13 }] } });
  const { status, body } = await world.ask('GET', '/cars');
  assert.equal(status, 200);
  assert.deepEqual(
    body.map(({ name }: { name: string }) => name),
    [...carModels.map(({ name }) => name), 'tuktuk'],
  );
  const { reaction, curve, ...rest } = body.at(-1);
  assert.deepEqual(rest, {
    ...tuktuk,
    minCurrentA: 6,
    ventilation: false,
    cableA: 13,
    targetSoc: 100,
    manners: {},
    misbehaves: false,
  });
  assert.ok(reaction.startMs > 0 && curve.length > 0);
  assert.deepEqual(
    body.filter((car: { misbehaves: boolean }) => car.misbehaves).length,
    carModels.filter(misbehaves).length,
  );
});

test('a car of the start-up file is plugged in by its name, and comes by itself if the file says so', async (t) => {
  const world = await createWorld(t, { file: { cars: [tuktuk], car: 'tuktuk' } });
  for (const body of [{}, { car: 'tuktuk' }]) {
    const plugged = await world.ask('POST', '/connectors/1/plug-in', { body });
    assert.equal(plugged.body.ev.model, 'tuktuk');
    await world.ask('POST', '/connectors/1/plug-out');
  }
});

test('a car can be described where it is plugged in', async (t) => {
  const world = await createWorld(t);
  const car = { ...tuktuk, manners: { sleepsAfterMs: 60_000 } };
  const { status, body } = await world.ask('POST', '/connectors/1/plug-in', { body: { car } });
  assert.equal(status, 200);
  assert.deepEqual([body.ev.model, body.ev.phases, body.ev.batteryKwh, body.ev.asleep], ['tuktuk', 1, 8, false]);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: 'CARD' } });
  await world.clock.advance(10_000);
  const { ev, currentA } = (await world.ask('GET', '/connectors/1')).body;
  assert.equal(ev.drawnA, 10);
  assert.deepEqual(currentA, [10, 0, 0]);
  // The same car again is no other car.
  assert.equal((await world.ask('POST', '/connectors/1/plug-in', { body: { car } })).status, 200);
  assert.equal((await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } })).status, 409);
});

test('a description that cannot be a car is refused with what is wrong, and nothing is plugged in', async (t) => {
  const world = await createWorld(t);
  for (const [car, path, expected] of [
    [{ ...tuktuk, phases: 0 }, '/car/phases', 'at least 1'],
    [{ ...tuktuk, cableA: 14 }, '/car/cableA', 'one of 13, 20, 32, 63'],
    [{ ...tuktuk, minCurrentA: 11 }, '/car/minCurrentA', 'at most maxCurrentA, 10'],
    [{ name: 'x' }, '/car/batteryKwh', 'a value (the member is required)'],
    [7, '/car', 'a string or an object'],
  ] as const) {
    const { status, body } = await world.ask('POST', '/connectors/1/plug-in', { body: { car } });
    assert.equal(status, 400);
    assert.deepEqual([body.violations[0].path, body.violations[0].expected], [path, expected]);
  }
  assert.equal(world.twin.board.car(1).plugged, false);
});

test('the cable is the one that is said, or the car brings its own', async (t) => {
  const world = await createWorld(t);
  const cable = async () => (await world.ask('GET', '/connectors/1')).body.cableA;
  assert.equal(await cable(), null);
  for (const [body, expected] of [
    [{ cableA: 13 }, 13],
    [{ car: 'hybrid-4kw-single-phase' }, 20],
    [{ car: 'hybrid-4kw-single-phase', cableA: 63 }, 63],
  ] as const) {
    await world.ask('POST', '/connectors/1/plug-in', { body });
    assert.equal(await cable(), expected);
    await world.ask('POST', '/connectors/1/plug-out');
  }
  const refused = await world.ask('POST', '/connectors/1/plug-in', { body: { cableA: 16 } });
  assert.equal(refused.status, 400);
  assert.deepEqual(refused.body.violations, [{ path: '/cableA', expected: 'one of 13, 20, 32, 63', got: '16' }]);
});

test('the grid has the voltages that are set, on every line or on each', async (t) => {
  const world = await createWorld(t, { file: { grid: { type: 'IT' } } });
  const grid = { type: 'IT', phases: 3, nominalVoltageV: 230 };
  assert.deepEqual((await world.ask('GET', '/status')).body.grid, { ...grid, voltageV: [230, 230, 230] });
  const all = await world.ask('PUT', '/grid', { body: { voltageV: 240 } });
  assert.deepEqual([all.status, all.body], [200, { ...grid, voltageV: [240, 240, 240] }]);
  const each = await world.ask('PUT', '/grid', { body: { voltageV: [230, 260, 0] } });
  assert.deepEqual(each.body.voltageV, [230, 260, 0]);
  const { body: status } = await world.ask('GET', '/status');
  assert.deepEqual(status.grid, { ...grid, voltageV: [230, 260, 0] });
  assert.deepEqual(status.causes, [
    { cause: 'over-voltage', reported: true },
    { cause: 'under-voltage', reported: true },
  ]);
  const { voltageV } = status.connectors[0].meter;
  assert.ok(Math.abs(voltageV[1] - 260) < 2 && voltageV[2] === 0);
});

test('voltages that cannot be are refused, and the grid stays as it is', async (t) => {
  const world = await createWorld(t);
  for (const voltageV of [-1, 1_001, [230, 230], [230, 230, '230'], '230', null]) {
    assert.equal((await world.ask('PUT', '/grid', { body: { voltageV } })).status, 400);
  }
  assert.equal((await world.ask('PUT', '/grid')).status, 400);
  assert.deepEqual((await world.ask('GET', '/status')).body.grid.voltageV, [230, 230, 230]);
});

test('the air is as warm as it is set, and the inside follows', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.ask('PUT', '/temperature', { body: { ambient: 45 } });
  assert.deepEqual([status, body], [200, { ambient: 45, temperatureC: 20 }]);
  await world.clock.advance(10 * 3_600_000);
  const { body: now } = await world.ask('GET', '/status');
  assert.deepEqual([now.ambient, Math.round(now.temperatureC)], [45, 45]);
  for (const ambient of [-51, 81, 'warm', undefined]) {
    assert.equal((await world.ask('PUT', '/temperature', { body: { ambient } })).status, 400);
  }
});

test('a charging connector shows its pilot in volts and its currents by grid line', async (t) => {
  const world = await createWorld(t);
  assert.deepEqual((await world.ask('GET', '/connectors/1')).body.pilot, { state: 'A', highV: 12, lowV: 12 });
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'compact-11kw' } });
  await world.clock.advance(1_000);
  assert.deepEqual((await world.ask('GET', '/connectors/1')).body.pilot, { state: 'B', highV: 9, lowV: 9 });
  await world.ask('POST', '/rfid/swipe', { body: { idTag: 'CARD' } });
  await world.clock.advance(10_000);
  const { body } = await world.ask('GET', '/connectors/1');
  assert.deepEqual(body.pilot, { state: 'C', highV: 6, lowV: -12 });
  assert.deepEqual(body.currentA, [16, 16, 16]);
});

test('a change of what concerns the charger is told with its connectors', async (t) => {
  const world = await createWorld(t);
  const reader = await world.watch();
  await reader.next('hello');
  await world.ask('PUT', '/grid', { body: { voltageV: 260 } });
  await world.clock.advance(100);
  const { data } = await reader.next('connector');
  assert.deepEqual(data.causes, [{ cause: 'over-voltage', reported: true }]);
  await world.ask('POST', '/connectors/0/causes', { body: { cause: 'tilt' } });
  await world.clock.advance(100);
  assert.equal((await reader.next('connector')).data.causes.length, 2);
  reader.close();
});

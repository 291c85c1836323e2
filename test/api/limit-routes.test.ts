import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from './api-world.ts';

const charging = async (t: Parameters<typeof createWorld>[0]) => {
  const world = await createWorld(t);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } });
  await world.ask('POST', '/rfid/swipe', { body: { idTag: '04A1B2C3' } });
  await world.clock.advance(20_000);
  return world;
};

test('a limit holds at once, names who won, and is gone when it is lifted', async (t) => {
  const world = await charging(t);
  const set = await world.ask('PUT', '/connectors/1/limits/installer', { body: { maxCurrentA: 10 } });
  assert.equal(set.status, 200);
  assert.deepEqual(set.body, [
    { source: 'hardware', maxCurrentA: 32 },
    { source: 'cable', maxCurrentA: 32 },
    { source: 'installer', maxCurrentA: 10 },
  ]);
  const limited = (await world.ask('GET', '/connectors/1')).body;
  assert.deepEqual([limited.offeredCurrentA, limited.limit], [10, { source: 'installer', maxCurrentA: 10 }]);
  assert.equal((await world.ask('DELETE', '/connectors/1/limits/installer')).status, 204);
  await world.clock.advance(5_000);
  assert.equal((await world.ask('GET', '/connectors/1')).body.offeredCurrentA, 32);
});

test('a limit of one phase switches the relays within its sequence, and lapses after its time', async (t) => {
  const world = await charging(t);
  const body = { maxCurrentA: 16, phases: 1, forSeconds: 120 };
  assert.equal((await world.ask('PUT', '/connectors/1/limits/installer', { body })).status, 200);
  await world.clock.advance(5_000);
  const pausing = (await world.ask('GET', '/connectors/1')).body;
  assert.deepEqual(
    [
      pausing.switchingPhases,
      pausing.phaseLimit,
      pausing.offeredCurrentA,
      pausing.status,
      pausing.limitChangesInSeconds,
    ],
    [true, 'installer', 0, 'SuspendedEVSE', 115],
  );
  await world.clock.advance(15_000);
  const one = (await world.ask('GET', '/connectors/1')).body;
  assert.deepEqual([one.relays, one.phases, one.status], [[1], 1, 'Charging']);
  await world.clock.advance(140_000);
  const three = (await world.ask('GET', '/connectors/1')).body;
  assert.deepEqual(
    [three.relays, three.phaseLimit, three.offeredCurrentA, three.limitChangesInSeconds],
    [[1, 2, 3], null, 32, null],
  );
});

test('what is no limit is refused with what was expected', async (t) => {
  const world = await createWorld(t);
  const refused = async (path: string, body: object) => {
    const { status, body: problem } = await world.ask('PUT', path, { body });
    return [status, problem.detail];
  };
  const [status, detail] = await refused('/connectors/1/limits/weather', { maxCurrentA: 10 });
  assert.equal(status, 400);
  assert.match(detail, /one of cable, installer, temperature, phase-cap, not "weather"/);
  for (const source of ['hardware', 'schedule', 'load-balancing', 'randomised-delay'])
    assert.equal((await refused(`/connectors/1/limits/${source}`, { maxCurrentA: 10 }))[0], 400, source);
  assert.equal((await refused('/connectors/1/limits/installer', { maxCurrentA: 'ten' }))[0], 400);
  assert.equal((await refused('/connectors/1/limits/installer', {}))[0], 400);
  assert.equal((await refused('/connectors/7/limits/installer', { maxCurrentA: 10 }))[0], 404);
  assert.deepEqual((await world.ask('GET', '/connectors/1')).body.limits, [{ source: 'hardware', maxCurrentA: 32 }]);
});

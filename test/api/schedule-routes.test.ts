import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld, type World } from './api-world.ts';

const FROM = '2026-01-01T00:00:01.000Z';

/** The Central System sets a profile that begins with the world's time. */
async function setProfile(world: World, connectorId: number, profile: object, schedule: object): Promise<void> {
  const csChargingProfiles = {
    chargingProfileKind: 'Absolute',
    stackLevel: 0,
    ...profile,
    chargingSchedule: { startSchedule: FROM, chargingRateUnit: 'A', ...schedule },
  };
  world.say(JSON.stringify([2, `set ${connectorId}`, 'SetChargingProfile', { connectorId, csChargingProfiles }]));
  await world.clock.settle();
}

const upToTwoHours = {
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 20 },
    { startPeriod: 7200, limit: 10 },
  ],
};

async function plannedWorld(t: Parameters<typeof createWorld>[0], file = {}): Promise<World> {
  const world = await createWorld(t, { file });
  await setProfile(world, 0, { chargingProfileId: 7, chargingProfilePurpose: 'ChargePointMaxProfile' }, upToTwoHours);
  await setProfile(
    world,
    1,
    { chargingProfileId: 8, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 2 },
    { duration: 3600, chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 1 }] },
  );
  return world;
}

test('a schedule is told with the profile behind each period', async (t) => {
  const world = await plannedWorld(t);
  const { status, body } = await world.ask('GET', '/connectors/1/schedule?duration=10800');
  assert.equal(status, 200);
  const max = { chargingProfileId: 7, chargingProfilePurpose: 'ChargePointMaxProfile', stackLevel: 0 };
  const own = { chargingProfileId: 8, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 2 };
  assert.deepEqual([body.connectorId, body.from, body.duration, body.chargingRateUnit], [1, FROM, 10_800, 'A']);
  assert.deepEqual(body.periods, [
    { startPeriod: 0, at: FROM, limit: 16, numberPhases: 1, source: own },
    { startPeriod: 3600, at: '2026-01-01T01:00:01.000Z', limit: 20, numberPhases: 3, source: max },
    { startPeriod: 7200, at: '2026-01-01T02:00:01.000Z', limit: 10, numberPhases: 3, source: max },
  ]);
  assert.deepEqual(
    body.profiles.map((each: { connectorId: number; csChargingProfiles: { chargingProfileId: number } }) => [
      each.connectorId,
      each.csChargingProfiles.chargingProfileId,
    ]),
    [
      [0, 7],
      [1, 8],
    ],
  );
});

test('a schedule in W is that of GetCompositeSchedule, of one connector and of all', async (t) => {
  const world = await plannedWorld(t);
  const limits = async (path: string) =>
    (await world.ask('GET', path)).body.periods.map(({ limit }: { limit: number }) => limit);
  assert.deepEqual(await limits('/connectors/1/schedule?unit=W&duration=7201'), [3680, 13_800, 6900]);
  assert.deepEqual(await limits('/connectors/0/schedule?unit=W&duration=0'), [3680]);
});

test('where nobody limits there is no source', async (t) => {
  const world = await createWorld(t);
  const { body } = await world.ask('GET', '/connectors/1/schedule');
  assert.deepEqual(body.periods, [{ startPeriod: 0, at: FROM, limit: 48, numberPhases: 3, source: null }]);
  assert.deepEqual([body.duration, body.profiles], [86_400, []]);
  const [offer, ...others] = body.offers;
  assert.deepEqual([offer.offeredCurrentA, offer.limit.source, others], [0, 'hardware', []]);
});

test('what the charger did is told beside it', async (t) => {
  const world = await plannedWorld(t);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } });
  await world.ask('POST', '/rfid/swipe', { body: { idTag: '04A1B2C3' } });
  await world.clock.advance(7_300_000);
  const { offers } = (await world.ask('GET', '/connectors/1/schedule')).body;
  const told: readonly string[] = offers.map(
    (offer: { at: string; offeredCurrentA: number; limit: { source: string }; phases: number }) =>
      `${offer.at.slice(11, 19)} ${offer.offeredCurrentA} A, ${offer.limit.source}, ${offer.phases}`,
  );
  assert.ok(told.includes('00:00:01 16 A, schedule, 1'), String(told));
  // From one phase to three: steady for 10 s, then 10 s without an offer.
  assert.ok(told.includes('01:00:21 20 A, schedule, 3'), String(told));
  assert.ok(told.includes('02:00:01 10 A, schedule, 3'), String(told));
});

test('what stands behind the ? is held against what is known there', async (t) => {
  const world = await createWorld(t);
  const refused = async (path: string) => {
    const { status, body } = await world.ask('GET', path);
    return [status, body.detail];
  };
  assert.deepEqual(await refused('/connectors/1/schedule?duration=soon'), [
    400,
    '?duration: expected an integer, got "soon"',
  ]);
  assert.equal((await refused('/connectors/1/schedule?duration=-1'))[0], 400);
  assert.equal((await refused('/connectors/1/schedule?duration='))[0], 400);
  assert.equal((await refused('/connectors/1/schedule?unit=kW'))[0], 400);
  assert.match((await refused('/connectors/1/schedule?hours=1'))[1], /knows duration, unit behind the \?, not "hours"/);
  assert.equal((await refused('/connectors/7/schedule'))[0], 404);
});

test('the owner does not wait for a randomised delay, and is told when there is none', async (t) => {
  const world = await createWorld(t, {
    file: { grid: { region: 'GB' }, configuration: { RandomisedDelayMaxSeconds: '600' } },
  });
  assert.equal((await world.ask('DELETE', '/connectors/1/randomised-delay')).status, 404);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } });
  await world.ask('POST', '/rfid/swipe', { body: { idTag: '04A1B2C3' } });
  await world.clock.advance(1_000);
  const waiting = (await world.ask('GET', '/connectors/1')).body;
  assert.ok(waiting.randomisedDelay.remainingSeconds > 0 && waiting.randomisedDelay.remainingSeconds <= 600);
  assert.deepEqual(waiting.randomisedDelay.afterwards, { maxCurrentA: null });
  assert.deepEqual([waiting.offeredCurrentA, waiting.limit.source], [0, 'randomised-delay']);
  assert.equal((await world.ask('DELETE', '/connectors/1/randomised-delay')).status, 204);
  await world.clock.advance(20_000);
  const charging = (await world.ask('GET', '/connectors/1')).body;
  assert.deepEqual([charging.status, charging.randomisedDelay, charging.offeredCurrentA], ['Charging', null, 32]);
});

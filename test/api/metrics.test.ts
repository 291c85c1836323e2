import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latencyBounds } from '../../src/api/metrics.ts';
import { createWorld, type World } from './api-world.ts';

/** The value of each line. */
async function scrape(world: World): Promise<ReadonlyMap<string, number>> {
  const { status, text, headers } = await world.ask('GET', '/metrics');
  assert.equal(status, 200);
  assert.match(headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

async function charge(world: World): Promise<void> {
  world.twin.board.plugIn(1);
  await world.clock.advance(1_000);
  world.twin.board.swipe('CARD');
  await world.clock.advance(600_000);
}

test('the charger is measured as it is at the moment of looking', async (t) => {
  const world = await createWorld(t, { file: { model: 'reference', connectors: [{ id: 1 }, { id: 2 }] } });
  const before = await scrape(world);
  assert.equal(before.get('pilotwire_info{charge_point_id="cp1",model="reference"}'), 1);
  assert.equal(before.get('pilotwire_connection_up'), 1);
  assert.equal(before.get('pilotwire_registration{registration="Accepted"}'), 1);
  assert.equal(before.get('pilotwire_registration{registration="Pending"}'), 0);
  assert.equal(before.get('pilotwire_connector_status{connector="1",status="Available"}'), 1);
  assert.equal(before.get('pilotwire_offered_current_amperes{connector="1"}'), 0);
  await charge(world);
  const charging = await scrape(world);
  const { meter, offeredCurrentA } = (await world.ask('GET', '/connectors/1')).body;
  assert.equal(charging.get('pilotwire_connector_status{connector="1",status="Available"}'), 0);
  assert.equal(charging.get('pilotwire_connector_status{connector="1",status="Charging"}'), 1);
  assert.equal(charging.get('pilotwire_connector_status{connector="2",status="Available"}'), 1);
  assert.equal(charging.get('pilotwire_offered_current_amperes{connector="1"}'), offeredCurrentA);
  assert.equal(charging.get('pilotwire_meter_register_watt_hours{connector="1"}'), meter.energyWh);
  assert.ok(meter.energyWh > 0);
  await world.ask('PUT', '/network', { body: { online: false } });
  world.twin.board.plugOut(1);
  await world.clock.advance(1_000);
  const after = await scrape(world);
  assert.equal(after.get('pilotwire_connection_up'), 0);
  assert.equal(after.get('pilotwire_queue_length'), 1);
});

test('transactions are counted, whether or not anybody looked meanwhile', async (t) => {
  const world = await createWorld(t);
  for (let n = 0; n < 3; n += 1) {
    await charge(world);
    world.twin.board.plugOut(1);
    await world.clock.advance(5_000);
  }
  await charge(world);
  const metrics = await scrape(world);
  assert.equal(metrics.get('pilotwire_transactions_begun_total{connector="1"}'), 4);
  assert.equal(metrics.get('pilotwire_transactions_ended_total{connector="1"}'), 3);
});

test('frames are counted by direction, kind and action, from the first on', async (t) => {
  const world = await createWorld(t);
  const boot = 'pilotwire_frames_total{direction="out",kind="call",action="BootNotification"}';
  assert.equal((await scrape(world)).get(boot), 1);
  world.say('[2,"1","GetConfiguration",{}]');
  world.say('[2,"2","GetConfiguration",{}]');
  await world.clock.settle();
  const metrics = await scrape(world);
  assert.equal(metrics.get(boot), 1);
  assert.equal(metrics.get('pilotwire_frames_total{direction="in",kind="call",action="GetConfiguration"}'), 2);
  assert.equal(metrics.get('pilotwire_frames_total{direction="out",kind="result",action="GetConfiguration"}'), 2);
});

test('whatever a Central System makes up, it makes no more than one label of it', async (t) => {
  const world = await createWorld(t);
  for (let n = 0; n < 50; n += 1) world.say(`[2,"${n}","Nonsense${n}",{}]`);
  await world.clock.settle();
  const metrics = await scrape(world);
  assert.equal(metrics.get('pilotwire_frames_total{direction="in",kind="call",action="unknown"}'), 50);
  assert.ok(![...metrics.keys()].some((line) => line.includes('Nonsense')));
});

test('latencies before the first look and after it come out in their buckets, with their sum', async (t) => {
  const world = await createWorld(t);
  const transfer = async (latencyMs: number) => {
    const called = world.twin.chargePoint().call('DataTransfer', { vendorId: 'acme' });
    world.network.interfere(({ to }) => [to === 'client' ? latencyMs : 0]);
    await world.clock.advance(latencyMs);
    assert.equal((await called).kind, 'confirmed');
    world.network.interfere(undefined);
  };
  const bucket = (bound: number | string) =>
    `pilotwire_call_latency_seconds_bucket{le="${bound}",action="DataTransfer"}`;
  for (const latencyMs of [3, 70, 80, 80, 2_000]) await transfer(latencyMs);
  const first = await scrape(world);
  assert.deepEqual(
    [0.005, 0.05, 0.1, 1, 2.5, '+Inf'].map((bound) => first.get(bucket(bound))),
    [1, 1, 4, 4, 5, 5],
  );
  await transfer(80);
  const second = await scrape(world);
  assert.equal(second.get(bucket(0.1)), 5);
  assert.equal(second.get('pilotwire_call_latency_seconds_count{action="DataTransfer"}'), 6);
  const sum = second.get('pilotwire_call_latency_seconds_sum{action="DataTransfer"}') ?? 0;
  assert.ok(Math.abs(sum - 2.313) < 1e-9, String(sum));
});

test('a latency at the bound of a bucket belongs to it, however often it comes', async (t) => {
  const world = await createWorld(t);
  const [, bound] = latencyBounds;
  world.network.interfere(({ to }) => [to === 'client' ? bound * 1_000 : 0]);
  for (let n = 0; n < 3; n += 1) {
    const called = world.twin.chargePoint().call('DataTransfer', { vendorId: 'acme' });
    await world.clock.advance(bound * 1_000);
    await called;
  }
  const metrics = await scrape(world);
  assert.equal(metrics.get(`pilotwire_call_latency_seconds_bucket{le="${bound}",action="DataTransfer"}`), 3);
});

test('the process is measured too, and two APIs in one process do not mix', async (t) => {
  const one = await createWorld(t);
  const other = await createWorld(t, { started: false });
  const [first, second] = await Promise.all([scrape(one), scrape(other)]);
  assert.ok((first.get('process_resident_memory_bytes') ?? 0) > 0);
  assert.equal(first.get('pilotwire_connection_up'), 1);
  assert.equal(second.get('pilotwire_connection_up'), 0);
});

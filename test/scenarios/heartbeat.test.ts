import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silence } from '../../src/central/scripted-answer.ts';
import { createWorld } from '../support/world.ts';
import { moments } from './timeline.ts';

const everyMinute = { central: { boot: { status: 'Accepted', interval: 60 } } } as const;

describe('the Heartbeat', () => {
  it('comes once each interval that BootNotification was answered with, the first one interval later', async () => {
    const world = await createWorld(everyMinute);
    await world.seconds(239);
    assert.deepEqual(moments(world, 'Heartbeat'), [60, 120, 180]);
    world.assertNoComplaints();
  });

  it('comes once a day from a Zaptec Pro that is told no interval', async () => {
    const world = await createWorld({ central: { boot: { status: 'Accepted', interval: 0 } } });
    await world.seconds(2 * 86_400 + 1);
    assert.deepEqual(moments(world, 'Heartbeat'), [86_400, 172_800]);
  });

  it('follows a changed interval, counted from the change', async () => {
    const world = await createWorld(everyMinute);
    await world.seconds(50);
    assert.equal(await world.configure('HeartbeatInterval', '100'), 'Accepted');
    await world.seconds(210);
    assert.deepEqual(moments(world, 'Heartbeat'), [150, 250]);
    assert.equal(await world.configure('HeartbeatInterval', '5'), 'Accepted');
    await world.seconds(11);
    assert.deepEqual(moments(world, 'Heartbeat'), [150, 250, 265, 270]);
  });

  it('is not put off by a Central System that says the same interval again and again', async () => {
    const world = await createWorld({ central: { boot: { status: 'Accepted', interval: 100 } } });
    for (let minute = 0; minute < 10; minute += 1) {
      await world.seconds(60);
      assert.equal(await world.configure('HeartbeatInterval', ' 100'), 'Accepted');
    }
    assert.deepEqual(moments(world, 'Heartbeat'), [100, 200, 300, 400, 500, 600]);
  });

  it('ends with the interval 0, and begins again with another', async () => {
    const world = await createWorld(everyMinute);
    assert.equal(await world.configure('HeartbeatInterval', '0'), 'Accepted');
    await world.seconds(1000);
    assert.deepEqual(moments(world, 'Heartbeat'), []);
    assert.equal(await world.configure('HeartbeatInterval', '10'), 'Accepted');
    await world.seconds(10);
    assert.deepEqual(moments(world, 'Heartbeat'), [1010]);
  });

  it('refuses an interval that is no number of seconds and goes on as before', async () => {
    const world = await createWorld(everyMinute);
    for (const value of ['-1', 'soon', '1.5', '']) {
      assert.equal(await world.configure('HeartbeatInterval', value), 'Rejected', value);
    }
    await world.seconds(120);
    assert.deepEqual(moments(world, 'Heartbeat'), [60, 120]);
  });

  it('is not sent while there is no connection, nor made up for afterwards', async () => {
    const world = await createWorld(everyMinute);
    await world.seconds(90);
    world.twin().setOnline(false);
    await world.seconds(500);
    world.twin().setOnline(true);
    await world.seconds(60);
    assert.deepEqual(moments(world, 'Heartbeat'), [60, 600]);
    world.assertNoComplaints();
  });

  it('is not sent before the charger is accepted, and by one process only after a power cut', async () => {
    const world = await createWorld({ central: { boot: { status: 'Pending', interval: 100 } } });
    await world.configure('HeartbeatInterval', '10');
    await world.seconds(99);
    assert.deepEqual(moments(world, 'Heartbeat'), []);
    world.charger.setBootPolicy({ status: 'Accepted', interval: 30 });
    await world.seconds(40);
    assert.deepEqual(moments(world, 'Heartbeat'), [130]);
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    assert.deepEqual(moments(world, 'Heartbeat'), [130, 139 + 30, 139 + 60]);
    world.assertNoComplaints();
  });

  it('goes on after one that was not answered', async () => {
    const world = await createWorld(everyMinute);
    world.charger.intercept('Heartbeat', silence, { times: 2 });
    await world.seconds(180);
    assert.deepEqual(moments(world, 'Heartbeat'), [60, 120, 180]);
  });

  it('does not pile up before a Central System that answers nothing', async () => {
    const world = await createWorld({ central: { boot: { status: 'Accepted', interval: 1 } } });
    const silent = world.charger.intercept('Heartbeat', silence);
    await world.seconds(600);
    // One in each MessageTimeout.
    assert.equal(moments(world, 'Heartbeat').length, 20);
    silent.remove();
    await world.seconds(60);
    const recent = moments(world, 'Heartbeat').filter((moment) => moment > 600);
    assert.ok(recent.length <= 60, `${recent.length} in a minute`);
    assert.ok(recent.length >= 30);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld } from './link-world.ts';

const s = 1000;
const seconds = (...all: number[]) => all.map((second) => second * s);

describe('the pings of a link', () => {
  it('go out at every interval, and one timer serves', async () => {
    const { connect, clock, pings, heard } = createWorld();
    await connect();
    let most = 0;
    for (let second = 0; second < 40; second += 1) {
      await clock.advance(s);
      most = Math.max(most, clock.pending());
    }
    assert.deepEqual(pings, seconds(10, 20, 30, 40));
    assert.equal(most, 1);
    assert.deepEqual(heard, ['up']);
  });

  it('find a dead connection within interval and time-out, drop it and come back', async () => {
    const { connect, connection, clock, heard, dials, servers } = createWorld();
    await connect();
    connection().halfOpen();
    await clock.advance(15 * s - 1);
    assert.deepEqual(heard, ['up']);
    await clock.advance(1);
    assert.deepEqual(heard, ['up', 'down: nothing was heard within 5000 ms of a ping']);
    await clock.advance(3 * s);
    assert.deepEqual(heard.slice(2), ['up']);
    assert.deepEqual(dials, seconds(0, 18));
    assert.equal(servers.length, 2);
    await clock.advance(3600 * s);
    assert.equal(heard.length, 3, 'the new connection stays');
  });

  it('come back again and again when each connection goes dead', async () => {
    const { connect, connection, clock, heard } = createWorld();
    await connect();
    for (let round = 0; round < 5; round += 1) {
      connection().halfOpen();
      await clock.advance(18 * s);
    }
    assert.equal(heard.filter((line) => line === 'up').length, 6);
  });

  it('take any message after a ping for a sign of life', async () => {
    const world = createWorld();
    await world.connect();
    world.losePongs = true;
    for (const send of [() => world.server().socket.send('x'), () => world.connection().sendBinary('client', 1)]) {
      await world.clock.advance(14 * s - (world.clock.elapsed() % (10 * s)));
      send();
      await world.clock.advance(2 * s);
      assert.equal(world.link.state().kind, 'connected');
    }
    await world.clock.advance(10 * s);
    assert.equal(world.link.state().kind, 'waiting', 'silence is none');
  });

  it('do not take what came before a ping for its answer', async () => {
    const world = createWorld();
    await world.connect();
    world.losePongs = true;
    await world.clock.advance(9.9 * s);
    world.server().socket.send('x');
    await world.clock.advance(5.1 * s);
    assert.equal(world.link.state().kind, 'waiting');
  });

  it('keep to their interval also when the time-out is longer, and the oldest unanswered one counts', async () => {
    const world = createWorld({ pingIntervalMs: 2 * s, pongTimeoutMs: 5 * s });
    await world.connect();
    await world.clock.advance(3 * s);
    world.losePongs = true;
    await world.clock.advance(6 * s - 1);
    assert.deepEqual(world.pings, seconds(2, 4, 6, 8));
    assert.equal(world.link.state().kind, 'connected');
    await world.clock.advance(1);
    assert.deepEqual(world.heard, ['up', 'down: nothing was heard within 5000 ms of a ping']);
  });

  it('are none when the interval is 0: a dead connection is not found, and no timer runs', async () => {
    const { connect, connection, clock, heard, pings } = createWorld({ pingIntervalMs: 0 });
    await connect();
    assert.equal(clock.pending(), 0);
    connection().halfOpen();
    await clock.advance(86_400 * s);
    assert.deepEqual([heard, pings], [['up'], []]);
  });

  it('follow a changed interval from the moment of the change', async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(4 * s);
    world.settings = { ...world.settings, pingIntervalMs: 3 * s };
    await world.clock.advance(s);
    world.link.settingsChanged();
    await world.clock.advance(7 * s);
    assert.deepEqual(world.pings, seconds(8, 11));
    world.settings = { ...world.settings, pingIntervalMs: 0 };
    world.link.settingsChanged();
    assert.equal(world.clock.pending(), 0);
    await world.clock.advance(60 * s);
    assert.equal(world.pings.length, 2);
    world.settings = { ...world.settings, pingIntervalMs: 30 * s };
    world.link.settingsChanged();
    await world.clock.advance(30 * s);
    assert.deepEqual(world.pings, seconds(8, 11, 102));
  });

  it('follow a changed time-out', async () => {
    const world = createWorld();
    await world.connect();
    world.settings = { ...world.settings, pongTimeoutMs: s };
    world.link.settingsChanged();
    world.connection().halfOpen();
    await world.clock.advance(11 * s);
    assert.deepEqual(world.heard, ['up', 'down: nothing was heard within 1000 ms of a ping']);
  });

  it('are not begun by a change of settings while there is no connection', async () => {
    const { link, clock, network, dials, pings } = createWorld();
    link.settingsChanged();
    assert.equal(clock.pending(), 0);
    network.failDials('refused');
    link.goOnline();
    await clock.advance(s);
    link.settingsChanged();
    await clock.advance(9 * s);
    assert.deepEqual([dials, pings], [seconds(0, 3, 9), []]);
  });

  it('end with the connection', async () => {
    const { connect, link, clock, pings, connection, network } = createWorld();
    await connect();
    await clock.advance(12 * s);
    network.failDials('refused');
    connection().cut();
    await clock.advance(100 * s);
    link.goOffline();
    await clock.advance(100 * s);
    assert.deepEqual(pings, seconds(10));
  });
});

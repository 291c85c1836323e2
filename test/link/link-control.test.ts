import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAuthorizationKey } from '../../src/link/identity.ts';
import { createWorld } from './link-world.ts';

const s = 1000;
const day = 86_400 * s;

describe('a link that goes offline', () => {
  it('is off as soon as the call returns: the listener has heard, the socket is gone, no timer runs', async () => {
    const { connect, link, clock, heard, alive, server, dials } = createWorld();
    await connect();
    link.goOffline();
    assert.deepEqual(link.state(), { kind: 'offline' });
    assert.deepEqual(heard, ['up', 'down: offline']);
    assert.equal(alive.size, 0);
    assert.equal(link.send('x'), false);
    await clock.settle();
    assert.deepEqual(server().recorder.heard, ['opened ocpp1.6', 'closed closed 1006']);
    assert.equal(clock.pending(), 0);
    await clock.advance(day);
    assert.deepEqual([dials, heard], [[0], ['up', 'down: offline']]);
  });

  it('hears nothing of what was on its way', async () => {
    const { connect, link, clock, heard, server } = createWorld();
    await connect();
    server().socket.send('late');
    link.goOffline();
    await clock.advance(day);
    assert.deepEqual(heard, ['up', 'down: offline']);
  });

  it('gives up an attempt that is under way, and says nothing, for it was never up', async () => {
    const { link, clock, heard, dials } = createWorld();
    link.goOnline();
    link.goOffline();
    await clock.advance(day);
    assert.deepEqual([heard, dials, link.state().kind], [[], [0], 'offline']);
  });

  it('stops waiting', async () => {
    const { link, clock, network, dials } = createWorld();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(s);
    link.goOffline();
    assert.equal(clock.pending(), 0);
    await clock.advance(day);
    assert.deepEqual(dials, [0]);
  });

  it('does nothing when it is offline already', async () => {
    const { connect, link, heard, log } = createWorld();
    link.goOffline();
    await connect();
    link.goOffline();
    link.goOffline();
    assert.deepEqual(heard, ['up', 'down: offline']);
    assert.equal(log.lines.filter(([, message]) => message.startsWith('offline')).length, 1);
  });

  it('comes back at once, with no back-off left over', async () => {
    const { link, clock, network, dials } = createWorld();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(50 * s);
    link.goOffline();
    link.goOnline();
    await clock.advance(s);
    assert.deepEqual(
      dials,
      [0, 3, 9, 21, 45, 50].map((second) => second * s),
    );
    await clock.advance(2 * s);
    assert.equal(dials.at(-1), 53 * s);
  });

  it('comes back at once also when the old socket has not ended yet', async () => {
    const { connect, link, clock, heard } = createWorld();
    await connect();
    link.goOffline();
    link.goOnline();
    assert.equal(link.state().kind, 'connecting');
    await clock.settle();
    assert.deepEqual(heard, ['up', 'down: offline', 'up']);
    await clock.advance(day);
    assert.equal(heard.length, 3);
  });
});

describe('a link that is to reconnect', () => {
  it('closes politely, after what was sent, and dials again soon with the settings of that moment', async () => {
    const world = createWorld();
    await world.connect();
    const old = world.server();
    world.link.send('the answer');
    world.settings = { ...world.settings, authorizationKey: parseAuthorizationKey('a password of mine') };
    world.link.reconnect('the key changed');
    assert.deepEqual(world.heard, ['up', 'down: the key changed']);
    assert.equal(world.link.send('too late'), false);
    const state = world.link.state();
    assert.deepEqual(state, { kind: 'waiting', attempt: 0, until: s, because: 'the key changed' });
    await world.clock.advance(s);
    assert.deepEqual(old.recorder.heard, [
      'opened ocpp1.6',
      'message the answer',
      'closed closed 1000 the key changed',
    ]);
    assert.deepEqual(world.heard, ['up', 'down: the key changed', 'up']);
    assert.deepEqual(world.dials, [0, s]);
    assert.match(world.server().headers.authorization ?? '', /^Basic /);
    assert.deepEqual(world.warnings(), []);
  });

  it('hears nothing more of the connection that it leaves', async () => {
    const { connect, link, clock, server, heard } = createWorld();
    await connect();
    server().socket.send('late');
    link.reconnect('the key changed');
    await clock.settle();
    assert.deepEqual(heard, ['up', 'down: the key changed']);
  });

  it('does not wait for a server that never answers the close', async () => {
    const { connect, connection, link, clock, heard, dials } = createWorld();
    await connect();
    connection().halfOpen();
    link.reconnect('the key changed');
    await clock.advance(s);
    assert.deepEqual(heard, ['up', 'down: the key changed', 'up']);
    await clock.advance(day);
    assert.deepEqual(dials, [0, s]);
  });

  it('backs off from the start when the new connection is refused', async () => {
    const { connect, network, link, clock, dials } = createWorld();
    await connect();
    network.failDials('refused');
    link.reconnect('the key changed');
    await clock.advance(11 * s);
    assert.deepEqual(
      dials,
      [0, 1, 4, 10].map((second) => second * s),
    );
  });

  it('gives up an attempt that is under way, which uses the old settings', async () => {
    const { link, clock, heard, dials } = createWorld();
    link.goOnline();
    link.reconnect('the key changed');
    await clock.advance(10 * s);
    assert.deepEqual([heard, dials], [['up'], [0, s]]);
  });

  it('shortens a long wait, keeps a short one, and resets no back-off', async () => {
    const { link, clock, network, dials } = createWorld();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(25 * s);
    link.reconnect('the address changed');
    await clock.advance(s);
    assert.deepEqual(
      dials,
      [0, 3, 9, 21, 26].map((second) => second * s),
    );
    await clock.advance(23.5 * s);
    link.reconnect('the address changed');
    await clock.advance(0.5 * s);
    assert.equal(dials.at(-1), 50 * s);
  });

  it('stays offline when it is offline', async () => {
    const { link, clock, dials } = createWorld();
    link.reconnect('the key changed');
    await clock.advance(day);
    assert.deepEqual([dials, link.state().kind], [[], 'offline']);
  });

  it('may be told to go online or offline meanwhile', async () => {
    const { connect, link, clock, dials, heard, alive } = createWorld();
    await connect();
    link.reconnect('one');
    link.goOnline();
    await clock.advance(day);
    assert.deepEqual(dials, [0, 0]);
    link.reconnect('two');
    link.goOffline();
    assert.equal(alive.size, 0);
    await clock.advance(day);
    assert.deepEqual(heard, ['up', 'down: one', 'up', 'down: two']);
    assert.equal(clock.pending(), 0);
  });
});

describe('a link that stops', () => {
  it('closes politely with 1001 and never dials again', async () => {
    const { connect, link, clock, server, heard, dials } = createWorld();
    await connect();
    link.send('the last word');
    link.stop();
    assert.deepEqual(heard, ['up', 'down: stopped']);
    assert.deepEqual(link.state(), { kind: 'offline' });
    await clock.settle();
    assert.deepEqual(server().recorder.heard.slice(1), [
      'message the last word',
      'closed closed 1001 the charge point stops',
    ]);
    link.goOnline();
    link.reconnect('no');
    link.settingsChanged();
    link.stop();
    assert.equal(clock.pending(), 0);
    await clock.advance(day);
    assert.deepEqual([dials, heard.length], [[0], 2]);
  });

  it('ends an attempt and a wait too', async () => {
    for (const meanwhile of [0, s]) {
      const { link, clock, network, dials, heard, alive } = createWorld();
      network.failDials('refused');
      link.goOnline();
      if (meanwhile > 0) await clock.advance(meanwhile);
      heard.length = 0;
      link.stop();
      await clock.advance(day);
      assert.deepEqual([dials, heard, alive.size, clock.pending()], [[0], [], 0, 0]);
    }
  });
});

describe('a listener', () => {
  it('may go offline within up, message and down', async () => {
    for (const word of ['up', 'message x', 'down']) {
      const world = createWorld();
      world.react = (line) => {
        if (line.startsWith(word)) world.link.goOffline();
      };
      world.link.goOnline();
      await world.clock.settle();
      if (word === 'message x') world.server().socket.send('x');
      if (word === 'down') world.connection().cut();
      await world.clock.advance(day);
      assert.deepEqual([world.link.state().kind, world.dials.length, world.alive.size], ['offline', 1, 0], word);
      assert.equal(world.heard.filter((line) => line.startsWith('down')).length, 1, word);
    }
  });

  it('may go online within down, and is not kept waiting', async () => {
    const world = createWorld();
    world.react = (line) => {
      if (line.startsWith('down')) world.link.goOnline();
    };
    await world.connect();
    world.connection().cut();
    await world.clock.settle();
    assert.deepEqual(world.dials, [0, 0]);
    assert.equal(world.link.state().kind, 'connected');
  });

  it('may change profile and reconnect within refused', async () => {
    const world = createWorld({ endpoint: 'ws://elsewhere/ocpp' });
    world.react = (line) => {
      if (!line.startsWith('refused')) return;
      world.settings = { ...world.settings, endpoint: 'ws://central/ocpp' };
      world.link.reconnect('back to the former address');
    };
    world.link.goOnline();
    await world.clock.advance(s);
    assert.deepEqual(world.heard, ['refused: failed', 'up']);
    assert.deepEqual(world.dials, [0, s]);
  });
});

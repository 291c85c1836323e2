import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accept, refuse } from '../../src/link/acceptor.ts';
import { parseAuthorizationKey } from '../../src/link/identity.ts';
import { createWorld } from './link-world.ts';
import { createRecorder } from './recorder.ts';

const s = 1000;

describe('a link that goes online', () => {
  it('is offline, without a timer, before that', async () => {
    const { link, clock, dials } = createWorld();
    await clock.advance(86_400 * s);
    assert.deepEqual(link.state(), { kind: 'offline' });
    assert.deepEqual([dials, clock.pending()], [[], 0]);
    assert.equal(link.send('x'), false);
  });

  it('dials at once the endpoint with the identity, asking for ocpp1.6, without credentials', async () => {
    const { link, clock, server, heard, dials } = createWorld({ identity: 'RDAM 123' });
    link.goOnline();
    assert.deepEqual(link.state(), { kind: 'connecting', attempt: 1, url: 'ws://central/ocpp/RDAM%20123' });
    assert.equal(link.send('x'), false);
    await clock.settle();
    assert.deepEqual(dials, [0]);
    assert.deepEqual(heard, ['up']);
    assert.deepEqual(server().headers, {});
    assert.deepEqual(link.state(), { kind: 'connected', since: clock.now(), url: 'ws://central/ocpp/RDAM%20123' });
  });

  it('dials with the query of the endpoint, and shows it nowhere', async () => {
    const { link, clock, log } = createWorld({ endpoint: 'ws://central/ocpp?token=hunter2' });
    link.goOnline();
    assert.deepEqual(link.state(), { kind: 'connecting', attempt: 1, url: 'ws://central/ocpp/CP1?…' });
    await clock.settle();
    link.goOffline();
    assert.ok(log.lines.length > 1);
    assert.doesNotMatch(JSON.stringify([log.lines, link.state()]), /hunter2/);
  });

  it('sends the key as Basic credentials when there is one', async () => {
    const key = parseAuthorizationKey('0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF');
    const { connect, server } = createWorld({ identity: 'AL1000', authorizationKey: key });
    await connect();
    assert.deepEqual(server().headers, { authorization: 'Basic QUwxMDAwOgABAgMEBQYH////////////////' });
  });

  it('carries messages both ways and reports binary ones', async () => {
    const { connect, link, server, connection, clock, heard } = createWorld();
    await connect();
    assert.equal(link.send('[2]'), true);
    server().socket.send('[3]');
    connection().sendBinary('client', 9);
    await clock.settle();
    assert.deepEqual(server().recorder.heard, ['opened ocpp1.6', 'message [2]']);
    assert.deepEqual(heard, ['up', 'message [3]', 'binary 9']);
  });

  it('does not dial again when told twice', async () => {
    const { connect, link, clock, dials } = createWorld();
    link.goOnline();
    await connect();
    link.goOnline();
    await clock.advance(100 * s);
    assert.deepEqual(dials, [0]);
  });
});

describe('a link whose attempts come to nothing', () => {
  it('waits the back-off, doubling and then flat, and never gives up', async () => {
    const { link, clock, network, dials } = createWorld();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(100 * s);
    assert.deepEqual(
      dials,
      [0, 3, 9, 21, 45, 69, 93].map((second) => second * s),
    );
    await clock.advance(86_400 * s);
    assert.equal(dials.length, 7 + 3600);
  });

  it('says what it waits for, how long, and why', async () => {
    const { link, clock, network } = createWorld();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(4 * s);
    const state = link.state();
    assert.ok(state.kind === 'waiting');
    assert.deepEqual([state.attempt, state.until], [2, 9 * s]);
    assert.match(state.because, /nothing listens there/);
    await clock.advance(5 * s - 1);
    network.failDials('unanswered');
    await clock.advance(1);
    assert.deepEqual(link.state(), { kind: 'connecting', attempt: 3, url: 'ws://central/ocpp/CP1' });
  });

  it('draws chance for each wait', async () => {
    const { link, clock, network, dials } = createWorld({
      backoff: { minimumMs: 3000, randomRangeMs: 10_000, repeatTimes: 1 },
    });
    network.failDials('refused');
    link.goOnline();
    await clock.advance(29 * s);
    assert.deepEqual(dials, [0, 8 * s, (8 + 21) * s]);
  });

  for (const [status, sentence] of [
    [401, /asks charge point CP1 for credentials/],
    [403, /forbids charge point CP1/],
    [404, /does not know charge point CP1 at URL ws:\/\/central\/ocpp\/CP1/],
    [500, /HTTP 500 Internal Server Error/],
  ] as const) {
    it(`backs off after HTTP ${status}, tells its listener each time, and warns once`, async () => {
      const world = createWorld();
      world.acceptor = () => refuse(status);
      world.link.goOnline();
      await world.clock.advance(40 * s);
      assert.equal(world.dials.length, 4);
      assert.deepEqual(world.heard, Array(4).fill(`refused: refused ${status}`));
      assert.equal(world.warnings().length, 1);
      assert.match(world.warnings()[0] ?? '', sentence);
      const repeats = world.log.lines.filter(([level, message]) => level === 'debug' && sentence.test(message));
      assert.equal(repeats.length, 3);
    });
  }

  it('warns once for each cause, and again after a success', async () => {
    const world = createWorld();
    const { link, clock, network, warnings } = world;
    link.goOnline();
    link.goOffline();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(4 * s);
    network.failDials(undefined);
    world.acceptor = () => refuse(404);
    await clock.advance(10 * s);
    network.failDials('refused');
    await clock.advance(30 * s);
    assert.deepEqual(
      warnings().map((line) => /listens|know/.exec(line)?.[0]),
      ['listens', 'know'],
    );
    network.failDials(undefined);
    world.acceptor = undefined;
    await clock.advance(30 * s);
    assert.equal(link.state().kind, 'connected');
    network.failDials('refused');
    world.connection().cut();
    await clock.advance(30 * s);
    assert.equal(warnings().filter((line) => /nothing listens/.test(line)).length, 2);
  });

  it('does not fill memory or log when a server finds ever new words', async () => {
    const world = createWorld();
    let visits = 0;
    world.acceptor = () => {
      visits += 1;
      return refuse(500, `Trouble ${visits}`);
    };
    world.link.goOnline();
    await world.clock.advance(86_400 * s);
    assert.ok(visits > 1000);
    assert.equal(world.warnings().length, 16);
  });

  it('backs off when the server does not answer the handshake in time', async () => {
    const { link, clock, network, dials, heard } = createWorld({ handshakeTimeoutMs: 7 * s });
    network.failDials('unanswered');
    link.goOnline();
    await clock.advance(10 * s);
    assert.deepEqual(dials, [0, 10 * s]);
    assert.deepEqual(heard, ['refused: failed']);
  });

  for (const protocol of ['', 'ocpp2.0.1']) {
    it(`closes with 1002 and backs off when the server agrees on ${JSON.stringify(protocol)}`, async () => {
      const world = createWorld();
      const server = createRecorder();
      world.acceptor = () => accept(protocol, () => server);
      world.link.goOnline();
      await world.clock.advance(1);
      assert.deepEqual(server.heard, [`opened ${protocol}`, 'closed closed 1002 ocpp1.6 only']);
      assert.deepEqual(world.heard, ['refused: closed']);
      assert.match(world.warnings()[0] ?? '', /not on ocpp1\.6/);
      assert.equal(world.link.send('x'), false);
      await world.clock.advance(20 * s);
      assert.deepEqual(world.dials, [0, 3 * s, 9 * s]);
    });
  }

  it('hears nothing of what a server with another subprotocol says', async () => {
    const world = createWorld();
    world.acceptor = () =>
      accept('', (socket) => ({ ...createRecorder(), opened: () => socket.send('[2,"1","Reset",{}]') }));
    world.link.goOnline();
    await world.clock.advance(1);
    assert.deepEqual(world.heard, ['refused: closed']);
  });

  it('says which setting cannot work, and takes a corrected one at the next attempt', async () => {
    const world = createWorld({ endpoint: 'http://central/ocpp' });
    world.link.goOnline();
    await world.clock.settle();
    assert.match(world.warnings()[0] ?? '', /has the scheme http:.*ws:\/\/host/);
    assert.deepEqual(world.heard, ['refused: failed']);
    assert.equal(world.link.state().kind, 'waiting');
    world.settings = { ...world.settings, endpoint: 'ws://central/other', identity: 'CP2' };
    await world.clock.advance(3 * s);
    assert.deepEqual(world.link.state(), {
      kind: 'connected',
      since: world.clock.now(),
      url: 'ws://central/other/CP2',
    });
  });

  it('dials at once when told to go online while it waits, with the back-off reset', async () => {
    const { link, clock, network, dials } = createWorld();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(30 * s);
    link.goOnline();
    assert.deepEqual(link.state(), { kind: 'connecting', attempt: 1, url: 'ws://central/ocpp/CP1' });
    await clock.advance(3 * s);
    assert.deepEqual(
      dials,
      [0, 3, 9, 21, 30, 33].map((second) => second * s),
    );
  });
});

describe('a link that loses its connection', () => {
  it('comes back after the first wait when the connection breaks off', async () => {
    const { connect, connection, clock, heard, dials, warnings } = createWorld();
    await connect();
    await clock.advance(100 * s);
    connection().cut();
    await clock.advance(3 * s);
    assert.deepEqual(heard, ['up', 'down: it broke off without a close frame', 'up']);
    assert.deepEqual(dials, [0, 103 * s]);
    assert.equal(warnings().length, 1);
  });

  for (const code of [1000, 1001, 1008, 1012]) {
    it(`comes back also when the server closes with ${code}`, async () => {
      const { connect, server, clock, heard, dials } = createWorld();
      await connect();
      server().socket.close(code, 'so be it');
      await clock.advance(3 * s);
      assert.deepEqual(heard, ['up', `down: it was closed with code ${code} (so be it)`, 'up']);
      assert.deepEqual(dials, [0, 3 * s]);
    });
  }

  it('starts the back-off anew after each success', async () => {
    const { connect, connection, clock, network, dials, link } = createWorld();
    network.failDials('refused');
    link.goOnline();
    await clock.advance(40 * s);
    network.failDials(undefined);
    await clock.advance(5 * s);
    await connect();
    connection().cut();
    await clock.advance(3 * s);
    assert.deepEqual(
      dials,
      [0, 3, 9, 21, 45, 48].map((second) => second * s),
    );
  });

  it('does not start it anew on an opening with the wrong subprotocol', async () => {
    const world = createWorld();
    world.network.failDials('refused');
    world.link.goOnline();
    await world.clock.advance(4 * s);
    world.network.failDials(undefined);
    world.acceptor = () => accept('', () => createRecorder());
    await world.clock.advance(6 * s);
    const state = world.link.state();
    assert.ok(state.kind === 'waiting');
    assert.deepEqual([state.attempt, state.until], [3, 21 * s]);
  });
});

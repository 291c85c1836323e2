/** A link among random faults: what must hold whatever happens. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { accept, refuse } from '../../src/link/acceptor.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createWorld, type World } from './link-world.ts';
import { createRecorder } from './recorder.ts';

/** What can happen, by name. */
const events: Readonly<Record<string, (world: World) => void>> = {
  cut: (world) => world.network.connections().forEach((connection) => void connection.cut()),
  halfOpen: (world) => world.network.connections().forEach((connection) => void connection.halfOpen()),
  serverCloses: (world) => world.servers.forEach(({ socket }) => void socket.close(1012, 'restart')),
  serverSends: (world) => world.servers.forEach(({ socket }) => void socket.send('x')),
  refuseDials: (world) => world.network.failDials('refused'),
  swallowDials: (world) => world.network.failDials('unanswered'),
  answer404: (world) => {
    world.acceptor = () => refuse(404);
  },
  wrongProtocol: (world) => {
    world.acceptor = () => accept('', () => createRecorder());
  },
  heal,
  losePongs: (world) => {
    world.losePongs = true;
  },
  badEndpoint: (world) => {
    world.settings = { ...world.settings, endpoint: 'nowhere' };
  },
  pingsOff: (world) => {
    world.settings = { ...world.settings, pingIntervalMs: 0 };
    world.link.settingsChanged();
  },
  pingsOn: (world) => {
    world.settings = { ...world.settings, pingIntervalMs: 10_000 };
    world.link.settingsChanged();
  },
  goOffline: (world) => world.link.goOffline(),
  goOnline: (world) => world.link.goOnline(),
  reconnect: (world) => world.link.reconnect('told to'),
};

function heal(world: World): void {
  world.network.failDials(undefined);
  world.acceptor = undefined;
  world.losePongs = false;
  world.settings = { ...world.settings, endpoint: 'ws://central/ocpp' };
}

const history = fc.array(
  fc.record({
    event: fc.constantFrom(...Object.keys(events)),
    thenMs: fc.constantFrom(0, 1, 500, 3000, 15_000, 100_000),
  }),
  { maxLength: 40 },
);

/** What holds at every moment; the world itself asserts one socket at a time at every dial. */
function check(world: World): void {
  const { kind } = world.link.state();
  const ups = world.heard.filter((line) => line === 'up').length;
  const downs = world.heard.filter((line) => line.startsWith('down')).length;
  assert.equal(ups - downs, kind === 'connected' ? 1 : 0, `up and down in turns: ${world.heard}`);
  assert.equal(world.link.send('probe'), kind === 'connected');
  if (kind === 'offline') assert.equal(world.alive.size, 0);
  if (kind === 'connecting' || kind === 'connected') assert.equal(world.alive.size, 1);
}

async function live(steps: readonly { event: string; thenMs: number }[], seed: number): Promise<World> {
  const backoff = { minimumMs: 3000, randomRangeMs: 10_000, repeatTimes: 3 };
  const world = createWorld({ backoff }, createSeededRandom(seed));
  world.link.goOnline();
  for (const { event, thenMs } of steps) {
    events[event]?.(world);
    check(world);
    await world.clock.advance(thenMs);
    check(world);
  }
  return world;
}

function noMessageOutsideAConnection(heard: readonly string[]): void {
  let up = false;
  for (const line of heard) {
    if (line === 'up') up = true;
    else if (line.startsWith('down')) up = false;
    else if (line.startsWith('message')) assert.ok(up, `a message without a connection: ${heard}`);
    else if (line.startsWith('refused')) assert.ok(!up, `refused while connected: ${heard}`);
  }
}

describe('a link among random faults', () => {
  it('keeps one socket, alternates up and down, and comes back when the faults are over', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer(), async (steps, seed) => {
        const world = await live(steps, seed);
        heal(world);
        world.settings = { ...world.settings, pingIntervalMs: 10_000 };
        if (world.link.state().kind === 'offline') world.link.goOnline();
        world.link.settingsChanged();
        // The longest that anything takes: a dead connection found, a silent handshake, the longest wait.
        await world.clock.advance(15_000 + 20_000 + 174_000 + 1000);
        assert.equal(world.link.state().kind, 'connected', JSON.stringify(world.link.state()));
        check(world);
        noMessageOutsideAConnection(world.heard);
        world.link.send('to the newest');
        await world.clock.settle();
        assert.equal(world.server().recorder.heard.at(-1), 'message to the newest');
      }),
      { numRuns: 300 },
    );
  });

  it('is quiet for ever once it is offline or stopped', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer(), fc.boolean(), async (steps, seed, forGood) => {
        const world = await live(steps, seed);
        if (forGood) world.link.stop();
        else world.link.goOffline();
        const { length } = world.heard;
        const dials = world.dials.length;
        await world.clock.advance(10_000);
        for (const connection of world.network.connections()) connection.cut();
        await world.clock.advance(86_400_000);
        assert.deepEqual([world.heard.length, world.dials.length, world.alive.size], [length, dials, 0]);
        assert.equal(world.clock.pending(), 0);
      }),
      { numRuns: 200 },
    );
  });
});

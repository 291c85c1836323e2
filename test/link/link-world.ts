/** A link under a virtual clock, with a Central System in memory. */
import assert from 'node:assert/strict';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { type Acceptor, accept } from '../../src/link/acceptor.ts';
import { createLink, type LinkListener, type LinkSettings } from '../../src/link/link.ts';
import { createLoopbackNetwork } from '../../src/link/loopback.ts';
import type { Socket, Target, Transport } from '../../src/link/transport.ts';
import type { Log, LogDetails } from '../../src/log/log.ts';
import type { Random } from '../../src/random/random.ts';
import { createRecorder, type Recorder } from './recorder.ts';

export const defaultSettings: LinkSettings = {
  endpoint: 'ws://central/ocpp',
  identity: 'CP1',
  pingIntervalMs: 10_000,
  pongTimeoutMs: 5000,
  handshakeTimeoutMs: 20_000,
  // Without chance the waits are exact: 3, 6, 12, 24, 24 s.
  backoff: { minimumMs: 3000, randomRangeMs: 0, repeatTimes: 3 },
};

const midway: Random = { next: () => 0.5, uuid: () => '' };

/** Every line a log was given. */
export function createLogBook(): Log & {
  readonly lines: readonly (readonly [level: string, message: string, details?: LogDetails])[];
} {
  const lines: (readonly [string, string, LogDetails?])[] = [];
  const at = (level: string) => (message: string, details?: LogDetails) => {
    lines.push(details === undefined ? [level, message] : [level, message, details]);
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export function createWorld(change: Partial<LinkSettings> = {}, random: Random = midway) {
  const clock = createVirtualClock();
  const network = createLoopbackNetwork({ clock });
  const log = createLogBook();
  const heard: string[] = [];
  const world = {
    settings: { ...defaultSettings, ...change },
    /** What the Central System does with a newcomer; it accepts unless told otherwise. */
    acceptor: undefined as Acceptor | undefined,
    /** Pongs get lost, all else arrives. */
    losePongs: false,
    /** Called by the listener within each of its calls. */
    react: undefined as ((line: string) => void) | undefined,
  };
  const note = (line: string) => {
    heard.push(line);
    world.react?.(line);
  };
  const listener: LinkListener = {
    up: () => note('up'),
    down: (why) => note(`down: ${why}`),
    message: (text) => note(`message ${text}`),
    binary: (length) => note(`binary ${length}`),
    refused: (ending) => note(`refused: ${ending.kind}${ending.kind === 'refused' ? ` ${ending.status}` : ''}`),
  };

  /** The server's ends, in the order in which they came. */
  const servers: {
    readonly socket: Socket;
    readonly recorder: Recorder;
    readonly headers: Readonly<Record<string, string>>;
    readonly url: string;
  }[] = [];
  network.listen('ws://central', (request) => {
    if (world.acceptor !== undefined) return world.acceptor(request);
    return accept('ocpp1.6', (socket) => {
      const recorder = createRecorder();
      servers.push({ socket, recorder, headers: request.headers, url: request.url });
      return recorder;
    });
  });

  /** When each dial happened, elapsed ms. */
  const dials: number[] = [];
  /** When each ping went out, elapsed ms. */
  const pings: number[] = [];
  /** Sockets that are neither terminated nor closed; there must never be a second one. */
  const alive = new Set<object>();
  const transport: Transport = {
    dial(target: Target, hears) {
      dials.push(clock.elapsed());
      const mark = {};
      alive.add(mark);
      assert.equal(alive.size, 1, 'exactly one socket at any time');
      const socket = network.transport.dial(target, {
        opened: (protocol) => hears.opened(protocol),
        message: (text) => hears.message(text),
        binary: (length) => hears.binary(length),
        pong: () => {
          if (!world.losePongs) hears.pong();
        },
        closed: (ending) => {
          alive.delete(mark);
          hears.closed(ending);
        },
      });
      return {
        send: (text) => socket.send(text),
        ping: () => {
          pings.push(clock.elapsed());
          socket.ping();
        },
        close: (code, reason) => socket.close(code, reason),
        terminate: () => {
          alive.delete(mark);
          socket.terminate();
        },
      };
    },
  };
  const link = createLink({ transport, clock, random, settings: () => world.settings, listener, log });

  return Object.assign(world, {
    clock,
    network,
    log,
    heard,
    link,
    servers,
    dials,
    pings,
    alive,
    /** The newest server end. */
    server() {
      const last = servers.at(-1);
      assert.ok(last !== undefined, 'nobody came');
      return last;
    },
    /** The newest connection. */
    connection() {
      const last = network.connections().at(-1);
      assert.ok(last !== undefined, 'there is no connection');
      return last;
    },
    /** Goes online and lets the connection come up. */
    async connect() {
      link.goOnline();
      await clock.settle();
      assert.equal(link.state().kind, 'connected');
    },
    warnings: () => log.lines.filter(([level]) => level === 'warn').map(([, message]) => message),
  });
}

export type World = ReturnType<typeof createWorld>;

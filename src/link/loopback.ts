/**
 * A network in memory, under a Clock: charge points and their Central System talk without sockets, and their connections
 * break on command. For tests and simulation.
 *
 * Guarantees: both ends keep the promises of the Transport port; everything travels through `clock.after`, in order in each
 * direction; with the same chance drawn and the same calls, every run is the same.
 */
import type { Clock } from '../clock/clock.ts';
import type { Random } from '../random/random.ts';
import type { Acceptor } from './acceptor.ts';
import { createEnd, type End, type Frame } from './loopback-end.ts';
import { type LoopbackTls, shakeHands } from './loopback-tls.ts';
import type { Ending, Target, Transport } from './transport.ts';

export type { LoopbackTls } from './loopback-tls.ts';

export interface LoopbackOptions {
  readonly clock: Clock;
  /** Needed when the latency is a range. */
  readonly random?: Random;
  /** How long anything takes in one direction, ms: one number, or a range to draw from. 0 unless told otherwise. */
  readonly latencyMs?: number | readonly [least: number, most: number];
}

export interface LoopbackNetwork {
  /** The port of the clients. */
  readonly transport: Transport;
  /**
   * Serves all URLs at and below `prefix` (the longest prefix wins) until `close`. Connections outlive `close`. A wss:// prefix
   * without `tls` is one of a server that speaks none.
   */
  listen(prefix: string, acceptor: Acceptor, tls?: LoopbackTls): { close(): void };
  /** The connections of which at least one end still lives, oldest first. */
  connections(): readonly LoopbackConnection[];
  /** What happens to new dials: `refused` = nothing listens, `unanswered` = silence until the handshake times out. */
  failDials(how: 'refused' | 'unanswered' | undefined): void;
  /** Asks about every text message what becomes of it; undefined ends that. */
  interfere(hook: ((message: MessageOnTheWay) => MessageFate) | undefined): void;
}

export interface LoopbackConnection {
  readonly url: string;
  readonly protocol: string;
  /** Breaks it: both ends hear 1006 at once, and what is on its way is lost. */
  cut(): void;
  /** From now on everything on it vanishes, also a close; neither end is told. */
  halfOpen(): void;
  /** Sends a binary message of so many bytes, which `Socket` cannot. */
  sendBinary(to: 'client' | 'server', length: number): void;
}

export interface MessageOnTheWay {
  readonly url: string;
  readonly to: 'client' | 'server';
  readonly text: string;
}

/** One extra delay in ms for each copy that arrives: [] = lost, [0] = as usual, [500] = late, with all that follows it, [0, 0] = twice. */
export type MessageFate = readonly number[];

/** A network with nobody on it. */
export function createLoopbackNetwork({ clock, random, latencyMs = 0 }: LoopbackOptions): LoopbackNetwork {
  const latency = latencySource(latencyMs, random);
  const servers = new Map<string, { readonly acceptor: Acceptor; readonly tls: LoopbackTls | undefined }>();
  const alive = new Set<LoopbackConnection>();
  let dialFault: 'refused' | 'unanswered' | undefined;
  let hook: ((message: MessageOnTheWay) => MessageFate) | undefined;

  /** One direction: what goes in first comes out first, however long it takes. */
  function lane(url: string, to: 'client' | 'server', receive: (frame: Frame) => void) {
    const onTheWay: Frame[] = [];
    let lastArrival = 0;
    let broken = false;
    const deliver = () => {
      const frame = onTheWay.shift();
      if (frame !== undefined && !broken) receive(frame);
    };
    return {
      put(frame: Frame): void {
        const fate = frame.kind === 'text' && hook !== undefined ? hook({ url, to, text: frame.text }) : [0];
        for (const extra of fate) {
          lastArrival = Math.max(lastArrival, clock.elapsed() + latency() + extra);
          onTheWay.push(frame);
          clock.after(lastArrival - clock.elapsed(), deliver);
        }
      },
      break(): void {
        broken = true;
      },
    };
  }

  function serverFor(url: string) {
    const fitting = [...servers.keys()].filter((prefix) => isBelow(url, prefix));
    return servers.get(fitting.reduce((longest, prefix) => (prefix.length > longest.length ? prefix : longest), ''));
  }

  /** The handshake arrives at the server. */
  function arrive(target: Target, client: End): void {
    const answerEnding = (ending: Ending) => clock.after(latency(), () => client.end(ending));
    if (client.over() || dialFault === 'unanswered') return;
    const { url, protocols } = target;
    const found = dialFault === undefined ? serverFor(url) : undefined;
    if (found === undefined) {
      answerEnding({ kind: 'failed', reason: `connect ECONNREFUSED ${url}` });
      return;
    }
    const shaken = shakeHands(target, found.tls, clock.now());
    if ('ending' in shaken) {
      answerEnding(shaken.ending);
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(target.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const verdict = found.acceptor({
      url,
      protocols,
      headers,
      ...(shaken.tls === undefined ? {} : { tls: shaken.tls }),
    });
    if (verdict.kind === 'refuse') {
      answerEnding({ kind: 'refused', status: verdict.status, reason: verdict.reason });
      return;
    }
    const toServer = lane(url, 'server', (frame) => server.receive(frame));
    const toClient = lane(url, 'client', (frame) => client.receive(frame));
    const connection: LoopbackConnection = {
      url,
      protocol: verdict.protocol,
      cut() {
        const lost: Ending = { kind: 'closed', code: 1006, reason: '' };
        for (const end of [client, server]) {
          // Nothing more arrives from the moment of the cut, and each end hears of it in its turn.
          clock.after(0, () => end.end(lost));
        }
        toServer.break();
        toClient.break();
      },
      halfOpen() {
        toServer.break();
        toClient.break();
      },
      sendBinary(to, length) {
        (to === 'client' ? toClient : toServer).put({ kind: 'binary', length });
      },
    };
    const bury = () => {
      if (client.over() && server.over()) alive.delete(connection);
    };
    const server = createEnd(clock, toClient.put, bury);
    alive.add(connection);
    client.connect(toServer.put, bury);
    server.listen(verdict.attach(server.socket));
    toClient.put({ kind: 'opened', protocol: verdict.protocol, secured: shaken.secured });
    server.receive({ kind: 'opened', protocol: verdict.protocol });
  }

  return {
    transport: {
      dial(target, listener) {
        const client = createEnd(clock);
        client.listen(listener);
        client.expectOpening(target.handshakeTimeout);
        clock.after(latency(), () => arrive(target, client));
        return client.socket;
      },
    },
    listen(prefix, acceptor, tls) {
      const key = new URL(prefix).href.replace(/\/+$/, '');
      if (servers.has(key)) throw new Error(`something listens at ${key} already`);
      servers.set(key, { acceptor, tls });
      return { close: () => void servers.delete(key) };
    },
    connections: () => [...alive],
    failDials(how) {
      dialFault = how;
    },
    interfere(next) {
      hook = next;
    },
  };
}

function isBelow(url: string, prefix: string): boolean {
  return url.startsWith(prefix) && (url.length === prefix.length || '/?'.includes(url.charAt(prefix.length)));
}

function latencySource(latencyMs: number | readonly [number, number], random: Random | undefined): () => number {
  if (typeof latencyMs === 'number') return () => latencyMs;
  const [least, most] = latencyMs;
  if (random === undefined) throw new Error('a range of latencies needs a Random');
  return () => least + random.next() * (most - least);
}

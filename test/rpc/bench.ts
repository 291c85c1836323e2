/**
 * One Rpc on a hand-written wire: what it sends is written down, what it receives is up to the test. Its clock is moved by
 * hand. On the bench `idle` is checked each time it is called: there must be a connection, and nothing unanswered or waiting.
 */
import assert from 'node:assert/strict';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import type { Log, LogDetails } from '../../src/log/log.ts';
import type { Action, Confirmation, Request } from '../../src/ocpp16/actions.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import type { Outcome } from '../../src/rpc/outcome.ts';
import { createRouter, type Handlers } from '../../src/rpc/router.ts';
import { createRpc, type FrameEvent, type RpcOptions } from '../../src/rpc/rpc.ts';

export const TIMEOUT_MS = 30_000;

export interface BenchOptions extends Partial<Pick<RpcOptions, 'admit' | 'idle' | 'maxFrameLength' | 'timeoutMs'>> {
  readonly handlers?: Handlers;
  /** Hears of each text that is given to the wire, and whether the wire takes it. */
  readonly sent?: (text: string, taken: boolean) => void;
}

export function createBench(options: BenchOptions = {}) {
  const clock = createVirtualClock();
  const sent: string[] = [];
  const events: FrameEvent[] = [];
  const warnings: string[] = [];
  const errors: (readonly [string, LogDetails | undefined])[] = [];
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => warnings.push(message),
    error: (message, details) => errors.push([message, details]),
  };
  const world = {
    /** Does the wire take what is sent? */
    wireHolds: true,
    connected: false,
    /** How often `idle` was called. */
    idles: 0,
  };
  const { handlers = {}, idle, sent: hear, ...rest } = options;
  const rpc = createRpc({
    timeoutMs: () => TIMEOUT_MS,
    ...rest,
    clock,
    log,
    random: createSeededRandom(1),
    router: createRouter(handlers, 'ByKind'),
    send(text) {
      const taken = world.wireHolds;
      if (taken) sent.push(text);
      hear?.(text, taken);
      return taken;
    },
    idle() {
      assert.ok(world.connected, 'idle without a connection');
      assert.ok(!rpc.busy(), 'idle with something to do');
      world.idles += 1;
      idle?.();
    },
    observe: (event) => events.push(event),
  });

  return Object.assign(world, {
    clock,
    rpc,
    sent,
    events,
    warnings,
    errors,
    up() {
      world.connected = true;
      rpc.up();
    },
    down() {
      world.connected = false;
      rpc.down();
    },
    /** A call, and its outcome as soon as there is one. */
    ask<A extends Action>(action: A, payload: Request<A>, id?: string): Asked<A> {
      const asked: { outcome?: Outcome<Confirmation<A>> } = {};
      const call = id === undefined ? rpc.call(action, payload) : rpc.call(action, payload, id);
      void call.then((outcome) => {
        asked.outcome = outcome;
      });
      return asked;
    },
    /** The frames that went out, read. */
    frames: (): readonly (readonly unknown[])[] => sent.map((text) => JSON.parse(text)),
    /** The id of the last CALL that went out. */
    lastId(): string {
      const last = sent.map((text) => JSON.parse(text)).findLast(([type]) => type === 2);
      assert.ok(last !== undefined, 'no CALL went out');
      return last[1];
    },
    receive(frame: readonly unknown[]) {
      rpc.receive(JSON.stringify(frame));
    },
  });
}

export type Bench = ReturnType<typeof createBench>;

/** A call; `outcome` is there once it has ended. */
export interface Asked<A extends Action = Action> {
  readonly outcome?: Outcome<Confirmation<A>>;
}

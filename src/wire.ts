/**
 * The wire of one charge point: link (text) -> rpc (frame, schema) -> router -> handler, and back.
 *
 * Guarantees: a model answers the actions that it lists, whatever is built; whoever must know of a connection before any message of it
 * hears of it first (`up`), and of its end before the messages that it leaves without an answer.
 */
import type { ChargePointOptions } from './charge-point-contract.ts';
import { createLink, type Link, type LinkListener, type LinkSettings } from './link/link.ts';
import type { Action } from './ocpp16/actions.ts';
import { createRouter, type Handlers, mergeHandlers, onlyHandlers } from './rpc/router.ts';
import { createRpc, type Rpc, type RpcOptions } from './rpc/rpc.ts';

export interface Wire {
  readonly rpc: Rpc;
  readonly link: Link;
  /** The actions that are answered with more than a refusal. */
  readonly handledActions: readonly Action[];
}

export function createWire(
  options: Pick<ChargePointOptions, 'model' | 'clock' | 'networkClock' | 'random' | 'log' | 'transport' | 'observe'> &
    Pick<RpcOptions, 'timeoutMs' | 'admit' | 'idle' | 'misconduct'> & {
      readonly handlers: readonly Handlers[];
      readonly settings: () => LinkSettings;
      /** Before the first message of a connection, and after it can have them. */
      readonly up: { before(...of: Parameters<LinkListener['up']>): void; after(): void };
      readonly down: { before(): void; after(): void };
      readonly refused: LinkListener['refused'];
    },
): Wire {
  const { model, random, log, observe } = options;
  const clock = options.networkClock ?? options.clock;
  const handlers = onlyHandlers(model.actions, mergeHandlers(options.handlers));
  const observeLink = (): void => observe?.({ kind: 'link', link: link.state() });

  const rpc = createRpc({
    clock,
    random,
    log,
    router: createRouter(handlers, model.quirks.schemaViolationCode),
    send: (text) => link.send(text),
    timeoutMs: options.timeoutMs,
    ...(options.admit === undefined ? {} : { admit: options.admit }),
    ...(options.idle === undefined ? {} : { idle: options.idle }),
    ...(options.misconduct === undefined ? {} : { misconduct: options.misconduct }),
    ...(observe === undefined ? {} : { observe: (frame) => observe({ kind: 'frame', frame }) }),
  });
  const link: Link = createLink({
    transport: options.transport,
    clock,
    random,
    log,
    settings: options.settings,
    listener: {
      up(secured) {
        options.up.before(secured);
        observeLink();
        rpc.up();
        options.up.after();
      },
      down() {
        options.down.before();
        observeLink();
        rpc.down();
        options.down.after();
      },
      message: (text) => rpc.receive(text),
      binary: (length) => rpc.receiveBinary(length),
      refused(ending) {
        options.refused(ending);
        observeLink();
      },
    },
  });
  return { rpc, link, handledActions: Object.keys(handlers) as Action[] };
}

/** A Central System in memory under a virtual clock, and bare chargers: an Rpc on a socket, with nothing behind it. */
import assert from 'node:assert/strict';
import type { CentralEvent } from '../../src/central/central-charger.ts';
import {
  type CentralSystem,
  type CentralSystemOptions,
  createCentralSystem,
} from '../../src/central/central-system.ts';
import type { ComplaintKind } from '../../src/central/complaints.ts';
import { createIdTags, type IdTagList } from '../../src/central/id-tags.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import { createLoopbackNetwork, type LoopbackNetwork } from '../../src/link/loopback.ts';
import type { Ending, Socket, Target } from '../../src/link/transport.ts';
import { type Log, type LogDetails, silentLog } from '../../src/log/log.ts';
import type { ChargePointAction, Confirmation, Request } from '../../src/ocpp16/actions.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import type { Outcome } from '../../src/rpc/outcome.ts';
import { createRouter, type Handlers } from '../../src/rpc/router.ts';
import { createRpc } from '../../src/rpc/rpc.ts';
import { formatDateTime } from '../../src/schema/date-time.ts';

/** How long the bare charger waits for an answer, ms. */
export const CHARGER_TIMEOUT_MS = 20_000;

export const boot: Request<'BootNotification'> = { chargePointVendor: 'Zaptec', chargePointModel: 'Zaptec Pro' };

const family: IdTagList = {
  idTags: {
    '04A1B2C3': 'Accepted',
    '04D4E5F6': 'Blocked',
    MOTHER: { status: 'Accepted', parentIdTag: 'FAMILY' },
    FATHER: { status: 'Accepted', parentIdTag: 'family' },
    SOON: { status: 'Accepted', expiresAt: Date.UTC(2026, 0, 1, 1) },
  },
};

export interface BareCharger {
  readonly socket: Socket;
  /** The subprotocol that was answered, undefined while there is no connection. */
  readonly protocol: string | undefined;
  readonly ending: Ending | undefined;
  /** Every text that came. */
  readonly texts: readonly string[];
  /** Sends a CALL, and lets the clock run until it is answered. */
  call<A extends ChargePointAction>(
    action: A,
    payload: Request<A>,
    messageId?: string,
  ): Promise<Outcome<Confirmation<A>>>;
  /** The same, for a CALL that has to be confirmed. */
  ask<A extends ChargePointAction>(action: A, payload: Request<A>, messageId?: string): Promise<Confirmation<A>>;
  /** Puts any text on the wire, and lets it arrive. */
  say(text: string): Promise<void>;
}

export interface CentralWorld {
  readonly clock: VirtualClock;
  readonly network: LoopbackNetwork;
  readonly central: CentralSystem;
  readonly events: readonly CentralEvent[];
  readonly log: readonly (readonly [level: string, message: string, details: LogDetails | undefined])[];
  /** A charger dials; `handlers` answer the Central System. */
  dial(id: string, target?: Partial<Target>, handlers?: Handlers): Promise<BareCharger>;
  /** A charger dials and is accepted. */
  join(id: string, handlers?: Handlers): Promise<BareCharger>;
  /** The clock, `seconds` from now, as charge points write it. */
  time(seconds?: number): string;
  /** The kinds of all complaints so far, oldest first. */
  complaints(): readonly ComplaintKind[];
}

export function createCentralWorld(options: CentralSystemOptions = {}, idTags: IdTagList = family): CentralWorld {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  const network = createLoopbackNetwork({ clock });
  const events: CentralEvent[] = [];
  const { log, lines } = createLogBook();
  const central = createCentralSystem({
    clock,
    random: random.fork('central'),
    log,
    idTags: createIdTags(idTags),
    options: { observe: (event) => events.push(event), ...options },
  });
  network.listen('ws://central/ocpp', central.acceptor);
  let dials = 0;

  async function dial(id: string, target: Partial<Target> = {}, handlers: Handlers = {}): Promise<BareCharger> {
    const texts: string[] = [];
    let protocol: string | undefined;
    let ending: Ending | undefined;
    dials += 1;
    const rpc = createRpc({
      clock,
      random: random.fork(`dial ${dials}`),
      log: silentLog,
      router: createRouter(handlers, 'ByKind'),
      send: (text) => {
        socket.send(text);
        return ending === undefined;
      },
      timeoutMs: () => CHARGER_TIMEOUT_MS,
    });
    const socket = network.transport.dial(
      {
        url: `ws://central/ocpp/${encodeURIComponent(id)}`,
        protocols: ['ocpp1.6'],
        headers: {},
        handshakeTimeout: 10_000,
        ...target,
      },
      {
        opened: (agreed) => {
          protocol = agreed;
          rpc.up();
        },
        message: (text) => {
          texts.push(text);
          rpc.receive(text);
        },
        binary: () => undefined,
        pong: () => undefined,
        closed: (how) => {
          ending = how;
          rpc.down();
        },
      },
    );
    await clock.settle();

    async function call<A extends ChargePointAction>(action: A, payload: Request<A>, messageId?: string) {
      let outcome: Outcome<Confirmation<A>> | undefined;
      void rpc.call(action, payload, messageId).then((is) => {
        outcome = is;
      });
      await clock.runUntil(() => outcome !== undefined, CHARGER_TIMEOUT_MS);
      assert.ok(outcome !== undefined);
      return outcome;
    }

    return {
      socket,
      get protocol() {
        return protocol;
      },
      get ending() {
        return ending;
      },
      texts,
      call,
      async ask(action, payload, messageId) {
        const outcome = await call(action, payload, messageId);
        assert.equal(outcome.kind, 'confirmed', JSON.stringify(outcome));
        assert.ok(outcome.kind === 'confirmed');
        return outcome.payload;
      },
      async say(text) {
        socket.send(text);
        await clock.settle();
      },
    };
  }

  return {
    clock,
    network,
    central,
    events,
    log: lines,
    dial,
    async join(id, handlers = {}) {
      const charger = await dial(id, {}, handlers);
      await charger.ask('BootNotification', boot);
      return charger;
    },
    time: (seconds = 0) => formatDateTime(clock.now() + seconds * 1000),
    complaints: () => central.complaints.map(({ kind }) => kind),
  };
}

function createLogBook() {
  const lines: (readonly [string, string, LogDetails | undefined])[] = [];
  const at = (level: string) => (message: string, details?: LogDetails) => {
    lines.push([level, message, details]);
  };
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines };
}

/** How the connection was closed; undefined while it was not. */
export function closeCode({ ending }: BareCharger): number | undefined {
  return ending?.kind === 'closed' ? ending.code : undefined;
}

/** StatusNotification without anything wrong. */
export function status(
  connectorId: number,
  is: Request<'StatusNotification'>['status'],
): Request<'StatusNotification'> {
  return { connectorId, errorCode: 'NoError', status: is };
}

/** One reading of the energy register, Wh. */
export function register(timestamp: string, wattHours: number): Request<'MeterValues'>['meterValue'][number] {
  return { timestamp, sampledValue: [{ value: String(wattHours) }] };
}

/**
 * Tells whoever reads `GET /events` what happens, as it happens.
 *
 * Guarantees:
 * - the first event is `hello` with the whole status, and so is the first that tells of a restarted charge point; everything
 *   after it is a change, so a reader that keeps up is never out of date;
 * - without a reader nothing is watched and no timer runs;
 * - what changes fast (car, meter, LED) is told at most every 20 ms of network time; frames and log lines are told one by one;
 * - the value of a configuration key that can only be written is not told.
 */
import type { ServerResponse } from 'node:http';
import type { ChargePointEvent } from '../charge-point-event.ts';
import type { Timer } from '../clock/clock.ts';
import { formatDateTime } from '../ocpp16/date-time.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { masked } from './masked.ts';
import type { ObservableLog } from './observable-log.ts';
import { ProblemError } from './problem.ts';
import type { EventData, EventKind } from './schemas.ts';
import { connectorOf, ledOf, statusOf, uplinkOf, type Watched } from './snapshots.ts';

export const HEARTBEAT_MS = 15_000;

/** From a change of something that changes fast to its event, ms. */
export const GATHERING_MS = 20;

/** How many readers there may be. */
export const MOST_READERS = 64;

/** What may wait for one reader, bytes. */
export const MOST_WAITING_BYTES = 1_048_576;

export interface EventHub {
  /** Takes the response over. Throws the ProblemError that is the answer when there are too many readers. */
  open(response: ServerResponse): void;
  /** The uplink was switched, which the charge point itself does not tell. */
  uplinkSwitched(): void;
  /** Ends all streams. */
  close(): Promise<void>;
}

export function createEventHub(watched: Watched, log: Pick<ObservableLog, 'warn' | 'observe'>): EventHub {
  const { twin, networkClock } = watched;
  const streams = new Set<EventStream>();
  /** Connectors that have changed, and 0 for the LED. */
  const changed = new Set<number>();
  let unwatch: (() => void) | undefined;
  let heartbeat: Timer | undefined;
  let gathering: Timer | undefined;
  let known = twin.chargePoint();

  function tell<K extends EventKind>(kind: K, data: EventData<K>): void {
    const text = JSON.stringify(data);
    for (const stream of streams) stream.send(kind, text);
  }

  const now = () => formatDateTime(twin.clock.now());

  /** Nothing that cannot be told (a meter that cannot be read) may stop what it is told of. */
  function safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      log.warn('a change could not be told to the readers of /events', { error: String(error) });
    }
  }

  function greetAfterRestart(): void {
    if (known === twin.chargePoint()) return;
    tell('hello', statusOf(watched));
    known = twin.chargePoint();
  }

  function gather(connector: number): void {
    changed.add(connector);
    gathering ??= networkClock.after(GATHERING_MS, () => {
      gathering = undefined;
      safely(tellChanges);
    });
  }

  function tellChanges(): void {
    const told = [...changed];
    changed.clear();
    for (const id of told) {
      if (id === 0) tell('led', ledOf(twin));
      else tell('connector', connectorOf(twin, id));
    }
  }

  const tellers: { readonly [K in ChargePointEvent['kind']]: (event: Extract<ChargePointEvent, { kind: K }>) => void } =
    {
      status: ({ connector, status }) => tell('status', { connector, status }),
      connector: ({ connector }) => gather(connector),
      frame: ({ frame }) =>
        tell('frame', { at: now(), ...frame, text: masked(frame, twin.chargePoint().configuration) }),
      link: () => tell('link', uplinkOf(watched)),
      registration: ({ registration }) => tell('registration', { registration }),
      led: () => gather(0),
    };

  function watch(): () => void {
    known = twin.chargePoint();
    const stops = [
      twin.observe((event) =>
        safely(() => {
          greetAfterRestart();
          (tellers[event.kind] as (event: ChargePointEvent) => void)(event);
        }),
      ),
      twin.board.observe(gather),
      log.observe(({ level, message, details }) =>
        tell('log', { at: now(), level, message, ...(details === undefined ? {} : { details }) }),
      ),
    ];
    beat();
    return () => {
      for (const stop of stops) stop();
      heartbeat?.cancel();
      gathering?.cancel();
      gathering = undefined;
      changed.clear();
    };
  }

  function beat(): void {
    heartbeat = networkClock.after(HEARTBEAT_MS, () => {
      for (const stream of streams) stream.comment('still here');
      beat();
    });
  }

  return {
    open(response) {
      if (streams.size >= MOST_READERS) {
        throw new ProblemError('too-many', `There are ${MOST_READERS} readers of /events; close one of them first.`);
      }
      const hello = JSON.stringify(statusOf(watched));
      const stream = createEventStream(response, {
        most: MOST_WAITING_BYTES,
        tooSlow() {
          streams.delete(stream);
          log.warn('a reader of /events was too slow and was cut off', { waitingBytes: response.writableLength });
        },
        closed() {
          streams.delete(stream);
          if (streams.size > 0) return;
          unwatch?.();
          unwatch = undefined;
        },
      });
      unwatch ??= watch();
      stream.send('hello', hello);
      streams.add(stream);
    },
    uplinkSwitched: () => tell('link', uplinkOf(watched)),
    async close() {
      await Promise.all([...streams].map((stream) => stream.end()));
    },
  };
}

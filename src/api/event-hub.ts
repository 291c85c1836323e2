/**
 * Tells whoever reads `GET /events` what happens, as it happens.
 *
 * Guarantees:
 * - the first event is `hello` with the whole status, and so is what tells that the charge point is off, and the first that tells of
 *   a restarted one; everything after it is a change, so a reader that keeps up is never out of date;
 * - without a reader nothing is watched and no timer runs;
 * - what changes fast (car, meter, LED) is told at most every 20 ms of network time; frames and log lines are told one by one;
 * - the value of a configuration key that can only be written is not told.
 */
import type { ServerResponse } from 'node:http';
import type { ChargePointEvent } from '../charge-point-event.ts';
import type { Timer } from '../clock/clock.ts';
import { formatDateTime } from '../ocpp16/date-time.ts';
import { createAudience, MOST_READERS } from '../web/audience.ts';
import { masked } from './masked.ts';
import type { ObservableLog } from './observable-log.ts';
import { ProblemError } from './problem.ts';
import type { EventData, EventKind } from './schemas.ts';
import { connectorOf, ledOf, statusOf, uplinkOf, type Watched } from './snapshots.ts';

/** From a change of something that changes fast to its event, ms. */
export const GATHERING_MS = 20;

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
  /** Connectors that have changed, and 0 for the LED. */
  const changed = new Set<number>();
  let gathering: Timer | undefined;
  let known = twin.chargePoint();
  const audience = createAudience({ clock: networkClock, log, mostWaitingBytes: MOST_WAITING_BYTES, watch });

  function tell<K extends EventKind>(kind: K, data: EventData<K>): void {
    audience.tell(kind, data);
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
      // That it is on again is told by the greeting.
      power: ({ on }) => (on ? undefined : tell('hello', statusOf(watched))),
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
    return () => {
      for (const stop of stops) stop();
      gathering?.cancel();
      gathering = undefined;
      changed.clear();
    };
  }

  return {
    open(response) {
      if (audience.isFull()) {
        throw new ProblemError('too-many', `There are ${MOST_READERS} readers of /events; close one of them first.`);
      }
      audience.open(response, statusOf(watched));
    },
    uplinkSwitched: () => tell('link', uplinkOf(watched)),
    close: audience.close,
  };
}

/**
 * Security events: what happens goes into the security log, and what is critical is told to the Central System (WP A04, WP 8).
 *
 * Guarantees:
 * - an event is in the security log, on disk, before `raise` returns; a log that rolls says so with SecurityLogWasCleared, once for
 *   all the entries that had to go;
 * - a critical event waits on disk from the same write on, and is told in order, with the time at which it happened, once the Central
 *   System accepts us and can be reached, also after power cuts;
 * - it stays on disk until it is answered. Silence and lost connections are met with repetitions, ever more seldom, for as long as
 *   it takes; a Central System that refuses it is asked `MOST_REFUSALS` times, one that does not know the message once;
 * - it takes turns with the transaction messages: neither queue waits for the other to be empty.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import type { Random } from '../../random/random.ts';
import { describeOutcome, type Outcome } from '../../rpc/outcome.ts';
import type { Store } from '../../store/store.ts';
import type { Call } from '../call.ts';
import type { PowerOn } from '../time/power-on.ts';
import { EventQueue, type SecurityEvent, type WaitingEvent } from './event-queue.ts';
import { isCritical, type SecurityEventType } from './events.ts';
import { SecurityLog } from './security-log.ts';

/** How often a Central System may answer an event with an error before it is given up. */
export const MOST_REFUSALS = 3;

/** The wait before the first repetition, ms; the n-th waits n times as long. */
const RETRY_MS = 60_000;

/** No wait is longer, ms. */
const LONGEST_RETRY_MS = 3_600_000;

/** A disk that has no room may have some after this long, ms. */
const STORE_RETRY_MS = 10_000;

/** What a Central System says that does not know the message at all: asking again is of no use. */
const unknownMessage: readonly string[] = ['NotImplemented', 'NotSupported'];

/** Characters (WP 4). */
const LONGEST_TYPE = 50;
const LONGEST_TECH_INFO = 255;

export interface SecurityNotifications {
  /**
   * An event has happened now; nothing secret is said of it. May be called inside a transaction of the store, and counts if that
   * does. Throws StoreError, of a critical event.
   */
  raise(type: SecurityEventType | (string & {}), techInfo?: string): void;
  /** The security log, oldest first. */
  entries(): readonly SecurityEvent[];
  /** It may be possible to tell something now. */
  pull(): void;
  /** Moves the times of what has not been sent by `by` ms, but for what is fixed. Throws StoreError. */
  correctTimes(by: number, since: Pick<PowerOn, 'isFixed'>): void;
  stop(): void;
}

export function createSecurityNotifications(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly store: Store;
  readonly call: Call;
  /** May events be told now? */
  readonly ready: () => boolean;
  /** One has been answered, or not in time: it is somebody else's turn. */
  readonly turn: () => void;
}): SecurityNotifications {
  const { clock, log } = options;
  const queue = new EventQueue(options);
  const securityLog = new SecurityLog(options);
  let busy = false;
  let stopped = false;
  let waiting: Timer | undefined;
  /** Stores what has become of the last one. */
  let unsettled: (() => void) | undefined;
  /** The messageId of the last one that was handed over to be sent. */
  let sent: string | undefined;
  /** How often in a row nobody has said anything. */
  let silences = 0;
  /** Nothing is on disk: no need to look with every message that goes. */
  let empty = false;

  function pull(): void {
    if (busy || stopped || empty) return;
    try {
      unsettled?.();
      unsettled = undefined;
      if (waiting !== undefined || !options.ready()) return;
      const event = queue.first();
      if (event === undefined) empty = true;
      else send(event);
    } catch (error) {
      log.error(`security events cannot be told now; again in ${STORE_RETRY_MS / 1000} s`, { error: String(error) });
      pause(STORE_RETRY_MS);
    }
  }

  function pause(wait: number): void {
    waiting?.cancel();
    waiting = clock.after(Math.min(wait, LONGEST_RETRY_MS), () => {
      waiting = undefined;
      pull();
    });
  }

  function send(event: WaitingEvent): void {
    const { type, at, techInfo, messageId } = event;
    const payload = { type, timestamp: formatDateTime(at), ...(techInfo === undefined ? {} : { techInfo }) };
    busy = true;
    sent = messageId;
    void options.call('SecurityEventNotification', payload, messageId).then((outcome) => {
      busy = false;
      if (stopped) return;
      became(event, outcome);
      options.turn();
      pull();
    });
  }

  function became(event: WaitingEvent, outcome: Outcome<unknown>): void {
    const { kind } = outcome;
    if (kind === 'not-registered') return;
    silences = kind === 'timeout' || kind === 'unreachable' ? silences + 1 : 0;
    if (kind === 'confirmed') {
      unsettled = () => queue.remove(event);
    } else if (kind === 'unreachable') {
      // The next connection tells it, unless it is the event that connections break of.
      if (silences > 1) pause((silences - 1) * RETRY_MS);
    } else if (kind === 'timeout') {
      log.warn(`security event ${event.type} was ${describeOutcome(outcome)}; it is told again`);
      pause(silences * RETRY_MS);
    } else refused(event, outcome);
  }

  function refused(event: WaitingEvent, outcome: Outcome<unknown>): void {
    const refusals = event.refusals + 1;
    const unknown = outcome.kind === 'refused' && unknownMessage.includes(outcome.code);
    if (unknown || refusals >= MOST_REFUSALS) {
      log.error(`security event ${event.type} was ${describeOutcome(outcome)}; given up`);
      unsettled = () => queue.remove(event);
    } else {
      log.warn(`security event ${event.type} was ${describeOutcome(outcome)}; it is told again`);
      unsettled = () => queue.refused(event);
      pause(refusals * RETRY_MS);
    }
  }

  /** Keeps an event, and what follows from keeping it. Is there anything to tell now? */
  function keep(event: SecurityEvent): boolean {
    const critical = isCritical(event.type);
    if (critical) queue.add(event);
    const rolled = securityLog.add(event);
    if (rolled === 0) return critical;
    return keep({
      type: 'SecurityLogWasCleared',
      at: event.at,
      techInfo: `the oldest ${rolled} entries, to make room`,
    });
  }

  return {
    raise(type, techInfo) {
      const critical = isCritical(type);
      const event: SecurityEvent = {
        type: shortened(type, LONGEST_TYPE),
        at: clock.now(),
        ...(techInfo === undefined ? {} : { techInfo: shortened(techInfo, LONGEST_TECH_INFO) }),
      };
      try {
        if (options.store.transaction(() => keep(event))) {
          empty = false;
          // Not now: the transaction of the store around this may still fail.
          queueMicrotask(pull);
        }
      } catch (error) {
        if (critical) throw error;
        log.error(`security event ${type} is not in the security log`, { error: String(error) });
      }
      log[critical ? 'warn' : 'info'](`security event ${type}`, techInfo === undefined ? {} : { techInfo });
    },
    entries: () => securityLog.entries(),
    pull,
    correctTimes: (by, { isFixed }) =>
      queue.correctTimes(by, ({ messageId }) => messageId === sent || isFixed(messageId)),
    stop() {
      stopped = true;
      waiting?.cancel();
    },
  };
}

/** At most so many characters. */
function shortened(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('');
}

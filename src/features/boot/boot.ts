/**
 * BootNotification and registration (S 4.2).
 *
 * Guarantees:
 * - after each start one BootNotification goes out before anything else, and is repeated until one is Accepted: after the
 *   interval that a Pending or Rejected names, or after a minute when it names none, or when the answer fails to come; sooner when
 *   the Central System asks for it (S 4.2.1);
 * - it is not sent again after a mere reconnect (OCPP-J 5.4);
 * - an Accepted interval becomes HeartbeatInterval; the Central System's time is handed on before anything else follows from it, and
 *   changes nothing here (release note: NTP).
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { Request } from '../../ocpp16/actions.ts';
import { describeOutcome } from '../../rpc/outcome.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Registration } from '../registration.ts';
import { HeartbeatInterval } from './heartbeat.ts';

/** S 4.2: without an interval the charge point chooses its own, so as not to flood the Central System; libocpp takes as long. */
export const RETRY_SECONDS = 60;

export interface Boot {
  registration(): Registration;
  /** The connection stands. */
  connected(): void;
  /** Can a BootNotification be sent before its time? Not once accepted (E4 3.35), nor while one has no answer yet. */
  mayAskNow(): boolean;
  /** Sends one, whatever interval was to be waited for (TriggerMessage). Ends when it is answered. */
  askNow(): Promise<void>;
  stop(): void;
}

export function createBoot(options: {
  readonly clock: Clock;
  readonly log: Log;
  /** Not held back before acceptance. */
  readonly call: Call;
  readonly configuration: Configuration;
  readonly request: Request<'BootNotification'>;
  /** The Central System has accepted us and told the time. */
  readonly timeTold: (currentTime: string) => void;
  /** The first Accepted since power was applied. */
  readonly accepted: () => void;
  /** Any other change of the registration. */
  readonly changed: (registration: Registration) => void;
}): Boot {
  const { clock, log, configuration } = options;
  let registration: Registration = 'unknown';
  let asking = false;
  let waiting: Timer | undefined;

  async function ask(): Promise<void> {
    if (asking || waiting !== undefined || registration === 'Accepted') return;
    asking = true;
    const outcome = await options.call('BootNotification', options.request);
    asking = false;
    switch (outcome.kind) {
      case 'confirmed': {
        const { status, interval, currentTime } = outcome.payload;
        log.info(`BootNotification ${status}, interval ${interval} s`);
        registration = status;
        if (status === 'Accepted') {
          if (interval > 0) adopt(interval);
          options.timeTold(currentTime);
          options.accepted();
        } else {
          options.changed(status);
          askIn(interval > 0 ? interval : RETRY_SECONDS);
        }
        return;
      }
      // The next connection asks again.
      case 'unreachable':
      case 'not-registered':
        return;
      default:
        log.warn(`BootNotification was ${describeOutcome(outcome)}; again in ${RETRY_SECONDS} s`);
        askIn(RETRY_SECONDS);
    }
  }

  /** What is out of the key's range, or what the disk has no room for, must not keep the charge point out of service. */
  function adopt(interval: number): void {
    if (!HeartbeatInterval.parse(String(interval)).ok) {
      log.warn(`the interval ${interval} s of BootNotification is out of range and is not used`);
      return;
    }
    try {
      configuration.adopt(HeartbeatInterval, interval);
    } catch (error) {
      log.error('the interval of BootNotification could not be stored and is not used', { error: String(error) });
    }
  }

  function askIn(seconds: number): void {
    waiting = clock.after(seconds * 1000, () => {
      waiting = undefined;
      void ask();
    });
  }

  return {
    registration: () => registration,
    connected: () => void ask(),
    mayAskNow: () => registration !== 'Accepted' && !asking,
    askNow() {
      waiting?.cancel();
      waiting = undefined;
      return ask();
    },
    stop() {
      waiting?.cancel();
      // Nothing that is still answered may move a charge point that is gone.
      asking = true;
    },
  };
}

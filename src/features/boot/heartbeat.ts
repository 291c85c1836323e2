/**
 * Heartbeat (S 4.6).
 *
 * Guarantees: one Heartbeat each HeartbeatInterval while the Central System accepts us and can be reached, but none while another
 * one has no answer yet; a changed interval counts from the change. The answer's time is handed on and changes
 * nothing here (release note: NTP).
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { integerKey } from '../configuration/key.ts';

export const HeartbeatInterval = integerKey({
  name: 'HeartbeatInterval',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 86_400,
  meaning: 'From one Heartbeat to the next; 0 for none. BootNotification.conf sets it too.',
  source: 'S 9.1.8, S 4.2',
});

export const heartbeatKeys = [HeartbeatInterval];

export interface Heartbeat {
  start(): void;
  /** Sends one now and leaves the others to their times (TriggerMessage). Ends when it is answered. */
  send(): Promise<unknown>;
  stop(): void;
}

export function createHeartbeat(options: {
  readonly clock: Clock;
  readonly call: Call;
  /** Sends what was triggered, also while Pending. */
  readonly triggered: Call;
  readonly configuration: Configuration;
  /** The Central System has told the time. */
  readonly timeTold: (currentTime: string) => void;
}): Heartbeat {
  const { clock, configuration } = options;
  let running = false;
  let timer: Timer | undefined;
  /** A Heartbeat waits for its turn or its answer. */
  let underway = false;

  function arm(): void {
    timer?.cancel();
    const seconds = configuration.value(HeartbeatInterval);
    timer = running && seconds > 0 ? clock.after(seconds * 1000, beat) : undefined;
  }

  function beat(): void {
    if (!underway) {
      underway = true;
      void send(options.call).then(() => {
        underway = false;
      });
    }
    arm();
  }

  async function send(call: Call): Promise<void> {
    const outcome = await call('Heartbeat', {});
    if (outcome.kind === 'confirmed') options.timeTold(outcome.payload.currentTime);
  }

  configuration.onChange(HeartbeatInterval, arm);
  return {
    start() {
      running = true;
      arm();
    },
    send: () => send(options.triggered),
    stop() {
      running = false;
      arm();
    },
  };
}

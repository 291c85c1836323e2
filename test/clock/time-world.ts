/** A clock that is wrong, and time servers that it may ask, under a virtual clock that tells the truth. */
import type { Clock } from '../../src/clock/clock.ts';
import type { ClockState, Discipline } from '../../src/clock/discipline.ts';
import { createDisciplinedClock, type DisciplinedClock } from '../../src/clock/disciplined-clock.ts';
import { createNtpClient, type NtpClient } from '../../src/clock/ntp-client.ts';
import { createNtpDiscipline } from '../../src/clock/ntp-discipline.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createLoopbackNtp, type LoopbackNtp, type LoopbackServer } from '../support/loopback-ntp.ts';

export interface TimeWorld {
  readonly truth: VirtualClock;
  readonly clock: DisciplinedClock;
  readonly client: NtpClient;
  readonly discipline: Discipline;
  readonly ntp: LoopbackNtp;
  readonly servers: Record<string, LoopbackServer>;
  readonly warnings: readonly string[];
  /** What the discipline has told, in order. */
  readonly told: readonly string[];
  /** How far the clock is ahead of the truth, ms. */
  error(): number;
  state(): Extract<ClockState, { kind: 'synchronised' }> | undefined;
  /** Asks once, and lets the time pass that it takes. */
  ask(): ReturnType<NtpClient['ask']>;
  start(beforeFirstStep?: () => void): void;
  seconds(count: number): Promise<void>;
  /** When the server was asked first in each poll, s. */
  polls(host: string): readonly number[];
}

/** `error`: how far the clock is ahead at the beginning, ms. The last host is the one whose polls are looked at. */
export function createTimeWorld(servers: Record<string, LoopbackServer>, error = 0): TimeWorld {
  const truth = createVirtualClock();
  const begin = truth.now();
  const opened = new Map<string, number[]>();
  const loopback = createLoopbackNtp(truth, servers);
  const ntp: LoopbackNtp = {
    ...loopback,
    open(target, listener) {
      const times = opened.get(target.host) ?? [];
      opened.set(target.host, times);
      times.push((truth.now() - begin) / 1000);
      return loopback.open(target, listener);
    },
  };
  const warnings: string[] = [];
  const told: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: string) => void warnings.push(message),
    error: (message: string) => void warnings.push(message),
  };
  const base: Clock = { ...truth, now: () => truth.now() + error };
  const clock = createDisciplinedClock(base);
  const client = createNtpClient({
    servers: Object.keys(servers).map((host) => ({ name: host, host, port: 123 })),
    clock,
    random: createSeededRandom(1),
    log,
    datagrams: ntp,
  });
  const discipline = createNtpDiscipline({ clock, client, log });
  return {
    truth,
    clock,
    client,
    discipline,
    ntp,
    servers,
    warnings,
    told,
    error: () => clock.now() - truth.now(),
    state() {
      const state = discipline.state();
      return state.kind === 'synchronised' ? state : undefined;
    },
    async ask() {
      const asked = client.ask();
      let over = false;
      void asked.then(() => {
        over = true;
      });
      await truth.runUntil(() => over, 60_000);
      return asked;
    },
    start(beforeFirstStep = () => undefined) {
      discipline.start({
        beforeFirstStep(by) {
          told.push(`before ${by}`);
          beforeFirstStep();
        },
        stepped: (by, source) => told.push(`stepped ${by} by ${source}`),
      });
    },
    seconds: (count) => truth.advance(count * 1000),
    polls: (host) => opened.get(host) ?? [],
  };
}

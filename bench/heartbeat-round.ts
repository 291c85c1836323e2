/** One round of Heartbeats in the measured process: one after the other, counted in the CPU time of the whole process. */
import { tell, whenAsked } from './parent.ts';

export interface Round {
  readonly roundTrips: number;
}

export interface RoundDone {
  /** User and system time of all threads, µs. */
  readonly cpuMicroseconds: number;
}

/** Tells the bench that it is ready, and then does the rounds that it is asked for. */
export function answerRounds(roundTrip: () => Promise<void>): void {
  whenAsked<Round>(async ({ roundTrips }) => {
    const before = process.cpuUsage();
    for (let done = 0; done < roundTrips; done += 1) await roundTrip();
    const { user, system } = process.cpuUsage(before);
    tell({ cpuMicroseconds: user + system } satisfies RoundDone);
  });
  tell({ ready: true });
}

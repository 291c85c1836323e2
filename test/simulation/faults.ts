/**
 * Everything that can go wrong in a simulation, by name. Each has a counter, and a run that has not met all of them says so.
 */
export const faults = {
  'answer late': 'the Central System answers after seconds, in time',
  'answer too late': 'it answers after MessageTimeout',
  'answer lost': 'it does its work and never answers',
  'request lost': 'it neither works nor answers',
  'answer doubled': 'its answer arrives twice',
  'CALLERROR after the work': 'it does its work and answers CALLERROR',
  'CALLERROR instead of the work': 'it answers CALLERROR',
  'invalid answer': 'its answer breaks its schema',
  'broken answer': 'its answer is no frame',
  'hang-up instead of an answer': 'it does its work and drops the connection',
  'garbage out of the blue': 'it sends text that is no frame, an answer to nothing, or binary',
  'connection cut': 'the connection breaks, and what is on its way is lost',
  'connection closed': 'the Central System closes it politely',
  'connection half open': 'everything on it vanishes, and nobody is told',
  'dials refused': 'for a while nothing listens',
  'dials unanswered': 'for a while handshakes time out',
  'uplink off': 'the charger is taken offline for a while',
  'boot Pending': 'BootNotification is answered Pending for a while',
  'boot Rejected': 'BootNotification is answered Rejected for a while',
  'kill before a write': 'the process dies right before a write to the disk',
  'kill after a write': 'the process dies right after one',
  'kill at any moment': 'the process dies between two things that happen to it',
  SIGTERM: 'the process is told to end while it runs',
  'disk full once': 'one write finds no room',
  'disk full for a while': 'no write finds room',
  'queue full': 'so many transaction messages wait that meter values are dropped',
  'clock set ahead': 'the wall clock steps forward',
  'clock set back': 'the wall clock steps back',
  'soft reset': 'the Central System asks for one',
  'hard reset': 'the Central System asks for one',
  'hardware fault': 'something breaks that keeps energy away',
  'hardware warning': 'something breaks that does not',
  'cause of trouble': 'a sensor reports a physical cause of trouble',
  limit: 'the current, or the number of phases, is limited for a while',
  'lock jammed': 'the lock does not move',
  'car misbehaves': 'a car holds the pilot in a state of its own choice',
} as const;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as FaultName[];

/** How often each was met. */
export type FaultCounts = Readonly<Record<FaultName, number>>;

export function noFaults(): Record<FaultName, number> {
  return Object.fromEntries(faultNames.map((name) => [name, 0])) as Record<FaultName, number>;
}

export function sumOfFaults(all: readonly FaultCounts[]): FaultCounts {
  const sum = noFaults();
  for (const counts of all) for (const name of faultNames) sum[name] += counts[name];
  return sum;
}

/** Those that were never met. */
export function missing(counts: FaultCounts): readonly FaultName[] {
  return faultNames.filter((name) => counts[name] === 0);
}

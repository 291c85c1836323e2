/** What the charger's terms mean, in plain words. Tables, pure. */
import type { Connector, SessionShown, Status } from '../../../src/api/schemas.ts';
import type { Tone } from '../shared/pill.tsx';

/** IEC 61851-1, Annex A. */
export const pilotMeanings: Readonly<Record<Connector['pilot']['state'], string>> = {
  A: 'no car',
  B: 'car connected',
  C: 'car takes energy',
  D: 'car takes energy, with ventilation',
  E: 'no power, or a short circuit',
  F: 'charger out of order',
};

export const statusTones: Readonly<Record<Status['status'], Tone>> = {
  Available: 'good',
  Preparing: 'busy',
  Charging: 'good',
  SuspendedEV: 'warn',
  SuspendedEVSE: 'warn',
  Finishing: 'busy',
  Reserved: 'busy',
  Unavailable: 'plain',
  Faulted: 'bad',
};

export const sessionWords: Readonly<Record<SessionShown['phase'], string>> = {
  idle: 'nobody is here',
  plugged: 'car connected, waiting for a card',
  'timed-out': 'car connected, no card came in time',
  authorized: 'card accepted, waiting for the car',
  transaction: 'transaction runs',
  finishing: 'transaction is over, waiting for the plug',
};

export const limitWords: Readonly<Record<Connector['limit']['source'], string>> = {
  hardware: 'hardware',
  cable: 'cable',
  installer: 'installer',
  temperature: 'temperature',
  schedule: 'charging profile',
  'load-balancing': 'load balancing',
  'randomised-delay': 'randomised delay',
  'phase-cap': 'phase cap',
};

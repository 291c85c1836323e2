/**
 * The keys of the randomised delay (SI 2021/1467, regulation 11). The release note has keys for it and does not name them: the names
 * are ours.
 */
import { booleanKey, integerKey } from '../configuration/key.ts';

/** The longest that the regulation has a charge point be capable of, s. */
const MOST_S = 1800;

export const RandomisedDelayEnabled = booleanKey({
  name: 'RandomisedDelayEnabled',
  profile: 'Vendor',
  access: 'RW',
  default: false,
  meaning:
    'Is a start of charging, or a change of its rate, put off by a random time? Switched off, a delay under way ends at once; ' +
    'switched on, the next change is the first.',
  source: 'SI 2021/1467, regulation 11; the name is ours',
});

export const RandomisedDelayMaxSeconds = integerKey({
  name: 'RandomisedDelayMaxSeconds',
  profile: 'Vendor',
  unit: 's',
  access: 'RW',
  default: 600,
  maximum: MOST_S,
  meaning:
    'The longest randomised delay; each is drawn from 0 to this, whole seconds. ' +
    'A delay under way ends no later than this after its beginning; 0 for none.',
  source: 'SI 2021/1467, regulation 11; the name is ours',
});

export const RandomisedDelayRemaining = integerKey({
  name: 'RandomisedDelayRemaining',
  profile: 'Vendor',
  unit: 's',
  access: 'R',
  default: 0,
  maximum: MOST_S,
  meaning: 'What is left of the randomised delay under way, rounded up; of several the longest; 0 for none.',
  source: 'SI 2021/1467, regulation 11; the name is ours',
});

export const randomisedDelayKeys = [RandomisedDelayEnabled, RandomisedDelayMaxSeconds, RandomisedDelayRemaining];

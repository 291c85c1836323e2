import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeOutcome, type Outcome } from '../../src/rpc/outcome.ts';

const sentences: readonly (readonly [Outcome<unknown>, string])[] = [
  [{ kind: 'confirmed', payload: {} }, 'confirmed'],
  [{ kind: 'refused', code: 'NotSupported', description: '', details: {} }, 'refused with NotSupported'],
  [
    { kind: 'refused', code: 'InternalError', description: 'database is full', details: {} },
    'refused with InternalError: database is full',
  ],
  [
    { kind: 'invalid', reason: 'the payload is missing', violations: [] },
    'answered with something invalid: the payload is missing',
  ],
  [{ kind: 'timeout', afterMs: 30_500 }, 'not answered within 30.5 s'],
  [{ kind: 'unreachable' }, 'not answered: there is no connection'],
  [{ kind: 'not-registered' }, 'not sent: the Central System has not accepted this charge point yet'],
];

describe('an outcome in words', () => {
  for (const [outcome, sentence] of sentences) {
    it(`says “${sentence}”`, () => assert.equal(describeOutcome(outcome), sentence));
  }
});

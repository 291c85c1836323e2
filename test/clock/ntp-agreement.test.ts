import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { agree, LEAST_DISTANCE_MS, type Opinion } from '../../src/clock/ntp-agreement.ts';

const opinion = (server: string, epoch: number, distance = 20): Opinion => ({
  server,
  epoch,
  distance,
  delay: 2 * distance,
  stratum: 2,
});

const agreed = (opinions: readonly Opinion[], asked = opinions.length) => agree(opinions, asked)?.server;

describe('time servers', () => {
  it('that are silent agree on nothing', () => {
    assert.equal(agree([], 0), undefined);
    assert.equal(agree([], 3), undefined);
  });

  it('agree on what the nearest one says, where all are right', () => {
    assert.equal(agreed([opinion('far', 1_000, 80), opinion('near', 1_010, 15), opinion('middle', 990, 30)]), 'near');
  });

  it('outvote a liar, however precise it makes itself', () => {
    assert.equal(agreed([opinion('liar', 9_000, 0), opinion('one', 1_000, 40), opinion('two', 1_010, 30)]), 'two');
  });

  it('of which only two answer, and contradict one another, agree on nothing', () => {
    assert.equal(agreed([opinion('one', 1_000), opinion('other', 9_000)]), undefined);
    assert.equal(agreed([opinion('one', 1_000), opinion('other', 9_000)], 3), undefined);
  });

  it('that are split in halves agree on nothing', () => {
    const halves = [opinion('a', 0), opinion('b', 1), opinion('c', 900), opinion('d', 901)];
    assert.equal(agreed(halves), undefined);
  });

  it('are believed alone only where no more than two are asked', () => {
    const [alone] = [opinion('alone', 1_000)];
    assert.deepEqual(
      [1, 2, 3, 4].map((asked) => agreed([alone], asked)),
      ['alone', 'alone', undefined, undefined],
    );
  });

  it('as near as two paths can be agree', () => {
    assert.equal(agreed([opinion('one', 1_000, 1), opinion('other', 1_000 + 2 * LEAST_DISTANCE_MS, 0)]), 'one');
    assert.equal(agreed([opinion('one', 1_000, 1), opinion('other', 1_001 + 2 * LEAST_DISTANCE_MS, 0)]), undefined);
  });

  it('that all agree with one, but not with one another, are led by that one', () => {
    assert.equal(agreed([opinion('left', 0, 30), opinion('both', 100, 80), opinion('right', 200, 30)]), 'both');
  });

  it('cannot be moved by a minority of liars further than an honest one allows', () => {
    const truth = 1_000_000;
    const honest = fc.record({
      error: fc.double({ min: -1, max: 1, noNaN: true }),
      distance: fc.integer({ min: 10, max: 500 }),
    });
    const liar = fc.record({
      epoch: fc.integer({ min: 990_000, max: 1_010_000 }),
      distance: fc.integer({ min: 0, max: 3_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(honest, { minLength: 2, maxLength: 6 }),
        fc.array(liar, { maxLength: 5 }),
        (honestOnes, liars) => {
          const some = liars.slice(0, honestOnes.length - 1);
          const opinions = [
            ...some.map(({ epoch, distance }, index) => opinion(`liar ${index}`, epoch, distance)),
            ...honestOnes.map(({ error, distance }, index) => opinion(`${index}`, truth + error * distance, distance)),
          ];
          const result = agree(opinions, opinions.length);
          assert.ok(result, 'the honest ones are enough');
          const bound = 2 * Math.max(...honestOnes.map(({ distance }) => distance));
          assert.ok(Math.abs(result.epoch - truth) <= bound + 0.001, `${result.server}: ${result.epoch - truth}`);
        },
      ),
      { numRuns: 500 },
    );
  });
});

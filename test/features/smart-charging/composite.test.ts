/** The algebra of charging profiles under any set of them: at each second it is what a slow reference says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertConnectorAgrees, assertNextChange, assertOrderIsNothing, assertTotalAgrees } from './agreement.ts';
import { coarseSets, fineSets } from './arbitrary-profiles.ts';

describe('the composite schedule of any profiles', () => {
  it('of a connector is at each second what the reference says', () => {
    let lively = 0;
    fc.assert(
      fc.property(fineSets, (set) => {
        if (assertConnectorAgrees(set).periods.length > 2) lively += 1;
      }),
      { numRuns: 1000 },
    );
    assert.ok(lively > 300, `only ${lively} sets had more than two periods`);
  });

  it('of all connectors is at each second what the reference says', () => {
    fc.assert(
      fc.property(fineSets, (set) => void assertTotalAgrees(set)),
      { numRuns: 600 },
    );
  });

  it('over days is around each change what the reference says', () => {
    let lively = 0;
    fc.assert(
      fc.property(coarseSets, (set) => {
        if (assertConnectorAgrees(set).periods.length > 2) lively += 1;
        assertTotalAgrees(set);
      }),
      { numRuns: 150 },
    );
    assert.ok(lively > 60, `only ${lively} sets had more than two periods`);
  });
});

describe('the limit of a connector', () => {
  it('stays until its next change, which is still to come', () => {
    fc.assert(fc.property(fineSets, assertNextChange), { numRuns: 600 });
    fc.assert(fc.property(coarseSets, assertNextChange), { numRuns: 200 });
  });

  it('is the same in whatever order it is asked for', () => {
    fc.assert(fc.property(fc.oneof(fineSets, coarseSets), assertOrderIsNothing), { numRuns: 400 });
  });
});

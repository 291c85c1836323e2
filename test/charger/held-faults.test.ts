import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type FaultCause, faultCauseNames, faultCauses } from '../../src/charger/fault-causes.ts';
import {
  afterUnplugging,
  faultOfCause,
  type HeldFaults,
  isPresent,
  withFault,
  withoutCause,
} from '../../src/charger/held-faults.ts';

const add = (held: HeldFaults, cause: FaultCause) => withFault(held, faultOfCause(cause), faultCauses[cause].recovery);
const ids = (held: HeldFaults) => held.map(({ fault }) => fault.id);

describe('what is wrong', () => {
  it('stacks in the order in which it came, and is cleared one by one', () => {
    let held: HeldFaults = [];
    for (const cause of ['tamper', 'over-voltage', 'moisture'] as const) held = add(held, cause);
    assert.deepEqual(ids(held), ['tamper', 'over-voltage', 'moisture']);
    held = withoutCause(held, 'over-voltage');
    assert.deepEqual(ids(held), ['tamper', 'moisture']);
    held = withoutCause(withoutCause(held, 'tamper'), 'moisture');
    assert.deepEqual(held, []);
  });

  it('is one fault when it is reported twice, in its place, as it was reported last', () => {
    let held = add(add([], 'tamper'), 'moisture');
    held = withFault(held, { id: 'tamper', code: 'OtherError', blocking: true });
    assert.deepEqual(
      held.map(({ fault }) => [fault.id, fault.blocking]),
      [
        ['tamper', true],
        ['moisture', true],
      ],
    );
  });

  it('is not ended by the end of something else', () => {
    const held = add([], 'moisture');
    assert.deepEqual(withoutCause(held, 'tamper'), held);
  });

  /** What each recovery survives: the end of its cause, the car's leaving before and after that. */
  for (const cause of faultCauseNames) {
    const { recovery } = faultCauses[cause];
    it(`recovers from ${cause} ${recovery}`, () => {
      const held = afterUnplugging(add([], cause));
      assert.deepEqual([ids(held), isPresent(held, cause)], [[cause], true], 'as long as the cause is there');
      const gone = withoutCause(held, cause);
      assert.equal(isPresent(gone, cause), false);
      assert.deepEqual(ids(gone), recovery === 'by itself' ? [] : [cause]);
      assert.deepEqual(ids(afterUnplugging(gone)), recovery === 'power cycle' ? [cause] : []);
      const again = add(gone, cause);
      assert.deepEqual([ids(again), isPresent(again, cause)], [[cause], true]);
    });
  }

  it('is what has come and has not been forgiven, whatever comes and goes', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constantFrom('comes', 'goes'), cause: fc.constantFrom(...faultCauseNames) }),
      fc.record({ kind: fc.constant('unplugged'), cause: fc.constant<FaultCause>('tamper') }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const present = new Set<string>();
        const unforgiven = new Set<string>();
        let held: HeldFaults = [];
        for (const { kind, cause } of events) {
          if (kind === 'comes') {
            held = add(held, cause);
            present.add(cause);
            unforgiven.add(cause);
          } else if (kind === 'goes') {
            held = withoutCause(held, cause);
            present.delete(cause);
            if (faultCauses[cause].recovery === 'by itself') unforgiven.delete(cause);
          } else {
            held = afterUnplugging(held);
            for (const each of faultCauseNames) {
              if (!present.has(each) && faultCauses[each].recovery === 'unplugging') unforgiven.delete(each);
            }
          }
          assert.deepEqual(ids(held).sort(), [...unforgiven].sort());
          for (const { fault, present: there } of held) assert.equal(there, present.has(fault.id));
        }
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { statusesAfter, statusesBetween, transition } from '../../src/ocpp16/status-transitions.ts';
import { chargePointStatuses } from '../../src/ocpp16/types.ts';

/** The cells of the table in S 4.9, row by row. */
const cells = [
  'A2 A3 A4 A5 A7 A8 A9',
  'B1 B3 B4 B5 B6 B9',
  'C1 C4 C5 C6 C8 C9',
  'D1 D3 D5 D6 D8 D9',
  'E1 E3 E4 E6 E8 E9',
  'F1 F2 F8 F9',
  'G1 G2 G8 G9',
  'H1 H2 H3 H4 H5 H9',
  'I1 I2 I3 I4 I5 I6 I7 I8',
];

describe('the table of transitions', () => {
  test('has exactly the cells of the specification', () => {
    const found = chargePointStatuses
      .flatMap((from) => chargePointStatuses.map((to) => transition(from, to)))
      .filter((cell) => cell !== undefined);
    assert.deepEqual(found.sort(), cells.flatMap((row) => row.split(' ')).sort());
  });

  test('calls a cell by its two statuses', () => {
    assert.equal(transition('Available', 'Preparing'), 'A2');
    assert.equal(transition('Charging', 'SuspendedEV'), 'C4');
    assert.equal(transition('SuspendedEV', 'SuspendedEVSE'), 'D5');
    assert.equal(transition('SuspendedEVSE', 'SuspendedEV'), 'E4');
    assert.equal(transition('Preparing', 'Finishing'), 'B6');
    assert.equal(transition('Unavailable', 'Preparing'), 'H2');
    assert.equal(transition('Faulted', 'Reserved'), 'I7');
  });

  test('has no cell for a status that stays', () => {
    for (const status of chargePointStatuses) assert.equal(transition(status, status), undefined);
  });

  test('tells what may follow a status', () => {
    assert.deepEqual(statusesAfter('Finishing'), ['Available', 'Preparing', 'Unavailable', 'Faulted']);
    assert.deepEqual(statusesAfter('Reserved'), ['Available', 'Preparing', 'Unavailable', 'Faulted']);
  });
});

describe('the way between two statuses', () => {
  it('takes only steps of the table, and says only Preparing and Finishing on the way, or Available right before Reserved', () => {
    for (const from of chargePointStatuses) {
      for (const to of chargePointStatuses.filter((status) => status !== from)) {
        const between = statusesBetween(from, to);
        const steps = [from, ...between, to];
        for (const [index, status] of steps.slice(1).entries()) {
          assert.ok(transition(steps[index] ?? from, status) !== undefined, steps.join(' -> '));
        }
        const before = to === 'Reserved' && between.at(-1) === 'Available' ? between.slice(0, -1) : between;
        assert.ok(before.every((status) => ['Preparing', 'Finishing'].includes(status)));
      }
    }
  });

  it('leads back to Reserved by Available', () => {
    assert.deepEqual(statusesBetween('Preparing', 'Reserved'), ['Available']);
    assert.deepEqual(statusesBetween('Faulted', 'Reserved'), []);
  });

  it('leads from Preparing to Unavailable by Finishing, and from Finishing to Charging by Preparing', () => {
    assert.deepEqual(statusesBetween('Preparing', 'Unavailable'), ['Finishing']);
    assert.deepEqual(statusesBetween('Finishing', 'Charging'), ['Preparing']);
  });
});

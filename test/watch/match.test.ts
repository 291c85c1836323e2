import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { explain } from '../../src/schema/validate.ts';
import { checkPattern, matchers, matches, mismatches } from '../../src/watch/match.ts';
import { valueAt } from '../../src/watch/pointer.ts';

/** Rows of matcher, what fits, what does not. */
const rows: readonly (readonly [pattern: unknown, fitting: readonly unknown[], others: readonly unknown[]])[] = [
  [{ $type: 'string' }, ['', 'a'], [1, null, undefined, []]],
  [{ $type: 'integer' }, [0, -3], [0.5, '1']],
  [{ $type: 'number' }, [0.5, 1], ['0.5', null]],
  [{ $type: 'boolean' }, [true, false], ['true', 0]],
  [{ $type: 'array' }, [[], [1]], [{}, 'a']],
  [{ $type: 'object' }, [{}, { a: 1 }], [[], null]],
  [{ $type: 'date-time' }, ['2026-01-01T00:00:00Z'], ['2026-01-01', 'now', 0]],
  [{ $matches: '^ZPR\\d+$' }, ['ZPR1'], ['xZPR1', 'ZPR', 1]],
  [{ '$at-least': 6 }, [6, 7, '6.5'], [5.9, '5', '', 'six', null, undefined]],
  [{ '$at-most': 6 }, [6, -1, '0'], [6.1, '7', '', undefined]],
  [{ '$at-least': 6, '$at-most': 8 }, [6, 8], [5, 9]],
  [{ '$one-of': ['Local', { $type: 'integer' }] }, ['Local', 3], ['Remote', 0.5]],
  [{ $not: 'Faulted' }, ['Available', undefined, 1], ['Faulted']],
  [{ $includes: { a: 1 } }, [[{ a: 1, b: 2 }], [0, { a: 1 }]], [[], [{ b: 2 }], { a: 1 }]],
  [{ $absent: true }, [undefined], [null, 0]],
  [{ $absent: false }, [null, 0], [undefined]],
];

describe('a pattern', () => {
  for (const [pattern, fitting, others] of rows) {
    it(`${JSON.stringify(pattern)} fits what it should and nothing else`, () => {
      assert.deepEqual(checkPattern(pattern), []);
      for (const value of fitting) assert.equal(matches(pattern, value), true, JSON.stringify(value));
      for (const value of others) assert.equal(matches(pattern, value), false, JSON.stringify(value));
    });
  }

  it('has a row above for each matcher', () => {
    const tried = new Set(rows.flatMap(([pattern]) => Object.keys(pattern as object)));
    assert.deepEqual(Object.keys(matchers).toSorted(), [...tried].toSorted());
  });

  it('takes an object for a subset and a list for the whole list, and names each place that does not fit', () => {
    const payload = { idTag: 'A', meterValue: [{ value: '1' }, { value: '2' }] };
    assert.deepEqual(mismatches({ meterValue: [{}, { value: '2' }] }, payload), []);
    assert.deepEqual(mismatches({ idTag: 'B', meterValue: [{ value: '3' }, {}], extra: 1 }, payload).map(explain), [
      '/idTag: expected "B", got "A"',
      '/meterValue/0/value: expected "3", got "1"',
      '/extra: expected 1, got nothing',
    ]);
    assert.deepEqual(mismatches({ meterValue: [{}] }, payload).map(explain), [
      '/meterValue: expected a list of 1, got [{"value":"1"},{"value":"2"}]',
    ]);
  });

  it('is told what is wrong with it, with the place', () => {
    const told = (pattern: unknown) => checkPattern(pattern).map(explain);
    assert.match(
      told({ a: [{ $matchs: 'x' }] })[0] ?? '',
      /^\/a\/0\/\$matchs: expected one of \$type, .*got "\$matchs"$/,
    );
    assert.deepEqual(told({ a: { $matches: '(' } }), ['/a/$matches: expected a regular expression, got "("']);
    assert.deepEqual(told({ '$one-of': [{ $type: 'real' }] }), [
      '/$one-of/0/$type: expected one of string, integer, number, boolean, array, object, date-time, got "real"',
    ]);
    assert.equal(told({ $type: 'string', plain: 1 }).length, 1);
  });

  it('that is a value fits that value, whatever it is', () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"$'));
    fc.assert(fc.property(json, (value) => matches(value, JSON.parse(JSON.stringify(value)))));
  });

  it('names places at which the value is what it says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (pattern, value) => {
        if (checkPattern(pattern).length > 0 || JSON.stringify(pattern).includes('"$')) return;
        for (const { path, got } of mismatches(pattern, value)) {
          const is = JSON.stringify(valueAt(value, path)) ?? 'nothing';
          assert.ok(got === is || (got.endsWith('…') && is.startsWith(got.slice(0, -1))), `${path}: ${got} but ${is}`);
        }
      }),
    );
  });
});

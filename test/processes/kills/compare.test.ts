import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare } from './compare.ts';
import type { Remains } from './post-mortem.ts';
import type { Entry } from './report.ts';

const E = 'Energy.Active.Import.Register';

function told(messageId: string, action: string, payload: object): Entry {
  return { kind: 'told', messageId, action, text: JSON.stringify([2, messageId, action, payload]) };
}

function answered(messageId: string, payload: object): Entry {
  return { kind: 'answered', messageId, text: JSON.stringify([3, messageId, payload]) };
}

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function values(second: number, wh: number, context = 'Sample.Periodic') {
  return { timestamp: at(second), sampledValue: [{ measurand: E, context, value: String(wh) }] };
}

const start = (id: string, second: number, meterStart: number): Entry =>
  told(id, 'StartTransaction', { connectorId: 1, idTag: 'card', meterStart, timestamp: at(second) });

const meter = (id: string, transactionId: number | undefined, second: number, wh: number): Entry =>
  told(id, 'MeterValues', { connectorId: 1, transactionId, meterValue: [values(second, wh)] });

const stop = (id: string, transactionId: number, second: number, meterStop: number, data: readonly object[]): Entry =>
  told(id, 'StopTransaction', { transactionId, meterStop, timestamp: at(second), transactionData: data });

const data = [values(10, 0, 'Transaction.Begin'), values(20, 5), values(30, 9, 'Transaction.End')];
const nextData = [values(40, 9, 'Transaction.Begin'), values(50, 12, 'Transaction.End')];
const asked: Entry = { kind: 'asked', what: 'Key', value: 'new' };

/** Two transactions with a repetition, and a change. */
const honest: readonly Entry[] = [
  { kind: 'read', what: 'Key', value: 'old' },
  start('a', 10, 0),
  start('a', 10, 0),
  answered('a', { transactionId: 7 }),
  meter('b', 7, 20, 5),
  asked,
  { kind: 'settled', what: 'Key', value: 'new', outcome: 'taken' },
  stop('c', 7, 30, 9, data),
  meter('d', undefined, 35, 9),
  { kind: 'read', what: 'Key', value: 'new' },
  start('e', 40, 9),
  answered('e', { transactionId: 8 }),
  stop('f', 8, 50, 12, nextData),
];

const remains: Remains = {
  made: true,
  running: 0,
  queued: 0,
  begun: 2,
  untold: 0,
  registers: [12],
  configuration: { Key: 'new' },
};

function findings(entries: readonly Entry[], left: Remains = remains): readonly string[] {
  return compare({ entries, complaints: [] }, left, { continuousTime: true });
}

const replaced = (index: number, ...entries: readonly Entry[]) => honest.toSpliced(index, 1, ...entries);

/** Each lie, and what is to be said about it. */
const lies: readonly (readonly [lie: string, found: readonly string[], expected: RegExp])[] = [
  ['a repetition with other content', findings(replaced(2, start('a', 11, 0))), /a was .* and came again as/],
  [
    'a transaction that begins twice',
    findings(replaced(2, start('x', 10, 0), answered('x', { transactionId: 9 }))),
    /7 is running/,
  ],
  [
    'one that two messages begin',
    findings(replaced(2, start('x', 10, 0), answered('x', { transactionId: 7 }))),
    /two messages/,
  ],
  ['a start without a confirmation', findings(replaced(3)), /never confirmed/],
  ['a transaction that never ends', findings(replaced(12)), /the end of 8 was never told/],
  ['one that ends twice', findings(replaced(8, stop('x', 7, 30, 9, data))), /the end of 7 was told before/],
  [
    'one that ends before it begins',
    findings([...honest.slice(1, 4), stop('c', 7, 9, 9, data)]),
    /before what was told before/,
  ],
  ['a register that falls', findings(replaced(7, stop('c', 7, 30, 4, data))), /fell from 5 to 4/],
  [
    'energy that is lost between two transactions',
    findings(replaced(10, start('e', 40, 10))),
    /at 10, and the last one ended at 9/,
  ],
  ['energy that is counted twice', findings(replaced(10, start('e', 40, 8))), /at 8, and the last one ended at 9/],
  ['energy outside of a transaction', findings(replaced(8, meter('d', undefined, 35, 11))), /at 11, and was left at 9/],
  [
    'a transaction that begins in the past',
    findings(replaced(10, start('e', 29, 9))),
    /before the end of the last one/,
  ],
  ['values of another transaction', findings(replaced(4, meter('b', 6, 20, 5))), /7 is running there/],
  ['values of no transaction in one', findings(replaced(4, meter('b', undefined, 20, 5))), /7 is running there/],
  ['values from before the start', findings(replaced(4, meter('b', 7, 9, 5))), /is before the start/],
  [
    'data from after the end',
    findings(replaced(7, stop('c', 7, 30, 9, data.toSpliced(1, 1, values(31, 9))))),
    /goes on after it/,
  ],
  [
    'data without its beginning',
    findings(replaced(7, stop('c', 7, 30, 9, data.slice(1)))),
    /not one Transaction.Begin/,
  ],
  ['data that end elsewhere', findings(replaced(7, stop('c', 7, 30, 10, data))), /not one Transaction.End of 10/],
  [
    'a change that is lost',
    findings(replaced(9, { kind: 'read', what: 'Key', value: 'old' })),
    /Key is old, and can only be new/,
  ],
  [
    'a refused change that holds',
    findings(replaced(6, { kind: 'settled', what: 'Key', value: 'new', outcome: 'refused' })),
    /Key is new, and can only be old/,
  ],
  [
    'a change that the disk has not',
    findings(honest, { ...remains, configuration: { Key: 'old' } }),
    /old on the disk/,
  ],
  ['something left in the queue', findings(honest, { ...remains, queued: 1 }), /1 queued/],
  [
    'a transaction that was not told',
    findings(honest, { ...remains, begun: 3 }),
    /knows of 3 transactions, told were 2/,
  ],
  [
    'a meter that has gone on',
    findings(honest, { ...remains, registers: [13] }),
    /left at 13, and its last transaction at 12/,
  ],
  [
    'what the Central System complains about',
    compare({ entries: honest, complaints: ['oh'] }, remains, { continuousTime: true }),
    /^oh$/,
  ],
];

describe('the comparison of what was told with what must be true', () => {
  it('has nothing to say about an honest charger', () => {
    assert.deepEqual(findings(honest), []);
  });

  it('lets a change without an answer be done or not', () => {
    const unknown = replaced(6, { kind: 'settled', what: 'Key', value: 'new', outcome: 'unknown' });
    assert.deepEqual(findings(unknown), []);
    const old = unknown.toSpliced(9, 1, { kind: 'read', what: 'Key', value: 'old' });
    assert.deepEqual(findings(old, { ...remains, configuration: {} }), []);
  });

  it('lets a change be seen before its answer', () => {
    const early: Entry = { kind: 'read', what: 'Key', value: 'new' };
    assert.deepEqual(findings(honest.toSpliced(6, 0, early)), []);
  });

  for (const [lie, found, expected] of lies) {
    it(`finds ${lie}`, () => {
      assert.ok(
        found.some((sentence) => expected.test(sentence)),
        found.join('\n'),
      );
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createObservableLog, isObservable, type LogLine, logLevels } from '../../src/api/observable-log.ts';
import { silentLog } from '../../src/log/log.ts';

test('every line goes to the log behind, as it is, and then to whoever listens', () => {
  const order: unknown[] = [];
  const behind = Object.fromEntries(
    logLevels.map((level) => [level, (...line: unknown[]) => order.push([level, ...line])]),
  );
  const log = createObservableLog({ ...silentLog, ...behind });
  log.observe((line) => order.push(line));
  for (const level of logLevels) log[level]('a line', { of: level });
  log.info('without details');
  assert.deepEqual(order, [
    ...logLevels.flatMap((level) => [
      [level, 'a line', { of: level }],
      { level, message: 'a line', details: { of: level } },
    ]),
    ['info', 'without details'],
    { level: 'info', message: 'without details', details: undefined },
  ]);
});

test('who has stopped listening hears nothing more', () => {
  const log = createObservableLog(silentLog);
  const heard: LogLine[] = [];
  const stop = log.observe((line) => heard.push(line));
  log.info('one');
  stop();
  log.info('two');
  assert.deepEqual(
    heard.map(({ message }) => message),
    ['one'],
  );
});

test('a log that can be listened to is told from one that cannot', () => {
  assert.equal(isObservable(silentLog), false);
  assert.equal(isObservable(createObservableLog(silentLog)), true);
});

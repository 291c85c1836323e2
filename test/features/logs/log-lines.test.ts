/** The log that is kept in files: how long, in what order, and what a bad disk does to it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createVirtualClock } from '../../../src/clock/virtual-clock.ts';
import { createLogLines, FILE_BYTES, MOST_FILES } from '../../../src/features/logs/log-lines.ts';
import { windowOf } from '../../../src/features/logs/window.ts';
import { createFilesDisk, createMemoryFiles, type FilesDisk } from '../../../src/files/memory.ts';

const always = windowOf(undefined, undefined);

function open(disk: FilesDisk = createFilesDisk()) {
  const clock = createVirtualClock();
  const heard: string[] = [];
  const hear = (message: string): void => void heard.push(message);
  const behind = { debug: hear, info: hear, warn: hear, error: hear };
  const lines = createLogLines({ files: createMemoryFiles(disk), clock, log: behind });
  return { clock, disk, heard, lines, messages: () => lines.within(always).map(({ message }) => message) };
}

describe('the log that is kept', () => {
  it('has every line from info up, with time, level and details, after the log behind it has heard it', () => {
    const { lines, heard, clock } = open();
    lines.log.debug('a try');
    lines.log.info('it is so', { count: 3, yes: true });
    lines.log.warn('look');
    lines.log.error('broken', { error: 'Error: x' });
    const time = new Date(clock.now()).toISOString();
    assert.deepEqual(lines.within(always), [
      { time, level: 'info', message: 'it is so', details: { count: 3, yes: true } },
      { time, level: 'warn', message: 'look' },
      { time, level: 'error', message: 'broken', details: { error: 'Error: x' } },
    ]);
    assert.deepEqual(heard, ['a try', 'it is so', 'look', 'broken']);
  });

  it('has a bounded size: the oldest lines go, and what is left is without a gap', () => {
    const { lines, disk, messages } = open();
    const count = 1500;
    for (let number = 0; number < count; number += 1) lines.log.info(`line ${number} ${'.'.repeat(1000)}`);
    const bytes = [...disk.files.values()].reduce((sum, { content }) => sum + content.length, 0);
    assert.equal(disk.files.size, MOST_FILES);
    assert.ok(bytes <= MOST_FILES * (FILE_BYTES + 1200), String(bytes));
    assert.ok(bytes > (MOST_FILES - 1) * FILE_BYTES, String(bytes));
    const numbers = messages().map((message) => Number(message.split(' ')[1]));
    assert.equal(numbers.at(-1), count - 1);
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, index) => count - numbers.length + index),
    );
  });

  it('goes on where it was when it is opened again, also behind a line that power has torn', () => {
    const { lines, disk } = open();
    lines.log.info('one');
    createMemoryFiles(disk).append('logs/charge-point.log', '{"time":"2026-01-01T00:0');
    const again = open(disk);
    again.lines.log.info('two');
    again.lines.log.info('three');
    assert.deepEqual(again.messages(), ['one', 'two', 'three']);
  });

  it('loses on a full disk what has no room, says so once, and goes on when there is room', () => {
    const disk = createFilesDisk(10);
    const { lines, heard, messages } = open(disk);
    lines.log.info('one');
    lines.log.info('two');
    assert.deepEqual(heard, ['one', 'the log cannot be kept for diagnostics', 'two']);
    disk.capacity = 10_000;
    lines.log.info('three');
    assert.deepEqual(messages(), ['three']);
  });

  it('keeps a line of any length at a bounded one, and no password of a URL', () => {
    const { lines, disk, messages } = open();
    lines.log.info('x'.repeat(100_000), { more: 'y'.repeat(100_000) });
    lines.log.info('dialling wss://user:hunter2@host/ and ftp://hunter2@host', { url: 'https://a:hunter2@b/' });
    const [file] = [...disk.files.values()];
    assert.ok(file !== undefined && file.content.length < 20_000);
    assert.ok(!Buffer.from(file.content).includes('hunter2'));
    assert.equal(messages()[1], 'dialling wss://…@host/ and ftp://…@host');
  });

  it('costs no file before the first line', () => {
    const { disk, messages } = open();
    assert.deepEqual(messages(), []);
    assert.equal(disk.files.size, 0);
  });
});

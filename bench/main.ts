/**
 * `npm run bench`: what this program costs, beside what the same thing costs without it, and beside its goal.
 *
 * Guarantees: each figure and its floor come from one run on one machine, measured in the same way; nothing is asserted: the exit
 * code is 0 unless something broke; no process and no folder is left behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { composite } from './composite.ts';
import { day } from './day.ts';
import { durableWrites } from './durable-writes.ts';
import type { Row } from './figure.ts';
import { heartbeat } from './heartbeat.ts';
import { memory } from './memory.ts';
import { stopAll } from './processes.ts';
import { start } from './start.ts';

const figures = [heartbeat, memory, start, durableWrites, day, composite];

const { values } = parseArgs({
  options: {
    /** Letters of figures, with commas. */
    only: { type: 'string', default: figures.map(({ letter }) => letter).join() },
    quick: { type: 'boolean', default: false },
  },
});
const letters = values.only.split(',');
const stranger = letters.find((each) => figures.every(({ letter }) => letter !== each));
if (stranger !== undefined) {
  process.stderr.write(`--only expects letters from a to f with commas, got ${values.only}\n`);
  process.exit(2);
}

// What is to be durable needs a disk: TMPDIR says which, where the usual place is none.
const folder = mkdtempSync(join(tmpdir(), 'pilotwire-bench-'));
let interrupted = false;
// Whoever started the bench, such as npm, may pass on a Ctrl-C that has arrived here already.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    void stopAll();
  });
}

const rows: Row[] = [];
try {
  for (const { letter, measure } of figures) {
    if (!letters.includes(letter) || interrupted) continue;
    if (process.stderr.isTTY) process.stderr.write(`measuring ${letter} …\n`);
    rows.push(...(await measure({ quick: values.quick }, mkdtempSync(join(folder, `${letter}-`)))));
  }
} catch (error) {
  const what = interrupted
    ? 'interrupted'
    : `the bench broke: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${what}\n`);
  process.exitCode = 1;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
if (rows.length > 0) process.stdout.write(`${table(rows)}\n\n${machine()}\n`);

function table(measured: readonly Row[]): string {
  const head = ['', 'ours', 'floor', 'compared', 'goal', 'met'];
  const lines = measured.map(({ name, ours, floor, compared, goal, met }) => [
    name,
    ours,
    floor,
    compared,
    goal,
    met ? 'yes' : 'no',
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ');
  return [line(head), ...lines.map(line)].join('\n');
}

function machine(): string {
  const memoryGb = (totalmem() / 1e9).toFixed(0);
  const model = cpus()[0]?.model ?? 'unknown';
  return `${availableParallelism()} cores (${model}), ${memoryGb} GB, Node.js ${process.version}, ${process.platform} ${process.arch}`;
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missing, sumOfFaults } from './faults.ts';
import { type Report, simulate } from './run.ts';

/** How many seeds, and for how long each lives. `npm run simulate` plays more. */
const SEEDS = 80;
const HOURS = 6;

describe('a charger in a rough world', () => {
  it(`loses and doubles nothing, gives nobody energy who may not have it, and always comes back: ${SEEDS} seeds of ${HOURS} hours`, async () => {
    const reports: Report[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const report = await simulate({ seed, hours: HOURS });
      assert.deepEqual(report.violations, [], await explained(report));
      reports.push(report);
    }
    // A world that is not rough proves nothing.
    assert.deepEqual(missing(sumOfFaults(reports.map(({ faults }) => faults))), []);
    assert.ok(reports.reduce((sum, { transactions }) => sum + transactions, 0) > SEEDS);
  });

  it('lives the same life again with the same seed, line by line', async () => {
    const [once, again] = [await linesOf(7, 8), await linesOf(7, 8)];
    assert.ok(once.length > 100);
    assert.deepEqual(again, once);
  });
});

/** What happened, for a run that failed. */
async function explained({ seed, violations }: Report): Promise<string> {
  if (violations.length === 0) return '';
  const lines = await linesOf(seed, HOURS);
  return `npm run simulate -- --seed ${seed} --hours ${HOURS}\n${lines.slice(-200).join('\n')}`;
}

async function linesOf(seed: number, hours: number): Promise<readonly string[]> {
  const lines: string[] = [];
  await simulate({ seed, hours, reader: (line) => lines.push(line) });
  return lines;
}

/**
 * `node test/features/smart-charging/many-profiles.ts 100000 [seed]`: so many random sets of profiles, each held against the slow
 * reference: limit, composite schedule and total. Prints how many there were and how long it took; a set about which they do not agree
 * is printed as small as it can be made, and the exit code is then 1.
 */
import fc from 'fast-check';
import { assertConnectorAgrees, assertNextChange, assertOrderIsNothing, assertTotalAgrees } from './agreement.ts';
import { coarseSets, fineSets } from './arbitrary-profiles.ts';

const [sets = 100_000, seed = Math.floor(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);
if (![sets, seed].every(Number.isInteger)) {
  process.stderr.write('expected the number of sets and perhaps a seed, both whole numbers\n');
  process.exit(2);
}

const seen = { profiles: 0, periods: 0, most: 0 };
const began = performance.now();
const run = fc.check(
  fc.property(fc.oneof({ weight: 9, arbitrary: fineSets }, { weight: 1, arbitrary: coarseSets }), (set) => {
    const { periods } = assertConnectorAgrees(set);
    assertTotalAgrees(set);
    assertNextChange(set);
    assertOrderIsNothing(set);
    seen.profiles += set.installed.length;
    seen.periods += periods.length;
    seen.most = Math.max(seen.most, periods.length);
  }),
  { numRuns: sets, seed },
);
const seconds = (performance.now() - began) / 1000;

if (run.failed) process.stdout.write(`${fc.defaultReportMessage(run)}\n`);
process.stdout.write(
  `seed ${seed}: ${run.numRuns} sets with ${seen.profiles} profiles in ${seconds.toFixed(1)} s; ` +
    `composite schedules of ${(seen.periods / run.numRuns).toFixed(1)} periods on average, ${seen.most} at most\n`,
);
process.exitCode = run.failed ? 1 : 0;

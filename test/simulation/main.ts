/**
 * `npm run simulate -- --seed S --hours H` plays one run; `--seeds N` plays N of them, from S on, side by side. A run that fails
 * is told with its seed, and played again with its trace. Exits with 1 when a run failed, or a fault was never met.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { faultNames, faults, missing, sumOfFaults } from './faults.ts';
import { type Report, simulate } from './run.ts';

interface Share {
  readonly first: number;
  readonly seeds: number;
  readonly step: number;
  readonly hours: number;
}

async function play({ first, seeds, step, hours }: Share): Promise<void> {
  for (let seed = first; seed < first + seeds; seed += step) parentPort?.postMessage(await simulate({ seed, hours }));
}

async function tell({ seed, violations, plan }: Report, hours: number, shown: number): Promise<void> {
  process.stdout.write(`\nseed ${seed} failed: npm run simulate -- --seed ${seed} --hours ${hours}\n`);
  process.stdout.write(`${JSON.stringify(plan.file)}\n`);
  const lines: string[] = [];
  await simulate({ seed, hours, reader: (line) => lines.push(line) });
  if (shown > 0) process.stdout.write(`${lines.slice(-shown).join('\n')}\n`);
  for (const violation of violations) process.stdout.write(`seed ${seed}: ${violation}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      hours: { type: 'string', default: '24' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      trace: { type: 'boolean', default: false },
      /** How many lines of a failed run are shown. */
      lines: { type: 'string', default: '200' },
      /** Stop after so many failed runs. */
      failures: { type: 'string', default: '3' },
    },
  });
  const [first, seeds, hours, failures] = [values.seed, values.seeds, values.hours, values.failures].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (values.trace) await simulate({ seed: first, hours, reader: (line) => process.stdout.write(`${line}\n`) });
  const jobs = Math.min(Number(values.jobs), seeds);
  const began = performance.now();
  const reports: Report[] = [];
  const failed: Report[] = [];
  const workers = Array.from(
    { length: jobs },
    (_, job) =>
      new Worker(new URL(import.meta.url), {
        workerData: { first: first + job, seeds: seeds - job, step: jobs, hours } satisfies Share,
      }),
  );
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.on('message', (report: Report) => {
            reports.push(report);
            if (report.violations.length > 0) failed.push(report);
            if (failed.length >= failures) for (const each of workers) void each.terminate();
          });
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );
  const minutes = (performance.now() - began) / 60_000;
  for (const report of failed.slice(0, failures)) await tell(report, hours, Number(values.lines));

  const counts = sumOfFaults(reports.map((report) => report.faults));
  for (const name of faultNames) {
    process.stdout.write(`${String(counts[name]).padStart(9)}  ${name}: ${faults[name]}\n`);
  }
  const transactions = reports.reduce((sum, report) => sum + report.transactions, 0);
  const never = missing(counts);
  if (never.length > 0) process.stdout.write(`never met: ${never.join(', ')}\n`);
  process.stdout.write(
    `${reports.length} runs of ${hours} h, ${transactions} transactions, ${failed.length} failed; ` +
      `${Math.round((reports.length * hours) / minutes)} simulated hours a minute with ${jobs} jobs; ` +
      `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`,
  );
  process.exitCode = failed.length > 0 || (seeds > 1 && never.length > 0) ? 1 : 0;
}

if (isMainThread) await main();
else await play(workerData as Share);

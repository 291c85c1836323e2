/**
 * `pilotwire play`: scenarios, one after the other, each on a charger of its own.
 *
 * Guarantees: every file is read before the first is played, and one that is wrong is a UsageError: nothing is started then; the
 * exit code is 0 only if every step of every scenario passed; the report is written either way.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { junitReport, type Played } from '../play/junit-report.ts';
import { readScenario, type Scenario, type ScenarioOptions } from '../play/scenario.ts';
import { stepLines, summaryLines } from '../play/text-report.ts';
import { playInMemory, playOverWebSocket } from '../play/theatre.ts';
import { createLog } from './log.ts';
import { UsageError } from './usage-error.ts';

export interface PlayOptions extends ScenarioOptions {
  readonly report?: string;
  readonly logLevel: string;
}

export async function play(files: readonly string[], options: PlayOptions): Promise<void> {
  const scenarios = files.map((file) => ({ file, scenario: read(file, options) }));
  const log = await createLog(options.logLevel);
  const perform = options.csms === undefined ? playInMemory : playOverWebSocket;
  const played: Played[] = [];
  for (const { file, scenario } of scenarios) {
    print([`${scenario.name} (${file})`]);
    const result = await perform(scenario, { log, told: (step) => print(stepLines(step)) });
    print([...summaryLines(result), '']);
    played.push({ file, result });
  }
  if (options.report !== undefined) write(options.report, junitReport(played));
  process.exit(played.every(({ result }) => result.passed) ? 0 : 1);
}

function read(file: string, options: PlayOptions): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the scenario ${file} cannot be read: ${(error as Error).message}`);
  }
  const result = readScenario(text, options);
  if (result.ok) return result.scenario;
  throw new UsageError([`${file} cannot be played:`, ...result.problems.map((each) => `  ${each}`)].join('\n'));
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Error(`the report ${file} cannot be written: ${(error as Error).message}`);
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

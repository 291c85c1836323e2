/**
 * Plays a scenario on a stage.
 *
 * Guarantees: the steps are done in order; after the first that fails none is done, and each that is left is told as skipped;
 * whatever happens, there is a result for each step, with its time by the charger's clock.
 */
import { stringify } from 'yaml';
import { explain } from '../schema/validate.ts';
import { ExpectationError } from '../watch/expectation-error.ts';
import { finalViolations, type Scenario, type Step } from './scenario.ts';
import { substitute } from './variables.ts';
import type { Stage } from './word.ts';

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string; readonly frames: readonly string[] }
  | { readonly kind: 'skipped' };

export interface StepResult {
  /** Where it stands in the file: /steps/3. */
  readonly path: string;
  /** The step in a line, with its variables replaced when it was done. */
  readonly title: string;
  /** The step in a line as it is written: the same in every run. */
  readonly written: string;
  /** How deep in blocks. */
  readonly depth: number;
  readonly outcome: Outcome;
  /** ms of the charger's time. */
  readonly tookMs: number;
}

export interface PlayResult {
  readonly name: string;
  readonly steps: readonly StepResult[];
  readonly passed: boolean;
  /** ms of the charger's time. */
  readonly tookMs: number;
  /** What the built-in Central System holds to be against the rules. */
  readonly complaints: readonly string[];
}

export async function play(
  scenario: Scenario,
  stage: Stage,
  told: (result: StepResult) => void = () => undefined,
): Promise<PlayResult> {
  const { clock } = stage.witness.twin;
  const begun = clock.elapsed();
  const results: StepResult[] = [];
  let failed = false;
  for (const [name, value] of Object.entries(scenario.variables)) stage.variables.set(name, value);

  function tell(result: StepResult): void {
    results.push(result);
    told(result);
  }

  async function done(step: Step, depth: number): Promise<void> {
    const from = clock.elapsed();
    let args = step.args;
    const result = (outcome: Outcome): StepResult => ({
      path: step.path,
      title: titleOf(step, args),
      written: titleOf(step, step.args),
      depth,
      outcome,
      tookMs: clock.elapsed() - from,
    });
    if (failed) return tell(result({ kind: 'skipped' }));
    try {
      args = argumentsOf(step, stage.variables);
      if (step.word.kind === 'act') await step.word.run(args as never, stage);
      tell(result({ kind: 'passed' }));
    } catch (error) {
      failed = true;
      return tell(result(failure(error, stage)));
    }
    if (step.word.kind === 'act') return;
    for (const values of step.word.passes(args as never)) {
      if (failed) return;
      for (const [name, value] of Object.entries(values)) stage.variables.set(name, value);
      for (const inner of step.steps) await done(inner, depth + 1);
    }
  }

  for (const step of scenario.steps) await done(step, 0);
  return {
    name: scenario.name,
    steps: results,
    passed: !failed,
    tookMs: clock.elapsed() - begun,
    complaints: (stage.central?.complaints ?? [])
      .filter(({ weight }) => weight === 'fault')
      .map(({ message, rule }) => `${message} (${rule})`),
  };
}

/** The arguments as they are at this moment. A block's steps have theirs replaced when they are done. */
function argumentsOf(step: Step, variables: ReadonlyMap<string, unknown>): unknown {
  const own = step.word.kind === 'block' ? { ...(step.args as object), steps: [] } : step.args;
  const replaced = substitute(own, variables);
  const args = step.word.kind === 'block' ? { ...(replaced as object), steps: [{}] } : replaced;
  const violations = finalViolations(step, args);
  if (violations.length > 0) throw new ExpectationError(violations.map(explain).join('; '));
  return args;
}

function failure(error: unknown, { witness }: Stage): Outcome {
  const reason = error instanceof Error ? error.message : String(error);
  const frames = error instanceof ExpectationError && error.frames.length > 0 ? error.frames : undefined;
  return { kind: 'failed', reason, frames: frames ?? witness.disappointed(reason).frames };
}

const MOST_TITLE = 140;

function titleOf({ name, word, args: written }: Step, args: unknown): string {
  const shown = word.kind === 'block' ? { ...(written as object), ...(args as object), steps: undefined } : args;
  const text = isEmpty(shown) ? '' : stringify(shown, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  const title = `${name} ${text}`.trim();
  return title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE)}…` : title;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** A scenario of steps that stand in a test, played in memory. */
import assert from 'node:assert/strict';
import type { PlayResult, StepResult } from '../../src/play/player.ts';
import { readScenario, type Scenario, type ScenarioOptions } from '../../src/play/scenario.ts';
import { playInMemory } from '../../src/play/theatre.ts';

/** The scenario that begins when the charger is accepted; `more` are other members of the file. */
export function scenarioOf(steps: string, more = '', options: ScenarioOptions = {}): Scenario {
  const lines = steps.replaceAll(/^ +\n|^\n/g, '').trimEnd();
  const result = readScenario(
    `name: a test\n${more}\nsteps:\n- wait-until: { registration: Accepted, status: Available }\n${lines}\n`,
    options,
  );
  assert.ok(result.ok, JSON.stringify(result));
  return result.scenario;
}

export function played(steps: string, more = ''): Promise<PlayResult> {
  return playInMemory(scenarioOf(steps, more));
}

/** The reason of the one step that failed. */
export function reasonOf({ steps }: PlayResult): string {
  const failed = steps.filter(({ outcome }) => outcome.kind === 'failed');
  assert.equal(failed.length, 1, JSON.stringify(steps));
  const [{ outcome }] = failed as [StepResult];
  assert.ok(outcome.kind === 'failed');
  return outcome.reason;
}

/** What is wrong with a file. */
export function problemsOf(text: string, options: ScenarioOptions = {}): readonly string[] {
  const result = readScenario(text, options);
  assert.ok(!result.ok, 'the file is right');
  return result.problems;
}

/** A report for people: a line for each step, and for one that failed what it waited for, what was there, and the last frames. Pure. */
import type { PlayResult, StepResult } from './player.ts';

const marks = { passed: '✓', failed: '✗', skipped: '-' } as const;

/** One step, when it is over. */
export function stepLines({ title, depth, outcome, tookMs }: StepResult): readonly string[] {
  const indent = '  '.repeat(depth + 1);
  const time = outcome.kind === 'skipped' ? '(skipped)' : tookMs > 0 ? `(${seconds(tookMs)})` : '';
  const line = `${indent}${marks[outcome.kind]} ${title} ${time}`.trimEnd();
  if (outcome.kind !== 'failed') return [line];
  const { reason, frames } = outcome;
  const before =
    frames.length === 0 ? ['no frame has passed'] : ['the last frames:', ...frames.map((each) => `  ${each}`)];
  return [line, `${indent}    ${reason}`, ...before.map((each) => `${indent}    ${each}`)];
}

/** The whole in a line or two. */
export function summaryLines({ steps, passed, tookMs, complaints }: PlayResult): readonly string[] {
  const count = (kind: StepResult['outcome']['kind']) => steps.filter(({ outcome }) => outcome.kind === kind).length;
  const parts = (['passed', 'failed', 'skipped'] as const).map((kind) => `${count(kind)} ${kind}`);
  return [
    `  ${passed ? 'passed' : 'FAILED'}: ${parts.join(', ')}, in ${seconds(tookMs)} of the charger's time`,
    ...complaints.map((each) => `  the Central System complains: ${each}`),
  ];
}

function seconds(ms: number): string {
  return `${Math.round(ms) / 1000} s`;
}

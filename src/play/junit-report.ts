/**
 * A report for machines: JUnit XML, a suite for each scenario, a case for each step, times in seconds of the charger's time. Pure.
 *
 * Guarantee: well-formed XML 1.0, whatever stands in titles and frames.
 */
import XMLBuilder from 'fast-xml-builder';
import type { PlayResult, StepResult } from './player.ts';

/** What has been played, with the file that it came from. */
export interface Played {
  readonly file: string;
  readonly result: PlayResult;
}

const xml = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
});

export function junitReport(played: readonly Played[]): string {
  const suites = played.map(suite);
  const sum = (name: '@tests' | '@failures' | '@skipped') => suites.reduce((all, each) => all + each[name], 0);
  return xml.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'pilotwire play',
      '@tests': sum('@tests'),
      '@failures': sum('@failures'),
      '@skipped': sum('@skipped'),
      testsuite: suites,
    },
  });
}

function suite({ file, result }: Played) {
  const count = (kind: StepResult['outcome']['kind']) =>
    result.steps.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    '@name': printable(result.name),
    '@file': printable(file),
    '@tests': result.steps.length,
    '@failures': count('failed'),
    '@skipped': count('skipped'),
    '@time': result.tookMs / 1000,
    testcase: result.steps.map((step, index) => testcase(step, index, file)),
    ...(result.complaints.length === 0 ? {} : { 'system-out': printable(result.complaints.join('\n')) }),
  };
}

function testcase({ written, path, outcome, tookMs }: StepResult, index: number, file: string) {
  return {
    // A repeated step is another case.
    '@name': printable(`${index + 1}. ${written}`),
    '@classname': printable(`${file}${path}`),
    '@time': tookMs / 1000,
    ...(outcome.kind === 'skipped' ? { skipped: '' } : {}),
    ...(outcome.kind === 'failed'
      ? { failure: { '@message': printable(outcome.reason), '#text': printable(outcome.frames.join('\n')) } }
      : {}),
  };
}

/** Without the characters that XML 1.0 cannot have at all. */
function printable(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '�');
}

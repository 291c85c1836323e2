/** What became of a CALL: the status in a word, how long it took, and whatever else was answered. */
import { explain } from '../../../src/schema/validate.ts';
import { latency } from '../shared/format.ts';
import { Pill } from '../shared/pill.tsx';
import { type Ending, statusOf } from './sent-calls.ts';
import { answerTone } from './words.ts';

export function Answer({ ending }: { readonly ending: Ending }) {
  if (ending.kind === 'waiting') return <p className="answer soft">Waiting for the answer …</p>;
  if (ending.kind === 'failed') {
    return (
      <div className="answer">
        <p>
          <Pill tone="bad">{failures[ending.problem] ?? 'failed'}</Pill> {ending.message}
          {ending.latencyMs !== undefined && <span className="soft"> {latency(ending.latencyMs)}</span>}
        </p>
        {ending.violations.length > 0 && (
          <ul>
            {ending.violations.map((violation) => (
              <li key={violation.path}>{explain(violation)}</li>
            ))}
          </ul>
        )}
      </div>
    );
  }
  const status = statusOf(ending.payload);
  const more = moreOf(ending.payload);
  return (
    <div className="answer">
      <p>
        <Pill tone={answerTone(status)}>{status ?? 'answered'}</Pill>
        <span className="soft"> after {latency(ending.latencyMs)}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      {more !== undefined && <pre tabIndex={0}>{more}</pre>}
    </div>
  );
}

const failures: Readonly<Record<string, string>> = {
  'call-error': 'CALLERROR',
  'invalid-answer': 'invalid answer',
  timeout: 'no answer',
  'not-connected': 'not sent',
};

/** All but the status, as text; undefined when there is nothing else. */
function moreOf(payload: unknown): string | undefined {
  const { status, ...more } = payload as Readonly<Record<string, unknown>>;
  return Object.keys(more).length === 0 ? undefined : JSON.stringify(more, null, 2);
}

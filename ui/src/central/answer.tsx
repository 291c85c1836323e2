/** What became of a CALL: the status in a word, how long it took, and whatever else was answered. */
import type { KeyValue } from '../../../src/ocpp16/types.ts';
import { explain } from '../../../src/schema/validate.ts';
import { latency } from '../shared/format.ts';
import { Pill } from '../shared/pill.tsx';
import { KeyTable } from './key-table.tsx';
import { type Ending, statusOf } from './sent-calls.ts';
import { answerTone } from './words.ts';

export function Answer({ ending, chargerId }: { readonly ending: Ending; readonly chargerId: string }) {
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
  const { keys, more } = partsOf(ending.payload);
  return (
    <div className="answer">
      <p>
        <Pill tone={answerTone(status)}>{status ?? 'answered'}</Pill>
        <span className="soft"> after {latency(ending.latencyMs)}</span>
      </p>
      {keys.length > 0 && <KeyTable keys={keys} chargerId={chargerId} />}
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

/** The configuration keys in it, and all but those and the status as text; undefined when there is nothing else. */
function partsOf(payload: unknown): { readonly keys: readonly KeyValue[]; readonly more: string | undefined } {
  const {
    status,
    configurationKey = [],
    ...more
  } = payload as { readonly configurationKey?: readonly KeyValue[] } & Readonly<Record<string, unknown>>;
  return { keys: configurationKey, more: Object.keys(more).length === 0 ? undefined : JSON.stringify(more, null, 2) };
}

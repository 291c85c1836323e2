/** Who limits the current, the winner marked; the limits that can be set by hand; the randomised delay and its override. */
import type { Connector } from '../../../../src/api/schemas.ts';
import { fixed } from '../../shared/format.ts';
import { attempt } from '../../shared/notices.tsx';
import { Slider } from '../../shared/slider.tsx';
import type { ChargerStore } from '../charger-store.ts';
import { limitWords } from '../words.ts';

/** Those of the API's PUT /connectors/{id}/limits/{source}. */
const settable = ['installer', 'temperature', 'cable', 'phase-cap'] as const;

export function Limits({
  charger: { api },
  connector,
}: {
  readonly charger: ChargerStore;
  readonly connector: Connector;
}) {
  const { id, limits, limit, phaseLimit, limitChangesInSeconds, randomisedDelay } = connector;
  const others = limits.filter(({ source }) => !settable.some((each) => each === source));
  return (
    <div className="limits">
      {settable.map((source) => (
        <Settable key={source} api={api} connector={connector} source={source} />
      ))}
      <ul className="soft">
        {others.map(({ source, maxCurrentA }) => (
          <li key={source} data-wins={limit.source === source}>
            {limitWords[source]}: {fixed(maxCurrentA, 1)} A{limit.source === source ? ' (it wins)' : ''}
          </li>
        ))}
        {phaseLimit !== null && <li>one phase only: {limitWords[phaseLimit]}</li>}
        {limitChangesInSeconds !== null && <li>changes in {fixed(limitChangesInSeconds, 0)} s</li>}
      </ul>
      {randomisedDelay !== null && (
        <button
          type="button"
          onClick={() => void attempt(() => api.ask('DELETE', `connectors/${id}/randomised-delay`))}
        >
          Do not wait the {randomisedDelay.remainingSeconds} s of the randomised delay
        </button>
      )}
    </div>
  );
}

function Settable(props: {
  readonly api: ChargerStore['api'];
  readonly connector: Connector;
  readonly source: (typeof settable)[number];
}) {
  const { api, connector, source } = props;
  const path = `connectors/${connector.id}/limits/${source}`;
  const set = connector.limits.find((each) => each.source === source)?.maxCurrentA;
  const most = connector.limits.find((each) => each.source === 'hardware')?.maxCurrentA ?? 32;
  const wins = connector.limit.source === source;
  return (
    <div className="row" data-wins={wins}>
      <Slider
        label={`${limitWords[source]}${wins ? ' (it wins)' : ''}`}
        unit="A"
        min={0}
        max={most}
        step={1}
        value={Math.min(set ?? most, most)}
        shown={set === undefined ? 'none' : undefined}
        change={(maxCurrentA) => void attempt(() => api.ask('PUT', path, { maxCurrentA }))}
      />
      <button type="button" disabled={set === undefined} onClick={() => void attempt(() => api.ask('DELETE', path))}>
        Lift<span className="unseen"> the limit of {limitWords[source]}</span>
      </button>
    </div>
  );
}

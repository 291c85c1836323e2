/** Moves and stretches the time that is looked at. */
import { Icon } from '../../shared/icon.tsx';
import { live, panned, spans, type View, zoomed } from './view.ts';

export function TimeControls(props: {
  readonly view: View;
  readonly change: (act: (view: View) => View) => void;
  readonly now: () => number;
}) {
  const { view, change, now } = props;
  return (
    <>
      <fieldset className="segments" aria-label="How much time is seen">
        {spans.map(({ name, seconds }) => (
          <label key={name}>
            <input
              type="radio"
              name="span"
              checked={Math.abs(view.span - seconds) < 1}
              onChange={() => change((was) => zoomed(was, seconds / was.span, 0.75, now()))}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <div className="row steps">
        <button type="button" className="bare" onClick={() => change((was) => panned(was, -0.5, now()))}>
          <Icon name="back" />
          <span className="unseen">Earlier</span>
        </button>
        <button type="button" className="bare" onClick={() => change((was) => panned(was, 0.5, now()))}>
          <Icon name="forward" />
          <span className="unseen">Later</span>
        </button>
        <button type="button" aria-pressed={view.end === 'now'} onClick={() => change(live)}>
          <Icon name="live" />
          Now
        </button>
      </div>
    </>
  );
}

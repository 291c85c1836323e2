/** The wire: all frames in and out, to be filtered, searched, paused, unfolded, taken home. */
import { useId, useMemo, useState, useSyncExternalStore } from 'react';
import type { Frame, FrameBook } from '../frame-book.ts';
import { Icon } from '../icon.tsx';
import { createFilteredFrames, everything, type Filter } from './frame-filter.ts';
import { FrameList } from './frame-list.tsx';
import { type Life, lifeOf } from './life.ts';
import { LifeLine } from './life-line.tsx';
import { saveAsLines } from './save.ts';

export function Wire({
  book,
  name,
}: {
  readonly book: FrameBook;
  /** Of the file that is saved. */
  readonly name: string;
}) {
  const version = useSyncExternalStore(book.subscribe, book.version);
  const [filter, setFilter] = useState<Filter>(everything);
  const [pausedAt, pause] = useState<number>();
  const [of, look] = useState<Frame>();
  const filtered = useMemo(() => createFilteredFrames(book), [book]);
  const all = book.frames();
  const newest = all.at(-1)?.number ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the book has changed when its version has
  const life = useMemo(() => (of === undefined ? undefined : lifeOf(book, of)), [of, book, version]);
  const frames = life?.frames ?? filtered.of(filter, pausedAt ?? Number.POSITIVE_INFINITY);

  return (
    <div className="wire">
      {life === undefined ? (
        <Filters actions={book.actions()} filter={filter} change={setFilter} />
      ) : (
        <LifeLine life={life} close={() => look(undefined)} />
      )}
      <div className="row wire-tools">
        <button
          type="button"
          aria-pressed={pausedAt !== undefined}
          onClick={() => pause(pausedAt === undefined ? newest : undefined)}
        >
          <Icon name={pausedAt === undefined ? 'pause' : 'play'} />
          {pausedAt === undefined ? 'Pause' : 'Go on'}
        </button>
        <button type="button" disabled={frames.length === 0} onClick={() => saveAsLines(frames, fileName(name, life))}>
          <Icon name="save" />
          Save as JSON lines
        </button>
        <span className="soft" data-count={frames.length}>
          {countText(frames.length, all.length, pausedAt === undefined ? 0 : newest - pausedAt)}
        </span>
      </div>
      {frames.length === 0 ? (
        <p className="empty">{all.length === 0 ? 'Nothing has passed yet.' : 'Nothing that passed is like that.'}</p>
      ) : (
        <FrameList
          key={life === undefined ? 'all' : `life ${life.frames[0]?.number}`}
          frames={frames}
          book={book}
          fromEnd={life === undefined}
          showLife={look}
        />
      )}
    </div>
  );
}

function Filters(props: {
  readonly actions: readonly string[];
  readonly filter: Filter;
  readonly change: (filter: Filter) => void;
}) {
  const { actions, filter, change } = props;
  const id = useId();
  return (
    <div className="row filters">
      <label className="search grow">
        <Icon name="search" />
        <span className="unseen">Search in the frames</span>
        <input
          type="search"
          value={filter.sought}
          placeholder="Search"
          onChange={({ target }) => change({ ...filter, sought: target.value })}
        />
      </label>
      <label htmlFor={`${id}-action`} className="unseen">
        Action
      </label>
      <select
        id={`${id}-action`}
        className="actions"
        value={filter.action}
        onChange={({ target }) => change({ ...filter, action: target.value })}
      >
        <option value="">All actions</option>
        {actions.map((action) => (
          <option key={action}>{action}</option>
        ))}
      </select>
      <fieldset className="segments" aria-label="Direction">
        {directions.map(([direction, text]) => (
          <label key={direction}>
            <input
              type="radio"
              name={`${id}-direction`}
              checked={filter.direction === direction}
              onChange={() => change({ ...filter, direction })}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        aria-pressed={filter.troubleOnly}
        onClick={() => change({ ...filter, troubleOnly: !filter.troubleOnly })}
      >
        <Icon name="warning" />
        Complaints
      </button>
    </div>
  );
}

const directions = [
  ['both', 'Both'],
  ['out', 'Sent'],
  ['in', 'Received'],
] as const;

function countText(shown: number, all: number, waiting: number): string {
  const some = shown === all ? `${all} frames` : `${shown} of ${all} frames`;
  return waiting > 0 ? `${some}, ${waiting} more since the pause` : some;
}

function fileName(name: string, life: Life | undefined): string {
  return life === undefined ? `${name}.jsonl` : `${name}-transaction-${life.transactionId ?? 'unknown'}.jsonl`;
}

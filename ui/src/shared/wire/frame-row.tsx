/** One frame of the list: folded in one line, unfolded with its payload and its other half. */
import { memo } from 'react';
import { clockTime, latency } from '../format.ts';
import type { Frame } from '../frame-book.ts';
import { Icon } from '../icon.tsx';
import { contentOf } from './frame-text.ts';
import { hasLife } from './life.ts';
import { hasTrouble } from './trouble.ts';

export interface FrameRowProps {
  readonly frame: Frame;
  readonly partner: Frame | undefined;
  readonly top: number;
  readonly row: number;
  readonly count: number;
  readonly open: boolean;
  /** By the tabulator; the others by arrow keys. */
  readonly reachable: boolean;
  readonly toggle: (frame: Frame) => void;
  readonly showLife: (frame: Frame) => void;
  readonly goTo: (frame: Frame) => void;
}

export const FrameRow = memo(drawRow, sameRow);

function drawRow(props: FrameRowProps) {
  const { frame, partner, top, row, count, open, reachable, toggle, showLife, goTo } = props;
  const { at, direction, kind, action, latencyMs, complaint, number } = frame;
  const content = contentOf(frame);
  const answered = latencyMs ?? (kind === 'call' ? partner?.latencyMs : undefined);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed one by one
    <div
      role="listitem"
      className="frame"
      aria-posinset={row + 1}
      aria-setsize={count}
      data-kind={kind}
      data-direction={direction}
      data-trouble={hasTrouble(frame)}
      data-open={open}
      style={{ transform: `translateY(${top}px)` }}
    >
      <button
        type="button"
        className="line"
        data-number={number}
        tabIndex={reachable ? 0 : -1}
        aria-expanded={open}
        onClick={() => toggle(frame)}
      >
        <time>
          {clockTime(at, false)}
          <span className="ms">{clockTime(at).slice(8)}</span>
        </time>
        <Icon name={direction} />
        <span className="unseen">{direction === 'out' ? 'sent' : 'received'} </span>
        <span className="action">
          {action ?? kind}
          {kind !== 'call' && action !== undefined && <span className="kind"> {kindNames[kind] ?? kind}</span>}
        </span>
        <span className="brief">{complaint ?? content.brief}</span>
        <span className="latency">{answered === undefined ? '' : latency(answered)}</span>
      </button>
      {open && (
        <div className="payload">
          <pre>{content.lines.join('\n')}</pre>
          <p>
            {complaint !== undefined && <span className="complaint">{complaint}. </span>}
            {partner !== undefined && (
              <button type="button" className="bare" onClick={() => goTo(partner)}>
                {kind === 'call' ? `To its ${kindNames[partner.kind] ?? 'answer'}` : 'To its call'}
              </button>
            )}
            {hasLife(frame) && (
              <button type="button" className="bare" onClick={() => showLife(frame)}>
                The transaction's life
              </button>
            )}
            {frame.id !== undefined && <span className="soft">message {frame.id}</span>}
          </p>
        </div>
      )}
    </div>
  );
}

const kindNames: Readonly<Record<string, string>> = { result: 'answer', error: 'error' };

/** The functions are the same in what they do. */
function sameRow(one: FrameRowProps, other: FrameRowProps): boolean {
  return (
    one.frame === other.frame &&
    one.partner === other.partner &&
    one.top === other.top &&
    one.count === other.count &&
    one.open === other.open &&
    one.reachable === other.reachable
  );
}

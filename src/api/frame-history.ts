/**
 * The frames that have passed lately, for who comes later.
 * Guarantee: the newest `KEPT_FRAMES` since the API was started, oldest first, across restarts of the charge point; the value of a
 * configuration key that can only be written is not among them.
 */
import { formatDateTime } from '../ocpp16/date-time.ts';
import type { Twin } from '../twin.ts';
import { masked } from './masked.ts';
import type { EventData } from './schemas.ts';

export const KEPT_FRAMES = 1_000;

export interface FrameHistory {
  frames(): readonly EventData<'frame'>[];
  stop(): void;
}

export function createFrameHistory(twin: Twin): FrameHistory {
  let frames: EventData<'frame'>[] = [];
  const stop = twin.observe((event) => {
    if (event.kind !== 'frame') return;
    const { frame } = event;
    const at = formatDateTime(twin.clock.now());
    frames.push({ at, ...frame, text: masked(frame, twin.chargePoint().configuration) });
    if (frames.length >= 2 * KEPT_FRAMES) frames = frames.slice(-KEPT_FRAMES);
  });
  return { frames: () => frames.slice(-KEPT_FRAMES), stop };
}

/**
 * The text of a charger's frame as it may be shown.
 * Guarantee: that of shownFrame, for every key that the charger's configuration lets nobody read, or does not have.
 */
import type { Configuration } from '../features/configuration/configuration.ts';
import type { FrameEvent } from '../rpc/rpc.ts';
import { shownFrame } from '../web/shown-frame.ts';

export function masked(frame: FrameEvent, configuration: Pick<Configuration, 'find'>): string {
  // What a key is about that the charger does not have, nobody knows.
  return shownFrame(frame, (key) => (configuration.find(key)?.access ?? 'W') === 'W');
}

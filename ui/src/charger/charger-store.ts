/**
 * The charger as the page has it: what GET /events told, and how to ask it for something.
 * Guarantee: after a connection that was lost the whole status is told anew, so nothing that is shown is left over.
 */
import type { Status } from '../../../src/api/schemas.ts';
import type { ApiClient } from '../shared/api-client.ts';
import { type EventReader, readEvents } from '../shared/event-reader.ts';
import { createFrameBook, type FrameBook } from '../shared/frame-book.ts';
import { createStore, type Store, useStore } from '../shared/store.ts';
import { after, type Told } from './charger-state.ts';

export interface ChargerStore {
  readonly api: ApiClient;
  readonly connection: EventReader['connection'];
  readonly status: Store<Status | undefined>;
  readonly frames: FrameBook;
  /** The connector that is looked at. */
  readonly chosen: Store<number>;
}

export function createChargerStore(api: ApiClient): ChargerStore {
  const status = createStore<Status | undefined>(undefined);
  const frames = createFrameBook();
  const { connection } = readEvents({
    api,
    path: 'events',
    tell({ kind, data }) {
      const told = { kind, data: JSON.parse(data) } as Told;
      status.update((now) => after(now, told));
      if (told.kind === 'frame') frames.add({ ...told.data, at: Date.parse(told.data.at) });
    },
  });
  return { api, connection, status, frames, chosen: createStore(1) };
}

/** The connector that is looked at. */
export function useConnector({ status, chosen }: ChargerStore): Status['connectors'][number] | undefined {
  const id = useStore(chosen);
  return useStore(status, (now) => now?.connectors.find((connector) => connector.id === id));
}

/**
 * The Central System as the page has it: what GET /events told, and how to ask it for something.
 *
 * Guarantees: after a connection that was lost, and for another charger, everything is told anew, so nothing that is shown is left
 * over; however many events come at once, who watches is told once.
 */
import type { ActionView } from '../../../src/central/views.ts';
import type { ApiClient } from '../shared/api-client.ts';
import { type Connection, type EventReader, readEvents } from '../shared/event-reader.ts';
import { createFrameBook, type FrameBook } from '../shared/frame-book.ts';
import { createStore, type Store, useStore } from '../shared/store.ts';
import { after, type CentralState, type Told } from './central-state.ts';
import { createSampleBook, type SampleBook } from './sample-book.ts';
import { createSentCalls, type SentCalls } from './sent-calls.ts';

export interface CentralStore {
  readonly api: ApiClient;
  readonly connection: Store<Connection>;
  /** Undefined until it was told the first time. */
  readonly state: Store<CentralState | undefined>;
  /** The charger that is looked at; undefined: none. */
  readonly chosen: Store<string | undefined>;
  /** Of the charger that is looked at. */
  readonly frames: FrameBook;
  readonly book: SampleBook;
  readonly actions: Store<readonly ActionView[]>;
  readonly sent: SentCalls;
  /** The chargers' time, ms since 1970. */
  now(): number;
}

export function createCentralStore(api: ApiClient): CentralStore {
  const connection = createStore<Connection>({ kind: 'connecting' });
  const state = createStore<CentralState | undefined>(undefined);
  const chosen = createStore<string | undefined>(undefined);
  const actions = createStore<readonly ActionView[]>([]);
  const frames = createFrameBook((act) => void requestAnimationFrame(act));
  const book = createSampleBook();
  let waiting: Told[] = [];
  let reader: EventReader | undefined;
  let unfollow = (): void => undefined;
  let lead = 0;

  function apply(): void {
    const told = waiting;
    waiting = [];
    const passed = told.flatMap((each) => {
      if (each.kind === 'frame') return [each.data];
      if (each.kind !== 'hello') return [];
      frames.clear();
      book.clear();
      lead = Date.parse(each.data.now) - Date.now();
      return each.data.charger?.frames ?? [];
    });
    for (const frame of passed) frames.add({ ...frame, at: Date.parse(frame.at) });
    book.take(passed);
    state.update((now) => after(now, told));
  }

  function follow(): void {
    unfollow();
    reader?.stop();
    waiting = [];
    const own = readEvents({
      api,
      path: `events?of=${encodeURIComponent(chosen.get() ?? '')}`,
      tell({ kind, data }) {
        if (reader !== own) return;
        if (waiting.length === 0) queueMicrotask(apply);
        waiting.push({ kind, data: JSON.parse(data) } as Told);
        if (kind === 'hello') void learnActions();
      },
    });
    reader = own;
    unfollow = own.connection.subscribe(() => connection.set(own.connection.get()));
  }

  async function learnActions(): Promise<void> {
    if (actions.get().length > 0) return;
    // Without them there are no forms; the next hello is another occasion.
    actions.set(await api.ask<readonly ActionView[]>('GET', 'actions').catch(() => []));
  }

  chosen.subscribe(follow);
  follow();
  return {
    api,
    connection,
    state,
    chosen,
    frames,
    book,
    actions,
    sent: createSentCalls(api),
    now: () => Date.now() + lead,
  };
}

/** The charger that is looked at, when it has ever come. */
export function useChosen({ state, chosen }: CentralStore) {
  const id = useStore(chosen);
  return useStore(state, (now) => (id === undefined ? undefined : now?.chargers.get(id)));
}

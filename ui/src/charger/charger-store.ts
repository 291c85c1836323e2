/**
 * The charger as the page has it: what GET /events told, and how to ask it for something.
 *
 * Guarantees: after a connection that was lost the whole status is told anew, so nothing that is shown is left over, and what passed
 * on the wire meanwhile is filled in; while a car charges and the page is looked at, its connector is read each second.
 */
import type { Reading } from '../../../src/api/reading.ts';
import type { EventData, Status } from '../../../src/api/schemas.ts';
import type { ApiClient } from '../shared/api-client.ts';
import { type EventReader, readEvents } from '../shared/event-reader.ts';
import { createFrameBook, type Frame, type FrameBook } from '../shared/frame-book.ts';
import { createStore, type Store, useStore } from '../shared/store.ts';
import { after, type Told } from './charger-state.ts';
import { type ChargerTime, createChargerTime } from './charger-time.ts';
import { createFrameGate } from './frame-gate.ts';
import { type LogLine, withLine } from './log-book.ts';
import { appended, emptyTrace, merged, pointNow, pointOf, type Trace } from './trace.ts';

export interface ChargerStore {
  readonly api: ApiClient;
  readonly connection: EventReader['connection'];
  readonly status: Store<Status | undefined>;
  readonly frames: FrameBook;
  /** Newest first. */
  readonly log: Store<readonly LogLine[]>;
  /** By connector. */
  readonly traces: Store<ReadonlyMap<number, Trace>>;
  readonly time: ChargerTime;
  /** Counts the frames that may have changed charging profiles. */
  readonly profileChanges: Store<number>;
  /** Counts the frames that may have changed the configuration. */
  readonly configurationChanges: Store<number>;
  /** The connector that is looked at. */
  readonly chosen: Store<number>;
  /** Waits for the work, then asks for the whole status: some of it no event tells. */
  refreshed(work: Promise<unknown>): Promise<void>;
}

const EVERY_MS = 1_000;
/** The status as a whole, for what no event tells. */
const STATUS_EVERY_MS = 10_000;

export function createChargerStore(api: ApiClient): ChargerStore {
  const status = createStore<Status | undefined>(undefined);
  const frames = createFrameBook((act) => void requestAnimationFrame(act));
  const traces = createStore<ReadonlyMap<number, Trace>>(new Map());
  const time = createChargerTime();
  const log = createStore<readonly LogLine[]>([]);
  const profileChanges = createStore(0);
  const configurationChanges = createStore(0);
  const chosen = createStore(1);
  const gate = createFrameGate((frame) => frames.add(frame));

  function traced(connectors: Status['connectors']): void {
    traces.update((known) => {
      const next = new Map(known);
      for (const connector of connectors)
        next.set(connector.id, appended(next.get(connector.id) ?? emptyTrace, pointNow(connector)));
      return next;
    });
  }

  const reactions: { readonly [K in Told['kind']]?: (data: EventData<K>) => void } = {
    hello(data) {
      time.told(data.clock.now, data.clock.speed);
      traced(data.connectors);
      void fillIn(data);
    },
    connector(data) {
      time.told(data.at, status.get()?.clock.speed ?? 1);
      traced([data]);
    },
    log: (data) => log.update((lines) => withLine(lines, data)),
    frame(data) {
      gate.live(frameOf(data));
      if (/ChargingProfile|RemoteStart/.test(data.action ?? '')) profileChanges.update((count) => count + 1);
      if (/ChangeConfiguration|Certificate|SendLocalList/.test(data.action ?? ''))
        configurationChanges.update((count) => count + 1);
      if (/Firmware/.test(data.action ?? '')) refresh().catch(() => undefined);
    },
  };

  function hear(told: Told): void {
    status.update((now) => after(now, told));
    (reactions[told.kind] as ((data: Told['data']) => void) | undefined)?.(told.data);
  }

  /** What was before, and what was missed. */
  async function fillIn({ connectors }: Status): Promise<void> {
    gate.close();
    try {
      const past = await api.ask<readonly EventData<'frame'>[]>('GET', 'frames');
      gate.open(past.map(frameOf));
    } catch {
      gate.open([]);
    }
    for (const { id } of connectors) {
      const history = await api.ask<readonly Reading[]>('GET', `connectors/${id}/readings`).catch(() => []);
      traces.update((known) => new Map(known).set(id, merged(known.get(id) ?? emptyTrace, history.map(pointOf))));
    }
  }

  const { connection } = readEvents({
    api,
    path: 'events',
    tell: ({ kind, data }) => hear({ kind, data: JSON.parse(data) } as Told),
  });

  connection.subscribe(() => {
    if (connection.get().kind === 'lost') time.stop();
  });

  async function refresh(): Promise<void> {
    const data = await api.ask<Status>('GET', 'status');
    time.told(data.clock.now, data.clock.speed);
    status.set(data);
  }

  setInterval(() => {
    if (document.hidden || connection.get().kind !== 'open') return;
    for (const { id, meter } of status.get()?.connectors ?? []) {
      if (meter.powerW <= 0) continue;
      api.ask<Status['connectors'][number]>('GET', `connectors/${id}`).then(
        (data) => hear({ kind: 'connector', data }),
        () => undefined,
      );
    }
  }, EVERY_MS);
  setInterval(() => {
    if (!document.hidden && connection.get().kind === 'open') refresh().catch(() => undefined);
  }, STATUS_EVERY_MS);

  return {
    api,
    connection,
    status,
    frames,
    log,
    traces,
    time,
    profileChanges,
    configurationChanges,
    chosen,
    async refreshed(work) {
      await work;
      await refresh();
    },
  };
}

function frameOf({ at, ...frame }: EventData<'frame'>): Omit<Frame, 'number'> {
  return { ...frame, at: Date.parse(at) };
}

/** The connector that is looked at. */
export function useConnector({ status, chosen }: ChargerStore): Status['connectors'][number] | undefined {
  const id = useStore(chosen);
  return useStore(status, (now) => now?.connectors.find((connector) => connector.id === id));
}

/**
 * Tells whoever reads `GET /events` what happens at the Central System, as it happens.
 *
 * Guarantees:
 * - the first event is `hello` with the state of all chargers; everything after it is a change, so a reader that keeps up is
 *   never out of date;
 * - a reader may choose one charger: it gets all that is kept of that one with the greeting, and then of the frames,
 *   transactions and complaints only that one's, while it goes on hearing of the state of all;
 * - a charger that changes fast is told at most every 50 ms of network time; everything else is told one by one;
 * - without a reader nothing is watched and no timer runs.
 */
import type { ServerResponse } from 'node:http';
import type { Timer } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { formatDateTime } from '../schema/date-time.ts';
import { createAudience } from '../web/audience.ts';
import type { CentralEvent } from './central-charger.ts';
import type { CentralSystem } from './central-system.ts';
import type { Transaction } from './transactions.ts';
import {
  type ChargerSummary,
  type ComplaintView,
  chargerSummary,
  complaintView,
  type FrameView,
  frameView,
  type IdTagsView,
  idTagsView,
  type PageOf,
} from './views.ts';

/** From a change of a charger to its event, ms. */
export const GATHERING_MS = 50;

/** What may wait for one reader, bytes: the greeting of ten thousand chargers is some megabytes. */
export const MOST_WAITING_BYTES = 16_777_216;

/** What is kept of one charger. */
export interface ChosenCharger {
  readonly id: string;
  /** Oldest first, all three. */
  readonly transactions: readonly Transaction[];
  readonly complaints: readonly ComplaintView[];
  readonly frames: readonly FrameView[];
}

/** The events, by kind. */
export interface CentralEventData {
  readonly hello: {
    /** The chargers' time. */
    readonly now: string;
    readonly chargers: readonly ChargerSummary[];
    readonly idTags: IdTagsView;
    /** The one that was chosen, if it has ever come. */
    readonly charger?: ChosenCharger;
  };
  readonly charger: ChargerSummary;
  readonly transaction: Transaction;
  readonly frame: FrameView;
  readonly complaint: ComplaintView;
  readonly 'id-tags': IdTagsView;
}

export interface CentralEventHub {
  /** Nobody else may read. */
  isFull(): boolean;
  /** Takes the response over. `chosen`: the charger whose frames, transactions and complaints are wanted; undefined: all. */
  open(response: ServerResponse, chosen: string | undefined): void;
  /** The list of id tags was changed. */
  idTagsChanged(): void;
  /** Ends all streams. */
  close(): Promise<void>;
}

export function createCentralEventHub(central: CentralSystem, log: Pick<Log, 'warn'>, pageOf: PageOf): CentralEventHub {
  const { clock, networkClock } = central;
  const changed = new Set<string>();
  let gathering: Timer | undefined;
  const audience = createAudience({ clock: networkClock, log, mostWaitingBytes: MOST_WAITING_BYTES, watch });

  function tell<K extends keyof CentralEventData>(kind: K, data: CentralEventData[K], about?: string): void {
    audience.tell(kind, data, about);
  }

  function gather(chargerId: string): void {
    changed.add(chargerId);
    gathering ??= networkClock.after(GATHERING_MS, () => {
      gathering = undefined;
      const told = [...changed];
      changed.clear();
      for (const id of told) {
        const charger = central.find(id);
        if (charger !== undefined) tell('charger', chargerSummary(charger, pageOf));
      }
    });
  }

  const ofCharger = ({ chargerId }: { readonly chargerId: string }) => gather(chargerId);
  const tellers: { readonly [K in CentralEvent['kind']]: (event: Extract<CentralEvent, { kind: K }>) => void } = {
    connected: ofCharger,
    disconnected: ofCharger,
    boot: ofCharger,
    registration: ofCharger,
    status: ofCharger,
    transaction({ transaction }) {
      tell('transaction', transaction, transaction.chargerId);
      gather(transaction.chargerId);
    },
    complaint({ complaint }) {
      tell('complaint', complaintView(complaint), complaint.chargerId);
      gather(complaint.chargerId);
    },
    frame: ({ frame }) => tell('frame', frameView(frame), frame.chargerId),
  };

  function watch(): () => void {
    const stop = central.observe((event) => (tellers[event.kind] as (event: CentralEvent) => void)(event));
    return () => {
      stop();
      gathering?.cancel();
      gathering = undefined;
      changed.clear();
    };
  }

  function kept(id: string): ChosenCharger | undefined {
    const charger = central.find(id);
    if (charger === undefined) return undefined;
    const { transactions, complaints, frames } = charger;
    return { id, transactions, complaints: complaints.map(complaintView), frames: frames.map(frameView) };
  }

  function greeting(chosen: string | undefined): CentralEventData['hello'] {
    const now = clock.now();
    const charger = chosen === undefined ? undefined : kept(chosen);
    return {
      now: formatDateTime(now),
      chargers: central.chargers().map((each) => chargerSummary(each, pageOf)),
      idTags: idTagsView(central.idTags, now),
      ...(charger === undefined ? {} : { charger }),
    };
  }

  return {
    isFull: audience.isFull,
    open: (response, chosen) =>
      audience.open(response, greeting(chosen), (about) => chosen === undefined || about === chosen),
    idTagsChanged: () => tell('id-tags', idTagsView(central.idTags, clock.now())),
    close: audience.close,
  };
}

/**
 * ReserveNow and CancelReservation (S 5.13, 5.1): a connector is kept for a card.
 *
 * Guarantees:
 * - a reservation is on disk before it is answered, and holds over power cuts and resets until its expiryDate, its cancellation, the
 *   transaction of its card (or of a card with its parent), or a connector that is Faulted or out of service, whichever comes first;
 * - a transaction that uses it up ends it in the same write, and bears its reservationId; a mere authorization ends nothing (S 5.13);
 * - expiryDate is of the wall clock: after it nobody is kept out any more, and it is told at that moment, or, when the clock is set,
 *   at once, and within a minute when nobody says that it was; what was over once stays over;
 * - who may begin where is decided in rules.ts.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Authorization } from '../../charger/session.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import { parseDateTime } from '../../ocpp16/date-time.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Store } from '../../store/store.ts';
import { sameIdTag } from '../authorization/id-tag.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { booleanKey } from '../configuration/key.ts';
import { isOutOfOrder } from '../status/derive.ts';
import { type Booked, createBook } from './book.ts';
import { admits, answer, canBeKept, isReserved, type Place, type Situation, usedBy } from './rules.ts';

export const ReserveConnectorZeroSupported = booleanKey({
  name: 'ReserveConnectorZeroSupported',
  profile: 'Reservation',
  access: 'R',
  default: true,
  meaning: 'The charger can be reserved without a connector being named (connector 0).',
  source: 'S 9.3.1',
});

export const reservationKeys = [ReserveConnectorZeroSupported];

/** How often the wall clock is looked at while something is reserved, ms: it may have been set. */
const LOOK_MS = 60_000;

/** A reservation that a transaction is about to use up. */
export interface Use {
  readonly reservationId: number;
  /** Takes it off the disk, within the store transaction that begins the transaction. */
  erase(): void;
  /** The transaction has begun. */
  done(): void;
}

export interface Reservations {
  readonly handlers: Handlers;
  /** May somebody with this authorization begin there, as far as reservations go? */
  admits(connector: number, authorization: Authorization): boolean;
  /** Is the connector kept for somebody? */
  reserved(connector: number): boolean;
  /** Does the status of a connector depend on what is going on at the others? */
  connected(): boolean;
  /** The connector of these that is reserved for this very card. */
  placeOf(idTag: string, within: readonly number[]): number | undefined;
  /** The parents for whose cards these connectors, or any, are reserved. */
  families(within: readonly number[]): readonly string[];
  /** The reservation that a transaction of this card there uses up. */
  use(connector: number, authorization: Authorization): Use | undefined;
  /** Ends what cannot be kept any more. */
  review(): void;
  /** Before the charger starts. */
  start(): void;
  stop(): void;
}

export function createReservations(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly configuration: Configuration;
  readonly store: Store;
  readonly charger: Charger;
  /** Is this connector to be in service? */
  readonly operative: (connector: number) => boolean;
}): Reservations {
  const { clock, log, configuration, charger } = options;
  const book = createBook(options.store);
  let timer: Timer | undefined;
  let followsSteps: (() => void) | undefined;
  /** Something has expired, and what follows from it is still to be shown. */
  let untold = false;
  /** Something has ended, and the disk could not take note of it yet. */
  let untidy = false;

  /** Those that hold now. What was once seen to be over stays over, however the clock is set. */
  function holding(): readonly Booked[] {
    if (book.all().length > 0) expire();
    return book.all();
  }

  function placeAt(id: number): Place {
    const view = charger.view(id);
    const order = isOutOfOrder(view) ? 'Faulted' : options.operative(id) ? 'in order' : 'Unavailable';
    return { id, session: view.session, order };
  }

  const situation = (reservations: readonly Booked[]): Situation<Booked> => ({
    reservations,
    places: charger.connectors.map(placeAt),
  });

  function end(booked: Booked, why: string): void {
    book.forget(booked);
    log.info(`reservation ${booked.reservationId} of connector ${booked.connector} ends: ${why}`);
    tidy();
  }

  function tidy(): void {
    try {
      book.tidy();
      untidy = false;
    } catch (error) {
      untidy = true;
      log.error('a reservation that has ended is still on the disk', { error: String(error) });
    }
  }

  /** Ends what is over by the wall clock. */
  function expire(): void {
    const now = clock.now();
    const over = book.all().filter(({ expiresAt }) => expiresAt <= now);
    if (over.length === 0) return;
    for (const booked of over) end(booked, 'it has expired');
    untold = true;
    arm();
  }

  function arm(): void {
    timer?.cancel();
    timer = undefined;
    const now = clock.now();
    const waits = book.all().map(({ expiresAt }) => Math.min(expiresAt - now, LOOK_MS));
    if (untold) waits.push(0);
    if (untidy) waits.push(LOOK_MS);
    if (waits.length > 0) timer = clock.after(Math.min(...waits), look);
  }

  function look(): void {
    expire();
    if (untidy) tidy();
    const news = untold;
    untold = false;
    arm();
    if (news) charger.rulesChanged();
  }

  function review(): void {
    if (book.all().length === 0) return;
    const { places } = situation([]);
    const lost = book.all().filter((booked) => !canBeKept(booked, places));
    for (const booked of lost) end(booked, 'what it was for is Faulted or Unavailable');
    if (lost.length > 0) arm();
  }

  const handlers: Handlers = {
    ReserveNow({ connectorId, expiryDate, idTag, parentIdTag, reservationId }) {
      const expiresAt = parseDateTime(expiryDate) ?? Number.NEGATIVE_INFINITY;
      const unwanted = connectorId === 0 && !configuration.value(ReserveConnectorZeroSupported);
      if (unwanted || expiresAt <= clock.now()) return { reply: { status: 'Rejected' } };
      const [first = 0, ...others] = charger.connectors;
      // Where there is one connector, any is this one.
      const connector = connectorId === 0 && others.length === 0 ? first : connectorId;
      const status = answer({ connector, reservationId }, situation(holding()));
      if (status !== 'Accepted') return { reply: { status } };
      book.put({
        reservationId,
        connector,
        idTag,
        ...(parentIdTag === undefined ? {} : { parentIdTag }),
        expiresAt,
      });
      arm();
      return { reply: { status }, after: charger.rulesChanged };
    },
    CancelReservation({ reservationId }) {
      const booked = holding().find((each) => each.reservationId === reservationId);
      if (booked === undefined) return { reply: { status: 'Rejected' } };
      book.erase(booked);
      book.forget(booked);
      arm();
      return { reply: { status: 'Accepted' }, after: charger.rulesChanged };
    },
  };

  return {
    handlers,
    admits(connector, authorization) {
      const reservations = holding();
      return reservations.length === 0 || admits(connector, authorization, situation(reservations));
    },
    reserved(connector) {
      const reservations = holding();
      return reservations.length > 0 && isReserved(connector, situation(reservations));
    },
    connected: () => book.all().some(({ connector }) => connector === 0),
    placeOf: (idTag, within) =>
      holding().find((each) => within.includes(each.connector) && sameIdTag(each.idTag, idTag))?.connector,
    families: (within) =>
      holding().flatMap(({ connector, parentIdTag }) =>
        parentIdTag !== undefined && (connector === 0 || within.includes(connector)) ? [parentIdTag] : [],
      ),
    use(connector, authorization) {
      const booked = usedBy(connector, authorization, holding());
      return (
        booked && {
          reservationId: booked.reservationId,
          erase: () => book.erase(booked),
          done() {
            book.forget(booked);
            arm();
            // What this one does is being told; the others may be free for everybody now.
            if (booked.connector === 0) queueMicrotask(charger.rulesChanged);
          },
        }
      );
    },
    review,
    start() {
      expire();
      review();
      arm();
      followsSteps = clock.onStep?.(look);
    },
    stop() {
      followsSteps?.();
      timer?.cancel();
    },
  };
}

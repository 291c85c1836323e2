/**
 * The reservations that there are, on disk and at hand (S 5.13).
 *
 * Guarantees: what `put` has taken survives power cuts and resets; a reservation that takes the place of another does so whole or
 * not at all; the Central System's id is an attribute, never a key (DESIGN rule 9).
 */
import type { Collection, Store } from '../../store/store.ts';
import type { Reservation } from './rules.ts';

/** A reservation under its number, which is ours. */
export interface Booked extends Reservation {
  readonly number: number;
}

export interface Book {
  /** In the order in which they came. */
  all(): readonly Booked[];
  /** Takes it in, in place of one with the same reservationId. Throws StoreError when there is no room on the disk. */
  put(reservation: Reservation): void;
  /** Takes it off the disk: alone, or within the store transaction that is under way. */
  erase(booked: Booked): void;
  /** It is no more, whatever the disk says. */
  forget(booked: Booked): void;
  /** Takes off the disk what is no more. Throws StoreError when it cannot. */
  tidy(): void;
}

export function createBook(store: Store): Book {
  const records = (): Collection<Reservation> => store.collection('reservations');
  // Read once: it is asked with every change of a connector.
  let all: readonly Booked[] = records()
    .entries()
    .map(([key, reservation]) => ({ ...reservation, number: Number(key) }));

  function tidy(kept: readonly Booked[]): void {
    for (const [key] of records().entries()) if (!kept.some(({ number }) => number === key)) records().delete(key);
  }

  return {
    all: () => all,
    put(reservation) {
      const others = all.filter(({ reservationId }) => reservationId !== reservation.reservationId);
      const number = (all.at(-1)?.number ?? 0) + 1;
      store.transaction(() => {
        tidy(others);
        records().put(number, reservation);
      });
      all = [...others, { ...reservation, number }];
    },
    erase({ number }) {
      records().delete(number);
    },
    forget({ number }) {
      all = all.filter((each) => each.number !== number);
    },
    tidy: () => tidy(all),
  };
}

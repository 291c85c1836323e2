/** Whatever is reserved and whoever comes: nobody is shut out of what was promised (S 5.13). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Session } from '../../../src/charger/session.ts';
import {
  admits,
  answer,
  isReserved,
  type Place,
  type Reservation,
  type Situation,
  usedBy,
} from '../../../src/features/reservation/rules.ts';

const cards = ['A', 'B', 'C', 'D'] as const;
const parents = [undefined, undefined, 'P', 'Q'] as const;
const connectors = 4;

interface Card {
  readonly idTag: string;
  readonly parentIdTag?: string;
}

const card: fc.Arbitrary<Card> = fc
  .record({ idTag: fc.constantFrom(...cards), parentIdTag: fc.constantFrom(...parents) })
  .map(({ idTag, parentIdTag }) => (parentIdTag === undefined ? { idTag } : { idTag, parentIdTag }));
const connector = fc.integer({ min: 0, max: connectors });

/** What the Central System asks for, who comes, what cars do, what breaks. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), card, connector, reservationId: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ kind: fc.constant('come' as const), card, connector }),
  fc.record({ kind: fc.constant('leave' as const), connector }),
);

const idle: Session = { phase: 'idle' };

function charges(authorization: Card): Session {
  return { phase: 'transaction', authorization, plugged: true, started: true, withheld: false };
}

/** Free for somebody who comes now, whoever that is. */
const free = ({ places, reservations }: Situation): readonly Place[] =>
  places.filter(({ id, session }) => session.phase === 'idle' && !reservations.some((each) => each.connector === id));

const ofWholeCharger = ({ reservations }: Situation): readonly Reservation[] =>
  reservations.filter((each) => each.connector === 0);

describe('whoever reserves and whoever comes', () => {
  it('J23: each reservation that was accepted can be used, until it is', () => {
    let refused = 0;
    let used = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
        let now: Situation = {
          reservations: [],
          places: Array.from({ length: connectors }, (_, index) => ({
            id: index + 1,
            session: idle,
            order: 'in order',
          })),
        };
        const put = (id: number, session: Session): readonly Place[] =>
          now.places.map((place) => (place.id === id ? { ...place, session } : place));
        for (const what of steps) {
          if (what.kind === 'leave') now = { ...now, places: put(what.connector, idle) };
          else if (what.kind === 'reserve') {
            if (answer(what, now) !== 'Accepted') continue;
            const { reservationId } = what;
            const reservation = { reservationId, connector: what.connector, ...what.card, expiresAt: 1 };
            const others = now.reservations.filter((each) => each.reservationId !== reservationId);
            now = { ...now, reservations: [...others, reservation] };
          } else {
            const there = now.places.find(({ id }) => id === what.connector);
            if (there?.session.phase !== 'idle') continue;
            if (!admits(what.connector, what.card, now)) {
              refused += 1;
              continue;
            }
            const own = now.reservations.find((each) => each.connector === what.connector);
            const ends = usedBy(what.connector, what.card, now.reservations);
            if (own !== undefined) assert.equal(ends, own, 'who begins at a reserved connector uses that up');
            if (ends !== undefined) used += 1;
            now = {
              reservations: now.reservations.filter((each) => each !== ends),
              places: put(what.connector, charges(what.card)),
            };
          }
          // Nothing but what the people who hold reservations do themselves can make this false.
          assert.ok(free(now).length >= ofWholeCharger(now).length, 'so many connectors are free as are promised');
          for (const { connector: at, ...holder } of now.reservations) {
            const may = at === 0 ? free(now).map(({ id }) => id) : [at];
            const places = may.filter((id) => now.places.some((place) => place.id === id && place.session === idle));
            for (const id of places) assert.ok(admits(id, holder, now), 'who has reserved is let in');
          }
          for (const { id, session } of now.places) {
            if (session.phase !== 'idle') continue;
            const stranger = admits(id, { idTag: 'STRANGER' }, now);
            assert.equal(isReserved(id, now), !stranger, 'Reserved is where no stranger may begin');
          }
        }
      }),
      { numRuns: 2000 },
    );
    assert.ok(refused > 100 && used > 100, `${refused} refused, ${used} used`);
  });
});

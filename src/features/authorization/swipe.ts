/**
 * What happens when a card is held to the reader.
 *
 * Guarantees:
 * - swipes are handled one after the other, in order; each is done with before the next begins; those that come while `MOST_WAITING`
 *   wait are dropped;
 * - the card that began a transaction ends it without a question (S 3.4); another card ends it only if it has the same parent,
 *   and not while a car waits for a card: then that one is begun;
 * - a card for which a connector is reserved goes there (S 5.13), and to no other;
 * - where several cars wait, or none, `charger/assignment.ts` says where the card goes; a card for which there is no place does
 *   nothing.
 */
import type { Charger } from '../../charger/charger.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { Authorization } from '../../charger/session.ts';
import type { Log } from '../../log/log.ts';
import { admit } from './admit.ts';
import type { AuthorizationFeature } from './authorize.ts';
import { sameGroup, sameIdTag } from './id-tag.ts';

/** How many swipes may wait for their turn (ours): a question to the Central System may take half a minute. */
export const MOST_WAITING = 20;

export interface Reader {
  swipe(idTag: string, connectors: readonly number[] | undefined): void;
  /** Ends when all swipes so far have been handled. */
  settled(): Promise<void>;
}

export function createReader(options: {
  readonly charger: Charger;
  readonly authorization: AuthorizationFeature;
  /** The connector of these that is reserved for this very card. */
  readonly reservedFor: (idTag: string, within: readonly number[]) => number | undefined;
  readonly log: Log;
}): Reader {
  const { charger, log } = options;
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;

  async function handle(idTag: string, only: readonly number[] | undefined): Promise<void> {
    const near = (only ?? charger.connectors).filter((id) => charger.connectors.includes(id));
    const own = (): ConnectorView | undefined => endable(({ idTag: owner }) => sameIdTag(owner, idTag));
    const endable = (isOwner: (owner: Authorization) => boolean) => firstToEnd(near.map(charger.view), isOwner);

    const begun = own();
    if (begun !== undefined) return end(begun, idTag);

    const { status, parentIdTag, decidedBy } = await options.authorization.authorize(idTag);
    log.info(`card ${idTag}: ${status} (${decidedBy})`);
    charger.signal(status === 'Accepted' ? 'accepted' : 'refused');
    if (status !== 'Accepted') return;
    const reserved = options.reservedFor(idTag, near);
    const within = reserved === undefined ? near : [reserved];
    const card = { idTag, within, ...(parentIdTag === undefined ? {} : { parentIdTag }) };
    // The world may have moved on while the Central System was thinking.
    const begunSince = own();
    if (begunSince !== undefined) return end(begunSince, idTag);
    const family = endable((owner) => sameGroup(owner, card));
    const place = charger.placeFor(card);
    if (family !== undefined && reserved === undefined && !comesFirst(place, family)) end(family, idTag);
    else if (place === undefined) log.info(`card ${idTag}: no connector is free`);
    else admit(charger, place, card);
  }

  /** Does somebody of the family begin there, rather than end what another of the family has begun (ours; S 3.10 is silent)? */
  function comesFirst(place: number | undefined, { session }: ConnectorView): boolean {
    if (place === undefined) return false;
    const { phase } = charger.view(place).session;
    return phase === 'plugged' || phase === 'timed-out' || session.phase === 'authorized';
  }

  function end({ id, session }: ConnectorView, idTag: string): void {
    if (session.phase === 'finishing') charger.release(id);
    else charger.end(id, { reason: 'Local', idTag });
  }

  return {
    swipe(idTag, connectors) {
      if (waiting >= MOST_WAITING) {
        log.warn(`card ${idTag}: ${MOST_WAITING} others are waiting; it is not looked at`);
        return;
      }
      waiting += 1;
      last = last
        .then(() => {
          waiting -= 1;
          return handle(idTag, connectors);
        })
        .catch((error) => {
          log.error(`card ${idTag} could not be handled`, { error: String(error) });
        });
    },
    settled: () => last,
  };
}

/** What a card can end, the most pressing first: what runs, a wait for a car, the wait of a held cable; last what is ending already. */
const toEnd: readonly ((view: ConnectorView) => boolean)[] = [
  ({ session }) => session.phase === 'transaction' && session.ending === undefined,
  ({ session }) => session.phase === 'authorized',
  ({ session }) => session.phase === 'finishing' && session.held,
  ({ session }) => session.phase === 'transaction',
];

/** The first of these that such an owner can end. */
function firstToEnd(
  views: readonly ConnectorView[],
  isOwner: (owner: Authorization) => boolean,
): ConnectorView | undefined {
  const owned = views.filter(({ session }) => 'authorization' in session && isOwner(session.authorization));
  for (const applies of toEnd) {
    const view = owned.find(applies);
    if (view !== undefined) return view;
  }
  return undefined;
}

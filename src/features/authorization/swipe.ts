/**
 * What happens when a card is held to the reader.
 *
 * Guarantees:
 * - swipes are handled one after the other, in order; each is done with before the next begins;
 * - the card that began a transaction ends it without a question (S 3.4); another card ends it only if it has the same parent;
 * - a car that waits is served before one that may come; a card for which there is no place does nothing, and a connector
 *   that cannot give energy is none.
 */
import type { Charger } from '../../charger/charger.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { Log } from '../../log/log.ts';
import type { AuthorizationFeature } from './authorize.ts';
import { sameGroup, sameIdTag } from './id-tag.ts';

/** Which connectors a card can start on, best first: where a car waits, where one was waiting, where one may come. */
const startPhases = ['plugged', 'timed-out', 'finishing', 'idle'] as const;

export interface Reader {
  swipe(idTag: string, connectors: readonly number[] | undefined): void;
  /** Ends when all swipes so far have been handled. */
  settled(): Promise<void>;
}

export function createReader(options: {
  readonly charger: Charger;
  readonly authorization: AuthorizationFeature;
  readonly log: Log;
  /** May anybody be served here, now? */
  readonly inService: (connector: number) => boolean;
}): Reader {
  const { charger, log } = options;
  let last: Promise<void> = Promise.resolve();

  async function handle(idTag: string, only: readonly number[] | undefined): Promise<void> {
    const views = (only ?? charger.connectors).filter((id) => charger.connectors.includes(id)).map(charger.view);
    const own = views.find(
      ({ session }) => 'authorization' in session && sameIdTag(session.authorization.idTag, idTag),
    );
    if (own !== undefined && actOnOwn(own, idTag)) return;

    const decision = await options.authorization.authorize(idTag);
    log.info(`card ${idTag}: ${decision.status} (${decision.decidedBy})`);
    charger.signal(decision.status === 'Accepted' ? 'accepted' : 'refused');
    if (decision.status !== 'Accepted') return;
    const card = decision.parentIdTag === undefined ? { idTag } : { idTag, parentIdTag: decision.parentIdTag };
    // The world may have moved on while the Central System was thinking.
    const now = views.map(({ id }) => charger.view(id));
    const place = startPhases.flatMap((phase) => now.filter(({ session }) => session.phase === phase)).find(isPlace);
    const related = now.find(({ session }) => 'authorization' in session && sameGroup(session.authorization, card));
    if (related !== undefined && actOnOwn(related, idTag)) return;
    if (place === undefined) log.info(`card ${idTag}: no connector is free`);
    else charger.authorize(place.id, card);
  }

  function isPlace({ id, session, faults }: ConnectorView): boolean {
    const free = session.phase !== 'finishing' || !session.held;
    return free && options.inService(id) && !faults.some(({ blocking }) => blocking);
  }

  /** What the owner's card does to what is going on; false when it is to be treated as a new one. */
  function actOnOwn({ id, session }: ConnectorView, idTag: string): boolean {
    if (session.phase === 'transaction' || session.phase === 'authorized') {
      charger.end(id, { reason: 'Local', idTag });
      return true;
    }
    if (session.phase === 'finishing' && session.held) {
      charger.release(id);
      return true;
    }
    return false;
  }

  return {
    swipe(idTag, connectors) {
      last = last
        .then(() => handle(idTag, connectors))
        .catch((error) => {
          log.error(`card ${idTag} could not be handled`, { error: String(error) });
        });
    },
    settled: () => last,
  };
}

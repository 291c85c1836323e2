/**
 * To whose family a card belongs (S 3.10) is often said only after it has begun something: in the confirmation of its
 * StartTransaction, when it began offline or by a remote start that nobody asked about.
 *
 * Guarantee: whatever the card has begun then belongs to that parent: what runs, what waits for a car, and a cable that is held
 * (E4 3.5). An answer that names no parent takes none away: many Central Systems name it only in answer to Authorize.
 */
import type { Charger } from '../../charger/charger.ts';
import { sameIdTag } from './id-tag.ts';

/** Takes note of what the Central System says of a card's parent; undefined when it says nothing. */
export function learnParent(charger: Charger, idTag: string, parentIdTag: string | undefined): void {
  if (parentIdTag === undefined) return;
  for (const id of charger.connectors) {
    const { session } = charger.view(id);
    if ('authorization' in session && sameIdTag(session.authorization.idTag, idTag)) charger.belongs(id, parentIdTag);
  }
}

/**
 * What is done with somebody who was authorized, by card or by request, once there is a place.
 *
 * Guarantees: a card that waits for whichever car comes next waits once, however often it is authorized; who waited at that place
 * before goes on waiting elsewhere, if that is possible.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Authorization, Session } from '../../charger/session.ts';
import { sameIdTag } from './id-tag.ts';

/** Lets somebody charge at this connector, or wait for a car there. */
export function admit(charger: Charger, connector: number, authorization: Authorization): void {
  const before = waitsForAny(charger, authorization.idTag);
  if (before !== undefined && before !== connector) charger.end(before, { reason: 'Other' });
  const { session } = charger.view(connector);
  if (session.phase === 'authorized' && !sameIdTag(session.authorization.idTag, authorization.idTag))
    charger.giveWay(connector);
  charger.authorize(connector, authorization);
}

/** The connector on which this card is shown to wait, while it is good for others too; undefined when it does not wait so. */
export function waitsForAny(charger: Charger, idTag: string): number | undefined {
  const waits = (session: Session): boolean =>
    session.phase === 'authorized' &&
    (session.authorization.within ?? []).length > 1 &&
    sameIdTag(session.authorization.idTag, idTag);
  return charger.connectors.find((id) => waits(charger.view(id).session));
}

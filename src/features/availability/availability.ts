/**
 * ChangeAvailability (S 5.2): connectors and the charger, taken out of service and put back.
 *
 * Guarantees: a connector is in service only when it and the charger as a whole are (ours: the specification is silent); what was
 * asked for is on disk before it is answered, and survives every restart; a running transaction is not disturbed: the answer is
 * Scheduled, and the connector goes out of service when the transaction is over, also if a power cut is what ends it; the charger
 * as a whole with its last one. What the charger itself needs its connectors for is nobody's wish, and is not on disk: when it lets go
 * of them, what was asked for holds as before.
 */
import type { Charger } from '../../charger/charger.ts';
import type { AvailabilityType } from '../../ocpp16/types.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Store } from '../../store/store.ts';

export interface Availability {
  readonly handlers: Handlers;
  /** Is this connector, or with 0 the charger as a whole, to be in service? */
  operative(connector: number): boolean;
  /** The charger itself needs its connectors for something else (S 5.19), or lets go of them. Transactions that run are not disturbed. */
  occupy(occupied: boolean): void;
}

export function createAvailability(options: {
  readonly store: Store;
  readonly charger: Charger;
  /** What is wanted of this connector (0: of all) has changed. */
  readonly changed: (connector: number) => void;
}): Availability {
  const { charger } = options;
  const wanted = options.store.collection<AvailabilityType>('availability');
  // Read once: it is asked for with every change of a connector.
  const inoperative = new Set(
    wanted
      .entries()
      .filter(([, type]) => type === 'Inoperative')
      .map(([connector]) => connector),
  );

  /** The charger itself needs all of them. */
  let occupied = false;

  function act(connector: number, type: AvailabilityType): void {
    if (type === 'Inoperative') inoperative.add(connector);
    else inoperative.delete(connector);
    if (type === 'Inoperative') sendAway(connector === 0 ? charger.connectors : [connector]);
    options.changed(connector);
  }

  /** Somebody who was authorized and has no car here waits at another connector, or goes. */
  function sendAway(connectors: readonly number[]): void {
    for (const id of connectors) {
      if (charger.view(id).session.phase === 'authorized' && !charger.giveWay(id)) charger.end(id, { reason: 'Other' });
    }
  }

  return {
    operative: (connector) => !occupied && !inoperative.has(connector) && !inoperative.has(0),
    occupy(now) {
      if (occupied === now) return;
      occupied = now;
      if (occupied) sendAway(charger.connectors);
      options.changed(0);
    },
    handlers: {
      ChangeAvailability({ connectorId, type }) {
        if (connectorId !== 0 && !charger.connectors.includes(connectorId)) return { reply: { status: 'Rejected' } };
        const concerned = connectorId === 0 ? charger.connectors : [connectorId];
        const busy = concerned.some((id) => charger.view(id).session.phase === 'transaction');
        // On disk before the answer; seen after it.
        wanted.put(connectorId, type);
        return {
          reply: { status: type === 'Inoperative' && busy ? 'Scheduled' : 'Accepted' },
          after: () => act(connectorId, type),
        };
      },
    },
  };
}

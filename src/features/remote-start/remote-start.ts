/**
 * RemoteStartTransaction and RemoteStopTransaction (S 5.11, 5.12).
 *
 * Guarantees: the confirmation says only whether the request is taken up (E4 3.32, 3.33) and is out before anything happens; a
 * start is refused where no transaction can begin, a stop unless exactly that transaction is running; both before acceptance;
 * a profile that comes with a start limits its transaction alone, and one that could not is a reason to refuse (S 5.16.2);
 * a reserved connector is for its card and its family alone (S 5.13); a start that names no connector begins where its card has
 * reserved, or where the next car waits or comes (charger/assignment.ts), unless a key says otherwise; of starts whose card the Central
 * System is asked about no more than `MOST_UNDECIDED` wait for its answer.
 */
import type { Admits } from '../../charger/assignment.ts';
import type { Charger } from '../../charger/charger.ts';
import type { Authorization } from '../../charger/session.ts';
import type { Log } from '../../log/log.ts';
import type { ChargingProfile } from '../../ocpp16/types.ts';
import type { Handlers } from '../../rpc/router.ts';
import { admit, waitsForAny } from '../authorization/admit.ts';
import type { AuthorizationFeature } from '../authorization/authorize.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { booleanKey } from '../configuration/key.ts';
import type { Registration } from '../registration.ts';
import type { Reservations } from '../reservation/reservation.ts';
import type { SmartCharging } from '../smart-charging/smart-charging.ts';
import type { Transactions } from '../transactions/transactions.ts';

export const AuthorizeRemoteTxRequests = booleanKey({
  name: 'AuthorizeRemoteTxRequests',
  profile: 'Core',
  access: 'RW',
  default: false,
  meaning: 'A remote start is authorized like a card at the reader before it begins.',
  source: 'S 9.1.3, S 5.11',
});

export const RejectRemoteStartTransactionWithoutConnectorId = booleanKey({
  name: 'RejectRemoteStartTransactionWithoutConnectorId',
  profile: 'Vendor',
  access: 'RW',
  default: false,
  meaning: 'A remote start that names no connector is refused.',
  source: 'ours, with the name that libocpp uses; S 5.11 leaves it to the charger',
});

export const RemoteStartTransactionWithoutConnectorIdFindFirst = booleanKey({
  name: 'RemoteStartTransactionWithoutConnectorIdFindFirst',
  profile: 'Vendor',
  access: 'RW',
  default: false,
  meaning:
    'A remote start that names no connector is for the first one that is free at that moment; otherwise for whichever the next car is plugged into.',
  source: 'ours, with the name that libocpp uses; S 5.11 leaves it to the charger',
});

export const remoteStartKeys = [
  AuthorizeRemoteTxRequests,
  RejectRemoteStartTransactionWithoutConnectorId,
  RemoteStartTransactionWithoutConnectorIdFindFirst,
];

/** Somebody who is to charge, and where. */
/** How many starts may wait for what the Central System says of their card (ours). */
export const MOST_UNDECIDED = 10;

type Start = Authorization & Required<Pick<Authorization, 'within'>>;

export function remoteStartHandlers(options: {
  readonly charger: Charger;
  readonly configuration: Configuration;
  readonly authorization: AuthorizationFeature;
  readonly transactions: Transactions;
  readonly registration: () => Registration;
  readonly admits: Admits;
  readonly reservations: Pick<Reservations, 'placeOf' | 'families'>;
  readonly smartCharging: Pick<SmartCharging, 'refusesToBegin' | 'promise'>;
  readonly log: Log;
}): Handlers {
  const { charger, configuration, log } = options;
  /** Starts that were Accepted and whose card is not decided on yet. */
  let undecided = 0;

  /** Where such a start begins now; undefined for nowhere. */
  function placeFor(start: Start): number | undefined {
    const waits = start.within.length > 1 ? waitsForAny(charger, start.idTag) : undefined;
    return waits ?? charger.placeFor(start) ?? placeOfAnother(start);
  }

  /** Where only one connector can be meant, the newer request takes it over from somebody who waits there for a car (ours). */
  function placeOfAnother(start: Start): number | undefined {
    const [only, ...others] = start.within;
    if (only === undefined || others.length > 0 || !charger.connectors.includes(only)) return undefined;
    const { session, faults } = charger.view(only);
    const free = session.phase === 'authorized' && !faults.some(({ blocking }) => blocking);
    return free && options.admits(only, start) ? only : undefined;
  }

  /** Where it begins if its card, of which nothing good is known, turns out to belong to a family that has reserved (S 5.13). */
  function placeForFamily(start: Start): number | undefined {
    if (options.authorization.known(start.idTag)?.status === 'Accepted') return undefined;
    for (const parentIdTag of options.reservations.families(start.within)) {
      const place = placeFor({ ...start, parentIdTag });
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** `asks`: only the Central System can say whether the card may begin there. */
  async function begin(start: Start, asks: boolean, profile: ChargingProfile | undefined): Promise<void> {
    const { request, decided } = options.smartCharging.promise(profile);
    undecided += 1;
    try {
      let card: Start = start;
      if (asks || configuration.value(AuthorizeRemoteTxRequests)) {
        const { status, parentIdTag } = await options.authorization.authorize(start.idTag);
        if (status !== 'Accepted') return log.warn(`remote start: ${start.idTag} is ${status}`);
        if (parentIdTag !== undefined) card = { ...start, parentIdTag };
      }
      // The world may have moved on while the Central System was thinking.
      const place = placeFor(card);
      if (place === undefined) log.warn(`remote start: there is no place for ${start.idTag} any more`);
      else admit(charger, place, { ...card, request });
    } finally {
      undecided -= 1;
      decided();
    }
  }

  function startOf(idTag: string, connectorId: number | undefined): Start {
    const reserved = options.reservations.placeOf(idTag, charger.connectors);
    const unnamed = reserved === undefined ? charger.connectors : [reserved];
    const { status, parentIdTag } = options.authorization.known(idTag) ?? {};
    return {
      idTag,
      within: connectorId === undefined ? unnamed : [connectorId],
      ...(parentIdTag === undefined || status !== 'Accepted' ? {} : { parentIdTag }),
    };
  }

  return {
    RemoteStartTransaction({ connectorId, idTag, chargingProfile }) {
      const unnamed = connectorId === undefined;
      const start = startOf(idTag, connectorId);
      const unwanted = unnamed && configuration.value(RejectRemoteStartTransactionWithoutConnectorId);
      const known = unwanted ? undefined : placeFor(start);
      const place = unwanted ? undefined : (known ?? placeForFamily(start));
      if (options.registration() !== 'Accepted' || place === undefined || undecided >= MOST_UNDECIDED) {
        return { reply: { status: 'Rejected' } };
      }
      const why = chargingProfile && options.smartCharging.refusesToBegin(chargingProfile);
      if (why !== undefined) {
        log.warn(`remote start for ${idTag} is refused: its charging profile: ${why}`);
        return { reply: { status: 'Rejected' } };
      }
      const findFirst = unnamed && configuration.value(RemoteStartTransactionWithoutConnectorIdFindFirst);
      return {
        reply: { status: 'Accepted' },
        after: () => {
          const where = findFirst ? { ...start, within: [place] } : start;
          begin(where, known === undefined, chargingProfile).catch((error) =>
            log.error('remote start failed', { error: String(error) }),
          );
        },
      };
    },
    RemoteStopTransaction({ transactionId }) {
      const transaction = options.transactions.findRunning(transactionId);
      if (options.registration() !== 'Accepted' || transaction === undefined) return { reply: { status: 'Rejected' } };
      return {
        reply: { status: 'Accepted' },
        after: () => charger.end(transaction.connector, { reason: 'Remote' }),
      };
    },
  };
}

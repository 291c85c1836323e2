/**
 * RemoteStartTransaction and RemoteStopTransaction (S 5.11, 5.12).
 *
 * Guarantees: the confirmation says only whether the request is taken up (E4 3.32, 3.33) and is out before anything happens; a
 * start is refused where no transaction can begin, a stop unless exactly that transaction is running; both before acceptance.
 */
import type { Charger } from '../../charger/charger.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { Log } from '../../log/log.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { AuthorizationFeature } from '../authorization/authorize.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { booleanKey } from '../configuration/key.ts';
import type { Registration } from '../registration.ts';
import type { Transactions } from '../transactions/transactions.ts';

export const AuthorizeRemoteTxRequests = booleanKey({
  name: 'AuthorizeRemoteTxRequests',
  profile: 'Core',
  access: 'RW',
  default: false,
  meaning: 'A remote start is authorized like a card at the reader before it begins.',
  source: 'S 9.1.3, S 5.11',
});

export const remoteStartKeys = [AuthorizeRemoteTxRequests];

/** Where to start when no connector is named, best first: where a car waits, where one may come, where somebody is waited for. */
const startPhases = ['plugged', 'timed-out', 'finishing', 'idle', 'authorized'] as const;

export function remoteStartHandlers(options: {
  readonly charger: Charger;
  readonly configuration: Configuration;
  readonly authorization: AuthorizationFeature;
  readonly transactions: Transactions;
  readonly registration: () => Registration;
  readonly inService: (connector: number) => boolean;
  readonly log: Log;
}): Handlers {
  const { charger, configuration, log } = options;

  function canStart({ id, session, faults }: ConnectorView): boolean {
    const free = session.phase !== 'transaction' && !(session.phase === 'finishing' && session.held);
    return free && options.inService(id) && !faults.some(({ blocking }) => blocking);
  }

  async function begin(connector: number, idTag: string): Promise<void> {
    if (!configuration.value(AuthorizeRemoteTxRequests)) return charger.authorize(connector, { idTag });
    const { status, parentIdTag } = await options.authorization.authorize(idTag);
    if (status !== 'Accepted') log.warn(`remote start: ${idTag} is ${status}`);
    // The world may have moved on while the Central System was thinking.
    else if (!canStart(charger.view(connector))) log.warn(`remote start: connector ${connector} is not free any more`);
    else charger.authorize(connector, parentIdTag === undefined ? { idTag } : { idTag, parentIdTag });
  }

  return {
    RemoteStartTransaction({ connectorId, idTag }) {
      const asked = connectorId === undefined ? charger.connectors : [connectorId];
      const places = asked
        .filter((id) => charger.connectors.includes(id))
        .map(charger.view)
        .filter(canStart);
      const [place] = startPhases.flatMap((phase) => places.filter(({ session }) => session.phase === phase));
      if (options.registration() !== 'Accepted' || place === undefined) return { reply: { status: 'Rejected' } };
      return {
        reply: { status: 'Accepted' },
        after: () => {
          begin(place.id, idTag).catch((error) => log.error('remote start failed', { error: String(error) }));
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

/**
 * May this identifier charge? The decision, and who made it (S 3.5, 4.1).
 *
 * Guarantees:
 * - online, an identifier that is known to be good needs no question when LocalPreAuthorize is on; any other is asked for;
 * - without an answer (offline, or none in time) only LocalAuthorizeOffline and AllowOfflineTxForUnknownId let anybody in,
 *   and an identifier that is known not to be Accepted, never (S 3.5.4);
 * - the local list goes before the cache, and what is listed is not in the cache (S 3.5.1);
 * - whatever else the Central System says of an identifier is in the cache before it is acted on, if the disk has room; its status is
 *   the verdict, its expiryDate says how long that may be remembered;
 * - a cache that is switched off is emptied: it would learn nothing, and what it knows may become wrong.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { AuthorizationStatus, IdTagInfo } from '../../ocpp16/types.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { booleanKey } from '../configuration/key.ts';
import type { LocalListFeature } from '../local-list/local-list.ts';
import type { AuthorizationCache } from './cache.ts';

export const LocalPreAuthorize = booleanKey({
  name: 'LocalPreAuthorize',
  profile: 'Core',
  access: 'RW',
  default: false,
  meaning: 'While online, an identifier that is known to be good starts without the Central System being asked.',
  source: 'S 9.1.13',
});

export const LocalAuthorizeOffline = booleanKey({
  name: 'LocalAuthorizeOffline',
  profile: 'Core',
  access: 'RW',
  default: true,
  meaning: 'While offline, an identifier that is known to be good may start.',
  source: 'S 9.1.12',
});

export const AllowOfflineTxForUnknownId = booleanKey({
  name: 'AllowOfflineTxForUnknownId',
  profile: 'Core',
  access: 'RW',
  default: false,
  meaning: 'While offline, an identifier of which nothing is known may start.',
  source: 'S 9.1.1, S 3.5.4',
});

export const AuthorizationCacheEnabled = booleanKey({
  name: 'AuthorizationCacheEnabled',
  profile: 'Core',
  access: 'RW',
  default: true,
  meaning: 'What the Central System says of identifiers is remembered.',
  source: 'S 9.1.2, S 3.5.1',
});

export const authorizationKeys = [
  LocalPreAuthorize,
  LocalAuthorizeOffline,
  AllowOfflineTxForUnknownId,
  AuthorizationCacheEnabled,
];

export interface Decision {
  readonly status: AuthorizationStatus;
  readonly parentIdTag?: string;
  readonly decidedBy: 'central system' | 'local list' | 'cache' | 'offline rule';
}

export interface AuthorizationFeature {
  authorize(idTag: string): Promise<Decision>;
  /** What is known here of an identifier, without a question. */
  known(idTag: string): IdTagInfo | undefined;
  /** What the Central System said of an identifier in any confirmation (S 3.5.1). */
  learn(idTag: string, info: IdTagInfo): void;
  clearCache(): 'Accepted' | 'Rejected';
}

export function createAuthorization(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly call: Call;
  /** Can the Central System be asked now? */
  readonly online: () => boolean;
  readonly configuration: Configuration;
  readonly cache: AuthorizationCache;
  readonly list: Pick<LocalListFeature, 'listed' | 'told'>;
}): AuthorizationFeature {
  const { clock, configuration, cache, list } = options;

  /** What is known here of an identifier, and where from. */
  function known(idTag: string): { readonly info: IdTagInfo; readonly from: 'local list' | 'cache' } | undefined {
    const listed = list.listed(idTag);
    if (listed !== undefined) return { info: listed, from: 'local list' };
    const cached = configuration.value(AuthorizationCacheEnabled) ? cache.get(idTag, clock.now()) : undefined;
    return cached && { info: cached, from: 'cache' };
  }

  function learn(idTag: string, info: IdTagInfo): void {
    // ConcurrentTx says something of this moment, not of the card (S 7.2).
    if (info.status === 'ConcurrentTx') return;
    try {
      // What was learnt while the list was switched off goes as well.
      if (list.told(idTag, info)) cache.forget(idTag);
      else if (configuration.value(AuthorizationCacheEnabled)) cache.put(idTag, info, clock.now());
    } catch (error) {
      // The verdict holds all the same.
      options.log.error(`what the Central System says of ${idTag} could not be kept`, { error: String(error) });
    }
  }

  function decideOffline(idTag: string): Decision {
    const found = known(idTag);
    if (found !== undefined) {
      const { info, from } = found;
      const status =
        info.status === 'Accepted' && !configuration.value(LocalAuthorizeOffline) ? 'Invalid' : info.status;
      return decision({ ...info, status }, from);
    }
    return {
      status: configuration.value(AllowOfflineTxForUnknownId) ? 'Accepted' : 'Invalid',
      decidedBy: 'offline rule',
    };
  }

  function clear(): 'Accepted' | 'Rejected' {
    try {
      cache.clear();
      return 'Accepted';
    } catch (error) {
      options.log.error('the authorization cache could not be cleared', { error: String(error) });
      return 'Rejected';
    }
  }

  configuration.onChange(AuthorizationCacheEnabled, (enabled) => {
    if (!enabled) clear();
  });

  return {
    async authorize(idTag) {
      const found = known(idTag);
      const preAuthorized = found?.info.status === 'Accepted' && configuration.value(LocalPreAuthorize);
      // Offline it is LocalAuthorizeOffline that decides (S 9.1.12).
      if (preAuthorized && options.online()) return decision(found.info, found.from);
      const outcome = await options.call('Authorize', { idTag });
      if (outcome.kind === 'confirmed') {
        learn(idTag, outcome.payload.idTagInfo);
        return decision(outcome.payload.idTagInfo, 'central system');
      }
      // The Central System was asked and has failed to say yes (OCPP-J errata 3.3): that is no outage.
      if (outcome.kind === 'refused' || outcome.kind === 'invalid')
        return { status: 'Invalid', decidedBy: 'central system' };
      return decideOffline(idTag);
    },
    known: (idTag) => known(idTag)?.info,
    learn,
    clearCache: () => (configuration.value(AuthorizationCacheEnabled) ? clear() : 'Rejected'),
  };
}

function decision({ status, parentIdTag }: IdTagInfo, decidedBy: Decision['decidedBy']): Decision {
  return parentIdTag === undefined ? { status, decidedBy } : { status, parentIdTag, decidedBy };
}

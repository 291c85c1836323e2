/**
 * The local authorization list (S 3.5.2): SendLocalList, GetLocalListVersion, and what the list says of an identifier.
 *
 * Guarantees:
 * - an update is on disk, whole, before it is answered; a refused one, or one that the disk has no room for, changes nothing;
 * - what an update names is not known from the authorization cache any more, by the same stroke (S 3.5.1);
 * - a list that is switched off stays on disk, and is answered as one that is not there: version -1, NotSupported.
 */
import type { Fault } from '../../charger/board.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { IdTagInfo } from '../../ocpp16/types.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Store } from '../../store/store.ts';
import type { AuthorizationCache } from '../authorization/cache.ts';
import { standingAt } from '../authorization/expiry.ts';
import { idTagKey } from '../authorization/id-tag.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { createDisputes } from './disputes.ts';
import { LocalAuthListEnabled, LocalAuthListMaxLength, SendLocalListMaxLength } from './keys.ts';
import { createLocalList, type Update } from './list.ts';
import { refusalOf } from './refusal.ts';

export interface LocalListFeature {
  readonly handlers: Handlers;
  /** What the list says of an identifier now; undefined when it does not, or is switched off. */
  listed(idTag: string): IdTagInfo | undefined;
  /** The Central System has said this of an identifier. True when it is listed: then it is not for the cache (S 3.5.1). */
  told(idTag: string, info: IdTagInfo): boolean;
  /** What is wrong with the list, as errors of the charger (S 7.6). */
  faults(): readonly Fault[];
}

export function createLocalListFeature(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly configuration: Configuration;
  readonly cache: Pick<AuthorizationCache, 'forget'>;
  /** `faults` has changed. */
  readonly changed: () => void;
}): LocalListFeature {
  const { clock, log, store, configuration, cache } = options;
  const list = createLocalList(store);
  const disputes = createDisputes(options.changed);
  const enabled = (): boolean => configuration.value(LocalAuthListEnabled);

  function listed(idTag: string): IdTagInfo | undefined {
    const info = enabled() ? list.get(idTag) : undefined;
    return info && standingAt(clock.now(), info);
  }

  function keep(update: Update): 'Accepted' | 'Failed' {
    try {
      store.transaction(() => {
        list.update(update);
        for (const { idTag } of update.localAuthorizationList ?? []) cache.forget(idTag);
      });
      return 'Accepted';
    } catch (error) {
      log.error('the local list could not be kept and is as it was', { error: String(error) });
      return 'Failed';
    }
  }

  /** What is said anew is not in dispute. */
  function settle({ updateType, localAuthorizationList = [] }: Update): void {
    const named = new Set(localAuthorizationList.map(({ idTag }) => idTagKey(idTag)));
    if (disputes.settle((idTag) => updateType === 'Full' || named.has(idTagKey(idTag)))) options.changed();
  }

  configuration.onChange(LocalAuthListEnabled, () => {
    // Told after the answer to who has changed the key.
    if (disputes.settle(() => true)) clock.after(0, options.changed);
  });

  return {
    listed,
    told(idTag, { status }) {
      const info = listed(idTag);
      if (info !== undefined) disputes.compare(idTag, info.status, status);
      return info !== undefined;
    },
    faults: disputes.faults,
    handlers: {
      GetLocalListVersion: () => ({ reply: { listVersion: enabled() ? list.version() : -1 } }),
      SendLocalList(update) {
        const refusal = refusalOf(update, {
          list,
          enabled: enabled(),
          maxEntries: configuration.value(LocalAuthListMaxLength),
          maxEntriesPerMessage: configuration.value(SendLocalListMaxLength),
        });
        if (refusal !== undefined) {
          log.warn(`SendLocalList ${refusal.status}: ${refusal.why}`);
          return { reply: { status: refusal.status } };
        }
        const status = keep(update);
        return { reply: { status }, after: status === 'Accepted' ? () => settle(update) : undefined };
      },
    },
  };
}

/**
 * The local authorization list as it is on disk (S 3.5.2): what the Central System wants to be known of identifiers at all times.
 *
 * Guarantees: an update happens as a whole or not at all, also when the disk is full or the power goes; identifiers are compared
 * without regard to case, and any text is one; an empty list has version 0, whatever its last update said (S 5.10).
 */
import type { Request } from '../../ocpp16/actions.ts';
import type { IdTagInfo } from '../../ocpp16/types.ts';
import type { Store } from '../../store/store.ts';
import { idTagKey } from '../authorization/id-tag.ts';

/** What SendLocalList asks for. */
export type Update = Request<'SendLocalList'>;

export interface LocalList {
  /** As GetLocalListVersion tells it. */
  version(): number;
  /** How many identifiers are listed. */
  size(): number;
  /** What is listed of an identifier, its time over or not. */
  get(idTag: string): IdTagInfo | undefined;
  /** Full: the list is what the update names. Differential: named with idTagInfo is added or replaced, named without is removed. */
  update(update: Update): void;
}

export function createLocalList(store: Store): LocalList {
  const entries = store.collection<IdTagInfo>('local-list');
  const versions = store.collection<number>('local-list-version');
  const size = (): number => entries.count();

  return {
    version: () => (size() === 0 ? 0 : (versions.get('last') ?? 0)),
    size,
    get: (idTag) => entries.get(idTagKey(idTag)),
    update({ listVersion, updateType, localAuthorizationList = [] }) {
      store.transaction(() => {
        if (updateType === 'Full') entries.clear();
        for (const { idTag, idTagInfo } of localAuthorizationList) {
          if (idTagInfo === undefined) entries.delete(idTagKey(idTag));
          else entries.put(idTagKey(idTag), idTagInfo);
        }
        versions.put('last', listVersion);
      });
    },
  };
}

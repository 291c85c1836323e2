/**
 * Who may charge: id tags with status, group and expiry, and what the Central System says about each (S 7.27).
 *
 * Guarantees: tags are compared without regard to upper and lower case (E4 3.73); a tag whose expiry date has passed is
 * Expired, unless it is Blocked or Invalid anyway; a tag that is not listed gets what `unknown` says.
 */
import { type AuthorizationStatus, authorizationStatuses, type IdTagInfo } from '../ocpp16/types.ts';
import { formatDateTime } from '../schema/date-time.ts';

/** What a tag can be by itself. ConcurrentTx it can only be in answer to a StartTransaction (S 7.2). */
export type IdTagStatus = Exclude<AuthorizationStatus, 'ConcurrentTx'>;
export const idTagStatuses: readonly IdTagStatus[] = authorizationStatuses.filter(
  (status): status is IdTagStatus => status !== 'ConcurrentTx',
);

/** One listed tag. */
export interface IdTag {
  readonly status: IdTagStatus;
  /** The group (S 3.10). */
  readonly parentIdTag?: string;
  /** ms since 1970. */
  readonly expiresAt?: number;
}

/** A listed tag by its text. */
export interface ListedIdTag extends IdTag {
  /** As it was listed. */
  readonly idTag: string;
}

/** A list as a whole: the tags by their text, and what all others are. */
export interface IdTagList {
  readonly idTags: Readonly<Record<string, IdTagStatus | IdTag>>;
  /** Invalid unless told otherwise. */
  readonly unknown?: IdTagStatus;
}

export interface IdTags {
  /** What is to be said about this tag at the moment `now` (ms since 1970). */
  lookUp(idTag: string, now: number): IdTagInfo & { readonly status: IdTagStatus };
  /** All that are listed, in the order in which they were. */
  list(): readonly ListedIdTag[];
  /** What every other tag is. */
  readonly unknown: IdTagStatus;
  /** Adds or changes a tag; undefined takes it off the list. */
  set(idTag: string, is: IdTagStatus | IdTag | undefined): void;
}

/** The same tag, however it is written (E4 3.73). */
export function sameIdTag(one: string, other: string): boolean {
  return idTagKey(one) === idTagKey(other);
}

/** A tag as a key of maps. */
export function idTagKey(idTag: string): string {
  return idTag.toUpperCase();
}

export function createIdTags({ idTags, unknown = 'Invalid' }: IdTagList): IdTags {
  const listed = new Map<string, ListedIdTag>();
  const set = (idTag: string, is: IdTagStatus | IdTag | undefined): void => {
    const key = idTagKey(idTag);
    if (is === undefined) listed.delete(key);
    else listed.set(key, { idTag: listed.get(key)?.idTag ?? idTag, ...(typeof is === 'string' ? { status: is } : is) });
  };
  for (const [idTag, is] of Object.entries(idTags)) set(idTag, is);

  return {
    set,
    unknown,
    list: () => [...listed.values()],
    lookUp(idTag, now) {
      const tag = listed.get(idTagKey(idTag));
      if (tag === undefined) return { status: unknown };
      const { parentIdTag, expiresAt } = tag;
      const over = expiresAt !== undefined && expiresAt <= now;
      return {
        status: over && tag.status === 'Accepted' ? 'Expired' : tag.status,
        ...(parentIdTag === undefined ? {} : { parentIdTag }),
        ...(expiresAt === undefined ? {} : { expiryDate: formatDateTime(expiresAt) }),
      };
    },
  };
}

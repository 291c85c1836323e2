/**
 * Which SendLocalList is refused, and why (S 5.15, 7.47): one table of rules, the first that is broken is the answer.
 *
 * Guarantees: an update that breaks no rule leaves a list that is no longer than it may be, with each identifier once and a status
 * for each; nothing here changes anything.
 */
import type { UpdateStatus } from '../../ocpp16/types.ts';
import { idTagKey } from '../authorization/id-tag.ts';
import type { LocalList, Update } from './list.ts';

/** What an update is judged by: the list as it is, and its keys. */
export interface Circumstances {
  readonly list: Pick<LocalList, 'version' | 'size' | 'get'>;
  readonly enabled: boolean;
  readonly maxEntries: number;
  readonly maxEntriesPerMessage: number;
}

export interface Refusal {
  readonly status: Exclude<UpdateStatus, 'Accepted'>;
  /** In words, for the log. */
  readonly why: string;
}

interface Rule {
  readonly status: Refusal['status'];
  /** What is wrong, or undefined. */
  readonly broken: (update: Update, circumstances: Circumstances) => string | undefined;
}

const rules: readonly Rule[] = [
  {
    status: 'NotSupported',
    broken: (_, { enabled }) => (enabled ? undefined : 'LocalAuthListEnabled is false'),
  },
  {
    // E4 3.52 names 0 and -1; below them there is nothing that a list could count from.
    status: 'Failed',
    broken: ({ listVersion }) => (listVersion > 0 ? undefined : `a list cannot have version ${listVersion}`),
  },
  {
    status: 'Failed',
    broken: ({ localAuthorizationList: { length } = [] }, { maxEntriesPerMessage }) =>
      length > maxEntriesPerMessage
        ? `${length} identifiers; SendLocalListMaxLength is ${maxEntriesPerMessage}`
        : undefined,
  },
  {
    status: 'Failed',
    broken({ localAuthorizationList = [] }) {
      const named = new Set(localAuthorizationList.map(({ idTag }) => idTagKey(idTag)));
      return named.size < localAuthorizationList.length ? 'an identifier is named more than once' : undefined;
    },
  },
  {
    status: 'Failed',
    broken: ({ updateType, localAuthorizationList = [] }) =>
      updateType === 'Full' && localAuthorizationList.some(({ idTagInfo }) => idTagInfo === undefined)
        ? 'an identifier of a full list has no idTagInfo'
        : undefined,
  },
  {
    status: 'VersionMismatch',
    broken({ updateType, listVersion }, { list }) {
      const version = list.version();
      return updateType === 'Differential' && listVersion <= version ? `the list has version ${version}` : undefined;
    },
  },
  {
    status: 'Failed',
    broken(update, { list, maxEntries }) {
      const size = sizeAfter(update, list);
      return size > maxEntries ? `${size} identifiers; LocalAuthListMaxLength is ${maxEntries}` : undefined;
    },
  },
];

/** Why this update cannot be made; undefined when it can. */
export function refusalOf(update: Update, circumstances: Circumstances): Refusal | undefined {
  for (const { status, broken } of rules) {
    const why = broken(update, circumstances);
    if (why !== undefined) return { status, why };
  }
  return undefined;
}

/** How many identifiers the list would have. Each is named once. */
function sizeAfter({ updateType, localAuthorizationList = [] }: Update, list: Circumstances['list']): number {
  if (updateType === 'Full') return localAuthorizationList.length;
  const growth = localAuthorizationList.map(
    ({ idTag, idTagInfo }) => Number(idTagInfo !== undefined) - Number(list.get(idTag) !== undefined),
  );
  return growth.reduce((sum, each) => sum + each, list.size());
}

/**
 * Which local lists the charger may have, by what it has been sent and has answered: a small model of SendLocalList (S 5.15).
 * Guarantee: an update that was answered Accepted is in all of them, one that was refused in none; one without an answer may be.
 */
import type { Request } from '../../src/ocpp16/actions.ts';

type Update = Request<'SendLocalList'>;

/** Version and entries as one text, so that they can be compared. */
export type ListText = string;

interface List {
  readonly version: number;
  readonly entries: Readonly<Record<string, unknown>>;
}

export interface PossibleLists {
  /** What became of an update: taken, refused, or nobody knows. */
  became(update: Update, answer: 'taken' | 'refused' | 'unknown'): void;
  /** Is this one of them? From then on it is the only one. */
  includes(version: number, entries: readonly (readonly [string, unknown])[]): boolean;
}

export function createPossibleLists(): PossibleLists {
  let possible: ReadonlyMap<ListText, List> = new Map([asEntry({ version: 0, entries: {} })]);

  return {
    became(update, answer) {
      if (answer === 'refused') return;
      const updated = [...possible.values()].map((list) => asEntry(applied(list, update)));
      possible = new Map(answer === 'taken' ? updated : [...possible, ...updated]);
    },
    includes(version, entries) {
      const is = asEntry({ version: entries.length === 0 ? 0 : version, entries: Object.fromEntries(entries) });
      const known = possible.has(is[0]);
      possible = new Map([is]);
      return known;
    },
  };
}

function applied({ entries }: List, { listVersion, updateType, localAuthorizationList = [] }: Update): List {
  const next: Record<string, unknown> = updateType === 'Full' ? {} : { ...entries };
  for (const { idTag, idTagInfo } of localAuthorizationList) {
    if (idTagInfo === undefined) delete next[idTag.toLowerCase()];
    else next[idTag.toLowerCase()] = idTagInfo;
  }
  return { version: Object.keys(next).length === 0 ? 0 : listVersion, entries: next };
}

function asEntry(list: List): readonly [ListText, List] {
  const sorted = Object.entries(list.entries).sort(([one], [other]) => (one < other ? -1 : 1));
  return [JSON.stringify([list.version, sorted]), list];
}

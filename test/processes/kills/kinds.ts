/** Where a kill can hit, and how often it has to in one run at least: one table. A run that does not is no proof. */
import type { Death } from './life.ts';
import type { Remains } from './post-mortem.ts';

interface Kind {
  readonly least: number;
  readonly holds: (death: Death, remains: Remains) => boolean;
}

/** The only kind that can be hit but once in the life of a file. */
export const BEFORE_TABLES = 'before the tables were made';

const kinds: Readonly<Record<string, Kind>> = {
  'before the database was opened': { least: 3, holds: ({ reached }) => reached === 'spawned' },
  'while the database was being opened': { least: 3, holds: ({ reached }) => reached === 'opening' },
  [BEFORE_TABLES]: { least: 1, holds: ({ reached }, { made }) => reached === 'opening' && !made },
  'while it was starting': { least: 5, holds: ({ reached }) => reached === 'open' || reached === 'started' },
  'with nothing to tell': {
    least: 1,
    holds: ({ reached }, { queued, untold }) => reached === 'accepted' && queued + untold === 0,
  },
  'in a transaction': { least: 5, holds: ({ reached }, { running }) => reached === 'accepted' && running > 0 },
  'with records queued': { least: 10, holds: ({ reached }, { queued }) => reached === 'accepted' && queued > 0 },
  'with a transaction over and not told': {
    least: 5,
    holds: ({ reached }, { untold, running }) => reached === 'accepted' && untold > running,
  },
};

export interface Hits {
  count(death: Death, remains: Remains): void;
  /** Is there a kind that has not been hit as often as it has to? */
  missing(): readonly string[];
  /** `in a transaction: 50, ...` */
  summary(): string;
}

export function createHits(): Hits {
  const counts = new Map(Object.keys(kinds).map((kind) => [kind, 0]));
  return {
    count(death, remains) {
      for (const [kind, { holds }] of Object.entries(kinds)) {
        if (holds(death, remains)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    },
    missing: () => [...counts].filter(([kind, count]) => count < (kinds[kind]?.least ?? 0)).map(([kind]) => kind),
    summary: () => [...counts].map(([kind, count]) => `${kind}: ${count}`).join(', '),
  };
}

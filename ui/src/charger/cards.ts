/** The cards that are one click away: those of the demo, then those that were used here, the latest first. */
import { keptOnMachine } from '../shared/kept.ts';
import { createStore } from '../shared/store.ts';

/** What the demo's Central System says of them stands beside them. */
const demoCards = [
  { idTag: '04A1B2C3', hint: 'may charge in the demo' },
  { idTag: '04D4E5F6', hint: 'is blocked in the demo' },
] as const;

export interface Card {
  readonly idTag: string;
  readonly hint?: string;
}

const MOST = 8;
const kept = keptOnMachine('cards');

export const cards = createStore<readonly Card[]>([...demoCards, ...used()]);

/** It is one click away from now on. */
export function remember(idTag: string): void {
  if (demoCards.some((card) => card.idTag === idTag)) return;
  const others = cards.get().filter((card) => card.idTag !== idTag && !('hint' in card));
  const own = [{ idTag }, ...others].slice(0, MOST - demoCards.length);
  kept.set(JSON.stringify(own.map((card) => card.idTag)));
  cards.set([...demoCards, ...own]);
}

function used(): readonly Card[] {
  try {
    const idTags: unknown = JSON.parse(kept.get() ?? '[]');
    if (!Array.isArray(idTags)) return [];
    return idTags.filter((idTag) => typeof idTag === 'string').map((idTag) => ({ idTag }));
  } catch {
    return [];
  }
}

/**
 * Which charger is looked at, in the fragment of the address: `#/CP001`; `#/` is the list.
 * Guarantee: without a fragment the first charger is chosen as soon as there is one.
 */
import type { CentralStore } from './central-store.ts';

export function hrefOf(chargerId: string): string {
  return `#/${encodeURIComponent(chargerId)}`;
}

export const listHref = '#/';

export function followAddress({ chosen, state }: CentralStore): void {
  function read(): void {
    if (location.hash.startsWith('#/')) chosen.set(chargerIn(location.hash));
    else chooseFirst();
  }
  function chooseFirst(): void {
    if (location.hash.startsWith('#/') || chosen.get() !== undefined) return;
    const first = state.get()?.chargers.keys().next().value;
    if (first !== undefined) chosen.set(first);
  }
  addEventListener('hashchange', read);
  state.subscribe(chooseFirst);
  read();
}

function chargerIn(hash: string): string | undefined {
  try {
    return decodeURIComponent(hash.slice(2)) || undefined;
  } catch {
    return undefined;
  }
}

/** The newest things of a kind. Guarantee: never more than `capacity` of them, oldest first; the list may be held and watched. */
export interface Ring<T> {
  readonly items: readonly T[];
  add(item: T): void;
}

export function createRing<T>(capacity: number): Ring<T> {
  const items: T[] = [];
  return {
    items,
    add(item) {
      items.push(item);
      if (items.length > capacity) items.shift();
    },
  };
}

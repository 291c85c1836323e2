/**
 * What the browser keeps of this page: in the tab (gone with it) or on the machine.
 * Guarantee: a browser that keeps nothing (private windows, blocked storage) is no error, only forgetful.
 */
export interface Kept {
  get(): string | undefined;
  set(value: string | undefined): void;
}

/** Until the tab is closed. */
export function keptInTab(name: string): Kept {
  return kept(() => sessionStorage, name);
}

/** Until somebody clears it. */
export function keptOnMachine(name: string): Kept {
  return kept(() => localStorage, name);
}

function kept(storage: () => Storage, name: string): Kept {
  const key = `pilotwire.${name}`;
  let value: string | undefined;
  try {
    value = storage().getItem(key) ?? undefined;
  } catch {
    // Nothing is kept here.
  }
  return {
    get: () => value,
    set(next) {
      value = next;
      try {
        if (next === undefined) storage().removeItem(key);
        else storage().setItem(key, next);
      } catch {
        // Nothing is kept here.
      }
    },
  };
}

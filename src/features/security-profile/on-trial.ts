/**
 * What is to take the place of something that is known to work: which of the two is used next. As data.
 *
 * Guarantee: pure; it is one's turn or the other's, and nothing is lost by trying.
 */
export interface Trial<V> {
  readonly value: V;
  /** Is it this one's turn? That of the proven one otherwise. */
  readonly turn: boolean;
}

/** From now on this is tried. */
export function onTrial<V>(value: V): Trial<V> {
  return { value, turn: true };
}

/** The one to use for the next connection. */
export function inUse<V>(proven: V, trial: Trial<V> | undefined): V {
  return trial?.turn === true ? trial.value : proven;
}

/** It did not work: it is the other one's turn. */
export function turned<V>(trial: Trial<V>): Trial<V> {
  return { ...trial, turn: !trial.turn };
}

/** The charger's time: what it told last, and what has passed since at its speed. */
import { useNow } from '../shared/now.ts';
import type { ChargerStore } from './charger-store.ts';

export interface ChargerTime {
  /** The charger has told its time. */
  told(now: string, speed: number): void;
  /** ms since 1970, by the charger's clock; the browser's as long as nothing was told. */
  now(): number;
}

export function createChargerTime(): ChargerTime {
  let at = Date.now();
  let speed = 1;
  let heard = performance.now();
  return {
    told(now, runs) {
      at = Date.parse(now);
      speed = runs;
      heard = performance.now();
    },
    now: () => at + (performance.now() - heard) * speed,
  };
}

/** Anew each second. */
export function useChargerNow({ time }: ChargerStore): number {
  useNow(1_000);
  return time.now();
}

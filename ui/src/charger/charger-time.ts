/** The charger's time: what it told last, and what has passed since at its speed. */
import { useNow } from '../shared/now.ts';
import type { ChargerStore } from './charger-store.ts';

export interface ChargerTime {
  /** The charger has told its time. */
  told(now: string, speed: number): void;
  /** Nothing more is known: it stands still until it is told again. */
  stop(): void;
  /** ms since 1970, by the charger's clock; the browser's as long as nothing was told. */
  now(): number;
}

export function createChargerTime(): ChargerTime {
  let at = Date.now();
  let speed = 1;
  let heard = performance.now();
  const now = () => at + (performance.now() - heard) * speed;

  return {
    told(now, runs) {
      at = Date.parse(now);
      speed = runs;
      heard = performance.now();
    },
    stop() {
      at = now();
      heard = performance.now();
      speed = 0;
    },
    now,
  };
}

/** Anew each second. */
export function useChargerNow({ time }: ChargerStore): number {
  useNow(1_000);
  return time.now();
}

/** What an idle process holds: its resident memory, after what can be freed has been freed. Needs --expose-gc. */
import { flushCompileCache } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { tell, whenAsked } from './parent.ts';

export interface IdleMemory {
  /** Resident set, bytes. */
  readonly rss: number;
}

/** Node's own types do not know that the collector takes orders. */
const collect = globalThis.gc as unknown as ((order: Readonly<Record<string, string>>) => void) | undefined;

/** How long a process is left alone before each look, ms. */
const REST_MS = 1_000;

/** Opens `count` of something, a few at a time, lets the process come to rest, and tells the bench what it holds. */
export async function tellIdleMemory(count: number, open: (index: number) => Promise<unknown>): Promise<void> {
  whenAsked(async () => undefined);
  const atOnce = 50;
  const kept: unknown[] = [];
  for (let index = 0; index < count; index += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, count - index) }, (_, offset) => open(index + offset));
    kept.push(...(await Promise.all(group)));
  }
  for (let look = 0; look < 3; look += 1) {
    await wait(REST_MS);
    // A process at rest gives back the room that it needed to get there; this asks for it now instead of in a minute.
    collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
  await wait(REST_MS);
  // The next process finds its code compiled, also when this one is ended by a signal.
  flushCompileCache();
  tell({ rss: process.memoryUsage.rss() } satisfies IdleMemory);
  process.once('disconnect', () => kept.length);
}

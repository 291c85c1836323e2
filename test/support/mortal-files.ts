/** Files of a process that can be killed right before or right after any of its writes: what was written before is there, and no more. */
import type { Files } from '../../src/files/files.ts';
import { PowerCut } from '../../src/store/faulty.ts';

/** Called with each write that is about to happen; returns what is to be done after it. Throws PowerCut. */
export type Announce = () => () => void;

/** `alive` false: nothing is read or written any more. What is appended (the log) is no write that counts. */
export function createMortalFiles(files: Files, alive: () => boolean, announce: Announce): Files {
  function powered<T>(work: () => T): T {
    if (!alive()) throw new PowerCut('the power is gone');
    return work();
  }

  function writing<T>(work: () => T): T {
    return powered(() => {
      const after = announce();
      const result = work();
      after();
      return result;
    });
  }

  return {
    read: (...about) => powered(() => files.read(...about)),
    list: (...about) => powered(() => files.list(...about)),
    size: (...about) => powered(() => files.size(...about)),
    append: (...about) => powered(() => files.append(...about)),
    write: (...about) => writing(() => files.write(...about)),
    remove: (...about) => writing(() => files.remove(...about)),
    rename: (...about) => writing(() => files.rename(...about)),
    open(...about) {
      const writer = powered(() => files.open(...about));
      return {
        write: (chunk) => powered(() => writer.write(chunk)),
        close: () => writing(() => writer.close()),
        discard: () => writer.discard(),
      };
    },
  };
}

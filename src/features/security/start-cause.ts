/**
 * Why the charge point starts, as a security event (WP 8: StartupOfTheDevice, ResetOrReboot).
 *
 * Guarantees: each start is one event, unless the disk has no room for it; a restart that was asked for is told as that, with who
 * asked, also when it took a new process; one that failed leaves nothing behind; a disk that has no room keeps nobody from starting.
 */
import type { Log } from '../../log/log.ts';
import type { Collection, Store } from '../../store/store.ts';
import type { SecurityNotifications } from './notifications.ts';

const NOTE = 'cause';

export interface StartCause {
  /** Restarts the charge point, because of this. What `restart` throws comes through: then there was none. */
  restart(cause: string, restart: () => void): void;
  /** It starts. */
  tell(): void;
}

export function createStartCause(options: {
  readonly store: Store;
  readonly log: Log;
  readonly raise: SecurityNotifications['raise'];
}): StartCause {
  const { store, log, raise } = options;
  const notes = (): Collection<string> => store.collection('restart');

  function attempt(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      log.error('why the charge point starts could not be kept', { error: String(error) });
    }
  }

  return {
    restart(cause, restart) {
      attempt(() => notes().put(NOTE, cause));
      try {
        restart();
      } catch (error) {
        attempt(() => notes().delete(NOTE));
        throw error;
      }
    },
    tell() {
      attempt(() =>
        store.transaction(() => {
          const cause = notes().get(NOTE);
          if (cause === undefined) return raise('StartupOfTheDevice', 'power on');
          notes().delete(NOTE);
          raise('ResetOrReboot', cause);
        }),
      );
    },
  };
}

/**
 * Notices when a charger uses a message id again (OCPP-J errata 3.1, 3.7).
 *
 * Guarantee: an id with the same content again is a retry, which is allowed; with other content it is `reused`, unless it
 * was used so long ago that it has been forgotten (the newest `capacity` ids are known).
 */
import { hash } from 'node:crypto';

export type IdUse = 'new' | 'retried' | 'reused';

export interface MessageIds {
  /** A CALL came: its id and its whole text. */
  note(id: string, text: string): IdUse;
}

export function createMessageIds(capacity: number): MessageIds {
  const known = new Map<string, string>();
  return {
    note(id, text) {
      const content = hash('sha1', text, 'base64');
      const before = known.get(id);
      if (before !== undefined) return before === content ? 'retried' : 'reused';
      known.set(id, content);
      if (known.size > capacity) {
        // A map tells its keys in the order in which they came.
        for (const oldest of known.keys()) {
          known.delete(oldest);
          break;
        }
      }
      return 'new';
    },
  };
}

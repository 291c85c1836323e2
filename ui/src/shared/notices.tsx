/**
 * What went wrong with something that was asked for, said once and politely.
 * Guarantee: one notice at a time; it goes when it is closed, or when the next thing that is asked for succeeds.
 */
import { ApiError } from './api-client.ts';
import { Icon } from './icon.tsx';
import { createStore, useStore } from './store.ts';

const notice = createStore<string | undefined>(undefined);

export function say(text: string | undefined): void {
  notice.set(text);
}

/** Does something that was clicked, and says what went wrong. Tells whether it went well. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    say(undefined);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401))
      say(error instanceof Error ? error.message : String(error));
    return false;
  }
}

export function Notices() {
  const text = useStore(notice);
  return (
    <div role="alert" className="notices">
      {text !== undefined && (
        <div className="notice">
          <Icon name="warning" />
          <p>{text}</p>
          <button type="button" className="bare" onClick={() => say(undefined)}>
            <Icon name="close" />
            <span className="unseen">Close this notice</span>
          </button>
        </div>
      )}
    </div>
  );
}

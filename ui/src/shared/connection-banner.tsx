/** Says that what is shown is the past, when it is. */
import type { Connection } from './event-reader.ts';
import { useNow } from './now.ts';
import { type Store, useStore } from './store.ts';

export function ConnectionBanner({ connection }: { readonly connection: Store<Connection> }) {
  const now = useStore(connection);
  return (
    <div role="status" className="banner-place">
      {now.kind === 'lost' && (
        <p className="banner">
          <strong>pilotwire is gone.</strong> What is shown is how it was <Since since={now.since} />. It is being
          called again.
        </p>
      )}
    </div>
  );
}

/** Not announced each second. */
function Since({ since }: { readonly since: number }) {
  const seconds = Math.max(0, Math.floor((useNow(1_000) - since) / 1_000));
  return <span aria-hidden="true">{seconds === 1 ? '1 second' : `${seconds} seconds`} ago</span>;
}

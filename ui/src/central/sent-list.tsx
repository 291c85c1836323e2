/** The CALLs that were sent from this page, newest first, each to be sent again or to be changed first. */
import { clockTime } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { useStore } from '../shared/store.ts';
import { Answer } from './answer.tsx';
import { useCalls } from './calls.tsx';
import type { CentralStore } from './central-store.ts';
import { useNewest } from './newest.tsx';

export function SentList({ central, chargerId }: { readonly central: CentralStore; readonly chargerId: string }) {
  const calls = useStore(central.sent.calls).filter((call) => call.chargerId === chargerId);
  const { shown, more } = useNewest(calls);
  const { send, ask } = useCalls();
  if (calls.length === 0) return <p className="empty">Nothing was sent from this page yet.</p>;
  return (
    <>
      <ul className="rows sent">
        {shown.map(({ number, at, action, payload, ending }) => (
          <li key={number}>
            <span className="head">
              <time>{clockTime(at, false)}</time>
              <b>{action}</b>
              <code className="brief">{JSON.stringify(payload)}</code>
              <span className="row push">
                <button type="button" onClick={() => send(chargerId, action, payload)}>
                  <Icon name="restart" />
                  Again
                </button>
                <button type="button" onClick={() => ask({ chargerId, action, payload })}>
                  <Icon name="edit" />
                  Change …
                </button>
              </span>
            </span>
            <Answer ending={ending} chargerId={chargerId} />
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}

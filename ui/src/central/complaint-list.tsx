/** What the Central System complains about in what a charger sends, with the clause that each complaint is about. */
import { clockTime } from '../shared/format.ts';
import { Pill } from '../shared/pill.tsx';
import { useStore } from '../shared/store.ts';
import type { CentralStore } from './central-store.ts';
import { useNewest } from './newest.tsx';

const tones = { fault: 'bad', oddity: 'warn' } as const;

export function ComplaintList({ central }: { readonly central: CentralStore }) {
  const all = useStore(central.state, (state) => state?.complaints) ?? [];
  const { shown, more } = useNewest(all);
  if (all.length === 0) return <p className="empty">There is nothing to complain about.</p>;
  return (
    <>
      <ul className="rows complaints">
        {shown.map(({ at, weight, message, rule, kind, action, messageId }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike in all they say; it counts from the oldest
          <li key={all.length - index}>
            <span className="head">
              <time>{clockTime(Date.parse(at))}</time>
              <Pill tone={tones[weight]}>{weight}</Pill>
              <b>{action ?? kind}</b>
              <code className="clause" title="The clause that says so">
                {rule}
              </code>
            </span>
            <span className="text">{message}</span>
            {messageId !== undefined && <span className="soft id">message {messageId}</span>}
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}

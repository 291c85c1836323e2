/** The id tags that the Central System knows: what each may, to be changed, added to and taken from. */
import { type FormEvent, useState } from 'react';
import type { IdTagsView } from '../../../src/central/views.ts';
import { Icon } from '../shared/icon.tsx';
import { attempt } from '../shared/notices.tsx';
import { Panel } from '../shared/panel.tsx';
import { useStore } from '../shared/store.ts';
import { Windowed } from '../shared/windowed.tsx';
import type { CentralStore } from './central-store.ts';
import { idTagTone } from './words.ts';

type Tag = IdTagsView['idTags'][number];

/** What a tag can be (S 7.2); ConcurrentTx is said only in answer to a StartTransaction. */
const statuses = ['Accepted', 'Blocked', 'Expired', 'Invalid'] as const;

export function IdTagList({ central }: { readonly central: CentralStore }) {
  const known = useStore(central.state, (state) => state?.idTags);
  const [added, setAdded] = useState('');
  if (known === undefined) return null;
  const { idTags, unknown } = known;

  const put = ({ idTag, status, ...rest }: Tag) =>
    attempt(() => central.api.ask('PUT', pathOf(idTag), { status, ...rest }));

  function change(tag: Tag, status: Tag['status']): void {
    const { expiryDate, ...rest } = tag;
    // One that has expired is accepted again only without the date on which it did.
    const expiry = expiryDate === undefined || tag.status === 'Expired' ? {} : { expiryDate };
    void put({ ...rest, ...expiry, status });
  }

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    const idTag = added.trim();
    if (idTag !== '' && (await put({ idTag, status: 'Accepted' }))) setAdded('');
  }

  return (
    <Panel title="Id tags" className="id-tags" tools={<span className="soft">{`all others: ${unknown}`}</span>}>
      <Windowed
        label="Id tags"
        count={idTags.length}
        rowHeight={44}
        mostRows={6}
        row={(index) => {
          const tag = idTags[index];
          if (tag === undefined) return undefined;
          return (
            <div className="id-tag">
              <span className="name">
                <code>{tag.idTag}</code>
                {tag.parentIdTag !== undefined && <span className="soft">of {tag.parentIdTag}</span>}
              </span>
              <select
                aria-label={`Status of ${tag.idTag}`}
                data-tone={idTagTone(tag.status)}
                value={tag.status}
                onChange={({ target }) => change(tag, target.value as Tag['status'])}
              >
                {statuses.map((status) => (
                  <option key={status}>{status}</option>
                ))}
              </select>
              <button
                type="button"
                className="bare"
                title={`Take ${tag.idTag} off the list`}
                onClick={() => void attempt(() => central.api.ask('DELETE', pathOf(tag.idTag)))}
              >
                <Icon name="close" />
                <span className="unseen">Take {tag.idTag} off the list</span>
              </button>
            </div>
          );
        }}
      />
      <form className="row add" onSubmit={(event) => void add(event)}>
        <input
          className="mono"
          aria-label="Another id tag"
          placeholder="Another id tag"
          maxLength={20}
          value={added}
          onChange={({ target }) => setAdded(target.value)}
        />
        <button type="submit" disabled={added.trim() === ''}>
          <Icon name="plus" />
          Accept
        </button>
      </form>
    </Panel>
  );
}

function pathOf(idTag: string): string {
  return `id-tags/${encodeURIComponent(idTag)}`;
}

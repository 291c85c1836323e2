/** Every configuration key: what it is, what it means, where it comes from; changed where a technician may. */
import { Fragment, useMemo, useState } from 'react';
import type { ConfigurationKey } from '../../../../src/api/schemas.ts';
import { Icon } from '../../shared/icon.tsx';
import { Pill } from '../../shared/pill.tsx';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';
import { EditKey } from './edit-key.tsx';
import { useAsked } from './use-asked.ts';

export function Configuration({ charger }: { readonly charger: ChargerStore }) {
  const changes = useStore(charger.configurationChanges);
  const powered = useStore(charger.status, (status) => status?.powered);
  const { answer: keys = [], again } = useAsked<readonly ConfigurationKey[]>(charger, 'configuration', {
    reasons: `${changes} ${powered}`,
    everyMs: 20_000,
  });
  const [sought, seek] = useState('');
  const [changedOnly, onlyChanged] = useState(false);
  const [edited, edit] = useState<ConfigurationKey>();
  const shown = useMemo(
    () => keys.filter((key) => (!changedOnly || key.changed) && matches(key, sought)),
    [keys, changedOnly, sought],
  );
  return (
    <div className="configuration">
      <div className="row filters">
        <label className="search grow">
          <Icon name="search" />
          <span className="unseen">Search keys</span>
          <input
            type="search"
            value={sought}
            placeholder="Name, meaning, profile"
            onChange={({ target }) => seek(target.value)}
          />
        </label>
        <button type="button" aria-pressed={changedOnly} onClick={() => onlyChanged(!changedOnly)}>
          Changed only
        </button>
        <span className="soft">
          {shown.length === keys.length ? `${keys.length} keys` : `${shown.length} of ${keys.length} keys`}
        </span>
      </div>
      <ul className="keys">
        {shown.map((key) => (
          <Key key={key.key} told={key} edit={edit} />
        ))}
      </ul>
      {keys.length > 0 && shown.length === 0 && <p className="empty">No key is like that.</p>}
      {edited !== undefined && (
        <EditKey
          api={charger.api}
          told={edited}
          close={() => {
            edit(undefined);
            void again();
          }}
        />
      )}
    </div>
  );
}

function Key({ told, edit }: { readonly told: ConfigurationKey; readonly edit: (key: ConfigurationKey) => void }) {
  const { key, value, default: fallback, type, unit, accessibility, profile, meaning, source, changed } = told;
  return (
    <li data-changed={changed}>
      <div className="name">
        <code>
          {key.split(/(?=[A-Z][a-z])/).map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the words of a name stay where they are
            <Fragment key={index}>
              {word}
              <wbr />
            </Fragment>
          ))}
        </code>
        {changed && <Pill tone="busy">changed</Pill>}
      </div>
      <div className="value">
        <code>{shownValue(value)}</code>
        {unit !== undefined && <span className="soft"> {unit}</span>}
        {changed && value !== undefined && <span className="note">default {shownValue(fallback)}</span>}
      </div>
      <p className="meaning">
        {meaning}
        <span className="note">
          {profile}, {source}; {type}; {accessNames[accessibility]}
          {told.rebootRequired && '; holds from the next start on'}
        </span>
      </p>
      {accessibility === 'R' ? (
        <span />
      ) : (
        <button type="button" className="bare" onClick={() => edit(told)}>
          <Icon name="edit" />
          <span className="unseen">Change {key}</span>
        </button>
      )}
    </li>
  );
}

const accessNames = { R: 'read only', RW: 'read and write', W: 'write only' } as const;

function shownValue(value: string | undefined): string {
  if (value === undefined) return 'never shown';
  return value === '' ? '(empty)' : value;
}

function matches({ key, meaning, profile, value = '' }: ConfigurationKey, sought: string): boolean {
  return `${key} ${meaning} ${profile} ${value}`.toLowerCase().includes(sought.trim().toLowerCase());
}

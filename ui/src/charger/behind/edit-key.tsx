/** Changes a key at the charger itself, by the same rules as the Central System. */
import { useState } from 'react';
import type { ConfigurationKey } from '../../../../src/api/schemas.ts';
import type { ApiClient } from '../../shared/api-client.ts';
import { Dialog } from '../../shared/dialog.tsx';

export function EditKey(props: {
  readonly api: ApiClient;
  readonly told: ConfigurationKey;
  readonly close: () => void;
}) {
  const { api, told, close } = props;
  const { key, type, unit, accessibility, meaning, default: fallback } = told;
  const [value, setValue] = useState(told.value ?? '');
  const [refusal, refuse] = useState<string>();
  const [later, tellLater] = useState(false);

  async function change(): Promise<void> {
    try {
      const path = `configuration/${encodeURIComponent(key)}`;
      const { status } = await api.ask<{ readonly status: string }>('PUT', path, { value });
      if (status === 'RebootRequired') tellLater(true);
      else close();
    } catch (error) {
      refuse((error as Error).message);
    }
  }

  return (
    <Dialog title={key} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (later) close();
          else void change();
        }}
      >
        <p>{meaning}</p>
        {type === 'boolean' ? (
          <fieldset className="segments" aria-label="Value">
            {['true', 'false'].map((each) => (
              <label key={each}>
                <input type="radio" name="value" checked={value === each} onChange={() => setValue(each)} />
                <span>{each}</span>
              </label>
            ))}
          </fieldset>
        ) : (
          <label className="field">
            <span>
              Value{unit === undefined ? '' : `, ${unit}`}
              {type === 'list' ? ', separated by commas' : ''}
              {accessibility === 'W' ? '; it is never shown' : ''}
            </span>
            <input
              type={accessibility === 'W' ? 'password' : 'text'}
              inputMode={type === 'integer' ? 'numeric' : 'text'}
              autoComplete="off"
              spellCheck={false}
              value={value}
              aria-invalid={refusal !== undefined}
              aria-describedby="refusal"
              onChange={({ target }) => setValue(target.value)}
            />
          </label>
        )}
        <p id="refusal" role="alert" className="refusal">
          {refusal ?? (later ? 'It is kept, and holds from the next start of the charger on.' : '')}
        </p>
        <footer>
          {fallback !== undefined && !later && (
            <button type="button" onClick={() => setValue(fallback)}>
              Take the default
            </button>
          )}
          {!later && (
            <button type="button" onClick={close}>
              Cancel
            </button>
          )}
          <button type="submit" className="primary">
            {later ? 'Good' : 'Change'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

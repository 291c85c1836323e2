/** Asks for the API's token, for as long as it is wanted. */
import { useState } from 'react';
import type { ApiClient } from './api-client.ts';
import { Dialog } from './dialog.tsx';
import { useStore } from './store.ts';

export function TokenDialog({ api }: { readonly api: ApiClient }) {
  const why = useStore(api.wantsToken);
  const [token, setToken] = useState('');
  if (why === undefined) return null;
  return (
    <Dialog title="Token" close={() => undefined} dismissible={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          api.giveToken(token.trim());
        }}
      >
        <p>{why} It is the one that pilotwire was started with, and is kept for this tab only.</p>
        <label className="field">
          <span>Token</span>
          <input
            type="password"
            autoComplete="off"
            required
            value={token}
            onChange={({ target }) => setToken(target.value)}
          />
        </label>
        <footer>
          <button type="submit" className="primary">
            Use it
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

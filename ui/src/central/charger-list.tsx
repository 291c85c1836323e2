/**
 * The chargers that have ever come. Only the rows that can be seen are in the document, however many there are; the arrow keys go
 * from one to the next.
 */
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import type { ChargerSummary } from '../../../src/central/views.ts';
import { Icon } from '../shared/icon.tsx';
import { Panel } from '../shared/panel.tsx';
import { useStore } from '../shared/store.ts';
import { Windowed, type WindowedHandle } from '../shared/windowed.tsx';
import { address } from './address.ts';
import type { CentralStore } from './central-store.ts';
import { hrefOf } from './route.ts';
import { modelName, statusTone } from './words.ts';

/** px. */
const ROW = 56;
/** More rows than this scroll. */
const MOST_ROWS = 9;

const order = new Intl.Collator('en', { numeric: true });

export function ChargerList({ central }: { readonly central: CentralStore }) {
  const chargers = useStore(central.state, (state) => state?.chargers);
  const chosen = useStore(central.chosen);
  const [sought, seek] = useState('');
  const list = useRef<WindowedHandle>(null);
  const id = useId();
  const count = chargers?.size ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: chargers are never taken away, so their number says whether there are others
  const ids = useMemo(() => [...(chargers?.keys() ?? [])].sort(order.compare), [count]);
  const needle = sought.trim().toLowerCase();
  const shown = needle === '' ? ids : ids.filter((each) => fits(chargers?.get(each), needle));

  function walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = Math.min(shown.length - 1, Math.max(0, shown.indexOf(chosen ?? '') + step));
    const next = shown[at];
    if (next === undefined) return;
    location.hash = hrefOf(next);
    list.current?.show(at);
  }

  return (
    <Panel title="Chargers" className="chargers" tools={<span className="soft">{countText(shown.length, count)}</span>}>
      {count === 0 ? (
        <div className="empty">
          <p>No charger has come yet. Connect one to</p>
          <p>
            <code>{address()}</code>
          </p>
        </div>
      ) : (
        <>
          <div className="search">
            <Icon name="search" />
            <label className="unseen" htmlFor={id}>
              Search a charger by identity, model or status
            </label>
            <input
              id={id}
              type="search"
              placeholder="Identity, model, status"
              value={sought}
              onChange={({ target }) => seek(target.value)}
            />
          </div>
          <Windowed
            handle={list}
            label="Chargers"
            count={shown.length}
            rowHeight={ROW}
            mostRows={MOST_ROWS}
            onKeyDown={walk}
            row={(index) => {
              const charger = chargers?.get(shown[index] ?? '');
              return charger && <Row charger={charger} chosen={charger.id === chosen} />;
            }}
          />
          {shown.length === 0 && <p className="empty">No charger is like that.</p>}
        </>
      )}
    </Panel>
  );
}

function Row({ charger, chosen }: { readonly charger: ChargerSummary; readonly chosen: boolean }) {
  const { id, connected, connectors, complaints } = charger;
  const own = connectors.filter(({ connectorId }) => connectorId > 0);
  return (
    <a className="charger" href={hrefOf(id)} aria-current={chosen ? 'page' : undefined} data-connected={connected}>
      <span className="dot" title={connected ? 'connected' : 'not connected'}>
        <span className="unseen">{connected ? 'connected' : 'not connected'}: </span>
      </span>
      <span className="name">
        <b>{id}</b>
        <span className="soft">{modelName(charger)}</span>
      </span>
      <span className="states">
        {own.map(({ connectorId, status }) => (
          <span key={connectorId} className="state" data-tone={connected ? statusTone(status) : 'plain'}>
            {status}
          </span>
        ))}
        {complaints > 0 && (
          <span className="complaints">
            <Icon name="warning" />
            {complaints}
            <span className="unseen"> complaints</span>
          </span>
        )}
      </span>
    </a>
  );
}

function fits(charger: ChargerSummary | undefined, needle: string): boolean {
  if (charger === undefined) return false;
  const { id, vendor, model, firmwareVersion, connectors, connected } = charger;
  const states = connectors.map(({ status }) => status);
  const words = [id, vendor, model, firmwareVersion, connected ? 'connected' : 'disconnected', ...states];
  return words.join(' ').toLowerCase().includes(needle);
}

function countText(shown: number, all: number): string {
  return shown === all ? String(all) : `${shown} of ${all}`;
}

/** Which connector is looked at, where there are several. */
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';

export function ConnectorChoice({ charger: { status, chosen } }: { readonly charger: ChargerStore }) {
  const connectors = useStore(status, (now) => now?.connectors);
  const at = useStore(chosen);
  if (connectors === undefined || connectors.length < 2) return null;
  return (
    <fieldset className="segments" aria-label="Connector">
      {connectors.map(({ id, status: is }) => (
        <label key={id} title={`Connector ${id}: ${is}`}>
          <input type="radio" name="connector" checked={id === at} onChange={() => chosen.set(id)} />
          <span>
            <span className="unseen">Connector </span>
            {id}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

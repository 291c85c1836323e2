/** Configuration keys as a charger told them, each that may be written one click from being changed. */
import type { KeyValue } from '../../../src/ocpp16/types.ts';
import { Icon } from '../shared/icon.tsx';
import { useCalls } from './calls.tsx';

export function KeyTable({ keys, chargerId }: { readonly keys: readonly KeyValue[]; readonly chargerId: string }) {
  const { ask } = useCalls();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className="table keys" aria-label="Configuration keys" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Value</th>
            <th scope="col">
              <span className="unseen">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ key, value, readonly }) => (
            <tr key={key}>
              <td>{key}</td>
              <td>
                <code>{value}</code>
              </td>
              <td>
                {readonly ? (
                  <span className="soft">read only</span>
                ) : (
                  <button
                    type="button"
                    className="bare"
                    title={`Change ${key}`}
                    onClick={() =>
                      ask({ chargerId, action: 'ChangeConfiguration', payload: { key, value: value ?? '' } })
                    }
                  >
                    <Icon name="edit" />
                    <span className="unseen">Change {key}</span>
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

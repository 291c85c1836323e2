/**
 * What the page knows of the charger: the status as the last hello told it, with all changes since. Pure.
 */
import type { EventData, EventKind, Status } from '../../../src/api/schemas.ts';

export type Told = { readonly [K in EventKind]: { readonly kind: K; readonly data: EventData<K> } }[EventKind];

/** The status after an event. The same object, when it changes nothing. */
export function after(status: Status | undefined, told: Told): Status | undefined {
  if (told.kind === 'hello') return told.data;
  if (status === undefined) return undefined;
  switch (told.kind) {
    case 'connector':
      return { ...status, connectors: replaced(status.connectors, told.data) };
    case 'status':
      return withStatus(status, told.data);
    case 'link':
      return { ...status, ...told.data };
    case 'registration':
      return { ...status, ...told.data };
    case 'led':
      return { ...status, led: told.data };
    default:
      return status;
  }
}

type Connectors = Status['connectors'];

export function replaced(connectors: Connectors, changed: Connectors[number]): Connectors {
  return connectors.map((connector) => (connector.id === changed.id ? changed : connector));
}

function withStatus(status: Status, { connector: id, status: told }: EventData<'status'>): Status {
  if (id === 0) return { ...status, status: told };
  return {
    ...status,
    connectors: status.connectors.map((connector) =>
      connector.id === id ? { ...connector, status: told } : connector,
    ),
  };
}

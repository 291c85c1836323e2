/**
 * What the page knows of the Central System: what the last hello told, with all changes since. Pure.
 * Guarantee: parts that an event does not change are the same objects afterwards.
 */
import type { CentralEventData } from '../../../src/central/event-hub.ts';
import type { Transaction } from '../../../src/central/transactions.ts';
import type { ChargerSummary, ComplaintView, IdTagsView } from '../../../src/central/views.ts';

export type Told = {
  readonly [K in keyof CentralEventData]: { readonly kind: K; readonly data: CentralEventData[K] };
}[keyof CentralEventData];

export interface CentralState {
  /** By id, in the order in which they came. */
  readonly chargers: ReadonlyMap<string, ChargerSummary>;
  readonly idTags: IdTagsView;
  /** Of the charger that is looked at, oldest first. */
  readonly transactions: readonly Transaction[];
  readonly complaints: readonly ComplaintView[];
}

/** How many complaints are kept, as the Central System does. */
const MOST_COMPLAINTS = 1_000;

/** The state after some events, in their order. Undefined before the first hello. */
export function after(state: CentralState | undefined, told: readonly Told[]): CentralState | undefined {
  const hello = told.findLastIndex(({ kind }) => kind === 'hello');
  const begin = hello < 0 ? state : greeted(told[hello] as Told & { kind: 'hello' });
  if (begin === undefined) return undefined;
  const since = told.slice(hello + 1);
  const changed = since.flatMap((each) => (each.kind === 'charger' ? [[each.data.id, each.data] as const] : []));
  const complaints = since.flatMap((each) => (each.kind === 'complaint' ? [each.data] : []));
  const transactions = since.flatMap((each) => (each.kind === 'transaction' ? [each.data] : []));
  const idTags = since.findLast((each) => each.kind === 'id-tags');
  return {
    chargers: changed.length === 0 ? begin.chargers : new Map([...begin.chargers, ...changed]),
    idTags: idTags?.data ?? begin.idTags,
    transactions: transactions.reduce(withTransaction, begin.transactions),
    complaints:
      complaints.length === 0 ? begin.complaints : [...begin.complaints, ...complaints].slice(-MOST_COMPLAINTS),
  };
}

function greeted({ data: { chargers, idTags, charger } }: Told & { readonly kind: 'hello' }): CentralState {
  return {
    chargers: new Map(chargers.map((each) => [each.id, each])),
    idTags,
    transactions: charger?.transactions ?? [],
    complaints: charger?.complaints ?? [],
  };
}

function withTransaction(all: readonly Transaction[], changed: Transaction): readonly Transaction[] {
  const at = all.findLastIndex(({ transactionId }) => transactionId === changed.transactionId);
  if (at >= 0) return all.with(at, changed);
  // A new one ends whatever was still running on its connector.
  const others = all.map((each) =>
    each.connectorId === changed.connectorId && each.state.kind === 'running'
      ? { ...each, state: { kind: 'abandoned' } as const }
      : each,
  );
  return [...others, changed];
}

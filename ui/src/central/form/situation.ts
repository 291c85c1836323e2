/** What is known when a form is filled in: from it come what fields begin with and what they offer. Pure. */

export interface Situation {
  readonly connectorId: number;
  readonly connectorIds: readonly number[];
  /** The transaction that is running there. */
  readonly transactionId: number | undefined;
  readonly transactionIds: readonly number[];
  /** A tag that may charge. */
  readonly idTag: string;
  readonly idTags: readonly { readonly idTag: string; readonly status: string }[];
  /** Configuration keys that the charger has named. */
  readonly keys: readonly string[];
  /** ms since 1970, by the chargers' clock. */
  readonly now: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** As OCPP writes moments, without fractions of a second. */
export function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What can be entered into a field of that name. */
export function offers(name: string, situation: Situation): readonly string[] {
  return (byName[name]?.(situation) ?? []).map(String);
}

const tags = ({ idTags }: Situation) => idTags.map(({ idTag }) => idTag);

const byName: Readonly<Record<string, (situation: Situation) => readonly (string | number)[]>> = {
  connectorId: ({ connectorIds }) => connectorIds,
  transactionId: ({ transactionIds }) => transactionIds,
  idTag: tags,
  parentIdTag: tags,
  key: ({ keys }) => keys,
};

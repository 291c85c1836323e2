/**
 * Configuration keys as data: name, type, default, accessibility, range, meaning. A feature declares its keys beside the code
 * that reads them (DESIGN rule 8); the documentation, GetConfiguration and ChangeConfiguration are made from these tables.
 *
 * Guarantee: a text that `parse` accepts gives a value within the key's range, and `format` turns it into text that parses to it again.
 */

import type { Model } from '../../models/model.ts';

export type Profile =
  | 'Core'
  | 'FirmwareManagement'
  | 'LocalAuthListManagement'
  | 'Reservation'
  | 'SmartCharging'
  | 'Security'
  | 'Vendor';

/** R read only, RW readable and writable, W write only (S 9, WP 7.2). */
export type Access = 'R' | 'RW' | 'W';

export type Parsed<V> = { readonly ok: true; readonly value: V } | { readonly ok: false; readonly expected: string };

/** What a value may depend on besides its own form. */
export interface ChargerFacts {
  readonly connectors: number;
  readonly measurands: Model['measurands'];
}

export interface Key<V> {
  readonly name: string;
  readonly profile: Profile;
  readonly type: 'boolean' | 'integer' | 'list' | 'text';
  readonly unit?: string;
  /** What holds when neither the model, the start-up file nor the Central System says otherwise. */
  readonly default: V;
  readonly access: Access;
  /** In one sentence, for the documentation and the page. */
  readonly meaning: string;
  /** The clause that it comes from. */
  readonly source: string;
  /** Takes effect at once, or (true) at the next start. */
  readonly rebootRequired?: boolean;
  readonly parse: (text: string) => Parsed<V>;
  /** What this charger in particular would have instead of this value, or undefined. */
  readonly refuse?: ((value: V, charger: ChargerFacts) => string | undefined) | undefined;
  readonly format: (value: V) => string;
}

/** A key of any type. */
// biome-ignore lint/suspicious/noExplicitAny: a Key is invariant in its value; tables hold all of them
export type AnyKey = Key<any>;

type Declaration<V> = Pick<
  Key<V>,
  'name' | 'profile' | 'unit' | 'default' | 'access' | 'meaning' | 'source' | 'rebootRequired' | 'refuse'
>;

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** `true` or `false`, in any case (S 9.1). */
export function booleanKey(declaration: Declaration<boolean>): Key<boolean> {
  return {
    ...declaration,
    type: 'boolean',
    parse(text) {
      const value = booleans.get(text.trim().toLowerCase());
      return value === undefined ? { ok: false, expected: 'true or false' } : { ok: true, value };
    },
    format: String,
  };
}

/** A whole number, decimal digits only, within its range (default 0 and up). */
export function integerKey(
  declaration: Declaration<number> & { readonly minimum?: number; readonly maximum?: number },
): Key<number> {
  const { minimum = 0, maximum = 2_147_483_647, ...rest } = declaration;
  return {
    ...rest,
    type: 'integer',
    parse(text) {
      const value = Number(text);
      return /^\s*-?\d+\s*$/.test(text) && value >= minimum && value <= maximum
        ? { ok: true, value }
        : { ok: false, expected: `a whole number from ${minimum} to ${maximum}` };
    },
    format: String,
  };
}

/** Reads a text for this charger in particular. */
export function parseFor<V>(key: Key<V>, text: string, charger: ChargerFacts): Parsed<V> {
  const parsed = key.parse(text);
  if (!parsed.ok) return parsed;
  const expected = key.refuse?.(parsed.value, charger);
  return expected === undefined ? parsed : { ok: false, expected };
}

/** A comma separated list; blanks around items do not count, repeated items count once, the empty text is the empty list. */
export function listKey(
  declaration: Declaration<readonly string[]> & {
    /** At most so many items (the key's ...MaxLength). */
    readonly maximumItems?: number;
  },
): Key<readonly string[]> {
  const { maximumItems, ...rest } = declaration;
  return {
    ...rest,
    type: 'list',
    parse(text) {
      const value = [...new Set(splitList(text))];
      if (maximumItems !== undefined && value.length > maximumItems) {
        return { ok: false, expected: `at most ${maximumItems} items` };
      }
      return { ok: true, value };
    },
    format: (value) => value.join(','),
  };
}

/** Any text of at most `maximumLength` characters. */
export function textKey(declaration: Declaration<string> & { readonly maximumLength?: number }): Key<string> {
  const { maximumLength = 500, ...rest } = declaration;
  return {
    ...rest,
    type: 'text',
    parse(text) {
      return text.length > maximumLength
        ? { ok: false, expected: `at most ${maximumLength} characters` }
        : { ok: true, value: text };
    },
    format: (value) => value,
  };
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

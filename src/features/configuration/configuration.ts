/**
 * The charge point's configuration: what each key's value is, and what changing it takes.
 *
 * Guarantees:
 * - what the Central System changed wins over the start-up file, that over the model, that over the key's own default;
 * - a change is on disk before it is acted on or answered; a refused one changes nothing;
 * - a key's value is always within the key's range: whatever came from a file or disk and is not, is logged and not used.
 */
import type { Log } from '../../log/log.ts';
import type { Model } from '../../models/model.ts';
import type { ConfigurationStatus } from '../../ocpp16/types.ts';
import type { Store } from '../../store/store.ts';
import { type Access, type AnyKey, type ChargerFacts, type Key, parseFor } from './key.ts';

export interface Configuration {
  value<V>(key: Key<V>): V;
  /** Calls `act` after each change of the key to another value. */
  onChange<V>(key: Key<V>, act: (value: V) => void): void;
  /** What ChangeConfiguration does (S 5.3). */
  change(name: string, text: string): Change;
  /** Who decides whether the Central System may change this key to a value that is within its range, and keeps the value. */
  decide<V>(key: Key<V>, decide: (value: V) => Change): void;
  /** Sets a key that the Central System may only read, or whose value it has set by another message. */
  adopt<V>(key: Key<V>, value: V): void;
  /**
   * Says what this charger is: the key has this value whatever anybody has written, and can only be read. Not stored.
   * A function is asked whenever the value is wanted: for what never stands still. Nobody is told of such a change (`onChange`).
   */
  give<V>(key: Key<V>, value: V | (() => V)): void;
  /** Gives it back: it is what it was set to, and can be written again. */
  release(key: AnyKey): void;
  /** Every key that the model has, in alphabetical order. */
  keys(): readonly KeyState[];
  find(name: string): KeyState | undefined;
}

/** What has become of a change. */
export interface Change {
  readonly status: ConfigurationStatus;
  /** What a refusal was for. */
  readonly why?: string;
  /** To be done once the answer is out. */
  readonly after?: () => void;
}

/** A key as this charge point has it. */
export interface KeyState {
  readonly key: AnyKey;
  readonly access: Access;
  /** The value as text. */
  readonly text: string;
  /** The model's default as text. */
  readonly default: string;
}

/** The keys of a model with its defaults: the same for all charge points of the model, made once. */
export interface KeyTable {
  /** By name in lower case: names are CiStrings (S 5.3). */
  readonly byName: ReadonlyMap<string, Entry>;
}

interface Entry {
  readonly key: AnyKey;
  readonly access: Access;
  readonly default: unknown;
}

/** Puts the declared keys and the model's differences together. A mistake in either throws: it is the programmer's. */
export function createKeyTable(declared: readonly AnyKey[], model: Pick<Model, 'name' | 'configuration'>): KeyTable {
  const byName = new Map<string, Entry>();
  for (const key of declared) {
    const difference = model.configuration[key.name];
    if (difference === 'absent') continue;
    if (byName.has(key.name.toLowerCase())) throw new Error(`two keys are called ${key.name}`);
    const parsed = difference?.default === undefined ? undefined : key.parse(difference.default);
    if (parsed?.ok === false) throw new Error(`${model.name}: ${key.name} expects ${parsed.expected}`);
    byName.set(key.name.toLowerCase(), {
      key,
      access: difference?.access ?? key.access,
      default: parsed === undefined ? key.default : parsed.value,
    });
  }
  for (const name of Object.keys(model.configuration)) {
    if (!declared.some((key) => key.name === name))
      throw new Error(`${model.name} configures ${name}, which no feature has`);
  }
  return { byName };
}

export function createConfiguration(options: {
  readonly table: KeyTable;
  readonly store: Store;
  readonly log: Log;
  readonly charger: ChargerFacts;
  /** The start-up file's `configuration` and `vendorConfiguration`. */
  readonly initial: Readonly<Record<string, string>>;
}): Configuration {
  const { table, store, log, charger } = options;
  const changes = store.collection<string>('configuration');
  /** Only what differs from the model: most charge points have few. */
  const values = new Map<AnyKey, unknown>();
  /** The keys that say what the charger is: values, and functions that tell them. */
  const given = new Map<AnyKey, unknown>();
  const listeners = new Map<AnyKey, ((value: unknown) => void)[]>();
  const deciders = new Map<AnyKey, (value: unknown) => Change>();

  function load(name: string, text: string, from: string): void {
    const entry = table.byName.get(name.toLowerCase());
    const parsed = entry === undefined ? undefined : parseFor(entry.key, text, charger);
    if (entry === undefined || parsed === undefined)
      log.warn(`${from}: there is no configuration key ${name}; skipped`);
    else if (parsed.ok) values.set(entry.key, parsed.value);
    else log.warn(`${from}: ${name} expects ${parsed.expected}, got ${quoted(entry.key, text)}; skipped`);
  }

  for (const [name, text] of Object.entries(options.initial)) load(name, text, 'start-up file');
  for (const [name, text] of changes.entries()) load(String(name), text, 'store');

  function value<V>(key: Key<V>): V {
    const told = given.get(key);
    const own = (typeof told === 'function' ? told() : told) ?? values.get(key);
    if (own !== undefined) return own as V;
    const entry = table.byName.get(key.name.toLowerCase());
    return (entry === undefined ? key.default : entry.default) as V;
  }

  function put(key: AnyKey, next: unknown): void {
    const text = key.format(next);
    const same = key.format(value(key)) === text;
    changes.put(key.name, text);
    values.set(key, next);
    // Who says the same again and again must not put off what is counted from a change.
    if (same) return;
    for (const act of listeners.get(key) ?? []) act(next);
  }

  /** What is as it is cannot be written. */
  const accessOf = ({ key, access }: Entry): Access => (given.has(key) ? 'R' : access);

  function state(entry: Entry): KeyState {
    const { key, default: fallback } = entry;
    return { key, access: accessOf(entry), text: key.format(value(key)), default: key.format(fallback) };
  }

  return {
    value,
    onChange(key, act) {
      const known = listeners.get(key);
      if (known === undefined) listeners.set(key, [act as (value: unknown) => void]);
      else known.push(act as (value: unknown) => void);
    },
    change(name, text) {
      const entry = table.byName.get(name.toLowerCase());
      if (entry === undefined) return { status: 'NotSupported', why: `there is no key ${name}` };
      const { key } = entry;
      if (accessOf(entry) === 'R') return { status: 'Rejected', why: `${key.name} can only be read` };
      const parsed = parseFor(key, text, charger);
      if (!parsed.ok)
        return { status: 'Rejected', why: `${key.name} expects ${parsed.expected}, got ${quoted(key, text)}` };
      const decide = deciders.get(key);
      if (decide !== undefined) return decide(parsed.value);
      put(key, parsed.value);
      return { status: key.rebootRequired === true ? 'RebootRequired' : 'Accepted' };
    },
    decide: (key, decide) => void deciders.set(key, decide as (value: unknown) => Change),
    adopt(key, next) {
      if (key.format(value(key)) !== key.format(next)) put(key, next);
    },
    give: (key, value) => void given.set(key, value),
    release: (key) => void given.delete(key),
    keys: () => [...table.byName.values()].map(state).sort((a, b) => (a.key.name < b.key.name ? -1 : 1)),
    find(name) {
      const entry = table.byName.get(name.toLowerCase());
      return entry === undefined ? undefined : state(entry);
    },
  };
}

/** A value in a sentence; one that may not be read, by its length only. */
function quoted({ access }: AnyKey, text: string): string {
  return access === 'W' ? `${text.length} characters` : JSON.stringify(text);
}

/**
 * A scenario file: YAML text to a scenario that can be played. Pure.
 *
 * Guarantees: what comes out can be begun: the charger's start-up file is complete, each step is a word of the vocabulary with
 * arguments that fit, and each variable is set somewhere; what does not is refused with the path of each wrong place, what was
 * expected there and what stood there. Arguments with a variable in them are looked at again when the step is done.
 */
import { parseDocument } from 'yaml';
import { type IdTagList, idTagStatuses } from '../central/id-tags.ts';
import { array, enumeration, object, optional, record, type Schema, string, unknown } from '../schema/schema.ts';
import { explain, type Violation, validate } from '../schema/validate.ts';
import type { StartUp } from '../start-up-file.ts';
import { valueAt } from '../watch/pointer.ts';
import { completeStartUp } from '../watch/start-up.ts';
import { isOpen, referencesIn } from './variables.ts';
import { vocabulary } from './vocabulary.ts';
import type { Word } from './word.ts';

const central = object({
  idTags: optional(
    array(
      object({
        idTag: string({ minLength: 1, maxLength: 20 }),
        status: enumeration(idTagStatuses),
        parentIdTag: optional(string()),
      }),
    ),
  ),
  unknown: optional(enumeration(idTagStatuses)),
});

/** The file as it is written; `charger` and `steps` are looked at further. */
export const scenarioSchema = object({
  name: string({ minLength: 1, description: 'What it is about, in a line.' }),
  description: optional(string({ description: 'More about it.' })),
  charger: optional(
    unknown({
      description: 'A start-up file without what is only known later: model, connectors, grid, configuration, …',
    }),
  ),
  central: optional({
    ...central,
    description: 'The built-in Central System: its idTags, each with a status, and what all others are (Accepted).',
  } as typeof central),
  variables: optional(record(unknown(), { description: 'Values to begin with.' })),
  steps: array(unknown(), { minItems: 1, description: 'What is done, in order, each a word with its arguments.' }),
});

export interface Scenario {
  readonly name: string;
  readonly description: string | undefined;
  readonly startUp: StartUp;
  readonly idTags: IdTagList;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

export interface Step {
  /** Where it stands in the file: /steps/3. */
  readonly path: string;
  readonly name: string;
  readonly word: Word;
  readonly args: unknown;
  /** Of a block. */
  readonly steps: readonly Step[];
}

/** What the command line says; it wins over the file. */
export interface ScenarioOptions {
  readonly csms?: string | undefined;
  readonly id?: string | undefined;
  readonly model?: string | undefined;
  readonly speed?: number | undefined;
}

export type ScenarioResult =
  | { readonly ok: true; readonly scenario: Scenario }
  /** A sentence for each thing that is wrong. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Where the built-in Central System listens, in memory. */
export const BUILT_IN_URL = 'ws://central/ocpp';

type Fields = Readonly<Record<string, unknown>>;

export function readScenario(yamlText: string, options: ScenarioOptions = {}): ScenarioResult {
  const document = parseDocument(yamlText, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, problems: [`this is no YAML: ${error.message.trimEnd()}`] };
  const file: unknown = document.toJS();
  const violations = validate(scenarioSchema, file);
  if (violations.length > 0) return refused(violations);
  const {
    name,
    description,
    charger = {},
    central: told = {},
    variables = {},
    steps,
  } = file as {
    name: string;
    description?: string;
    charger?: unknown;
    central?: { idTags?: readonly { idTag: string; status: 'Accepted'; parentIdTag?: string }[]; unknown?: 'Accepted' };
    variables?: Fields;
    steps: readonly unknown[];
  };
  const startUp = startUpOf(charger, options);
  const read = stepsOf(steps, '/steps', options.csms === undefined);
  const set = new Set([...Object.keys(variables), ...read.steps.flatMap(variablesSetBy)]);
  const wrong = [...startUp.violations, ...read.violations, ...unset(read.steps, set)];
  if (startUp.startUp === undefined || wrong.length > 0) return refused(wrong);
  return {
    ok: true,
    scenario: {
      name,
      description,
      startUp: startUp.startUp,
      idTags: {
        idTags: Object.fromEntries((told.idTags ?? []).map(({ idTag, ...is }) => [idTag, is])),
        unknown: told.unknown ?? 'Accepted',
      },
      variables,
      steps: read.steps,
    },
  };
}

function refused(violations: readonly Violation[]): ScenarioResult {
  return { ok: false, problems: violations.map(explain) };
}

/** The charger's part, completed by what the command line says. */
function startUpOf(
  charger: unknown,
  { csms = BUILT_IN_URL, ...told }: ScenarioOptions,
): { readonly startUp?: StartUp; readonly violations: readonly Violation[] } {
  if (!isObject(charger)) {
    return { violations: [{ path: '/charger', kind: 'type', expected: 'an object', got: String(charger) }] };
  }
  const result = completeStartUp(charger, { csms, ...told });
  if (result.ok) return { startUp: result.startUp, violations: [] };
  return { violations: result.violations.map((each) => ({ ...each, path: `/charger${each.path}` })) };
}

function stepsOf(
  given: readonly unknown[],
  path: string,
  builtIn: boolean,
): { readonly steps: readonly Step[]; readonly violations: readonly Violation[] } {
  const read = given.map((each, index) => stepOf(each, `${path}/${index}`, builtIn));
  return {
    steps: read.flatMap(({ step }) => (step === undefined ? [] : [step])),
    violations: read.flatMap(({ violations }) => violations),
  };
}

function stepOf(
  given: unknown,
  path: string,
  builtIn: boolean,
): { readonly step?: Step; readonly violations: readonly Violation[] } {
  const wrong = (at: string, expected: string, got: string) => ({
    violations: [{ path: at, kind: 'property', expected, got } as const],
  });
  // `- offline` and `- offline:` are steps without arguments.
  const fields: Fields = typeof given === 'string' ? { [given]: undefined } : isObject(given) ? given : {};
  const [name, ...others] = Object.keys(fields);
  if (name === undefined) return wrong(path, 'a step: a word with its arguments', JSON.stringify(given) ?? 'nothing');
  if (others.length > 0) return wrong(path, 'one word, with its arguments further in', Object.keys(fields).join(', '));
  const word = Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
  if (word === undefined) return wrong(path, `one of ${Object.keys(vocabulary).join(', ')}`, name);
  const place = `${path}/${name}`;
  if (word.builtInOnly === true && !builtIn) {
    return wrong(place, 'no such step with --csms, which only the built-in Central System can do', name);
  }
  const args = fields[name] ?? {};
  const violations = argumentViolations(word, args, place);
  const inner =
    word.kind === 'block' && isObject(args) && Array.isArray(args.steps)
      ? stepsOf(args.steps, `${place}/steps`, builtIn)
      : { steps: [], violations: [] };
  return { step: { path, name, word, args, steps: inner.steps }, violations: [...violations, ...inner.violations] };
}

/** What is wrong with the arguments of a word, but for values that are not known before their variables are. */
function argumentViolations(word: Word, args: unknown, path: string): readonly Violation[] {
  const known = (each: Violation, from: string) => !isOpen(valueAt(args, each.path.slice(from.length)));
  const bySchema = validate(word.args as Schema, args).filter((each) => known(each, ''));
  if (bySchema.length > 0) return bySchema.map((each) => ({ ...each, path: path + each.path }));
  if (isOpen(args)) return [];
  return (word.check?.(args as never, path) ?? []).filter((each) => known(each, path));
}

/** What is wrong with arguments in which every variable has been replaced. */
export function finalViolations({ word, name }: Step, args: unknown): readonly Violation[] {
  const bySchema = validate(word.args as Schema, args);
  if (bySchema.length > 0) return bySchema.map((each) => ({ ...each, path: `/${name}${each.path}` }));
  return word.check?.(args as never, `/${name}`) ?? [];
}

function variablesSetBy({ word, args, steps }: Step): readonly string[] {
  return [...(word.sets?.(args as never) ?? []), ...steps.flatMap(variablesSetBy)];
}

function unset(steps: readonly Step[], set: ReadonlySet<string>): readonly Violation[] {
  return steps.flatMap((step) => {
    const own = step.word.kind === 'block' && isObject(step.args) ? { ...step.args, steps: [] } : step.args;
    const strange = referencesIn(own).filter((name) => !set.has(name));
    const violations = strange.map((name): Violation => {
      const expected = 'a variable that is set somewhere: by variables, set, capture or as';
      return { path: `${step.path}/${step.name}`, kind: 'property', expected, got: `\${${name}}` };
    });
    return [...violations, ...unset(step.steps, set)];
  });
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

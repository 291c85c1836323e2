/**
 * Variables: `${name}` in any text of a step. Pure.
 *
 * Guarantees: a text that is nothing but one variable becomes the value itself, a number staying a number; within a text it
 * becomes text; `substitute` throws a ReferenceError that names what is not set.
 */
const REFERENCE = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;

/** The value with all variables replaced. */
export function substitute(value: unknown, variables: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') return inText(value, variables);
  if (Array.isArray(value)) return value.map((each) => substitute(each, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, substitute(each, variables)]));
}

/** The names of the variables in it. */
export function referencesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(REFERENCE)].map(([, name = '']) => name);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}

/** Is this a text with a variable in it, whose value is not known before the step is done? */
export function isOpen(value: unknown): boolean {
  return typeof value === 'string' && referencesIn(value).length > 0;
}

function inText(text: string, variables: ReadonlyMap<string, unknown>): unknown {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) return lookUp(whole, variables);
  return text.replaceAll(REFERENCE, (_, name: string) => {
    const value = lookUp(name, variables);
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}

function lookUp(name: string, variables: ReadonlyMap<string, unknown>): unknown {
  if (!variables.has(name)) throw new ReferenceError(`the variable ${name} is not set`);
  return variables.get(name);
}

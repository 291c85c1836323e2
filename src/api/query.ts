/**
 * What stands behind the `?` of a call.
 *
 * Guarantee: `queryOf` returns values that fit the schemas that the route names, or throws the problem that says which one does not,
 * what was expected and what came; a name that the route does not have is as wrong as a value.
 */
import { explain, validate } from '../schema/validate.ts';
import { ProblemError } from './problem.ts';
import type { QueryParameter, Route } from './route.ts';

type Values = Readonly<Record<string, number | string | undefined>>;

export function queryOf({ query = [], path }: Route, texts: Readonly<Record<string, unknown>>): Values {
  if (query.length === 0) return {};
  const names = query.map(({ name }) => name);
  const unknown = Object.keys(texts).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ProblemError(
      'invalid-request',
      `${path} knows ${names.join(', ')} behind the ?, not ${JSON.stringify(unknown)}.`,
    );
  return Object.fromEntries(query.map((parameter) => [parameter.name, readValue(parameter, texts[parameter.name])]));
}

function readValue({ name, schema }: QueryParameter, text: unknown): number | string | undefined {
  if (text === undefined) return undefined;
  const value = schema.type === 'integer' || schema.type === 'number' ? numberOf(String(text)) : String(text);
  const [violation] = validate(schema, value);
  if (violation !== undefined)
    throw new ProblemError('invalid-request', explain({ ...violation, path: `?${name}${violation.path}` }));
  return value;
}

/** A text that is no number stays what it is, and is refused as that. */
function numberOf(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

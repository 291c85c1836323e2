/**
 * What an answer's schema can say and a request's cannot: null. Our validator reads requests only and does not know it.
 * Guarantee: what comes out is JSON Schema 2020-12 like everything from schema.ts, with the static type that goes with it.
 */
import type { Schema } from '../schema/schema.ts';

/** A value of this schema, or null. For answers only: `validate` lets anything pass here. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  const either: object = { anyOf: [schema, { type: 'null' }] };
  return either;
}

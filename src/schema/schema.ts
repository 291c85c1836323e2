/**
 * JSON Schemas as plain data, with the static type of what they accept.
 *
 * Guarantees:
 * - what a builder returns is plain JSON, valid as JSON Schema 2020-12 (so in an OpenAPI 3.1 document) and as draft 7;
 * - an object accepts no members but its own, and needs each of them unless it is wrapped in `optional`;
 * - `Static<typeof schema>` is exactly the type of the values that `validate` lets pass;
 * - nothing is compiled and nothing is imported: building a schema costs no more than building the object.
 */

declare const accepted: unique symbol;

/** Carries a static type through the compiler; nothing of it exists at run time. */
export interface Accepts<T> {
  readonly [accepted]?: T;
}

/** A JSON Schema whose valid values have the type `T`. */
export type Schema<T = unknown> = SchemaNode & Accepts<T>;

/** The type of the values that a schema accepts: `type Limits = Static<typeof limits>`. */
export type Static<S> = S extends Accepts<infer T> ? T : never;

/** A schema as data, for those who walk through one. `type` tells them apart; a record has no `properties`. */
export type SchemaNode =
  | ObjectNode
  | RecordNode
  | ArrayNode
  | StringNode
  | IntegerNode
  | NumberNode
  | BooleanNode
  | UnionNode
  | UnknownNode;

/** What every builder takes besides the constraints; it changes nothing in what is valid. */
export interface Annotations<T = unknown> {
  readonly title?: string;
  readonly description?: string;
  /** What a reader may assume when the member is absent; `validate` does not fill it in. */
  readonly default?: T;
  readonly examples?: readonly T[];
  readonly deprecated?: boolean;
}

/** An object of known members. */
export interface ObjectNode extends Annotations {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

/** A map from any string to values of one schema. */
export interface RecordNode extends Annotations {
  readonly type: 'object';
  readonly properties?: never;
  readonly additionalProperties: Schema;
}

export interface ArrayNode extends Annotations, ArrayConstraints {
  readonly type: 'array';
  readonly items: Schema;
}

export interface ArrayConstraints {
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** A string; with `enum`, one of a list. */
export interface StringNode extends Annotations, StringConstraints {
  readonly type: 'string';
  readonly enum?: readonly string[];
}

export interface StringConstraints {
  /** In characters (Unicode code points), as JSON Schema counts. */
  readonly minLength?: number;
  /** In characters (Unicode code points), as JSON Schema counts. */
  readonly maxLength?: number;
  /** Source of a regular expression, read with the flag `u`; it matches anywhere unless it is anchored. */
  readonly pattern?: string;
  /** `date-time`: what `parseDateTime` reads. `uri`: an absolute URI that `new URL` accepts. */
  readonly format?: 'date-time' | 'uri';
}

export interface IntegerNode extends Annotations, IntegerConstraints {
  readonly type: 'integer';
}

export interface IntegerConstraints {
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface NumberNode extends Annotations, NumberConstraints {
  readonly type: 'number';
}

export interface NumberConstraints {
  readonly minimum?: number;
  readonly maximum?: number;
  /** A whole number, or one divided by a whole number (0.1: at most one decimal). */
  readonly multipleOf?: number;
}

export interface BooleanNode extends Annotations {
  readonly type: 'boolean';
}

/** A value of one of these schemas, of which no two take the same JSON type. */
export interface UnionNode extends Annotations {
  readonly type?: never;
  readonly anyOf: readonly Schema[];
}

/** Any JSON value. */
export interface UnknownNode extends Annotations {
  readonly type?: never;
  readonly anyOf?: never;
}

/** A member that may be absent; made by `optional`, understood by `object`. */
export interface Optional<T = unknown> {
  readonly optional: Schema<T>;
}

/** The members of an object, each required unless it is wrapped in `optional`. */
export type Members = Readonly<Record<string, Schema | Optional>>;

type OptionalNames<M extends Members> = { [K in keyof M]: M[K] extends Optional ? K : never }[keyof M];

type MemberType<M> = M extends Optional<infer T> ? T : Static<M>;

/** Shows an intersection as the one object type that it is. */
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The type of the objects that have the members `M`. */
export type ObjectOf<M extends Members> = keyof M extends never
  ? Readonly<Record<string, never>>
  : Flat<
      { [K in Exclude<keyof M, OptionalNames<M>>]: MemberType<M[K]> } & {
        [K in OptionalNames<M>]?: MemberType<M[K]>;
      }
    >;

/** Marks a member of an object as one that may be absent. */
export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema };
}

/** An object of exactly these members. */
export function object<const M extends Members>(
  members: M,
  annotations: Annotations<NoInfer<ObjectOf<M>>> = {},
): Schema<ObjectOf<M>> {
  const entries = Object.entries<Schema | Optional>(members);
  const required = entries.filter(([, member]) => !isOptional(member)).map(([name]) => name);
  return {
    type: 'object',
    ...annotations,
    properties: Object.fromEntries(
      entries.map(([name, member]) => [name, isOptional(member) ? member.optional : member]),
    ),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function isOptional(member: Schema | Optional): member is Optional {
  return 'optional' in member;
}

/** A map from any string to values of one schema. */
export function record<T>(
  values: Schema<T>,
  annotations: Annotations<NoInfer<Readonly<Record<string, T>>>> = {},
): Schema<Readonly<Record<string, T>>> {
  return { type: 'object', ...annotations, additionalProperties: values };
}

/** A list of values of one schema. */
export function array<T>(
  items: Schema<T>,
  options: ArrayConstraints & Annotations<NoInfer<readonly T[]>> = {},
): Schema<readonly T[]> {
  return { type: 'array', ...options, items };
}

/** A string. Throws SyntaxError when the pattern is no regular expression. */
export function string(options: StringConstraints & Annotations<string> = {}): Schema<string> {
  if (options.pattern !== undefined) new RegExp(options.pattern, 'u');
  return { type: 'string', ...options };
}

/** One string of a list; its type is the union of the listed ones. */
export function enumeration<const T extends string>(
  values: readonly T[],
  annotations: Annotations<NoInfer<T>> = {},
): Schema<T> {
  return { type: 'string', ...annotations, enum: values };
}

/** A whole number that a JavaScript number holds exactly. */
export function integer(options: IntegerConstraints & Annotations<number> = {}): Schema<number> {
  return { type: 'integer', ...options };
}

/** A number. Throws RangeError when `multipleOf` is neither a whole number nor one divided by a whole number. */
export function number(options: NumberConstraints & Annotations<number> = {}): Schema<number> {
  const step = options.multipleOf;
  if (step !== undefined && !(step > 0 && (Number.isInteger(step) || step === 1 / Math.round(1 / step)))) {
    throw new RangeError(`multipleOf ${step} is neither a whole number nor one divided by a whole number`);
  }
  return { type: 'number', ...options };
}

/** true or false. */
export function boolean(annotations: Annotations<boolean> = {}): Schema<boolean> {
  return { type: 'boolean', ...annotations };
}

/** A value of either schema. They have to differ in their JSON type: by it `validate` knows which one is meant. */
export function either<One, Other>(
  one: Schema<One>,
  other: Schema<Other>,
  annotations: Annotations<NoInfer<One | Other>> = {},
): Schema<One | Other> {
  const [type, otherType] = [jsonType(one), jsonType(other)];
  if (type === undefined || otherType === undefined || type === otherType) {
    throw new TypeError(`${type ?? 'any value'} and ${otherType ?? 'any value'} cannot be told apart`);
  }
  return { ...annotations, anyOf: [one, other] };
}

function jsonType({ type }: SchemaNode): string | undefined {
  return type === 'integer' ? 'number' : type;
}

/** Any JSON value. */
export function unknown(annotations: Annotations = {}): Schema<unknown> {
  return { ...annotations };
}

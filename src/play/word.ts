/** A word of the scenario language: what a step may be called, what it takes, and what it does. Types only. */
import type { CentralCharger } from '../central/central-charger.ts';
import type { Schema } from '../schema/schema.ts';
import type { Violation } from '../schema/validate.ts';
import type { Witness } from '../watch/witness.ts';

/** What steps work on. */
export interface Stage {
  readonly witness: Witness;
  readonly variables: Map<string, unknown>;
  /** The charger as the built-in Central System sees it; undefined with another Central System. */
  readonly central: CentralCharger | undefined;
  /** How many times faster than real the charger's time runs, where it is not virtual. */
  setSpeed(speed: number): void;
}

interface Described {
  readonly group: 'The world' | 'The Central System' | 'Waiting and looking' | 'The scenario';
  readonly meaning: string;
  /** What stands after the word: an object, or a single value. */
  readonly args: Schema;
  /** YAML. */
  readonly example: string;
  /** What a schema cannot say. The arguments fit the schema. */
  readonly check?: (args: never, path: string) => readonly Violation[];
  /** The variables that it sets. */
  readonly sets?: (args: never) => readonly string[];
  /** Can it be done only with the built-in Central System? */
  readonly builtInOnly?: boolean;
}

/** Does something. It throws ExpectationError, or ProblemError of the API, when it cannot be done or is not so. */
export interface Act extends Described {
  readonly kind: 'act';
  readonly run: (args: never, stage: Stage) => void | Promise<void>;
}

/** Holds steps of its own (the member `steps`), which are done once for each set of variables. */
export interface Block extends Described {
  readonly kind: 'block';
  readonly passes: (args: never) => readonly Readonly<Record<string, unknown>>[];
}

export type Word = Act | Block;

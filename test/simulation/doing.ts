/** Something that somebody does to the charger now and then, as a row of a table. */
import type { Dice } from './dice.ts';
import type { Stage } from './stage.ts';

export interface Doing {
  /** For the trace; also the label of its own stream of chance. */
  readonly name: string;
  /** How often on average, in a world of the usual roughness. */
  readonly perDay: number;
  readonly act: (stage: Stage, dice: Dice) => void;
}

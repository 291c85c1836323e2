/**
 * What happened in a simulation, line by line, with the virtual time before each.
 *
 * Guarantee: nothing is formatted unless somebody reads it: a line is a function. A run that failed is run again with a reader.
 */
import type { Clock } from '../../src/clock/clock.ts';

export type Trace = (line: () => string) => void;

export function createTrace(clock: Clock, reader: ((line: string) => void) | undefined): Trace {
  if (reader === undefined) return () => undefined;
  return (line) => {
    const at = new Date(clock.elapsed()).toISOString().slice(8, 23).replace('T', ' ');
    reader(`day ${at}  ${line()}`);
  };
}

/**
 * Which grid lines a car is connected to. Pure.
 *
 * Guarantees: the car's L1 is on the line that OnePhaseChargingPhase names, also when three phases are connected, so that a car of
 * one phase draws where it is meant to without anybody knowing how many phases it has (release note: OnePhaseChargingPhase); an
 * installation of one phase has no choice.
 */
import type { Grid, Line, Lines } from './board.ts';

/** 1, 2 or 3: the line on TN, the rotating pair on IT (1 is L1-L2, 2 is L2-L3, 3 is L3-L1). */
export type OnePhase = 1 | 2 | 3;

export type PhaseCount = 1 | 3;

export function linesFor(grid: Grid, count: PhaseCount, onePhase: OnePhase): Lines {
  if (grid.phases === 1) return grid.type === 'IT' ? [1, 2] : [1];
  const rotated: Lines = [onePhase, after(onePhase), after(after(onePhase))];
  return rotated.slice(0, count === 3 ? 3 : grid.type === 'IT' ? 2 : 1);
}

function after(line: Line): Line {
  return ((line % 3) + 1) as Line;
}

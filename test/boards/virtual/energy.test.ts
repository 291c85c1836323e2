/**
 * Energy by grid line, whatever car, cable, relays, grid and offer: the reference sees only the instruments, and works out what
 * each line gives from its current, its voltage and the angle between them.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PlugInAct, WorldAct } from './acts.ts';
import { anyAct, apply, bearsA, endlessCars, type Ratings } from './acts.ts';
import { type Bench, createBench, it3, tn } from './bench.ts';

/** Relays, lock and the endless cars' reactions move on this beat. */
const BEAT_MS = 50;

/** Between neutral (of an IT grid: its middle) and a line, seen from the line: its share of the power of its current, W. */
function sharesW(bench: Bench, kind: 'TN' | 'IT'): readonly number[] {
  const { currents } = bench.board.instruments(1);
  const voltages = bench.board.voltages();
  const flowing = currents.flatMap((currentA, index) => (currentA > 0 ? [index] : []));
  if (kind === 'TN') return currents.map((currentA, index) => currentA * (voltages[index] ?? 0));
  if (flowing.length === 3)
    return currents.map((currentA, index) => (currentA * (voltages[index] ?? 0)) / Math.sqrt(3));
  // One phase between two lines: each sees its current 30 degrees beside its voltage to the middle.
  const [one = 0, other = 0] = flowing;
  const between = voltages[other - one === 2 ? other : one] ?? 0;
  const toMiddle = between / Math.sqrt(3);
  return currents.map((currentA) => currentA * toMiddle * Math.cos(Math.PI / 6));
}

describe('the energy of a connector', () => {
  it('is the integral of the power of its lines, to 1 Wh, on both grids', async () => {
    let mostWh = 0;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(tn, it3, { ...tn, phases: 1 as const }),
        fc.array(anyAct(endlessCars), { minLength: 3, maxLength: 15 }),
        async (grid, acts) => {
          const bench = createBench({ grid });
          const lineWh = [0, 0, 0];

          async function pass(ms: number): Promise<void> {
            const shares = sharesW(bench, grid.type);
            const flowing = shares.filter((each) => each > 0).length;
            if (flowing > 0) seen.add(`${grid.type}${grid.phases}: ${flowing}`);
            for (const [index, shareW] of shares.entries()) {
              lineWh[index] = (lineWh[index] ?? 0) + (shareW * ms) / 3_600_000;
            }
            await bench.clock.advance(ms);
          }

          for (const act of acts) {
            apply(bench, act);
            for (let beat = 0; beat < act.beats; beat++) await pass(BEAT_MS);
            await pass(act.restMs);
            const expectedWh = lineWh.reduce((sum, each) => sum + each, 0);
            const { energyWh } = bench.connector().meter();
            assert.ok(Math.abs(energyWh - expectedWh) < 1.001, `${energyWh} Wh, not ${expectedWh}`);
            mostWh = Math.max(mostWh, energyWh);
          }
        },
      ),
      { numRuns: 150 },
    );
    assert.ok(mostWh > 1_000, 'no run drew much energy: the test has tested nothing');
    for (const kind of ['TN3: 1', 'TN3: 2', 'TN3: 3', 'IT3: 2', 'IT3: 3', 'TN1: 1']) assert.ok(seen.has(kind), kind);
  });
});

/** The standard gives 5 s to follow an offer. */
const REACTION_MS = 5_000;

describe('the current of a car', () => {
  it('is, once it has reacted, no more than offer, cable and its own maximum, unless its model misbehaves', async () => {
    const drew = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(tn, it3),
        fc.constantFrom<Ratings[]>(
          { lock: true, maxCurrentA: 63 },
          { lock: true, maxCurrentA: 20 },
          { lock: false, maxCurrentA: 25 },
        ),
        fc.array(anyAct(), { minLength: 3, maxLength: 20 }),
        async (grid, ratings, acts) => {
          const bench = createBench({ grid, connectors: [{ id: 1, ...ratings }] });
          let plugged: PlugInAct | undefined;
          let offeredA = 0;
          for (const act of acts) {
            const free = !bench.board.car(1).plugged;
            apply(bench, act);
            plugged = whoIsThere(plugged, act, free);
            if (act.kind === 'offer') offeredA = act.currentA ?? 0;
            await bench.clock.advance(REACTION_MS + act.restMs);
            const drawnA = bench.drawn();
            if (plugged === undefined) {
              assert.equal(drawnA, 0);
              continue;
            }
            const { manners = {}, maxCurrentA, name } = plugged.model;
            if (drawnA > 0) drew.add(name);
            assert.ok(drawnA <= bearsA(ratings, plugged) + 1e-6, `${drawnA} A over the cable`);
            assert.ok(drawnA <= maxCurrentA + 1e-6, `${drawnA} A out of ${name}`);
            const allowedA = offeredA * (manners.overdraw ?? 1);
            if (manners.ignoresEndOfOffer !== true)
              assert.ok(drawnA <= allowedA + 1e-6, `${drawnA} A of ${offeredA} A`);
          }
        },
      ),
      { numRuns: 300 },
    );
    assert.ok(drew.size > 10, `only ${[...drew]} ever drew anything`);
  });
});

function whoIsThere(before: PlugInAct | undefined, act: WorldAct, free: boolean): PlugInAct | undefined {
  if (act.kind === 'plugOut') return undefined;
  return act.kind === 'plugIn' && free ? act : before;
}

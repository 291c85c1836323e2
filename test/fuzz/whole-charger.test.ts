/**
 * Tens of thousands of frames into whole charge points of both models. FUZZ_FRAMES takes as many for each model, FUZZ_SEED another seed,
 * FUZZ_PATH goes to one failure of it, as the message of the failure tells.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { errorCodes } from '../../src/ocpp16/error-codes.ts';
import { runSteps, type Tally } from './run.ts';
import { isFrame, steps } from './steps.ts';
import { createTarget } from './target.ts';

const firstSeed = Number(process.env.FUZZ_SEED ?? 20_261_126);
const path = process.env.FUZZ_PATH;

/** For each model. */
const FRAMES = Number(process.env.FUZZ_FRAMES ?? 15_000);
const LONGEST_RUN = 1_500;

/** What must have come up; of the codes, those that each model uses. */
const common = ['nothing', 'no', 'GenericError', 'NotImplemented', 'NotSupported', 'late answer', 'came back'];
const expected = {
  'zaptec-pro': [...common, 'FormationViolation'],
  reference: [...common, ...errorCodes.filter((code) => code.endsWith('Violation'))],
} as const;

for (const model of ['zaptec-pro', 'reference'] as const) {
  // The same steps would be half of the work.
  const seed = firstSeed + (model === 'reference' && path === undefined ? 1 : 0);
  describe(`whatever frames come to a ${model}`, () => {
    it('each gets what is due to it, nothing that is refused changes anything, and the charger serves the next car', async () => {
      const tally: Tally = new Map();
      let frames = 0;
      const runs = fc.asyncProperty(
        fc.array(steps, { minLength: 1, maxLength: LONGEST_RUN, size: 'max' }),
        async (run) => {
          frames += run.filter(isFrame).length;
          await runSteps(await createTarget(model), run, tally);
        },
      );
      const parameters = { seed, ...(path === undefined ? {} : { path }) };
      const numRuns = Math.ceil(FRAMES / (LONGEST_RUN / 2)) + 25;
      await fc.assert(runs, {
        ...parameters,
        numRuns,
        interruptAfterTimeLimit: 100_000 + FRAMES,
        markInterruptAsFailure: true,
      });
      if (path !== undefined) return;
      // Of another seed the runs may be shorter.
      if (process.env.FUZZ_SEED === undefined) assert.ok(frames >= FRAMES, `only ${frames} frames`);
      const { handledActions } = (await createTarget(model)).chargePoint();
      assert.deepEqual(
        [...expected[model], ...handledActions].filter((name) => !tally.has(name)),
        [],
      );
    });
  });
}

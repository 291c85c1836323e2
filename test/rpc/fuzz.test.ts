import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Action, actions } from '../../src/ocpp16/actions.ts';
import { errorCodes } from '../../src/ocpp16/error-codes.ts';
import type { Handlers } from '../../src/rpc/router.ts';
import { validate } from '../../src/schema/validate.ts';
import { examples } from '../ocpp16/examples.ts';
import { createBench } from './bench.ts';
import { nearFrames } from './frames.ts';

/** Answers every action but one. */
const handlers: Handlers = Object.fromEntries(
  Object.entries(examples)
    .filter(([name]) => name !== 'UnlockConnector')
    .map(([name, { confirmation }]) => [name, () => ({ reply: confirmation.minimal })]),
);

/** What is to happen with a text, worked out without the code under test. */
type Due =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'result'; readonly id: string }
  | { readonly kind: 'error'; readonly id: string; readonly codes: readonly string[] };

function dueTo(text: string): Due {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'error', id: '-1', codes: ['GenericError'] };
  }
  if (!Array.isArray(json) || typeof json[0] !== 'number') return { kind: 'error', id: '-1', codes: ['GenericError'] };
  const [type, id, action, payload] = json;
  if (type !== 2) return { kind: 'nothing' };
  if (typeof id !== 'string') return { kind: 'error', id: '-1', codes: ['GenericError'] };
  if (json.length !== 4 || id.length > 36 || typeof action !== 'string') {
    return { kind: 'error', id, codes: ['FormationViolation'] };
  }
  if (!Object.keys(actions).includes(action)) return { kind: 'error', id, codes: ['NotImplemented'] };
  if (action === 'UnlockConnector') return { kind: 'error', id, codes: ['NotSupported'] };
  if (validate(actions[action as Action].request, payload ?? {}).length === 0) return { kind: 'result', id };
  return { kind: 'error', id, codes: errorCodes.filter((code) => code.endsWith('Violation')) };
}

describe('whatever text comes in', () => {
  it('never breaks anything, ends no CALL that it does not answer, and gets exactly the answer that is due', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.oneof({ weight: 8, arbitrary: nearFrames }, { weight: 1, arbitrary: fc.json() }, fc.string()),
        (text) => {
          const bench = createBench({ handlers });
          bench.up();
          bench.ask('Heartbeat', {}, 'ours');
          bench.rpc.receive(text);
          const [, ...answers] = bench.frames();
          const due = dueTo(text);
          seen.add(due.kind === 'error' ? (due.codes[0] ?? '') : due.kind);
          assert.ok(bench.rpc.busy());
          assert.deepEqual(bench.errors, []);
          if (due.kind === 'nothing') {
            assert.deepEqual(answers, []);
            return;
          }
          assert.equal(answers.length, 1);
          const [type, id, ...rest] = answers[0] ?? [];
          assert.equal(id, due.id);
          if (due.kind === 'result') {
            assert.equal(type, 3);
            assert.equal(rest.length, 1);
            return;
          }
          const [code, description, details] = rest;
          assert.deepEqual([type, rest.length, typeof description, details], [4, 3, 'string', {}]);
          assert.ok(due.codes.includes(String(code)), `${code} instead of ${due.codes.join(', ')}`);
        },
      ),
      { seed: 20_261_122, numRuns: 4000 },
    );
    for (const kind of ['nothing', 'result', 'GenericError', 'FormationViolation', 'NotImplemented', 'NotSupported']) {
      assert.ok(seen.has(kind), `no text that is due ${kind} came up`);
    }
  });
});

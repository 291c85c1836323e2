import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Action, actions } from '../../src/ocpp16/actions.ts';
import { type ErrorCode, errorCodeFor } from '../../src/ocpp16/error-codes.ts';
import { type Answer, createRouter, type Handlers, mergeHandlers } from '../../src/rpc/router.ts';
import { examples } from '../ocpp16/examples.ts';
import { mutations } from '../schema/arbitrary.ts';

/** What an answer says, without its reasons. */
function said(answer: Answer): unknown {
  if (answer.kind === 'result') return answer.payload;
  return { code: answer.code, description: answer.description, details: answer.details };
}

const names = Object.keys(actions) as Action[];

/** A request for each kind of violation, and the code that the specification has for it. */
const broken: readonly (readonly [what: string, action: Action, payload: unknown, code: ErrorCode])[] = [
  ['that is no object', 'Reset', 'Hard', 'FormationViolation'],
  ['with an unknown member', 'Reset', { type: 'Hard', soon: true }, 'FormationViolation'],
  ['without a required member', 'Reset', {}, 'OccurenceConstraintViolation'],
  ['with a member of another type', 'Reset', { type: 1 }, 'TypeConstraintViolation'],
  ['with a value that is not in the list', 'Reset', { type: 'hard' }, 'PropertyConstraintViolation'],
  ['with a text that is too long', 'RemoteStartTransaction', { idTag: 'x'.repeat(21) }, 'PropertyConstraintViolation'],
  ['with a fraction for an integer', 'UnlockConnector', { connectorId: 1.5 }, 'TypeConstraintViolation'],
];

const anything: Handlers = Object.fromEntries(
  names.map((name) => [name, () => ({ reply: examples[name].confirmation.minimal })]),
);

describe('a router', () => {
  for (const name of ['Rest', 'reset', 'Reset ', '', 'constructor', '__proto__', 'hasOwnProperty', 'x'.repeat(1000)]) {
    it(`answers NotImplemented to ${JSON.stringify(name.slice(0, 20))}, which nobody knows, whatever its payload`, () => {
      const answer = createRouter(anything, 'ByKind').serve(name, 17) as Answer;
      assert.ok(answer.kind === 'error' && answer.code === 'NotImplemented');
      assert.ok(answer.description.length <= 255);
    });
  }

  for (const name of names) {
    it(`answers NotSupported to ${name} when there is no handler, even when the payload is wrong`, () => {
      const router = createRouter({}, 'ByKind');
      for (const payload of [examples[name].request.full, { wrong: true }]) {
        const answer = router.serve(name, payload) as Answer;
        assert.ok(answer.kind === 'error' && answer.code === 'NotSupported');
      }
    });

    it(`hands a request ${name} to its handler as it came, and the reply back`, () => {
      const { request, confirmation } = examples[name];
      for (const size of ['minimal', 'full'] as const) {
        const seen: unknown[] = [];
        const handlers = {
          [name](payload: unknown) {
            seen.push(payload);
            return { reply: confirmation[size] };
          },
        } as Handlers;
        assert.equal(said(createRouter(handlers, 'ByKind').serve(name, request[size]) as Answer), confirmation[size]);
        assert.equal(seen[0], request[size]);
      }
    });
  }

  for (const [what, action, payload, code] of broken) {
    it(`answers ${code} or, where that is the policy, FormationViolation to a payload ${what}`, () => {
      const handlers: Handlers = { [action]: () => assert.fail('a handler must not see a broken payload') };
      for (const [policy, expected] of [
        ['ByKind', code],
        ['FormationViolation', 'FormationViolation'],
      ] as const) {
        const answer = createRouter(handlers, policy).serve(action, payload) as Answer;
        assert.ok(answer.kind === 'error');
        assert.equal(answer.code, expected);
        assert.ok((answer.violations ?? []).length > 0);
        assert.deepEqual(answer.details, {});
      }
    });
  }

  it('no payload that is broken in one place reaches a handler, and the description tells the place', () => {
    const router = createRouter(
      Object.fromEntries(names.map((name) => [name, () => assert.fail('a handler must not see a broken payload')])),
      'ByKind',
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), (name, at) => {
        const all = mutations(actions[name].request, examples[name].request.full);
        const mutation = all[at % all.length];
        assert.ok(mutation !== undefined);
        const answer = router.serve(name, mutation.value) as Answer;
        assert.ok(answer.kind === 'error');
        assert.equal(answer.code, errorCodeFor(mutation.kind), mutation.what);
        assert.ok(answer.description.length <= 255);
        const place = mutation.path === '' ? '/' : mutation.path;
        assert.ok(`${answer.description}:`.startsWith(`${place}:`), `${place} in ${answer.description}`);
      }),
      { numRuns: 500 },
    );
  });

  it('cuts a long list of violations short: a description has at most 255 characters', () => {
    const router = createRouter(anything, 'ByKind');
    const payload = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`unheard-of-${index}`, index]));
    const answer = router.serve('ClearCache', payload) as Answer;
    assert.ok(answer.kind === 'error');
    assert.equal(answer.description.length, 255);
  });

  it('passes on a refusal of the handler with its details', () => {
    const router = createRouter(
      {
        Reset: () => ({
          refuse: 'SecurityError',
          description: 'not before acceptance',
          details: { status: 'Pending' },
        }),
        ClearCache: () => ({ refuse: 'GenericError', description: '' }),
      },
      'ByKind',
    );
    assert.deepEqual(said(router.serve('Reset', { type: 'Soft' }) as Answer), {
      code: 'SecurityError',
      description: 'not before acceptance',
      details: { status: 'Pending' },
    });
    assert.deepEqual(said(router.serve('ClearCache', {}) as Answer), {
      code: 'GenericError',
      description: '',
      details: {},
    });
  });

  const trouble = new Error('the disk is full');
  const failing: readonly (readonly [string, Handlers])[] = [
    [
      'throws',
      {
        ClearCache: () => {
          throw trouble;
        },
      },
    ],
    ['rejects', { ClearCache: () => Promise.reject(trouble) }],
    [
      'rejects later',
      {
        ClearCache: async () => {
          await null;
          throw trouble;
        },
      },
    ],
  ];
  for (const [what, handlers] of failing) {
    it(`answers InternalError for a handler that ${what}, keeps the cause for the log and tells the other side nothing of it`, async () => {
      const answer = await createRouter(handlers, 'ByKind').serve('ClearCache', {});
      assert.ok(answer.kind === 'error' && answer.code === 'InternalError');
      assert.equal(answer.cause, trouble);
      assert.ok(!answer.description.includes('disk'));
    });
  }

  for (const [what, handler] of [
    ['at once', () => undefined],
    ['later', async () => undefined],
  ] as const) {
    it(`answers InternalError for a handler that returns nothing ${what}`, async () => {
      const answer = await createRouter({ ClearCache: handler as never }, 'ByKind').serve('ClearCache', {});
      assert.ok(answer.kind === 'error' && answer.code === 'InternalError');
    });
  }

  it('answers without delay when the handler does, and hands on what is to be done afterwards without doing it', () => {
    let done = false;
    const after = () => {
      done = true;
    };
    const router = createRouter({ ClearCache: () => ({ reply: { status: 'Accepted' }, after }) }, 'ByKind');
    const answer = router.serve('ClearCache', {});
    assert.ok(!(answer instanceof Promise) && answer.kind === 'result');
    assert.equal(answer.after, after);
    assert.equal(done, false);
  });
});

describe('handler tables', () => {
  it('are put together', () => {
    const reset = () => ({ reply: { status: 'Accepted' } }) as const;
    const clearCache = () => ({ reply: { status: 'Rejected' } }) as const;
    assert.deepEqual(mergeHandlers([{ Reset: reset }, {}, { ClearCache: clearCache }]), {
      Reset: reset,
      ClearCache: clearCache,
    });
  });

  it('with two handlers for one action are refused', () => {
    const table: Handlers = { ClearCache: () => ({ reply: { status: 'Accepted' } }) };
    assert.throws(() => mergeHandlers([table, table]), /two handlers for ClearCache/);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { errorCodes } from '../../src/ocpp16/error-codes.ts';
import type { Outcome } from '../../src/rpc/outcome.ts';
import type { Handlers } from '../../src/rpc/router.ts';
import { createBench, TIMEOUT_MS } from './bench.ts';

type Kind = Outcome<unknown>['kind'];

/** How an answer ends the CALL that it belongs to. */
const answers = {
  right: { frame: (id: string) => [3, id, { currentTime: '2026-01-01T00:00:00.000Z' }], ends: 'confirmed' },
  chatty: { frame: (id: string) => [3, id, { currentTime: '2026-01-01T00:00:00.000Z', mood: 1 }], ends: 'confirmed' },
  wrong: { frame: (id: string) => [3, id, { currentTime: 0 }], ends: 'invalid' },
  short: { frame: (id: string) => [3, id], ends: 'invalid' },
  refusal: { frame: (id: string) => [4, id, 'InternalError', '', {}], ends: 'refused' },
  bare: { frame: (id: string) => [4, id], ends: 'refused' },
} as const satisfies Record<string, { frame: (id: string) => readonly unknown[]; ends: Kind }>;

/** CALLs of the other side that are well-formed; `slow` are answered after a while. */
const theirs = {
  quick: ['ClearCache', {}],
  failing: ['Reset', { type: 'Soft' }],
  calling: ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
  broken: ['Reset', { type: 1 }],
  unknown: ['Rest', []],
  unsupported: ['UnlockConnector', { connectorId: 1 }],
} as const satisfies Record<string, readonly [string, unknown]>;

type Command =
  | { readonly kind: 'ask' }
  /** `back`: 0 is the CALL that was sent last, 1 the one before. */
  | { readonly kind: 'answer'; readonly how: keyof typeof answers; readonly back: number }
  | { readonly kind: 'their CALL'; readonly what: keyof typeof theirs }
  | { readonly kind: 'their slow CALL'; readonly ms: number; readonly fails: boolean }
  | { readonly kind: 'garbage'; readonly text: string }
  | { readonly kind: 'up' }
  | { readonly kind: 'down' }
  | { readonly kind: 'the wire breaks' }
  | { readonly kind: 'time'; readonly ms: number };

function some<K extends Command['kind'], R extends object>(
  kind: K,
  rest: { readonly [M in keyof R]: fc.Arbitrary<R[M]> },
): fc.Arbitrary<{ readonly kind: K } & R> {
  return fc.record({ kind: fc.constant(kind), ...rest }) as never;
}

const times = fc.constantFrom(0, 0, 1, 100, 5000, TIMEOUT_MS - 1, TIMEOUT_MS, 2 * TIMEOUT_MS);
const commands: fc.Arbitrary<readonly Command[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: some('ask', {}) },
      {
        weight: 6,
        arbitrary: some('answer', {
          how: fc.constantFrom(...(Object.keys(answers) as (keyof typeof answers)[])),
          back: fc.constantFrom(0, 0, 0, 1, 3),
        }),
      },
      {
        weight: 2,
        arbitrary: some('their CALL', {
          what: fc.constantFrom(...(Object.keys(theirs) as (keyof typeof theirs)[])),
        }),
      },
      { weight: 2, arbitrary: some('their slow CALL', { ms: times, fails: fc.boolean() }) },
      {
        weight: 1,
        arbitrary: some('garbage', { text: fc.constantFrom('', '[]', '[2,"x"]', '[3,1]', '[5,"x"]', '["__proto__"]') }),
      },
      { weight: 2, arbitrary: some('up', {}) },
      { weight: 1, arbitrary: some('down', {}) },
      { weight: 1, arbitrary: some('the wire breaks', {}) },
      { weight: 6, arbitrary: some('time', { ms: times }) },
    ),
    { maxLength: 60, size: 'max' },
  )
  .map((all) => [{ kind: 'up' }, ...all]);

/** A bench, and beside it a reckoning of what must be. */
function createRun() {
  /** Ids of our CALLs, in the order in which they were asked for. */
  const asked: string[] = [];
  /** Ids of those that went over the wire. */
  const onWire: string[] = [];
  const ended = new Map<string, Kind[]>();
  /** What must have become of the CALLs on the wire that did not time out. */
  const due = new Map<string, Kind>();
  /** CALLs of the other side: how many answers each must have, as soon as that is known. */
  const answersDue = new Map<string, number>();
  const answersGiven = new Map<string, number>();
  let unanswered: { readonly id: string; readonly sentAt: number } | undefined;
  let connection = 0;
  let next = 0;

  const handlers: Handlers = {
    ClearCache: () => ({ reply: { status: 'Accepted' } }),
    Reset() {
      throw new Error('failed');
    },
    TriggerMessage: () => ({ reply: { status: 'Accepted' }, after: ask }),
    async DataTransfer({ vendorId, messageId = '', data }) {
      const began = connection;
      await new Promise<void>((resolve) => bench.clock.after(Number(data), resolve));
      answersDue.set(messageId, connection === began ? 1 : 0);
      if (vendorId === 'fails') throw new Error('failed');
      return { reply: { status: 'Accepted' } };
    },
  };
  const bench = createBench({
    handlers,
    sent(text, taken) {
      const [type, id, code] = JSON.parse(text);
      if (type === 2) {
        assert.ok(bench.connected, 'a CALL without a connection');
        assert.equal(inFlight(), undefined, 'two unanswered CALLs');
        if (!taken) return;
        onWire.push(id);
        unanswered = { id, sentAt: bench.clock.elapsed() };
        return;
      }
      if (type === 4) assert.ok(errorCodes.includes(code));
      answersGiven.set(id, (answersGiven.get(id) ?? 0) + 1);
    },
  });

  /** The CALL that is on the wire and has neither been answered nor run out of time. */
  function inFlight(): string | undefined {
    const { id, sentAt } = unanswered ?? { id: undefined, sentAt: 0 };
    return bench.clock.elapsed() - sentAt < TIMEOUT_MS ? id : undefined;
  }

  /** The CALL that is on the wire must end so. */
  function ends(kind: Kind): void {
    const id = inFlight();
    if (id !== undefined) due.set(id, kind);
    unanswered = undefined;
  }

  function ask(): void {
    const id = `ours ${next++}`;
    const kinds: Kind[] = [];
    asked.push(id);
    ended.set(id, kinds);
    void bench.rpc.call('Heartbeat', {}, id).then(({ kind }) => kinds.push(kind));
  }

  const acts: { readonly [K in Command['kind']]: (command: Extract<Command, { kind: K }>) => void | Promise<void> } = {
    ask,
    answer({ how, back }) {
      const id = onWire.at(-1 - back) ?? 'nobody';
      if (id === inFlight()) ends(answers[how].ends);
      bench.receive(answers[how].frame(id));
    },
    'their CALL'({ what }) {
      const id = `theirs ${next++}`;
      answersDue.set(id, 1);
      bench.receive([2, id, ...theirs[what]]);
    },
    'their slow CALL'({ ms, fails }) {
      const id = `theirs ${next++}`;
      const payload = { vendorId: fails ? 'fails' : 'works', messageId: id, data: String(ms) };
      bench.receive([2, id, 'DataTransfer', payload]);
    },
    garbage({ text }) {
      bench.rpc.receive(text);
    },
    up() {
      if (!bench.connected) bench.up();
    },
    down() {
      ends('unreachable');
      connection += 1;
      bench.down();
      bench.wireHolds = true;
    },
    'the wire breaks'() {
      bench.wireHolds = false;
    },
    time: ({ ms }) => bench.clock.advance(ms),
  };

  return {
    bench,
    do: (command: Command) => (acts[command.kind] as (command: Command) => void | Promise<void>)(command),
    /** What our CALLs have come to, and what they must. */
    outcomes: () =>
      asked.map((id) => ({
        id,
        ended: ended.get(id),
        due: onWire.includes(id) ? (due.get(id) ?? 'timeout') : 'unreachable',
      })),
    asked,
    onWire,
    answersDue,
    answersGiven,
  };
}

describe('whatever happens between two sides, in whatever order', () => {
  it('every CALL of ours ends once, as it must; never are two unanswered; every CALL of theirs gets its one answer', async () => {
    const seen = new Set<Kind>();
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const run = createRun();
        for (const command of sequence) await run.do(command);
        await run.bench.clock.advance((run.asked.length + 2) * 2 * TIMEOUT_MS);

        for (const { id, ended, due } of run.outcomes()) {
          assert.deepEqual(ended, [due], id);
          seen.add(due);
        }
        const inOrder = run.asked.filter((id) => run.onWire.includes(id));
        assert.deepEqual(run.onWire, inOrder, 'out of order');
        for (const [id, count] of run.answersDue) assert.equal(run.answersGiven.get(id) ?? 0, count, id);
        assert.deepEqual([run.bench.rpc.busy(), run.bench.clock.pending()], [false, 0]);
      }),
      { numRuns: 400 },
    );
    assert.deepEqual([...seen].sort(), ['confirmed', 'invalid', 'refused', 'timeout', 'unreachable']);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Confirmation } from '../../src/ocpp16/actions.ts';
import type { Handled, Handlers } from '../../src/rpc/router.ts';
import { MAX_FRAME_LENGTH } from '../../src/rpc/rpc.ts';
import { createBench } from './bench.ts';

const accepted = { status: 'Accepted' } as const;
const heartbeat = { currentTime: '2026-01-01T00:00:00.000Z' };

/** A handler that answers when it is told to. */
function heldBack() {
  const held: ((handled: Handled<'ClearCache'>) => void)[] = [];
  return {
    handler: () => new Promise<Handled<'ClearCache'>>((resolve) => held.push(resolve)),
    /** Answers the oldest CALL that waits. */
    let(handled: Handled<'ClearCache'>) {
      const resolve = held.shift();
      assert.ok(resolve !== undefined, 'no CALL waits for the handler');
      resolve(handled);
    },
  };
}

function connected(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options);
  bench.up();
  return bench;
}

describe('a CALL of the other side', () => {
  it('is answered with the reply of its handler, at once', () => {
    const bench = connected({ handlers: { ClearCache: () => ({ reply: accepted }) } });
    bench.receive([2, 'theirs', 'ClearCache', {}]);
    assert.deepEqual(bench.frames(), [[3, 'theirs', { status: 'Accepted' }]]);
  });

  it('that comes in one packet with an answer is served when whoever waited for the answer has heard of it', async () => {
    let registered = false;
    const bench = connected({
      handlers: { ClearCache: () => ({ reply: { status: registered ? 'Accepted' : 'Rejected' } }) },
    });
    void bench.rpc.call('Heartbeat', {}, 'ours').then(() => {
      registered = true;
    });
    bench.receive([3, 'ours', heartbeat]);
    bench.receive([2, 'first', 'ClearCache', {}]);
    bench.receive([2, 'second', 'ClearCache', {}]);
    await bench.clock.settle();
    assert.deepEqual(bench.frames().slice(1), [
      [3, 'first', { status: 'Accepted' }],
      [3, 'second', { status: 'Accepted' }],
    ]);
  });

  it('that comes in one packet with an answer is not answered on another connection', async () => {
    const bench = connected({ handlers: { ClearCache: () => ({ reply: accepted }) } });
    bench.ask('Heartbeat', {}, 'ours');
    bench.receive([3, 'ours', heartbeat]);
    bench.receive([2, 'theirs', 'ClearCache', {}]);
    bench.down();
    bench.up();
    await bench.clock.settle();
    assert.deepEqual(bench.frames().slice(1), []);
  });

  it('may say null for a payload without members', () => {
    const bench = connected({ handlers: { ClearCache: () => ({ reply: accepted }) } });
    bench.receive([2, 'theirs', 'ClearCache', null]);
    assert.deepEqual(bench.frames(), [[3, 'theirs', { status: 'Accepted' }]]);
  });

  const refused: readonly (readonly [what: string, handlers: Handlers, call: readonly unknown[], code: string])[] = [
    ['of an action that nobody knows', {}, ['Rest', {}], 'NotImplemented'],
    ['of an action that is not supported', {}, ['ClearCache', {}], 'NotSupported'],
    [
      'that breaks its schema',
      { Reset: () => ({ reply: accepted }) },
      ['Reset', { type: 'hard' }],
      'PropertyConstraintViolation',
    ],
    [
      'that the handler refuses',
      { ClearCache: () => ({ refuse: 'SecurityError', description: 'not yet' }) },
      ['ClearCache', {}],
      'SecurityError',
    ],
    [
      'on which the handler fails',
      { ClearCache: () => Promise.reject(new Error('broken')) },
      ['ClearCache', {}],
      'InternalError',
    ],
  ];
  for (const [what, handlers, call, code] of refused) {
    it(`${what} is answered with a CALLERROR of five elements that says ${code}`, async () => {
      const bench = connected({ handlers });
      bench.receive([2, 'theirs', ...call]);
      await bench.clock.settle();
      const [type, id, said, description, details, ...rest] = bench.frames()[0] ?? [];
      assert.deepEqual([type, id, said, typeof description, details, rest], [4, 'theirs', code, 'string', {}, []]);
      assert.equal(bench.sent.length, 1);
    });
  }

  it('is answered while a CALL of ours is unanswered: CALLs may cross', async () => {
    const bench = connected({ handlers: { ClearCache: () => ({ reply: accepted }) } });
    const asked = bench.ask('Heartbeat', {}, 'same');
    bench.receive([2, 'same', 'ClearCache', {}]);
    assert.deepEqual(bench.frames()[1], [3, 'same', { status: 'Accepted' }]);
    assert.ok(bench.rpc.busy());
    bench.receive([3, 'same', heartbeat]);
    await bench.clock.settle();
    assert.equal(asked.outcome?.kind, 'confirmed');
  });

  it('is answered again when it comes again: only its sender knows whether it is a repetition', () => {
    const bench = connected({ handlers: { ClearCache: () => ({ reply: accepted }) } });
    bench.receive([2, 'theirs', 'ClearCache', {}]);
    bench.receive([2, 'theirs', 'ClearCache', {}]);
    assert.equal(bench.sent.length, 2);
  });

  it('waits for a handler that takes its time, while others are answered', async () => {
    const { handler, let: letAnswer } = heldBack();
    const bench = connected({ handlers: { ClearCache: handler, Reset: () => ({ reply: accepted }) } });
    bench.receive([2, 'slow', 'ClearCache', {}]);
    await bench.clock.advance(3_600_000);
    assert.deepEqual(bench.sent, []);
    bench.receive([2, 'quick', 'Reset', { type: 'Soft' }]);
    letAnswer({ reply: { status: 'Rejected' } });
    await bench.clock.settle();
    assert.deepEqual(bench.frames(), [
      [3, 'quick', { status: 'Accepted' }],
      [3, 'slow', { status: 'Rejected' }],
    ]);
  });

  it('is not answered over another connection than its own, but what follows from it is done', async () => {
    const { handler, let: letAnswer } = heldBack();
    const bench = connected({ handlers: { ClearCache: handler } });
    let done = false;
    bench.receive([2, '1', 'ClearCache', {}]);
    bench.receive([2, '2', 'ClearCache', {}]);
    bench.down();
    bench.up();
    letAnswer({
      reply: accepted,
      after() {
        done = true;
      },
    });
    letAnswer({ refuse: 'GenericError', description: '' });
    await bench.clock.settle();
    assert.deepEqual(bench.sent, []);
    assert.equal(done, true);
    bench.receive([2, '1', 'ClearCache', {}]);
    letAnswer({ reply: accepted });
    await bench.clock.settle();
    assert.equal(bench.sent.length, 1);
  });
});

describe('what follows from an answer', () => {
  const replies: readonly (readonly [string, (handled: Handled<'ClearCache'>) => Handlers])[] = [
    ['of a handler that answers at once', (handled) => ({ ClearCache: () => handled })],
    [
      'of a handler that takes its time',
      (handled) => ({
        async ClearCache() {
          await null;
          return handled;
        },
      }),
    ],
  ];
  for (const [what, handlersFor] of replies) {
    it(`is done when the answer is out, and what it sends comes behind: ${what}`, async () => {
      const seen: string[] = [];
      const after = () => {
        seen.push('after');
        bench.ask('Heartbeat', {});
      };
      const bench = connected({
        handlers: handlersFor({ reply: accepted, after }),
        sent: (text) => seen.push(`sent ${JSON.parse(text)[0]}`),
      });
      bench.receive([2, 'theirs', 'ClearCache', {}]);
      await bench.clock.settle();
      assert.deepEqual(seen, ['sent 3', 'after', 'sent 2']);
    });

    it(`may fail: that is logged and goes no further: ${what}`, async () => {
      const after = () => {
        throw new Error('no power');
      };
      const bench = connected({ handlers: handlersFor({ reply: accepted, after }) });
      bench.receive([2, 'theirs', 'ClearCache', {}]);
      await bench.clock.settle();
      assert.deepEqual(bench.frames(), [[3, 'theirs', { status: 'Accepted' }]]);
      assert.deepEqual(bench.errors, [
        ['after ClearCache was answered, acting on it failed', { error: 'Error: no power' }],
      ]);
    });
  }

  it('is done also when the wire did not take the answer', () => {
    let done = false;
    const after = () => {
      done = true;
    };
    const bench = connected({ handlers: { ClearCache: () => ({ reply: accepted, after }) } });
    bench.wireHolds = false;
    bench.receive([2, 'theirs', 'ClearCache', {}]);
    assert.equal(done, true);
  });

  it('the cause of an InternalError goes to the log, not to the other side', async () => {
    const bench = connected({
      handlers: {
        ClearCache() {
          throw new Error('the disk is full');
        },
      },
    });
    bench.receive([2, 'theirs', 'ClearCache', {}]);
    assert.deepEqual(bench.errors, [['ClearCache failed', { error: 'Error: the disk is full' }]]);
    assert.ok(!bench.sent[0]?.includes('disk'));
  });
});

describe('a frame that cannot be understood', () => {
  const broken: readonly (readonly [text: string, id: string, code: string])[] = [
    ['{', '-1', 'GenericError'],
    ['{}', '-1', 'GenericError'],
    ['[]', '-1', 'GenericError'],
    ['["2","theirs","ClearCache",{}]', '-1', 'GenericError'],
    ['["constructor"]', '-1', 'GenericError'],
    ['[2,17,"ClearCache",{}]', '-1', 'GenericError'],
    ['[2,"theirs"]', 'theirs', 'FormationViolation'],
    ['[2,"theirs",17,{}]', 'theirs', 'FormationViolation'],
    ['[2,"theirs","ClearCache"]', 'theirs', 'FormationViolation'],
    ['[2,"theirs","ClearCache",{},1]', 'theirs', 'FormationViolation'],
    [`[2,"${'x'.repeat(37)}","ClearCache",{}]`, 'x'.repeat(37), 'FormationViolation'],
  ];
  for (const [text, id, code] of broken) {
    it(`is answered with ${code} to id ${id}: ${text}`, () => {
      const bench = connected({ handlers: { ClearCache: () => assert.fail('nothing to handle') } });
      bench.rpc.receive(text);
      const [type, answered, said, description, details] = bench.frames()[0] ?? [];
      assert.deepEqual([type, answered, said, details], [4, id, code, {}]);
      assert.ok(typeof description === 'string' && description !== '');
      assert.equal(bench.sent.length, 1);
      assert.equal(bench.warnings.length, 1);
      assert.equal(bench.events[0]?.complaint, description);
    });
  }

  for (const text of ['[5,"theirs",{}]', '[3,17,{}]', '[4]', '[3,"nobody",{}]', '[4,"-1","GenericError","",{}]']) {
    it(`is ignored, not answered, when it may be an answer or belongs to another protocol: ${text}`, () => {
      const bench = connected();
      bench.rpc.receive(text);
      assert.deepEqual(bench.sent, []);
      assert.equal(bench.warnings.length, 1);
    });
  }

  it('is refused unread when it is too long, and the longest one that is not is read', () => {
    const bench = connected({ maxFrameLength: 50, handlers: { ClearCache: () => ({ reply: accepted }) } });
    const text = '[2,"theirs","ClearCache",{}]';
    bench.rpc.receive(text.padEnd(51));
    assert.deepEqual(bench.frames()[0]?.slice(0, 3), [4, '-1', 'GenericError']);
    assert.equal(bench.events[0]?.kind, 'too-long');
    bench.rpc.receive(text.padEnd(50));
    assert.deepEqual(bench.frames()[1], [3, 'theirs', { status: 'Accepted' }]);
  });

  it('shows only the beginning of what is too long', () => {
    const bench = connected();
    bench.rpc.receive('x'.repeat(MAX_FRAME_LENGTH + 1));
    assert.ok((bench.events[0]?.text.length ?? 0) <= 201);
    assert.ok(bench.events[0]?.complaint?.includes(String(MAX_FRAME_LENGTH)));
  });

  it('may be a local list of 255 entries: that is not too long', () => {
    const bench = connected({ handlers: { SendLocalList: () => ({ reply: accepted }) } });
    const idTagInfo = { status: 'Accepted', expiryDate: '2027-01-01T00:00:00.000Z', parentIdTag: 'x'.repeat(20) };
    const localAuthorizationList = Array.from({ length: 255 }, () => ({ idTag: 'x'.repeat(20), idTagInfo }));
    const request = { listVersion: 1, updateType: 'Full', localAuthorizationList };
    bench.receive([2, 'theirs', 'SendLocalList', request]);
    assert.deepEqual(bench.frames(), [[3, 'theirs', { status: 'Accepted' }]]);
  });

  it('is refused when it is binary', () => {
    const bench = connected();
    bench.rpc.receiveBinary(12);
    assert.deepEqual(bench.frames()[0]?.slice(0, 3), [4, '-1', 'GenericError']);
    assert.deepEqual([bench.events[0]?.kind, bench.events[0]?.direction], ['binary', 'in']);
    assert.ok(bench.events[0]?.complaint?.includes('12 bytes'));
  });
});

describe('whoever is not admitted', () => {
  const messages: readonly (readonly [string, (bench: ReturnType<typeof createBench>) => void])[] = [
    ['a CALL that could be answered', (bench) => bench.receive([2, 'theirs', 'ClearCache', {}])],
    ['a CALL of an action that nobody knows', (bench) => bench.receive([2, 'theirs', 'Rest', {}])],
    ['a CALL that breaks its schema', (bench) => bench.receive([2, 'theirs', 'ClearCache', { now: true }])],
    ['a broken CALL', (bench) => bench.receive([2, 'theirs'])],
    ['no JSON', (bench) => bench.rpc.receive('{')],
    ['a message that is too long', (bench) => bench.rpc.receive(' '.repeat(MAX_FRAME_LENGTH + 1))],
    ['a binary message', (bench) => bench.rpc.receiveBinary(1)],
  ];
  for (const [what, send] of messages) {
    it(`is met with silence, and what came is shown with a complaint: ${what}`, async () => {
      const bench = connected({
        admit: () => false,
        handlers: { ClearCache: () => assert.fail('a CALL that is not admitted must not be handled') },
      });
      send(bench);
      await bench.clock.settle();
      assert.deepEqual(bench.sent, []);
      assert.deepEqual(
        bench.events.map(({ direction, complaint }) => [direction, complaint !== undefined]),
        [['in', true]],
      );
    });
  }

  it('has its answers heard all the same: who was rejected asks again', async () => {
    const bench = connected({ admit: () => false });
    const asked = bench.ask('Heartbeat', {});
    bench.receive([3, bench.lastId(), heartbeat]);
    await bench.clock.settle();
    assert.equal(asked.outcome?.kind, 'confirmed');
  });

  it('is asked for by action, and anew each time', () => {
    let rejected = true;
    const asked: string[] = [];
    const bench = connected({
      admit(action) {
        asked.push(action);
        return !rejected;
      },
      handlers: { ClearCache: () => ({ reply: accepted }) },
    });
    bench.receive([2, '1', 'ClearCache', {}]);
    rejected = false;
    bench.receive([2, '2', 'ClearCache', {}]);
    assert.deepEqual(asked, ['ClearCache', 'ClearCache']);
    assert.deepEqual(bench.frames(), [[3, '2', { status: 'Accepted' }]]);
  });
});

describe('whoever observes', () => {
  it('sees every frame once, in order, with its action, and of an answer how long it took', async () => {
    const bench = connected({ handlers: { ClearCache: () => ({ reply: accepted }) } });
    bench.ask('Authorize', { idTag: 'A' }, 'ours');
    await bench.clock.advance(250);
    const info: Confirmation<'Authorize'> = { idTagInfo: { status: 'Accepted' } };
    bench.receive([2, 'theirs', 'ClearCache', {}]);
    bench.receive([2, 'other', 'Rest', {}]);
    bench.receive([3, 'ours', info]);
    bench.receive([3, 'ours', info]);
    const complaint = 'an answer that no CALL is waiting for: late, repeated or misdirected';
    assert.deepEqual(
      bench.events.map(({ text, ...event }) => event),
      [
        { direction: 'out', kind: 'call', action: 'Authorize', id: 'ours' },
        { direction: 'in', kind: 'call', id: 'theirs', action: 'ClearCache' },
        { direction: 'out', kind: 'result', id: 'theirs', action: 'ClearCache' },
        { direction: 'in', kind: 'call', id: 'other', action: 'Rest' },
        { direction: 'out', kind: 'error', id: 'other', action: 'Rest' },
        { direction: 'in', kind: 'result', id: 'ours', action: 'Authorize', latencyMs: 250 },
        { direction: 'in', kind: 'result', id: 'ours', complaint },
      ],
    );
    assert.deepEqual(
      bench.events.filter(({ direction }) => direction === 'out').map(({ text }) => text),
      bench.sent,
    );
  });

  it('sees a broken answer, and a CALLERROR, with the action that they end', async () => {
    const bench = connected();
    bench.ask('Heartbeat', {}, '1');
    bench.receive([3, '1']);
    await bench.clock.settle();
    bench.ask('Heartbeat', {}, '2');
    bench.receive([4, '2', 'GenericError', '', {}]);
    assert.deepEqual(
      bench.events
        .filter(({ direction }) => direction === 'in')
        .map(({ kind, id, action, complaint }) => [kind, id, action, complaint]),
      [
        ['broken-answer', '1', 'Heartbeat', 'the payload is missing'],
        ['error', '2', 'Heartbeat', undefined],
      ],
    );
  });
});

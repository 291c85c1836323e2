import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mostViolations } from '../../src/schema/validate.ts';
import { createBench, TIMEOUT_MS } from './bench.ts';

const heartbeat = { currentTime: '2026-01-01T00:00:00.000Z' };

/** A bench whose connection stands, with `idle` counted from there. */
function connected(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options);
  bench.up();
  bench.idles = 0;
  return bench;
}

describe('a CALL of ours', () => {
  it('goes out at once when nothing else is unanswered, and is confirmed by its CALLRESULT', async () => {
    const bench = connected();
    const asked = bench.ask('Authorize', { idTag: 'A' });
    const id = bench.lastId();
    assert.deepEqual(bench.frames(), [[2, id, 'Authorize', { idTag: 'A' }]]);
    await bench.clock.advance(1000);
    assert.equal(asked.outcome, undefined);
    bench.receive([3, id, { idTagInfo: { status: 'Accepted' } }]);
    await bench.clock.settle();
    assert.deepEqual(asked.outcome, { kind: 'confirmed', payload: { idTagInfo: { status: 'Accepted' } } });
    assert.equal(bench.clock.pending(), 0);
    assert.deepEqual(bench.warnings, []);
  });

  it('is refused by its CALLERROR, with all that it says', async () => {
    const bench = connected();
    const asked = bench.ask('Heartbeat', {});
    bench.receive([4, bench.lastId(), 'InternalError', 'sorry', { retry: 'later' }]);
    await bench.clock.settle();
    assert.deepEqual(asked.outcome, {
      kind: 'refused',
      code: 'InternalError',
      description: 'sorry',
      details: { retry: 'later' },
    });
  });

  it('waits until the one before it has ended, in the order in which they were asked for', async () => {
    const bench = connected();
    const tags = ['A', 'B', 'C', 'D'];
    const ended: string[] = [];
    for (const idTag of tags) void bench.rpc.call('Authorize', { idTag }).then(() => ended.push(idTag));
    for (const [index, idTag] of tags.entries()) {
      await bench.clock.advance(1000);
      assert.equal(bench.sent.length, index + 1);
      assert.deepEqual(bench.frames().at(-1)?.[3], { idTag });
      bench.receive([3, bench.lastId(), { idTagInfo: { status: 'Accepted' } }]);
    }
    await bench.clock.settle();
    assert.deepEqual(ended, tags);
    assert.equal(bench.sent.length, tags.length);
  });

  it('ends when there is no answer in time, to the millisecond, and the next one goes out', async () => {
    const bench = connected();
    const first = bench.ask('Heartbeat', {});
    const second = bench.ask('Authorize', { idTag: 'A' });
    await bench.clock.advance(TIMEOUT_MS - 1);
    assert.deepEqual([first.outcome, bench.sent.length], [undefined, 1]);
    await bench.clock.advance(1);
    assert.deepEqual(first.outcome, { kind: 'timeout', afterMs: TIMEOUT_MS });
    assert.equal(bench.sent.length, 2);
    // The second has its own time, from its own sending.
    await bench.clock.advance(TIMEOUT_MS - 1);
    assert.equal(second.outcome, undefined);
    await bench.clock.advance(1);
    assert.deepEqual(second.outcome, { kind: 'timeout', afterMs: TIMEOUT_MS });
    assert.equal(bench.clock.pending(), 0);
  });

  it('has the time that is set when it goes out', async () => {
    let timeoutMs = 5000;
    const bench = connected({ timeoutMs: () => timeoutMs });
    const first = bench.ask('Heartbeat', {});
    timeoutMs = 8000;
    const second = bench.ask('Heartbeat', {});
    await bench.clock.advance(5000);
    assert.deepEqual(first.outcome, { kind: 'timeout', afterMs: 5000 });
    timeoutMs = 1;
    await bench.clock.advance(7999);
    assert.equal(second.outcome, undefined);
    await bench.clock.advance(1);
    assert.deepEqual(second.outcome, { kind: 'timeout', afterMs: 8000 });
  });

  it('has an id of at most 36 characters that was never used before, over any connection', async () => {
    const bench = connected();
    for (let count = 0; count < 200; count++) {
      bench.ask('Heartbeat', {});
      if (count % 3 === 0) {
        bench.down();
        bench.up();
      } else bench.receive([3, bench.lastId(), heartbeat]);
      await bench.clock.settle();
    }
    const ids = bench.frames().map(([, id]) => id);
    assert.equal(new Set(ids).size, 200);
    for (const id of ids) assert.ok(typeof id === 'string' && id.length > 0 && id.length <= 36);
  });

  it('has the id that it is given, to repeat a message', async () => {
    const bench = connected();
    const asked = bench.ask('Heartbeat', {}, 'the same as before');
    assert.equal(bench.sent[0], '[2,"the same as before","Heartbeat",{}]');
    bench.receive([3, 'the same as before', heartbeat]);
    await bench.clock.settle();
    assert.equal(asked.outcome?.kind, 'confirmed');
  });

  it('keeps the line busy from the asking to the end', async () => {
    const bench = connected();
    assert.equal(bench.rpc.busy(), false);
    bench.ask('Heartbeat', {});
    bench.ask('Heartbeat', {});
    for (const _ of [1, 2]) {
      assert.equal(bench.rpc.busy(), true);
      bench.receive([3, bench.lastId(), heartbeat]);
      assert.equal(bench.rpc.busy(), bench.sent.length === 1, 'before the next one is out');
      await bench.clock.settle();
    }
    assert.equal(bench.rpc.busy(), false);
  });
});

describe('an answer that is not the one awaited', () => {
  const strays: readonly (readonly [what: string, frame: readonly unknown[]])[] = [
    ['a CALLRESULT to an id that was never used', [3, 'nobody', heartbeat]],
    ['a CALLERROR to an id that was never used', [4, 'nobody', 'GenericError', '', {}]],
    ['a CALLERROR to a frame whose id could not be read', [4, '-1', 'GenericError', '', {}]],
    ['a broken answer to an id that was never used', [3, 'nobody']],
    ['an answer to a CALL that is still waiting for its turn', [3, 'waiting', heartbeat]],
    ['an answer whose id is not a string', [3, 1, heartbeat]],
    ['an answer without anything', [4]],
    ['a message of an unknown type', [5, 'unanswered', heartbeat]],
  ];
  for (const [what, frame] of strays) {
    it(`is ignored, reported, and not answered: ${what}`, async () => {
      const bench = connected();
      const unanswered = bench.ask('Heartbeat', {}, 'unanswered');
      const waiting = bench.ask('Heartbeat', {}, 'waiting');
      bench.receive(frame);
      await bench.clock.settle();
      assert.deepEqual([unanswered.outcome, waiting.outcome, bench.sent.length], [undefined, undefined, 1]);
      assert.equal(bench.warnings.length, 1);
      assert.ok(bench.events.at(-1)?.complaint !== undefined);
      bench.receive([3, 'unanswered', heartbeat]);
      await bench.clock.settle();
      assert.equal(unanswered.outcome?.kind, 'confirmed');
      assert.equal(bench.lastId(), 'waiting');
    });
  }

  it('is ignored when it comes late: it does not end the next CALL', async () => {
    const bench = connected();
    const late = bench.ask('Heartbeat', {}, 'late');
    const next = bench.ask('Heartbeat', {}, 'next');
    await bench.clock.advance(TIMEOUT_MS);
    bench.receive([3, 'late', heartbeat]);
    await bench.clock.settle();
    assert.deepEqual([late.outcome?.kind, next.outcome], ['timeout', undefined]);
    bench.receive([3, 'next', heartbeat]);
    await bench.clock.settle();
    assert.equal(next.outcome?.kind, 'confirmed');
  });

  it('is ignored when it comes a second time, also with other content', async () => {
    const bench = connected();
    const asked = bench.ask('Heartbeat', {}, 'first');
    const next = bench.ask('Heartbeat', {}, 'second');
    bench.receive([3, 'first', heartbeat]);
    bench.receive([3, 'first', heartbeat]);
    bench.receive([4, 'first', 'GenericError', '', {}]);
    await bench.clock.settle();
    assert.deepEqual([asked.outcome?.kind, next.outcome], ['confirmed', undefined]);
    assert.equal(bench.warnings.length, 2);
  });

  it('is ignored when it comes over the next connection', async () => {
    const bench = connected();
    const asked = bench.ask('Heartbeat', {}, 'first');
    bench.down();
    bench.up();
    bench.receive([3, 'first', heartbeat]);
    await bench.clock.settle();
    assert.equal(asked.outcome?.kind, 'unreachable');
    assert.equal(
      bench.events.at(-1)?.complaint,
      'an answer that no CALL is waiting for: late, repeated or misdirected',
    );
  });
});

describe('an answer that breaks the rules', () => {
  it('ends its CALL as invalid, with what is wrong with it, when the payload does not fit', async () => {
    const bench = connected();
    const asked = bench.ask('Authorize', { idTag: 'A' });
    bench.receive([3, bench.lastId(), { idTagInfo: { status: 'Perhaps' } }]);
    await bench.clock.settle();
    assert.ok(asked.outcome?.kind === 'invalid');
    assert.deepEqual(
      asked.outcome.violations.map(({ path, kind }) => [path, kind]),
      [['/idTagInfo/status', 'property']],
    );
    assert.ok(asked.outcome.reason.includes('/idTagInfo/status'));
    assert.equal(bench.events.at(-1)?.complaint, asked.outcome.reason);
    assert.equal(bench.warnings.length, 1);
  });

  for (const payload of [{}, [], 'yes', { currentTime: 17 }, { currentTime: 'soon' }]) {
    it(`ends a Heartbeat as invalid when it is ${JSON.stringify(payload)}`, async () => {
      const bench = connected();
      const asked = bench.ask('Heartbeat', {});
      bench.receive([3, bench.lastId(), payload]);
      await bench.clock.settle();
      assert.equal(asked.outcome?.kind, 'invalid');
    });
  }

  it('ends its CALL as invalid when it has no payload or too many elements', async () => {
    const bench = connected();
    for (const rest of [[], [heartbeat, heartbeat]]) {
      const asked = bench.ask('Heartbeat', {});
      bench.receive([3, bench.lastId(), ...rest]);
      await bench.clock.settle();
      assert.ok(asked.outcome?.kind === 'invalid');
      assert.deepEqual(asked.outcome.violations, []);
    }
    assert.equal(bench.sent.length, 2, 'nothing but the two CALLs goes out');
  });

  it('confirms its CALL when there is nothing wrong but members that nobody knows, and is complained of', async () => {
    const bench = connected();
    const asked = bench.ask('Authorize', { idTag: 'A' });
    const payload = { idTagInfo: { status: 'Accepted', colour: 'green' }, '': 1, mood: 'good' };
    bench.receive([3, bench.lastId(), payload]);
    await bench.clock.settle();
    assert.deepEqual(asked.outcome, { kind: 'confirmed', payload });
    assert.ok(bench.events.at(-1)?.complaint?.includes('/mood'));
    assert.equal(bench.warnings.length, 1);
  });

  it('is invalid when members that nobody knows come with something else', async () => {
    const bench = connected();
    const asked = bench.ask('Authorize', { idTag: 'A' });
    bench.receive([3, bench.lastId(), { mood: 'good', idTagInfo: {} }]);
    await bench.clock.settle();
    assert.equal(asked.outcome?.kind, 'invalid');
  });

  it('is invalid when so many members are unknown that something else may hide behind them', async () => {
    const bench = connected();
    const unknown = Object.fromEntries(Array.from({ length: mostViolations }, (_, index) => [`x${index}`, 1]));
    const asked = bench.ask('Heartbeat', {});
    bench.receive([3, bench.lastId(), { ...unknown, currentTime: 17 }]);
    await bench.clock.settle();
    assert.equal(asked.outcome?.kind, 'invalid');
  });

  it('leaves the line free for the next CALL', async () => {
    const bench = connected();
    bench.ask('Heartbeat', {});
    const next = bench.ask('Heartbeat', {});
    bench.receive([3, bench.lastId(), 'what?']);
    await bench.clock.settle();
    bench.receive([3, bench.lastId(), heartbeat]);
    await bench.clock.settle();
    assert.equal(next.outcome?.kind, 'confirmed');
  });
});

describe('without a connection', () => {
  it('a CALL ends unreachable and is not sent, neither then nor later', async () => {
    const bench = createBench();
    const asked = bench.ask('Heartbeat', {});
    await bench.clock.settle();
    assert.deepEqual(asked.outcome, { kind: 'unreachable' });
    bench.up();
    await bench.clock.settle();
    assert.deepEqual(bench.sent, []);
  });

  it('the unanswered CALL and all that wait end unreachable, in their order, and no timer is left', async () => {
    const bench = connected();
    const ended: string[] = [];
    for (const idTag of ['A', 'B', 'C']) {
      void bench.rpc.call('Authorize', { idTag }).then(({ kind }) => ended.push(`${idTag} ${kind}`));
    }
    bench.down();
    assert.equal(bench.rpc.busy(), false);
    await bench.clock.settle();
    assert.deepEqual(ended, ['A unreachable', 'B unreachable', 'C unreachable']);
    assert.deepEqual([bench.sent.length, bench.idles, bench.clock.pending()], [1, 0, 0]);
  });

  it('whoever calls again when the connection went ends unreachable again, and is not caught in a loop', async () => {
    const bench = connected();
    let calls = 0;
    const again = (): void => {
      calls += 1;
      void bench.rpc.call('Heartbeat', {}).then(() => {
        if (calls < 10) again();
      });
    };
    again();
    bench.down();
    await bench.clock.settle();
    assert.deepEqual([calls, bench.sent.length], [10, 1]);
  });

  it('down is no harm when there is none, and up begins anew', async () => {
    const bench = createBench();
    bench.down();
    bench.down();
    bench.up();
    const asked = bench.ask('Heartbeat', {});
    bench.receive([3, bench.lastId(), heartbeat]);
    await bench.clock.settle();
    assert.equal(asked.outcome?.kind, 'confirmed');
  });
});

describe('a wire that does not take what is sent', () => {
  it('makes the CALL unreachable and leaves nothing behind', async () => {
    const bench = connected();
    bench.wireHolds = false;
    const asked = bench.ask('Heartbeat', {});
    await bench.clock.settle();
    assert.deepEqual(asked.outcome, { kind: 'unreachable' });
    assert.deepEqual([bench.rpc.busy(), bench.clock.pending(), bench.idles], [false, 0, 0]);
    bench.wireHolds = true;
    const next = bench.ask('Heartbeat', {});
    bench.receive([3, bench.lastId(), heartbeat]);
    await bench.clock.settle();
    assert.equal(next.outcome?.kind, 'confirmed');
  });

  it('makes those that wait unreachable too, when their turn comes', async () => {
    const bench = connected();
    const all = [bench.ask('Heartbeat', {}), bench.ask('Heartbeat', {}), bench.ask('Heartbeat', {})];
    bench.wireHolds = false;
    bench.receive([3, bench.lastId(), heartbeat]);
    await bench.clock.settle();
    assert.deepEqual(
      all.map(({ outcome }) => outcome?.kind),
      ['confirmed', 'unreachable', 'unreachable'],
    );
  });

  it('is no moment for idle: whoever calls from there is not called again and again', async () => {
    let pulls = 0;
    const bench = createBench({
      idle() {
        pulls += 1;
        assert.ok(pulls < 10, 'idle is called without end');
        void bench.rpc.call('Heartbeat', {});
      },
    });
    bench.wireHolds = false;
    bench.up();
    await bench.clock.settle();
    assert.equal(pulls, 1);
  });
});

describe('the moment for the transaction queue', () => {
  it('comes when the connection stands, and after the last CALL has ended in whatever way, but not while one waits', async () => {
    const bench = createBench();
    bench.up();
    assert.equal(bench.idles, 1);
    bench.ask('Heartbeat', {});
    bench.ask('Heartbeat', {});
    bench.receive([3, bench.lastId(), heartbeat]);
    await bench.clock.settle();
    assert.equal(bench.idles, 1, 'one still waits');
    bench.receive([4, bench.lastId(), 'GenericError', '', {}]);
    await bench.clock.settle();
    assert.equal(bench.idles, 2, 'after a CALLERROR');
    bench.ask('Heartbeat', {});
    await bench.clock.advance(TIMEOUT_MS);
    assert.equal(bench.idles, 3, 'after a time-out');
    bench.ask('Heartbeat', {});
    bench.receive([3, bench.lastId()]);
    await bench.clock.settle();
    assert.equal(bench.idles, 4, 'after an invalid answer');
    bench.ask('Heartbeat', {});
    bench.down();
    await bench.clock.settle();
    assert.equal(bench.idles, 4, 'not without a connection');
    bench.up();
    await bench.clock.settle();
    assert.equal(bench.idles, 5);
  });

  it('comes after the reaction of whoever asked: what that calls for goes first', async () => {
    const bench = connected();
    void bench.rpc.call('Heartbeat', {}).then(() => bench.ask('Authorize', { idTag: 'A' }));
    bench.receive([3, bench.lastId(), heartbeat]);
    await bench.clock.settle();
    assert.equal(bench.frames().at(-1)?.[2], 'Authorize');
    assert.equal(bench.idles, 0);
    bench.receive([3, bench.lastId(), { idTagInfo: { status: 'Accepted' } }]);
    await bench.clock.settle();
    assert.equal(bench.idles, 1);
  });

  it('may be used to call: each CALL goes out alone, one after the other', async () => {
    let left = 3;
    const bench = createBench({
      idle() {
        if (left === 0) return;
        left -= 1;
        void bench.rpc.call('Heartbeat', {});
      },
    });
    bench.up();
    for (const count of [1, 2, 3]) {
      assert.equal(bench.sent.length, count);
      bench.receive([3, bench.lastId(), heartbeat]);
      await bench.clock.settle();
    }
    assert.deepEqual([bench.sent.length, bench.idles, bench.rpc.busy()], [3, 4, false]);
  });
});

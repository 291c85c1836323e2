import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createRouter, type Handlers } from '../../src/rpc/router.ts';
import { createRpc, type Rpc } from '../../src/rpc/rpc.ts';

/** Two sides and a wire that takes 20 ms; `traffic` is what went over it. */
function createPair(chargePointHandlers: Handlers, centralSystemHandlers: Handlers) {
  const clock = createVirtualClock();
  const traffic: (readonly [from: 'charge point' | 'central system', text: string])[] = [];
  const side = (from: (typeof traffic)[number][0], handlers: Handlers, other: () => Rpc): Rpc =>
    createRpc({
      clock,
      random: createSeededRandom(1).fork(from),
      log: silentLog,
      router: createRouter(handlers, 'ByKind'),
      send(text) {
        traffic.push([from, text]);
        clock.after(20, () => other().receive(text));
        return true;
      },
      timeoutMs: () => 1000,
    });
  const chargePoint: Rpc = side('charge point', chargePointHandlers, () => centralSystem);
  const centralSystem: Rpc = side('central system', centralSystemHandlers, () => chargePoint);
  chargePoint.up();
  centralSystem.up();
  return { clock, traffic, chargePoint, centralSystem };
}

const accepted = { status: 'Accepted' } as const;

describe('two sides on one wire', () => {
  it('ask each other at the same time, and each gets its answers, in its order, with one unanswered on each side', async () => {
    const { clock, traffic, chargePoint, centralSystem } = createPair(
      { GetConfiguration: ({ key = [] }) => ({ reply: { unknownKey: [...key] } }) },
      { DataTransfer: async ({ data = '' }) => ({ reply: { ...accepted, data } }) },
    );
    const heard: unknown[] = [];
    const seen: unknown[] = [];
    const count = Array.from({ length: 50 }, (_, index) => String(index));
    for (const each of count) {
      void chargePoint.call('DataTransfer', { vendorId: 'x', data: each }).then((outcome) => heard.push(outcome));
      void centralSystem.call('GetConfiguration', { key: [each] }).then((outcome) => seen.push(outcome));
    }
    await clock.advance(50 * 40);
    assert.deepEqual(
      heard,
      count.map((data) => ({ kind: 'confirmed', payload: { ...accepted, data } })),
    );
    assert.deepEqual(
      seen,
      count.map((key) => ({ kind: 'confirmed', payload: { unknownKey: [key] } })),
    );
    for (const from of ['charge point', 'central system']) {
      const types = traffic.filter(([sender]) => sender === from).map(([, text]) => JSON.parse(text)[0]);
      assert.equal(types.length, 100);
    }
    assert.equal(clock.pending(), 0);
  });

  it('may ask back from a handler: neither waits for the other for ever', async () => {
    const { clock, chargePoint, centralSystem } = createPair(
      {
        async TriggerMessage() {
          const outcome = await chargePoint.call('Heartbeat', {});
          return { reply: { status: outcome.kind === 'confirmed' ? 'Accepted' : 'Rejected' } };
        },
      },
      { Heartbeat: () => ({ reply: { currentTime: '2026-01-01T00:00:00.000Z' } }) },
    );
    const asked = centralSystem.call('TriggerMessage', { requestedMessage: 'Heartbeat' });
    await clock.advance(100);
    assert.deepEqual(await asked, { kind: 'confirmed', payload: { status: 'Accepted' } });
  });

  it('do not quarrel: what one refuses, the other does not answer', async () => {
    const { clock, traffic, chargePoint, centralSystem } = createPair({}, {});
    for (const side of [chargePoint, centralSystem]) {
      side.receive('nonsense');
      side.receive('[2,"1"]');
      side.receive('[3,"1"]');
      side.receiveBinary(3);
    }
    await clock.advance(60_000);
    assert.equal(traffic.length, 6);
    assert.equal(clock.pending(), 0);
  });

  it('end their own CALLs when the wire swallows everything', async () => {
    const { clock, chargePoint, centralSystem } = createPair({}, {});
    const asked = chargePoint.call('Heartbeat', {});
    centralSystem.receive = () => undefined;
    await clock.advance(1000);
    assert.deepEqual(await asked, { kind: 'timeout', afterMs: 1000 });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChargePoint } from '../../src/charge-point.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import {
  createDataTransfer,
  type DataTransferHandler,
  LONGEST_DATA,
  MOST_THINKING,
  THINKING_MS,
} from '../../src/features/data-transfer/data-transfer.ts';
import { silentLog } from '../../src/log/log.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createRouter } from '../../src/rpc/router.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { createWorld } from '../support/world.ts';
import { wire } from './sent.ts';

describe('DataTransfer from the Central System', () => {
  it('is UnknownVendorId, without data, where nobody has registered the vendor (S 5.6)', async () => {
    const world = await createWorld();
    const outcome = world.charger.call('DataTransfer', { vendorId: 'com.example', messageId: 'hello', data: 'x' });
    await world.seconds(1);
    assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'UnknownVendorId' } });
    world.assertNoComplaints();
  });

  it('goes to the handler of its vendor and message, and nowhere else', async () => {
    const { handlers } = createDataTransfer({
      vendors: {
        'com.example': {
          echo: (data) => ({ status: 'Accepted', data: data ?? '' }),
          '': () => ({ status: 'Rejected' }),
          broken: () => {
            throw new Error('no');
          },
        },
      },
      clock: createVirtualClock(),
      log: silentLog,
    });
    const router = createRouter(handlers, 'ByKind');
    const answer = async (payload: object) => {
      const served = await router.serve('DataTransfer', payload);
      return served.kind === 'result' ? served.payload : served.code;
    };
    assert.deepEqual(await answer({ vendorId: 'com.example', messageId: 'echo', data: 'a' }), {
      status: 'Accepted',
      data: 'a',
    });
    assert.deepEqual(await answer({ vendorId: 'com.example' }), { status: 'Rejected' });
    assert.deepEqual(await answer({ vendorId: 'com.example', messageId: 'other' }), { status: 'UnknownMessageId' });
    assert.deepEqual(await answer({ vendorId: 'com.example', messageId: 'toString' }), { status: 'UnknownMessageId' });
    assert.deepEqual(await answer({ vendorId: 'com.example', messageId: 'broken' }), { status: 'Rejected' });
    assert.deepEqual(await answer({ vendorId: 'constructor' }), { status: 'UnknownVendorId' });
  });
});

for (const model of ['zaptec-pro', 'reference'] as const) {
  describe(`DataTransfer to a ${model} that has handlers`, () => {
    const longVendor = `com.${'x'.repeat(251)}`;
    const longMessage = 'm'.repeat(50);
    const odd = '{"a": "\\u0000 é 😀 \u2028 \\ud800"}\n\t"quoted\\" </script>';

    /** What people without types may write. */
    const untyped = {
      nothing: () => undefined,
      'no status': () => ({ status: 'Fine' }),
      number: () => ({ status: 'Accepted', data: 7 }),
      'too long': () => ({ status: 'Accepted', data: '"'.repeat(LONGEST_DATA / 2) }),
      'too much': () => ({ status: 'Accepted', data: 'x', extra: 1 }),
    } as unknown as Readonly<Record<string, DataTransferHandler>>;

    async function createHandling() {
      const world = await createWorld({ model, off: true });
      const heard: (string | undefined)[] = [];
      const answering: DataTransferHandler = (data) => {
        heard.push(data);
        return data === undefined ? { status: 'Accepted' } : { status: 'Accepted', data };
      };
      const chargePoint = createChargePoint({
        ...world.startUp,
        board: world.twin().board,
        store: createMemoryDatabase().open('CP001'),
        transport: world.network.transport,
        clock: world.clock,
        random: createSeededRandom(1),
        log: silentLog,
        restart: () => undefined,
        dataTransfer: {
          'com.Example': {
            Echo: answering,
            '': answering,
            slow: () => new Promise(() => undefined),
            late: () =>
              new Promise((resolve) => world.clock.after(THINKING_MS + 1000, () => resolve({ status: 'Accepted' }))),
            ...untyped,
          },
          [longVendor]: { [longMessage]: answering },
        },
      });
      chargePoint.start();
      await world.clock.settle();
      const ask = async (payload: Request<'DataTransfer'>) => {
        const outcome = world.charger.call('DataTransfer', payload);
        await world.clock.settle();
        return outcome;
      };
      return { world, heard, ask };
    }

    it('takes names in any case, and data as it comes: empty, odd, or very long', async () => {
      const { world, heard, ask } = await createHandling();
      const texts = ['', odd, '{}', 'null', 'x'.repeat(100_000)];
      for (const data of texts) {
        assert.deepEqual(await ask({ vendorId: 'COM.example', messageId: 'eCHO', data }), {
          kind: 'confirmed',
          payload: { status: 'Accepted', data },
        });
      }
      assert.deepEqual(await ask({ vendorId: 'com.example' }), { kind: 'confirmed', payload: { status: 'Accepted' } });
      assert.deepEqual(await ask({ vendorId: 'com.example', messageId: '' }), {
        kind: 'confirmed',
        payload: { status: 'Accepted' },
      });
      assert.deepEqual(heard, [...texts, undefined, undefined]);
      world.assertNoComplaints();
    });

    it('answers Rejected for a handler that has nothing to say within 20 s, and never twice', async () => {
      const { world } = await createHandling();
      const from = world.charger.frames.length;
      const outcome = world.charger.call('DataTransfer', { vendorId: 'com.example', messageId: 'slow' });
      await world.seconds(19);
      assert.deepEqual(wire(world, from), ['> call DataTransfer']);
      await world.seconds(1);
      assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'Rejected' } });
      const late = world.charger.call('DataTransfer', { vendorId: 'com.example', messageId: 'late' });
      await world.seconds(60);
      assert.deepEqual(await late, { kind: 'confirmed', payload: { status: 'Rejected' } });
      assert.equal(wire(world, from).filter((line) => line.startsWith('<')).length, 2);
      world.assertNoComplaints();
    });

    it('has no more than so many handlers think at the same time', async () => {
      const { world } = await createHandling();
      const statuses: string[] = [];
      const transfer = (messageId: string): void => {
        const text = JSON.stringify([2, 'm', 'DataTransfer', { vendorId: 'com.example', messageId }]);
        void world.charger.exchange(text).then((answer = '') => statuses.push(JSON.parse(answer)[2].status));
      };
      for (let nth = 0; nth < MOST_THINKING; nth += 1) transfer('slow');
      await world.clock.settle();
      assert.deepEqual(statuses, []);
      transfer('echo');
      await world.clock.settle();
      assert.deepEqual(statuses, ['Rejected']);
      await world.seconds(21);
      transfer('echo');
      await world.clock.settle();
      assert.equal(statuses.at(-1), 'Accepted');
    });

    it('answers Rejected for a handler that says something that cannot be sent', async () => {
      const { world, ask } = await createHandling();
      for (const messageId of ['nothing', 'no status', 'number', 'too long']) {
        const outcome = await ask({ vendorId: 'com.example', messageId });
        assert.deepEqual(outcome, { kind: 'confirmed', payload: { status: 'Rejected' } }, messageId);
      }
      assert.deepEqual(await ask({ vendorId: 'com.example', messageId: 'too much' }), {
        kind: 'confirmed',
        payload: { status: 'Accepted', data: 'x' },
      });
      world.assertNoComplaints();
    });

    it('takes names as long as they may be', async () => {
      const { ask } = await createHandling();
      const outcome = await ask({ vendorId: longVendor, messageId: longMessage, data: 'd' });
      assert.deepEqual(outcome, { kind: 'confirmed', payload: { status: 'Accepted', data: 'd' } });
    });

    it('knows no name that it only inherits', async () => {
      const { ask } = await createHandling();
      for (const vendorId of ['constructor', '__proto__', 'toString', '']) {
        assert.deepEqual(await ask({ vendorId }), { kind: 'confirmed', payload: { status: 'UnknownVendorId' } });
      }
      for (const messageId of ['constructor', '__proto__', 'hasOwnProperty']) {
        const outcome = await ask({ vendorId: 'com.example', messageId, data: 'd' });
        assert.deepEqual(outcome, { kind: 'confirmed', payload: { status: 'UnknownMessageId' } });
      }
    });

    it('keeps nothing else waiting while a handler thinks', async () => {
      const { world, ask } = await createHandling();
      void world.charger.call('DataTransfer', { vendorId: 'com.example', messageId: 'slow' });
      await world.clock.settle();
      await world.charge();
      world.twin().board.plugOut(1);
      await world.seconds(5);
      assert.equal(world.charger.transactions.length, 1);
      // The Central System's own rule is one CALL at a time: it asks again when it has given up.
      await world.seconds(60);
      assert.equal((await ask({ vendorId: 'com.example', messageId: 'echo' })).kind, 'confirmed');
    });
  });
}

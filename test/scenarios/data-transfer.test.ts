import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataTransferHandlers } from '../../src/features/data-transfer/data-transfer.ts';
import { silentLog } from '../../src/log/log.ts';
import { createRouter } from '../../src/rpc/router.ts';
import { createWorld } from '../support/world.ts';

describe('DataTransfer from the Central System', () => {
  it('is UnknownVendorId, without data, where nobody has registered the vendor (S 5.6)', async () => {
    const world = await createWorld();
    const outcome = world.charger.call('DataTransfer', { vendorId: 'com.example', messageId: 'hello', data: 'x' });
    await world.seconds(1);
    assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'UnknownVendorId' } });
    world.assertNoComplaints();
  });

  it('goes to the handler of its vendor and message, and nowhere else', async () => {
    const handlers = dataTransferHandlers(
      {
        'com.example': {
          echo: (data) => ({ status: 'Accepted', data: data ?? '' }),
          '': () => ({ status: 'Rejected' }),
          broken: () => {
            throw new Error('no');
          },
        },
      },
      silentLog,
    );
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

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createVirtualClock } from '../../../src/clock/virtual-clock.ts';
import { createNotices, MOST_WAITING } from '../../../src/features/firmware/notices.ts';
import { silentLog } from '../../../src/log/log.ts';
import { createSeededRandom } from '../../../src/random/seeded-random.ts';
import { createMemoryDatabase } from '../../../src/store/memory.ts';

it('what is told of updates does not pile up before a Central System that orders them and does not listen: the oldest goes', async () => {
  const clock = createVirtualClock();
  const told: unknown[] = [];
  let ready = false;
  const notices = createNotices({
    clock,
    log: silentLog,
    store: createMemoryDatabase().open('cp1'),
    random: createSeededRandom(1),
    call: async (_, payload) => {
      told.push('requestId' in payload ? payload.requestId : undefined);
      return { kind: 'confirmed', payload: {} as never };
    },
    ready: () => ready,
  });
  for (let requestId = 1; requestId <= MOST_WAITING + 10; requestId += 1) {
    notices.add({ action: 'SignedFirmwareStatusNotification', status: 'Downloading', requestId });
    notices.pull();
  }
  ready = true;
  notices.pull();
  await clock.settle();
  assert.deepEqual(
    told,
    Array.from({ length: MOST_WAITING }, (_, index) => index + 11),
  );
  assert.equal(notices.waiting(), false);
});

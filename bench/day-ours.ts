/** Measured process: a simulated day of many chargers, with cars coming and going, on one virtual clock. Says its CPU time in s. */
import { createVirtualClock } from '../src/clock/virtual-clock.ts';
import { accept } from '../src/link/acceptor.ts';
import { createLoopbackNetwork } from '../src/link/loopback.ts';
import { silentLog } from '../src/log/log.ts';
import { createSeededRandom } from '../src/random/seeded-random.ts';
import { readStartUpFile } from '../src/start-up-file.ts';
import { createMemoryDatabase } from '../src/store/memory.ts';
import { createTwin } from '../src/twin.ts';
import { comings, DAY_MS } from './comings.ts';
import { tell, whenAsked } from './parent.ts';

const CARD = '04A1B2C3';

/** What a Central System must say at least. */
const answers: Readonly<Record<string, (transactionId: number) => object>> = {
  BootNotification: () => ({ status: 'Accepted', currentTime: '2026-01-01T00:00:00.000Z', interval: 86_400 }),
  Heartbeat: () => ({ currentTime: '2026-01-01T00:00:00.000Z' }),
  Authorize: () => ({ idTagInfo: { status: 'Accepted' } }),
  StartTransaction: (transactionId) => ({ transactionId, idTagInfo: { status: 'Accepted' } }),
};

whenAsked<{ readonly chargers: number }>(async ({ chargers }) => {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  const network = createLoopbackNetwork({ clock });
  let messages = 0;
  let transactions = 0;
  network.listen('ws://central/ocpp', () =>
    accept('ocpp1.6', (socket) => ({
      opened: () => undefined,
      message(text) {
        const [kind, id, action] = JSON.parse(text) as [number, string, string];
        if (kind !== 2) return;
        messages += 1;
        if (action === 'StartTransaction') transactions += 1;
        socket.send(JSON.stringify([3, id, answers[action]?.(transactions) ?? {}]));
      },
      binary: () => undefined,
      pong: () => undefined,
      closed: () => undefined,
    })),
  );
  const database = createMemoryDatabase();
  const twins = Array.from({ length: chargers }, (_, index) => {
    const chargePointId = `CP${index}`;
    const read = readStartUpFile({ identity: { chargePointId }, csms: { url: 'ws://central/ocpp' } });
    if (!read.ok) throw new Error('the start-up file of the bench is wrong');
    const own = random.fork(chargePointId);
    const twin = createTwin({
      startUp: read.startUp,
      store: database.open(chargePointId),
      transport: network.transport,
      clock,
      random: own,
      log: silentLog,
    });
    for (const { comes, leaves } of comings(own)) {
      clock.after(comes, () => {
        twin.board.plugIn(1);
        twin.board.swipe(CARD);
      });
      clock.after(leaves - 30_000, () => twin.board.swipe(CARD));
      clock.after(leaves, () => twin.board.plugOut(1));
    }
    return twin;
  });
  const before = process.cpuUsage();
  for (const twin of twins) twin.start();
  await clock.advance(DAY_MS);
  const { user, system } = process.cpuUsage(before);
  tell({ cpuSeconds: (user + system) / 1e6, messages, transactions });
});

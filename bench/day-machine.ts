/** Measured process: a simulated day of many electrical machines (charger, board, car; no OCPP) on one virtual clock. Says its CPU time in s. */
import { createVirtualBoard } from '../src/boards/virtual/board.ts';
import { createCharger } from '../src/charger/charger.ts';
import { createVirtualClock } from '../src/clock/virtual-clock.ts';
import { createSeededRandom } from '../src/random/seeded-random.ts';
import { comings, DAY_MS } from './comings.ts';
import { tell, whenAsked } from './parent.ts';

whenAsked<{ readonly chargers: number }>(async ({ chargers }) => {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  let transactions = 0;
  const machines = Array.from({ length: chargers }, (_, index) => {
    const own = random.fork(String(index));
    const registers = new Map<number, number>();
    const board = createVirtualBoard({
      clock,
      random: own,
      grid: { type: 'TN', voltageV: 230, phases: 3 },
      connectors: [{ id: 1 }],
      memory: { load: (id) => registers.get(id) ?? 0, save: (id, energyWh) => void registers.set(id, energyWh) },
    });
    const charger = createCharger({
      board,
      clock,
      rules: {
        connectionTimeoutMs: () => 30_000,
        stopOnEvSideDisconnect: () => true,
        unlockOnEvSideDisconnect: () => true,
        onePhaseChargingPhase: () => 1,
        lockCablePermanently: () => false,
        lightIntensity: () => 100,
        blinkRepeat: () => 3,
        admits: () => true,
        showsReservation: () => false,
        updating: () => false,
      },
    });
    for (const { comes, leaves } of comings(own)) {
      clock.after(comes, () => board.plugIn(1));
      clock.after(comes + 1000, () => charger.authorize(1, { idTag: 'CARD' }));
      clock.after(leaves - 30_000, () => charger.end(1, { reason: 'Local' }));
      clock.after(leaves, () => board.plugOut(1));
    }
    return charger;
  });
  const before = process.cpuUsage();
  for (const charger of machines) {
    charger.start({
      transactionStarted: () => undefined,
      transactionStopped() {
        transactions += 1;
      },
      changed: () => undefined,
      token: () => undefined,
      cause: () => undefined,
      failed(error) {
        throw error;
      },
    });
  }
  await clock.advance(DAY_MS);
  const { user, system } = process.cpuUsage(before);
  tell({ cpuSeconds: (user + system) / 1e6, messages: 0, transactions });
});

/**
 * Somebody with a voltmeter at the charger, who believes nothing but the hardware and the disk.
 *
 * Guarantees, checked at each change of the physics:
 * - the relays are closed only in pilot state C or D, but for the 100 ms that IEC 61851-1 gives them to open;
 * - current flows only while a transaction is on disk for that connector, by somebody who may charge, and never while the disk says
 *   that it is kept for somebody: the transaction of whoever that is has ended the reservation;
 * - no register falls, not even over a power cut.
 */
import type { Clock } from '../../src/clock/clock.ts';
import type { Twin } from '../../src/twin.ts';

/** 100 ms, and the travel of the relays that it includes; a millisecond for the clock's own grain. */
const OPENING_MS = 101;

/** Watches this twin from now on; `mayCharge` says who. */
export function watch(
  twin: Twin,
  options: {
    readonly clock: Clock;
    readonly alive: () => boolean;
    readonly mayCharge: (idTag: string) => boolean;
    /** Does the disk say that this connector is kept for somebody? */
    readonly reserved: (connector: number) => boolean;
    readonly violated: (what: string) => void;
    /** The highest register seen of each connector, over all processes. */
    readonly registers: Map<number, number>;
  },
): void {
  const { board } = twin;
  const { clock, violated, registers } = options;
  /** Since when the relays of a connector should be open. */
  const wrong = new Map<number, number>();

  function look(connector: number): void {
    const hardware = board.connectors[connector - 1];
    if (hardware === undefined || !options.alive()) return;
    const closed = hardware.relays().length > 0;
    const state = hardware.pilot();
    const since = wrong.get(connector);
    if (since !== undefined && clock.elapsed() - since > OPENING_MS) {
      violated(`the relays of connector ${connector} were closed outside of state C for ${clock.elapsed() - since} ms`);
    }
    if (closed && state !== 'C' && state !== 'D') wrong.set(connector, since ?? clock.elapsed());
    else wrong.delete(connector);
    const car = board.car(connector);
    if (car.plugged && car.drawnA > 0) lookAtAuthorization(connector);
  }

  function lookAtAuthorization(connector: number): void {
    const running = twin
      .chargePoint()
      .records.running()
      .filter((transaction) => transaction.connector === connector);
    const [transaction, ...others] = running;
    if (transaction === undefined) violated(`energy flows on connector ${connector} without a transaction on disk`);
    else if (!options.mayCharge(transaction.idTag)) violated(`${transaction.idTag} charges on connector ${connector}`);
    if (options.reserved(connector)) violated(`energy flows on connector ${connector}, which is reserved`);
    if (others.length > 0) violated(`${running.length} transactions run on connector ${connector}`);
  }

  for (const { id } of board.connectors) {
    const { energyWh } = board.connectors[id - 1]?.meter() ?? { energyWh: 0 };
    const before = registers.get(id) ?? 0;
    if (energyWh < before) violated(`the register of connector ${id} is ${energyWh} Wh after ${before} Wh`);
    registers.set(id, Math.max(before, energyWh));
  }
  board.observe(look);
}

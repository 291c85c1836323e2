/**
 * The world around a charger that is to be killed: cars come and go, cards are shown, the network fails, things break. Nobody
 * waits for anybody. What happens follows from the seed; when, from the clock.
 */
import type { Clock } from '../../../src/clock/clock.ts';
import type { Random } from '../../../src/random/random.ts';
import type { Twin } from '../../../src/twin.ts';

/** From one thing to the next at most, ms of the charger's time. */
const LONGEST_PAUSE_MS = 25_000;

export function playWorld(parts: {
  readonly twin: Twin;
  readonly clock: Clock;
  readonly random: Random;
  readonly cards: readonly string[];
}): void {
  const { twin, clock, random, cards } = parts;
  const { board } = twin;
  const connectors = twin.startUp.connectors.map(({ id }) => id);
  const chance = (percent: number): boolean => random.next() * 100 < percent;
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T;

  function swipe(connector: number): void {
    const { session } = twin.chargePoint().charger.view(connector);
    // Mostly the one that is charging, so that transactions end by card.
    board.swipe('authorization' in session && chance(80) ? session.authorization.idTag : oneOf(cards));
  }

  function happen(): void {
    const connector = oneOf(connectors);
    const { phase } = twin.chargePoint().charger.view(connector).session;
    if (!twin.online()) {
      if (chance(40)) twin.setOnline(true);
    } else if (chance(3)) {
      twin.setOnline(false);
    }
    if (chance(3)) {
      board.raiseFault(connector, { id: 'fault', code: 'GroundFailure', blocking: true });
      clock.after(5_000, () => board.clearFault(connector, 'fault'));
    }
    if (phase === 'transaction') {
      if (chance(12)) swipe(connector);
      else if (chance(8)) board.plugOut(connector);
    } else if (!board.car(connector).plugged) {
      if (chance(75)) board.plugIn(connector);
      else swipe(connector);
    } else if (phase === 'finishing' && chance(60)) {
      board.plugOut(connector);
    } else {
      swipe(connector);
    }
    clock.after(random.next() * LONGEST_PAUSE_MS, happen);
  }

  happen();
}

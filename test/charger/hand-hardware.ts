/**
 * One connector whose car, contacts and motors are moved by hand: what broken hardware or an unruly car does is done by the test.
 * Relays and lock do as they are told, in their time, unless they are told apart from it.
 */
import type {
  BoardConnector,
  BoardEvent,
  CableRating,
  Line,
  Lines,
  MeterReading,
  PilotOutput,
  PilotState,
} from '../../src/charger/board.ts';
import { currentOfDutyCycle } from '../../src/charger/control-pilot.ts';
import type { VirtualClock } from '../../src/clock/virtual-clock.ts';
import { LOCK_MS, RELAY_MS } from './bench.ts';

export interface HandOptions {
  readonly maxCurrentA?: number;
  readonly phases?: 1 | 3;
  readonly hasLock?: boolean;
  readonly hasVentilation?: boolean;
  readonly switchesPhases?: boolean;
}

export interface HandConnector extends BoardConnector {
  /** What the car holds the pilot in; A for no car. */
  car: PilotState;
  rating: CableRating | undefined;
  /** Does the residual current monitor pass its test? */
  monitor: boolean;
  /** Poles that do not open any more, and whether the others close. */
  weldedLines: readonly Line[];
  stuck: boolean;
  jammed: boolean;
  energyWh: number;
  /** Each thing that the charger did, in order: `12.5 s: offers 16 A`. Repetitions are left out. */
  readonly story: string[];
}

export function createHandConnector(
  clock: VirtualClock,
  emit: (event: BoardEvent) => void,
  options: HandOptions = {},
): HandConnector {
  const { hasLock = true } = options;
  let output: PilotOutput = { kind: 'off' };
  let ordered: Lines = [];
  let lines: Lines = [];
  let orderedLock = !hasLock;
  let locked = !hasLock;

  function note(what: string): void {
    hand.story.push(`${clock.elapsed() / 1000} s: ${what}`);
  }

  const hand: HandConnector = {
    id: 1,
    maxCurrentA: options.maxCurrentA ?? 32,
    phases: options.phases ?? 3,
    hasLock,
    hasVentilation: options.hasVentilation ?? true,
    switchesPhases: options.switchesPhases ?? true,
    car: 'A',
    rating: 32,
    monitor: true,
    weldedLines: [],
    stuck: false,
    jammed: false,
    energyWh: 0,
    story: [],
    pilot: () => (hand.car !== 'A' && output.kind === 'fault' ? 'F' : hand.car),
    cable: () => (hasLock && hand.car !== 'A' ? hand.rating : undefined),
    testResidualCurrentMonitor: () => hand.monitor,
    setPilot(next) {
      if (told(output) === told(next)) return;
      output = next;
      note(told(output));
    },
    setRelays(next) {
      if (next.join() === ordered.join()) return;
      ordered = next;
      note(next.length === 0 ? 'opens' : `closes ${next.join()}`);
      clock.after(RELAY_MS, () => {
        if (ordered !== next) return;
        const moved = next.length === 0 ? hand.weldedLines : hand.stuck ? lines : next;
        if (moved.join() === lines.join()) return;
        lines = moved;
        emit({ kind: 'relays', connector: 1, lines });
      });
    },
    relays: () => lines,
    setLock(next) {
      if (next === orderedLock && next === locked) return;
      if (next !== orderedLock) note(next ? 'locks' : 'lets go');
      orderedLock = next;
      clock.after(LOCK_MS, () => {
        if (orderedLock !== next || locked === next || hand.jammed) return;
        locked = next;
        emit({ kind: 'lock', connector: 1, locked });
      });
    },
    locked: () => locked,
    meter: (): MeterReading => {
      const line = { voltageV: 230, currentA: 0 };
      return { energyWh: hand.energyWh, powerW: 0, lines: [line, line, line] };
    },
  };
  return hand;
}

/** What the pilot says, in words. */
function told(output: PilotOutput): string {
  if (output.kind === 'pwm') return `offers ${Math.round(currentOfDutyCycle(output.dutyPercent) * 100) / 100} A`;
  return output.kind === 'off' ? 'offers nothing' : 'says -12 V';
}

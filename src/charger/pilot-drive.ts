/**
 * What one connector's pilot says, over time (IEC 61851-1, table A.6 and A.5.3).
 *
 * Guarantees:
 * - an offer begins and ends at once; from one offer to another at least 5 s pass, and the last one wanted wins;
 * - a car that has not asked for energy 30 s after an offer began is woken once: F for 4 s, no square wave for 0.75 s, then the offer
 *   again; the offer counts as made meanwhile, but no square wave says so (`offering`); a change of the offer is no new beginning;
 * - failing safe goes before everything else; at most one timer, and none without an offer.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { BoardConnector, PilotOutput } from './board.ts';
import { dutyCycleOfCurrent } from './control-pilot.ts';

/** A car needs time to follow an offer, ms. */
const BETWEEN_OFFERS_MS = 5_000;

/** A car that sleeps has let this pass since the offer began, ms. */
const PATIENCE_MS = 30_000;

/** How a sleeping car is woken, step by step. */
const waking: readonly { readonly output: PilotOutput; readonly ms: number }[] = [
  { output: { kind: 'fault' }, ms: 4_000 },
  { output: { kind: 'off' }, ms: 750 },
];

export interface PilotWish {
  /** A per line; 0 for none. */
  readonly offerA: number;
  /** -12 V, so that the car lets go. */
  readonly failSafe: boolean;
  /** The car does something else than rest in B: it asks for energy, or has trouble of its own. */
  readonly awake: boolean;
}

/** A class, because a process has thousands of connectors. */
export class PilotDrive {
  readonly #hardware: BoardConnector;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #wish: PilotWish = { offerA: 0, failSafe: false, awake: false };
  #offeredA = 0;
  /** When the present current was put on the pilot, `clock.elapsed()`. */
  #offeredAt = 0;
  /** When there was an offer after none, `clock.elapsed()`. */
  #begunAt = 0;
  #output: PilotOutput = { kind: 'off' };
  /** Which step of waking is under way. */
  #step: number | undefined;
  /** This offer has been asked for, or its car woken. */
  #answered = false;
  #timer: Timer | undefined;

  /** `changed` is called after a change that time has brought. */
  constructor(hardware: BoardConnector, clock: Clock, changed: () => void) {
    this.#hardware = hardware;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** What is offered now, A per line. */
  get offeredA(): number {
    return this.#offeredA;
  }

  /** A square wave says so. */
  get offering(): boolean {
    return this.#output.kind === 'pwm';
  }

  /** The pilot is at -12 V because we have put it there. */
  get saysFault(): boolean {
    return this.#output.kind === 'fault';
  }

  follow(wish: PilotWish): void {
    this.#wish = wish;
    const { offerA, failSafe, awake } = wish;
    if (failSafe || offerA === 0) {
      this.#rest();
      this.#offeredA = 0;
      this.#put(failSafe ? { kind: 'fault' } : { kind: 'off' });
      return;
    }
    if (this.#offeredA === 0) {
      this.#answered = false;
      this.#begunAt = this.#clock.elapsed();
      this.#offer(offerA);
    }
    if (this.#step !== undefined) return;
    this.#answered ||= awake;
    const wait = this.#offeredAt + BETWEEN_OFFERS_MS - this.#clock.elapsed();
    if (offerA !== this.#offeredA && wait <= 0) this.#offer(offerA);
    this.#arm(offerA === this.#offeredA ? this.#untilWaking() : wait);
  }

  stop(): void {
    this.#rest();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#step = undefined;
  }

  #offer(currentA: number): void {
    this.#offeredA = currentA;
    this.#offeredAt = this.#clock.elapsed();
    const dutyPercent = dutyCycleOfCurrent(currentA);
    this.#put(dutyPercent === undefined ? { kind: 'off' } : { kind: 'pwm', dutyPercent });
  }

  #put(output: PilotOutput): void {
    this.#output = output;
    this.#hardware.setPilot(output);
  }

  /** Undefined when this car needs no waking. */
  #untilWaking(): number | undefined {
    return this.#answered ? undefined : Math.max(0, this.#begunAt + PATIENCE_MS - this.#clock.elapsed());
  }

  #arm(wait: number | undefined): void {
    this.#timer?.cancel();
    this.#timer = wait === undefined ? undefined : this.#clock.after(wait, () => this.#due());
  }

  #due(): void {
    this.#timer = undefined;
    // A car that is not in B any more has answered, also when that is still to be told.
    if (this.#step === undefined && this.#hardware.pilot() !== 'B') this.#answered = true;
    if (this.#step !== undefined || (this.#untilWaking() ?? 1) <= 0) this.#wake();
    else this.follow(this.#wish);
    this.#changed();
  }

  #wake(): void {
    this.#step = this.#step === undefined ? 0 : this.#step + 1;
    const step = waking[this.#step];
    if (step === undefined) {
      this.#step = undefined;
      this.#answered = true;
      this.#offer(this.#wish.offerA);
      return;
    }
    this.#put(step.output);
    this.#arm(step.ms);
  }
}

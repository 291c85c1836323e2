/**
 * One connector's hardware follows what is wanted of it: pilot, relays, phases, lock. It knows no cards and no transactions but the
 * session that it is given.
 *
 * Guarantees:
 * - current is offered only to a session that may have it, without a blocking fault, under the lowest of all limits, and not while
 *   the phases are being switched; relays close only in C (or D, where ventilated) under an offer, behind a residual current monitor
 *   that has just passed its test;
 * - in a socket they close only when the lock holds the plug, and open at once when it does not any more;
 * - which grid line the car's L1 is on is decided when the plug comes in, and stays until it has left (release note).
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { BoardConnector, Grid, LineCurrents, PilotState } from './board.ts';
import { type ConnectorView, isPermitted } from './connector-view.ts';
import type { ChargerRules } from './contract.ts';
import { isPlugged } from './control-pilot.ts';
import type { FaultCause } from './fault-causes.ts';
import { afterUnplugging, type HeldFaults } from './held-faults.ts';
import {
  effectiveLimit,
  type LimitSource,
  type Limits,
  limitSources,
  offerUnder,
  type SettableSource,
} from './limits.ts';
import { LockDrive } from './lock-drive.ts';
import { OverCurrentWatch } from './over-current.ts';
import { PhaseDrive } from './phase-drive.ts';
import { linesFor, type OnePhase, type PhaseCount } from './phases.ts';
import { PilotDrive } from './pilot-drive.ts';
import { RelayDrive } from './relay-drive.ts';
import { holdsPlug, type Session } from './session.ts';

/** What a limit may say besides the current. */
export interface LimitDetails {
  /** At most so many phases. */
  readonly phases?: PhaseCount | undefined;
  /** It lapses then, `clock.elapsed()` ms. */
  readonly until?: number | undefined;
  /** Whoever has set it is going to set another then, `clock.elapsed()` ms. */
  readonly changesAt?: number | undefined;
}

/** What one source says from now on; `maxCurrentA`, A per line, undefined: nothing any more. */
export interface LimitChange extends LimitDetails {
  readonly source: SettableSource;
  readonly maxCurrentA: number | undefined;
}

/** A class, because a process has thousands of connectors. */
export class ConnectorDrive {
  readonly hardware: BoardConnector;
  faults: HeldFaults = [];
  readonly #grid: Grid;
  readonly #clock: Clock;
  readonly #rules: ChargerRules;
  readonly #chargerFaults: () => HeldFaults;
  readonly #changed: () => void;
  readonly #lock: LockDrive;
  readonly #detected: (cause: FaultCause, present: boolean) => void;
  readonly #pilot: PilotDrive;
  readonly #relays: RelayDrive;
  readonly #phases: PhaseDrive;
  readonly #overCurrent: OverCurrentWatch;
  #limits: Limits;
  #details: Readonly<Partial<Record<LimitSource, LimitDetails>>> = {};
  #lapse: Timer | undefined;
  #onePhase: OnePhase = 1;
  #currents: LineCurrents = [0, 0, 0];
  #seen: PilotState = 'A';

  constructor(options: {
    readonly hardware: BoardConnector;
    readonly grid: Grid;
    readonly clock: Clock;
    readonly rules: ChargerRules;
    readonly chargerFaults: () => HeldFaults;
    /** Time has brought something: `follow` again. */
    readonly changed: () => void;
    /** The charger itself has found a cause of trouble, or its end. */
    readonly detected: (cause: FaultCause, present: boolean) => void;
  }) {
    const { hardware, clock, changed, detected } = options;
    this.hardware = hardware;
    this.#grid = options.grid;
    this.#clock = clock;
    this.#rules = options.rules;
    this.#chargerFaults = options.chargerFaults;
    this.#changed = changed;
    this.#detected = detected;
    this.#limits = { hardware: hardware.maxCurrentA };
    this.#pilot = new PilotDrive(hardware, clock, changed);
    this.#relays = new RelayDrive(hardware, clock, (trouble) => detected(trouble, true));
    this.#phases = new PhaseDrive(clock, changed);
    this.#lock = new LockDrive(hardware, clock, changed, (present) => detected('lock-failure', present));
    this.#overCurrent = new OverCurrentWatch(clock, () => detected('over-current', true));
  }

  /** A socket whose cable is let go; a cable that is locked for good counts as fixed (the key LockCablePermanently). */
  get letsGo(): boolean {
    return this.hardware.hasLock && !this.#rules.lockCablePermanently();
  }

  /** The relays are open, or will never be. */
  get isOver(): boolean {
    return this.hardware.relays().length === 0 || this.#relays.welded;
  }

  view(session: Session): ConnectorView {
    const { hardware } = this;
    const pilot = this.#pilotSeen();
    const limits = this.#limitsNow();
    const limit = effectiveLimit(limits);
    const faults = [...this.#chargerFaults(), ...this.faults].map(({ fault }) => fault);
    return {
      id: hardware.id,
      session,
      pilot,
      asking: pilot === 'C' || (pilot === 'D' && hardware.hasVentilation),
      offeredA: this.#pilot.offeredA,
      lines: hardware.relays(),
      linesWanted: this.#lines(),
      phases: this.#phases.count === 3 && this.#most() === 3 ? 3 : 1,
      switchingPhases: this.#phases.switching && isPermitted({ session, faults }) && offerUnder(limit) > 0,
      locked: hardware.locked(),
      faults,
      limits,
      limit,
      limitUntil: this.#nextChange(),
      phaseLimit: this.#phaseLimit(),
    };
  }

  /** Makes the hardware follow this session. */
  follow(session: Session): void {
    const { hardware } = this;
    const now = this.view(session);
    const closed = now.lines.length > 0;
    this.#phases.follow({
      wanted: this.#wantedPhases(),
      serving: session.phase === 'transaction' && session.plugged && session.ending === undefined,
      closed: closed || this.#relays.closing,
      able: hardware.switchesPhases,
    });
    const served = isPermitted(now) && !this.#phases.switching && !this.#phases.held;
    const failSafe = now.faults.some((fault) => fault.failSafe === true);
    this.#pilot.follow({ offerA: served ? offerUnder(now.limit) : 0, failSafe, awake: now.pilot !== 'B' });
    this.#overCurrent.follow(this.#currents, this.#pilot.offeredA);
    const { offering } = this.#pilot;
    const blocked = !hardware.locked() || now.faults.some(({ blocking }) => blocking);
    if (now.asking && offering && !blocked && !closed && !this.#relays.closing && !this.#testMonitor()) return;
    this.#relays.follow({ asking: now.asking, offering, blocked, lines: this.#lines() });
    const kept = this.#rules.lockCablePermanently() && this.#holdsPlug();
    this.#lock.follow({ closed: hardware.relays().length > 0, held: holdsPlug(session), kept, failSafe });
  }

  /** A plug has come. */
  plugged(): void {
    if (this.hardware.phases === 3) this.#onePhase = this.#rules.onePhaseChargingPhase();
  }

  /** It has left. */
  unplugged(): void {
    this.faults = afterUnplugging(this.faults);
    this.#phases.unplugged();
  }

  currentsChanged(currents: LineCurrents): void {
    this.#currents = currents;
    const accused = this.faults.some(({ fault, present }) => fault.id === 'over-current' && present);
    if (accused && Math.max(...currents) < 1) this.#detected('over-current', false);
  }

  setLimit({ source, maxCurrentA, ...details }: LimitChange): void {
    const { [source]: _, ...limits } = this.#limits;
    const { [source]: __, ...others } = this.#details;
    this.#limits = maxCurrentA === undefined ? limits : { ...limits, [source]: maxCurrentA };
    this.#details = maxCurrentA === undefined ? others : { ...others, [source]: details };
    this.#armLapse();
  }

  stop(): void {
    this.#lapse?.cancel();
    for (const part of [this.#pilot, this.#relays, this.#phases, this.#overCurrent, this.#lock]) part.stop();
  }

  /** While we ourselves put -12 V on it, the pilot says nothing of the car but that it has left. */
  #pilotSeen(): PilotState {
    const state = this.hardware.pilot();
    if (state !== 'F' || !this.#pilot.saysFault) this.#seen = state;
    return this.#seen;
  }

  #limitsNow(): Limits {
    // A fixed cable is part of the connector. In a socket, a plug that says nothing bears nothing.
    if (!this.hardware.hasLock || !isPlugged(this.hardware.pilot())) return this.#limits;
    const { cable = Number.POSITIVE_INFINITY } = this.#limits;
    return { ...this.#limits, cable: Math.min(cable, this.hardware.cable() ?? 0) };
  }

  /** How many phases installation and relays bring. */
  #most(): PhaseCount {
    return this.hardware.phases === 3 && this.#grid.phases === 3 ? 3 : 1;
  }

  #phaseLimit(): LimitSource | undefined {
    return limitSources.find((source) => this.#details[source]?.phases === 1);
  }

  #wantedPhases(): PhaseCount {
    return this.#most() === 1 || this.#phaseLimit() !== undefined ? 1 : 3;
  }

  #lines() {
    return linesFor(this.#grid, this.#phases.count === 3 ? this.#most() : 1, this.#onePhase);
  }

  /** Is the residual current monitor fit to watch over a car? If not, that is known when this returns, and the hardware has followed. */
  #testMonitor(): boolean {
    if (this.hardware.testResidualCurrentMonitor()) return true;
    // Its failing is of this moment; what it leads to lasts until the car has left.
    this.#detected('residual-current-monitor', true);
    this.#detected('residual-current-monitor', false);
    return false;
  }

  /** Is there a plug in the socket, with a car or without? */
  #holdsPlug(): boolean {
    const { hardware } = this;
    return isPlugged(hardware.pilot()) || hardware.cable() !== undefined || hardware.locked();
  }

  /** The earliest moment at which a limit lapses by itself. */
  #nextLapse(): number | undefined {
    return earliest(Object.values(this.#details).map(({ until }) => until));
  }

  /** The earliest moment at which a limit lapses, or is going to be another. */
  #nextChange(): number | undefined {
    return earliest(Object.values(this.#details).flatMap(({ until, changesAt }) => [until, changesAt]));
  }

  #armLapse(): void {
    this.#lapse?.cancel();
    this.#lapse = undefined;
    const next = this.#nextLapse();
    if (next === undefined) return;
    this.#lapse = this.#clock.after(next - this.#clock.elapsed(), () => {
      for (const source of Object.keys(this.#details) as SettableSource[]) {
        const until = this.#details[source]?.until;
        if (until !== undefined && until <= this.#clock.elapsed()) this.setLimit({ source, maxCurrentA: undefined });
      }
      this.#changed();
    });
  }
}

function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

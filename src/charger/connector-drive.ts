/**
 * One connector's hardware follows what is wanted of it: pilot, relays, phases, lock. It knows no cards and no transactions but the
 * session that it is given.
 *
 * Guarantees:
 * - current is offered only to a session that may have it, without a blocking fault, under the lowest of all limits, and not while
 *   the phases are being switched; relays close only in C (or D, where ventilated) under an offer, behind a residual current monitor
 *   that has just passed its test;
 * - the plug is never let go while the relays are closed; when the pilot fails safe it is let go after 5 s (IEC 61851-1);
 * - which grid line the car's L1 is on is decided when the plug comes in, and stays until it has left (release note).
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { BoardConnector, Grid, LineCurrents, PilotState } from './board.ts';
import { type ConnectorView, isPermitted } from './connector-view.ts';
import type { ChargerRules } from './contract.ts';
import { isPlugged } from './control-pilot.ts';
import type { FaultCause } from './fault-causes.ts';
import { afterUnplugging, type HeldFaults } from './held-faults.ts';
import { effectiveLimit, type LimitSource, type Limits, offerUnder } from './limits.ts';
import { OverCurrentWatch } from './over-current.ts';
import { PhaseDrive } from './phase-drive.ts';
import { linesFor, type OnePhase, type PhaseCount } from './phases.ts';
import { PilotDrive } from './pilot-drive.ts';
import { RelayDrive } from './relay-drive.ts';
import { holdsPlug, type Session } from './session.ts';

/** After how long at -12 V the plug is let go, ms. */
const LETTING_GO_MS = 5_000;

/** What a limit may say besides the current. */
export interface LimitDetails {
  /** At most so many phases. */
  readonly phases?: PhaseCount | undefined;
  /** It lapses then, `clock.elapsed()` ms. */
  readonly until?: number | undefined;
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
  /** The pilot has been failing safe for long enough. */
  #letGo = false;
  #lettingGo: Timer | undefined;

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
    return {
      id: hardware.id,
      session,
      pilot,
      asking: pilot === 'C' || (pilot === 'D' && hardware.hasVentilation),
      offeredA: this.#pilot.offeredA,
      lines: hardware.relays(),
      phases: this.#phases.count === 3 && this.#most() === 3 ? 3 : 1,
      switchingPhases: this.#phases.switching,
      locked: hardware.locked(),
      faults: [...this.#chargerFaults(), ...this.faults].map(({ fault }) => fault),
      limits,
      limit: effectiveLimit(limits),
      phaseLimit: this.#phaseLimit(),
    };
  }

  /** Makes the hardware follow this session. */
  follow(session: Session): void {
    const { hardware } = this;
    const now = this.view(session);
    const permitted = isPermitted(now);
    const blocked = now.faults.some(({ blocking }) => blocking);
    const failSafe = now.faults.some((fault) => fault.failSafe === true);
    const closed = now.lines.length > 0;
    this.#phases.follow({
      wanted: this.#wantedPhases(),
      serving: session.phase === 'transaction' && session.plugged && session.ending === undefined,
      closed,
      able: hardware.switchesPhases,
    });
    const offerA = permitted && !this.#phases.switching ? offerUnder(now.limit) : 0;
    const closing = now.asking && offerA > 0 && !blocked;
    if (closing && !closed && !this.#relays.closing && !hardware.testResidualCurrentMonitor()) {
      this.#detected('residual-current-monitor', true);
      this.#detected('residual-current-monitor', false);
      return;
    }
    this.#pilot.follow({ offerA, failSafe, asking: now.asking });
    this.#relays.follow({ asking: now.asking, offering: offerA > 0, blocked, lines: this.#lines() });
    this.#overCurrent.follow(this.#currents, this.#pilot.offeredA);
    this.#followLock(session, failSafe);
  }

  /** A plug has come. */
  plugged(): void {
    if (this.hardware.phases === 3) this.#onePhase = this.#rules.onePhaseChargingPhase();
  }

  /** It has left. */
  unplugged(): void {
    this.faults = afterUnplugging(this.faults);
    this.#letGo = false;
  }

  currentsChanged(currents: LineCurrents): void {
    this.#currents = currents;
    const accused = this.faults.some(({ fault, present }) => fault.id === 'over-current' && present);
    if (accused && Math.max(...currents) < 1) this.#detected('over-current', false);
  }

  /** Sets or (undefined) lifts one source's limit. */
  setLimit(
    source: Exclude<LimitSource, 'hardware'>,
    maxCurrentA: number | undefined,
    details: LimitDetails = {},
  ): void {
    const { [source]: _, ...limits } = this.#limits;
    const { [source]: __, ...others } = this.#details;
    this.#limits = maxCurrentA === undefined ? limits : { ...limits, [source]: maxCurrentA };
    this.#details = maxCurrentA === undefined ? others : { ...others, [source]: details };
    this.#armLapse();
  }

  stop(): void {
    this.#lapse?.cancel();
    this.#lettingGo?.cancel();
    for (const part of [this.#pilot, this.#relays, this.#phases, this.#overCurrent]) part.stop();
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
    return (Object.keys(this.#details) as LimitSource[]).find((source) => this.#details[source]?.phases === 1);
  }

  #wantedPhases(): PhaseCount {
    return this.#most() === 1 || this.#phaseLimit() !== undefined ? 1 : 3;
  }

  #lines() {
    return linesFor(this.#grid, this.#phases.count === 3 ? this.#most() : 1, this.#onePhase);
  }

  #followLock(session: Session, failSafe: boolean): void {
    const { hardware } = this;
    if (!hardware.hasLock) return;
    this.#countDown(failSafe);
    const kept = this.#rules.lockCablePermanently() && (isPlugged(hardware.pilot()) || hardware.locked());
    const wanted = hardware.relays().length > 0 || (!this.#letGo && (kept || holdsPlug(session)));
    if (hardware.locked() !== wanted) hardware.setLock(wanted);
  }

  #countDown(failSafe: boolean): void {
    if (!failSafe) {
      this.#lettingGo?.cancel();
      this.#lettingGo = undefined;
      this.#letGo = false;
    } else if (!this.#letGo) {
      this.#lettingGo ??= this.#clock.after(LETTING_GO_MS, () => {
        this.#lettingGo = undefined;
        this.#letGo = true;
        this.#changed();
      });
    }
  }

  #armLapse(): void {
    this.#lapse?.cancel();
    this.#lapse = undefined;
    const moments = Object.values(this.#details).flatMap(({ until }) => (until === undefined ? [] : [until]));
    if (moments.length === 0) return;
    this.#lapse = this.#clock.after(Math.min(...moments) - this.#clock.elapsed(), () => {
      for (const source of Object.keys(this.#details) as Exclude<LimitSource, 'hardware'>[]) {
        const until = this.#details[source]?.until;
        if (until !== undefined && until <= this.#clock.elapsed()) this.setLimit(source, undefined);
      }
      this.#changed();
    });
  }
}

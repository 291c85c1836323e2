/** What must hold of one connector at any moment, reckoned from what was done to it and from its hardware. */
import assert from 'node:assert/strict';
import type { Fault } from '../../src/charger/board.ts';
import { type FaultCause, faultCauses } from '../../src/charger/fault-causes.ts';
import type { LimitSource } from '../../src/charger/limits.ts';
import { holdsPlug, isPluggedIn, type Session } from '../../src/charger/session.ts';
import { type Bench, LOCK_MS, RELAY_MS } from './bench.ts';

const FORCED_OPENING_MS = 6_000;
const BETWEEN_OFFERS_MS = 5_000;
const PATIENCE_MS = 30_000;
const LETTING_GO_MS = 5_000;
const SWITCHING_MS = 10_000;
/** By then a weld, or a lock that does not hold, is known. */
const FOUND_MS = 3_000 + 2 * LOCK_MS;

/** What the charger finds by itself. */
const found: readonly FaultCause[] = [
  'contactor-welded',
  'lock-failure',
  'over-current',
  'over-temperature',
  'residual-current-monitor',
];

/** The state of the world that only whoever made it knows. */
export interface Truth {
  /** Faults of the board's own, and causes that are there, of this connector or of the charger. */
  readonly faults: () => readonly Fault[];
  readonly causes: () => readonly FaultCause[];
  /** What is left by the temperature, A; undefined for all. */
  readonly derated: () => number | undefined;
  /** The relays do not open any more. */
  readonly welded: () => boolean;
  readonly jammed: () => boolean;
}

/** Since when something has been so; undefined for not. */
function createSince(now: () => number) {
  let since: number | undefined;
  return {
    is(so: boolean): void {
      since = so ? (since ?? now()) : undefined;
    },
    longer: (ms: number): boolean => since !== undefined && now() - since >= ms,
  };
}

export function createWatch(bench: Bench, id: number, truth: Truth, seen: Set<string>) {
  const hardware = bench.board.connectors[id - 1] ?? assert.fail();
  const { hasLock, hasVentilation } = hardware;
  const limits = new Map<LimitSource, number>([['hardware', hardware.maxCurrentA]]);
  const onePhase = new Set<LimitSource>();
  const now = () => bench.clock.elapsed();
  const since = () => createSince(now);
  /** The car has not asked, or a fault has blocked, or the plug was not held. */
  const unwanted = since();
  const unoffered = since();
  const capped = since();
  const failingSafe = since();
  const switching = since();
  const held = { locked: since(), open: since() };
  const welded = since();
  let lastWh = 0;
  let offer = { currentA: 0, since: 0 };
  let lines: readonly number[] = [];
  /** The lines that were connected last in this visit, and when they were connected instead of others. */
  let served: { readonly count: number; readonly switched: number } | undefined;

  const told = () => bench.told.filter(({ connector }) => connector === id);

  function lookAtEnergy(session: Session): void {
    const wh = bench.register(id);
    assert.ok(wh >= lastWh, 'the register fell');
    lastWh = wh;
    let at = 0;
    let running = false;
    for (const { kind, wh: then } of told()) {
      assert.equal(kind, running ? 'stopped' : 'started', 'told out of turn');
      if (running) assert.ok(then >= at);
      else if (!truth.welded()) assert.equal(then, at, 'energy between two transactions');
      running = !running;
      at = then;
    }
    // Nobody can stop what flows through welded relays.
    if (!running && !truth.welded()) assert.equal(wh, at, 'energy outside of a transaction');
    assert.equal(session.phase === 'transaction', running);
  }

  function lookAtRelays(): void {
    const { lines: connected, locked, session } = bench.view(id);
    if (lines.length > 0 && connected.length > 0) assert.deepEqual(connected, lines, 'lines are switched while closed');
    lines = connected;
    if (!isPluggedIn(session)) served = undefined;
    if (connected.length === 0) return;
    if (hasLock) assert.ok(locked || unwanted.longer(0), 'closed, and the plug is not held');
    const count = connected.length;
    if (served !== undefined && count !== served.count) {
      assert.ok(now() - served.switched >= SWITCHING_MS, 'two switches within 10 s');
      seen.add('switched');
    }
    if (served?.count !== count) served = { count, switched: now() };
    if (count === 1) seen.add('one phase');
    if (truth.welded()) return;
    assert.ok(!unwanted.longer(RELAY_MS), 'closed for nobody, or in spite of a fault');
    assert.ok(!unoffered.longer(FORCED_OPENING_MS + RELAY_MS), 'closed without an offer');
    if (count > 1) assert.ok(!capped.longer(FORCED_OPENING_MS + RELAY_MS), 'more phases than may be');
    if (unoffered.longer(FORCED_OPENING_MS)) seen.add('forced opening');
  }

  function lookAtFaults(faults: readonly Fault[]): void {
    const ids = faults.map((fault) => fault.id);
    for (const fault of truth.faults()) assert.ok(faults.includes(fault), `${fault.id} is overlooked`);
    for (const cause of truth.causes()) assert.ok(ids.includes(cause), `${cause} is overlooked`);
    for (const fault of faults) {
      if (truth.faults().includes(fault)) continue;
      const cause = fault.id as FaultCause;
      assert.ok(cause in faultCauses, `${cause} was not made`);
      if (truth.causes().includes(cause) || found.includes(cause)) continue;
      assert.notEqual(faultCauses[cause].recovery, 'by itself', `${cause} is over`);
    }
    const hot = truth.derated() === 0;
    if (!truth.causes().includes('over-temperature')) assert.equal(ids.includes('over-temperature'), hot);
    if (hot) seen.add('too hot');
    if (ids.includes('residual-current-monitor')) seen.add('without monitor');
    if (ids.includes('over-current')) seen.add('over-current');
    welded.is(truth.welded() && lines.length > 0 && (unwanted.longer(0) || unoffered.longer(FORCED_OPENING_MS)));
    if (welded.longer(FOUND_MS)) {
      assert.ok(ids.includes('contactor-welded'), 'a weld is overlooked');
      seen.add('welded');
    }
  }

  function lookAtLock(session: Session, locked: boolean): void {
    if (!hasLock) {
      assert.ok(locked);
      return;
    }
    const letGo = failingSafe.longer(LETTING_GO_MS);
    const wanted = lines.length > 0 || (holdsPlug(session) && !letGo);
    if (letGo && holdsPlug(session) && !locked) seen.add('let go');
    held.locked.is(wanted && !truth.jammed());
    held.open.is(!wanted && !truth.jammed());
    if (held.locked.longer(2 * LOCK_MS + 1)) assert.ok(locked, 'the plug is not held');
    if (held.open.longer(2 * LOCK_MS + 1)) assert.ok(!locked, 'the plug is held');
  }

  return {
    limit(source: Exclude<LimitSource, 'hardware'>, maxCurrentA: number | undefined, phases: 1 | undefined) {
      if (maxCurrentA === undefined) limits.delete(source);
      else limits.set(source, maxCurrentA);
      if (maxCurrentA !== undefined && phases === 1) onePhase.add(source);
      else onePhase.delete(source);
      bench.charger.setLimit(id, source, maxCurrentA, { phases });
    },
    /** Time has passed that nobody has looked at: what has changed twice since is not known. */
    lookAway() {
      lines = [];
      served = undefined;
      for (const each of [unwanted, unoffered, capped, switching]) each.is(false);
    },
    look() {
      const view = bench.view(id);
      const { session, pilot, locked, offeredA } = view;
      seen.add(session.phase);
      assert.deepEqual([view.lines, locked], [bench.board.connectors[id - 1]?.relays(), hardware.locked()]);
      const output = bench.board.pilotOutput(id);
      // What we put on the pilot ourselves says nothing of the car.
      if (output.kind !== 'fault') assert.equal(pilot, hardware.pilot());
      failingSafe.is(view.faults.some(({ failSafe }) => failSafe === true));
      if (failingSafe.longer(0)) assert.equal(output.kind, 'fault');

      const cable = hardware.cable() ?? Number.POSITIVE_INFINITY;
      const derated = truth.derated() ?? Number.POSITIVE_INFINITY;
      assert.equal(view.limit.maxCurrentA, Math.min(...limits.values(), cable, derated));
      assert.equal(view.phaseLimit === undefined, onePhase.size === 0);
      capped.is(onePhase.size > 0);

      const faulty = view.faults.some(({ blocking }) => blocking);
      const running = session.phase === 'transaction' ? session : undefined;
      const permitted = running?.plugged && !running.withheld && running.ending === undefined && !faulty;
      const due = permitted && view.limit.maxCurrentA >= 6 && !view.switchingPhases ? view.limit.maxCurrentA : 0;
      switching.is(view.switchingPhases);
      if (!truth.welded()) assert.ok(!switching.longer(SWITCHING_MS + RELAY_MS), 'a switch without end');
      if (offeredA !== offer.currentA) offer = { currentA: offeredA, since: now() };
      // IEC 61851-1: from one offer to another at least 5 s pass; an offer begins and ends at once.
      if (due === 0 || offeredA === 0 || now() - offer.since > BETWEEN_OFFERS_MS) assert.equal(offeredA, due, 'offer');
      assert.ok(bench.offered(id) <= Math.max(offeredA, 0) + 1e-9);
      if (output.kind === 'pwm' || offeredA === 0) {
        assert.ok(Math.abs(bench.offered(id) - offeredA) < 1e-9, 'the duty cycle');
      } else {
        assert.ok(now() - offer.since >= PATIENCE_MS, 'a car is woken that has had no time to ask');
        assert.deepEqual(view.lines, [], 'relays are closed while a car is woken');
        seen.add('woken');
      }

      if (pilot === 'A') assert.ok(!isPluggedIn(session), 'no plug is taken for one');
      if (['B', 'C', 'D'].includes(pilot)) assert.ok(isPluggedIn(session), 'a plug is overlooked');
      if (running?.ending !== undefined) assert.notDeepEqual(view.lines, [], 'what is over is not told');
      if (session.phase === 'finishing') {
        assert.ok(session.plugged || session.held, 'nobody is waited for');
        assert.ok(hasLock || !session.held, 'a fixed cable is held');
        if (session.held) seen.add('held');
      }
      if (view.lines.length > 0) seen.add('charging');

      const asking = pilot === 'C' || (pilot === 'D' && hasVentilation);
      unwanted.is(!asking || faulty || !locked);
      unoffered.is(offeredA === 0);
      lookAtRelays();
      lookAtFaults(view.faults);
      lookAtEnergy(session);
      lookAtLock(session, locked);
    },
  };
}

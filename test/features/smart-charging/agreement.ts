/**
 * The algebra of charging profiles, held against the slow reference: each function throws when they do not agree about a set.
 * Values are compared before they are rounded to a tenth, to the thousandth.
 */
import assert from 'node:assert/strict';
import {
  type Composite,
  compositeOf,
  connectorStretches,
  type Limited,
  type Stretch,
  totalStretches,
  type UnitLimit,
  type Window,
} from '../../../src/features/smart-charging/composite.ts';
import { limitAt, limitsOf, type Profiles } from '../../../src/features/smart-charging/limit.ts';
import { type LimitingProfile, readProfile } from '../../../src/features/smart-charging/profile.ts';
import { stackOf } from '../../../src/features/smart-charging/stack.ts';
import type { Supply } from '../../../src/features/smart-charging/supply.ts';
import type { ChargingProfilePurpose } from '../../../src/ocpp16/types.ts';
import type { ProfileSet } from './arbitrary-profiles.ts';
import { createSlowReference, type Installed, type SlowReference } from './slow-reference.ts';

/** How far `nextChange` is followed. */
const FOLLOWED_S = 200;

/** What of a set concerns a connector: a TxDefaultProfile of its own is there in place of that of all connectors (S 3.13.1). */
export function profilesOf(installed: readonly Installed[], connectorId: number): Profiles {
  const of = (purpose: ChargingProfilePurpose, id: number): readonly LimitingProfile[] =>
    installed
      .filter((each) => each.connectorId === id && each.profile.chargingProfilePurpose === purpose)
      .map(({ profile, receivedAt }) => readProfile(profile, receivedAt));
  const own = of('TxDefaultProfile', connectorId);
  const ofAll = of('TxDefaultProfile', 0).filter((each) =>
    own.every(({ stackLevel }) => stackLevel !== each.stackLevel),
  );
  return {
    chargePointMax: stackOf(of('ChargePointMaxProfile', 0)),
    tx: stackOf(of('TxProfile', connectorId)),
    txDefault: stackOf([...ofAll, ...own]),
  };
}

/** The composite schedule of the first connector: whole, and at each second that is looked at what the reference says. */
export function assertConnectorAgrees(set: ProfileSet): Composite {
  const [connector] = limited(set);
  const reference = createSlowReference(set);
  const stretched = covered([...connectorStretches(connector, windowOf(set))], set);
  for (const second of lookedAt(set, reference, stretched)) {
    const expected = reference.connector(1, second);
    const { limit, numberPhases } = expected
      ? { limit: reference.inUnit(expected, set.unit), numberPhases: expected.numberPhases }
      : set.fallback;
    const said = saidAt(stretched, second);
    close(said.limit, limit, set, second);
    assert.equal(said.numberPhases, numberPhases, `number of phases ${second - set.from} s after the beginning`);
  }
  return assertComposite(stretched, set);
}

/** The composite schedule of all connectors together, likewise. */
export function assertTotalAgrees(set: ProfileSet): Composite {
  const reference = createSlowReference(set);
  const stretched = covered([...totalStretches(limited(set), windowOf(set))], set);
  for (const second of lookedAt(set, reference, stretched)) {
    const expected = reference.total(second, set.unit) ?? { ...set.fallback, tied: false };
    const said = saidAt(stretched, second);
    close(said.limit, expected.limit, set, second);
    if (!expected.tied) assert.equal(said.numberPhases, expected.numberPhases, `number of phases at ${second}`);
  }
  return assertComposite(stretched, set);
}

/** A limit holds until its `nextChange`, which is later than the second that was asked for. */
export function assertNextChange(set: ProfileSet): void {
  const [{ profiles, since }] = limited(set);
  const reference = createSlowReference(set);
  for (const look of [0, ...set.looks.slice(0, 4)]) {
    const at = set.from + look;
    const { says, nextChange } = limitAt(profiles, at, since, supplyOf(set));
    assert.ok(nextChange > at, `${nextChange} is not after ${at}`);
    const until = Math.min(nextChange, at + FOLLOWED_S);
    const seconds =
      set.scale === 'fine'
        ? Array.from({ length: until - at }, (_, index) => at + index)
        : [at, ...reference.boundaries(at, Math.min(nextChange, set.from + set.duration))];
    for (const second of seconds) {
      const expected = reference.connector(1, second);
      assert.equal(says === undefined, expected === undefined, `a limit at ${second}`);
      if (says === undefined || expected === undefined) continue;
      close(says.currentA, expected.currentA, set, second);
      assert.equal(says.numberPhases, expected.numberPhases, `number of phases at ${second}`);
    }
  }
}

/** Who asks for one second after the other, in whatever order, is told the same as who asks for each alone. */
export function assertOrderIsNothing(set: ProfileSet): void {
  const [{ profiles, since }] = limited(set);
  const limits = limitsOf(profiles, since, supplyOf(set));
  for (const look of set.looks) {
    const at = set.from + look;
    const { says, nextChange } = limits(at);
    const alone = limitAt(profiles, at, since, supplyOf(set));
    assert.deepEqual(says, alone.says, `the limit at ${at}`);
    assert.ok(nextChange > at && nextChange <= alone.nextChange, `${nextChange}, alone ${alone.nextChange}`);
  }
}

/** Of any length that is allowed, it is the beginning of the whole, and neighbours differ. */
function assertComposite(stretched: readonly Stretch<UnitLimit>[], set: ProfileSet): Composite {
  const whole = compositeOf(stretched, set, Number.POSITIVE_INFINITY);
  const { periods, duration } = whole;
  assert.equal(duration, set.duration);
  assert.equal(periods[0]?.startPeriod, 0);
  for (const [index, { startPeriod, limit, numberPhases }] of periods.entries()) {
    const next = periods[index + 1];
    const exact = saidAt(stretched, set.from + startPeriod).limit;
    assert.ok(Math.abs(limit - exact) < 0.0501, `${limit} is not ${exact}, to a tenth`);
    assert.equal(limit, Number(limit.toFixed(1)));
    if (next === undefined) continue;
    assert.ok(startPeriod < next.startPeriod && next.startPeriod < duration, `order of ${JSON.stringify(periods)}`);
    assert.notDeepEqual([limit, numberPhases], [next.limit, next.numberPhases], 'neighbours are equal');
  }
  for (const most of [1, 2, periods.length, periods.length + 1]) {
    assert.deepEqual(compositeOf(stretched, set, most), {
      periods: periods.slice(0, most),
      duration: periods[most]?.startPeriod ?? duration,
    });
  }
  return whole;
}

/** Without a gap, from the first second to the last, and neighbours differ. */
function covered(stretched: readonly Stretch<UnitLimit>[], { from, duration }: ProfileSet) {
  let at = from;
  for (const [index, stretch] of stretched.entries()) {
    assert.equal(stretch.from, at);
    assert.notDeepEqual(stretch.says, stretched[index + 1]?.says, 'neighbours are equal');
    assert.ok(stretch.to > at || duration === 0);
    at = stretch.to;
  }
  assert.equal(at, from + duration);
  return stretched;
}

/** Each second of a fine set; of a coarse one those before and after what might be a change, and some others. */
function lookedAt(
  { scale, from, duration, looks }: ProfileSet,
  reference: SlowReference,
  stretched: readonly Stretch<unknown>[],
): readonly number[] {
  if (scale === 'fine') return Array.from({ length: Math.max(duration, 1) }, (_, index) => from + index);
  const changes = [...stretched.map((stretch) => stretch.from), ...reference.boundaries(from, from + duration)];
  const around = changes.flatMap((at) => [at - 1, at, at + 1]).filter((at) => at >= from && at < from + duration);
  return [from, ...new Set(around), ...looks.map((look) => from + look)];
}

function saidAt(stretched: readonly Stretch<UnitLimit>[], second: number): UnitLimit {
  const stretch =
    stretched.length === 1 ? stretched[0] : stretched.find(({ from, to }) => from <= second && second < to);
  assert.ok(stretch, `nothing is said at ${second}`);
  return stretch.says;
}

function close(said: number, expected: number, { from }: ProfileSet, second: number): void {
  assert.ok(
    Math.abs(said - expected) < 0.001,
    `${said} where ${expected} is right, ${second - from} s after the beginning`,
  );
}

function limited(set: ProfileSet): readonly [Limited, ...Limited[]] {
  const [first, ...others] = set.connectors.map(
    ({ since, ...hardware }, index): Limited => ({ profiles: profilesOf(set.installed, index + 1), since, hardware }),
  );
  assert.ok(first);
  return [first, ...others];
}

function supplyOf({ grid, voltageV }: ProfileSet): Supply {
  return { type: grid, voltageV };
}

function windowOf(set: ProfileSet): Window {
  const { from, duration, unit, fallback } = set;
  return { from, duration, unit, fallback, supply: supplyOf(set) };
}

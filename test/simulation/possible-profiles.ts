/**
 * Which charging profiles the charger may have, by what it has been sent and has answered: a small model of SetChargingProfile and
 * ClearChargingProfile (S 5.5, 5.16).
 *
 * Guarantees: a change that was answered Accepted is in all of them, one that was refused in none; one without an answer, or without
 * one as yet, may be. When that leaves too many, nothing is said until somebody looks at what the charger has.
 */
import type { Request } from '../../src/ocpp16/actions.ts';
import type { ChargingProfile } from '../../src/ocpp16/types.ts';

export interface PossibleProfile {
  /** 0: the whole charger, or each connector. */
  readonly connector: number;
  /** The charger's number of the transaction that a TxProfile is for. */
  readonly transaction: number | undefined;
  readonly profile: ChargingProfile;
}

/** By chargingProfileId. */
export type ProfileSet = ReadonlyMap<number, PossibleProfile>;

export type Change = (profiles: ProfileSet) => ProfileSet;

export interface PossibleProfiles {
  /** A change is on its way; call the result with what became of it. */
  sent(change: Change): (answer: 'taken' | 'refused' | 'unknown') => void;
  /** Undefined: too many. */
  all(): readonly ProfileSet[] | undefined;
  /** Are these, but for TxProfiles and profiles whose time is over, one of them? From then on it is no other. */
  includes(held: readonly PossibleProfile[], now: number): boolean;
}

/** More than that nobody wants to look through. */
const MOST = 32;

export function createPossibleProfiles(): PossibleProfiles {
  let settled: readonly ProfileSet[] = [new Map()];
  let lost = false;
  let pending: { readonly change: Change; answer: 'taken' | 'refused' | 'unknown' | undefined }[] = [];
  let known: readonly ProfileSet[] | undefined = settled;

  function follow(sets: readonly ProfileSet[], { change, answer }: (typeof pending)[number]): readonly ProfileSet[] {
    if (answer === 'refused') return sets;
    return distinct(answer === 'taken' ? sets.map(change) : [...sets, ...sets.map(change)]);
  }

  function review(): void {
    while (pending[0]?.answer !== undefined) {
      settled = follow(settled, pending[0]);
      pending = pending.slice(1);
    }
    const sets = pending.reduce(follow, settled);
    lost ||= sets.length > MOST;
    if (lost) settled = settled.slice(0, 1);
    known = lost ? undefined : sets;
  }

  return {
    sent(change) {
      const entry: (typeof pending)[number] = { change, answer: undefined };
      pending.push(entry);
      review();
      return (answer) => {
        entry.answer = answer;
        review();
      };
    },
    all: () => known,
    includes(held, now) {
      const is = new Map(held.map((each) => [each.profile.chargingProfileId, each]));
      const alike = settled.filter((set) => textOf(lasting(set, now)) === textOf(lasting(is, now)));
      const right = lost || alike.length > 0;
      settled = lost || alike.length === 0 ? [is] : alike;
      lost = false;
      review();
      return right;
    },
  };
}

/** What a SetChargingProfile that is accepted does; `transaction`: the one that runs on its connector. */
export function setting(request: Request<'SetChargingProfile'>, transaction: number | undefined): Change {
  const { connectorId: connector, csChargingProfiles: profile } = request;
  const { chargingProfilePurpose: purpose, stackLevel, chargingProfileId: id } = profile;
  const own = purpose === 'TxProfile' ? transaction : undefined;
  return (profiles) => {
    const others = [...profiles].filter(
      ([, each]) =>
        each.connector !== connector ||
        each.transaction !== own ||
        each.profile.chargingProfilePurpose !== purpose ||
        each.profile.stackLevel !== stackLevel,
    );
    return new Map([...others, [id, { connector, transaction: own, profile }]]);
  };
}

/** What a ClearChargingProfile that is accepted does. */
export function clearing(request: Request<'ClearChargingProfile'>): Change {
  const { id, connectorId, chargingProfilePurpose, stackLevel } = request;
  const goes = ({ connector, profile }: PossibleProfile): boolean => {
    if (id !== undefined) return profile.chargingProfileId === id;
    if (connectorId !== undefined && connectorId !== connector) return false;
    if (chargingProfilePurpose !== undefined && chargingProfilePurpose !== profile.chargingProfilePurpose) return false;
    return stackLevel === undefined || stackLevel === profile.stackLevel;
  };
  return (profiles) => new Map([...profiles].filter(([, each]) => !goes(each)));
}

/** What a restart leaves, and what room for others may leave. */
function lasting(profiles: ProfileSet, now: number): ProfileSet {
  return new Map(
    [...profiles].filter(
      ([, { profile }]) =>
        profile.chargingProfilePurpose !== 'TxProfile' &&
        (profile.validTo === undefined || Date.parse(profile.validTo) > now),
    ),
  );
}

function distinct(sets: readonly ProfileSet[]): readonly ProfileSet[] {
  return [...new Map(sets.map((set) => [textOf(set), set])).values()];
}

function textOf(profiles: ProfileSet): string {
  const sorted = [...profiles].sort(([one], [other]) => one - other);
  return JSON.stringify(
    sorted.map(([id, { connector, transaction, profile }]) => [id, connector, transaction, inOrder(profile)]),
  );
}

/** The same profile is the same text, in whatever order its members come. */
function inOrder(profile: ChargingProfile): unknown {
  return Object.entries(profile).sort(([one], [other]) => (one < other ? -1 : 1));
}

/**
 * The charging profiles that there are, on disk and at hand (S 3.13, E4 3.37).
 *
 * Guarantees:
 * - what `install` has taken survives power cuts and resets, but for a TxProfile, which ends with its transaction, and that no power
 *   cut outlives;
 * - no two have the same chargingProfileId, and no two of a connector the same purpose and stackLevel: the new one replaces the old
 *   one, whole or not at all (S 3.13.2);
 * - the Central System's ids are attributes, never keys (DESIGN rule 9).
 */
import type { ChargingProfile, ChargingProfilePurpose } from '../../ocpp16/types.ts';
import type { Collection, Store } from '../../store/store.ts';
import { noProfiles, type Profiles } from './limit.ts';
import { type LimitingProfile, readProfile } from './profile.ts';
import { stackOf } from './stack.ts';

/** A profile as it came. */
export interface Installed {
  /** Ours; who came later has a higher one. */
  readonly number: number;
  /** 0: the whole charger, or each connector (TxDefaultProfile). */
  readonly connector: number;
  readonly profile: ChargingProfile;
  /** s since 1970. */
  readonly receivedAt: number;
}

type Stored = Omit<Installed, 'number'>;

export interface InstalledProfiles {
  /** In the order in which they came. */
  all(): readonly Installed[];
  /** Those that this one would replace. */
  replacedBy(connector: number, profile: ChargingProfile): readonly Installed[];
  /** Throws StoreError when there is no room on the disk: then everything is as it was. */
  install(connector: number, profile: ChargingProfile, receivedAt: number): void;
  /** Removes those for which `matches` is true; returns how many. Throws StoreError: then none is gone. */
  remove(matches: (installed: Installed) => boolean): number;
  /** What concerns a connector, of the purposes that hold now. */
  of(connector: number, holds: (purpose: ChargingProfilePurpose) => boolean): Profiles;
}

export function createInstalledProfiles(store: Store): InstalledProfiles {
  const records = (): Collection<Stored> => store.collection('charging-profiles');
  let all: readonly Installed[] = records()
    .entries()
    .map(([key, stored]) => ({ ...stored, number: Number(key) }));
  /** Read when they are needed: most charge points have none. */
  const read = new WeakMap<Installed, LimitingProfile>();

  function reading(installed: Installed): LimitingProfile {
    const known = read.get(installed) ?? readProfile(installed.profile, installed.receivedAt);
    read.set(installed, known);
    return known;
  }

  const replacedBy = (connector: number, profile: ChargingProfile): readonly Installed[] =>
    all.filter(
      (each) =>
        each.profile.chargingProfileId === profile.chargingProfileId ||
        (each.connector === connector &&
          each.profile.chargingProfilePurpose === profile.chargingProfilePurpose &&
          each.profile.stackLevel === profile.stackLevel),
    );

  /** From the disk; a TxProfile is not there, and needs no room to go. */
  function erase(gone: readonly Installed[]): void {
    for (const { number, profile } of gone)
      if (profile.chargingProfilePurpose !== 'TxProfile') records().delete(number);
  }

  return {
    all: () => all,
    replacedBy,
    install(connector, profile, receivedAt) {
      const replaced = replacedBy(connector, profile);
      const installed: Installed = { number: (all.at(-1)?.number ?? 0) + 1, connector, profile, receivedAt };
      const { number, ...stored } = installed;
      store.transaction(() => {
        erase(replaced);
        if (profile.chargingProfilePurpose !== 'TxProfile') records().put(number, stored);
      });
      all = [...all.filter((each) => !replaced.includes(each)), installed];
    },
    remove(matches) {
      const gone = all.filter(matches);
      if (gone.length === 0) return 0;
      store.transaction(() => erase(gone));
      all = all.filter((each) => !gone.includes(each));
      return gone.length;
    },
    of(connector, holds) {
      if (all.length === 0) return noProfiles;
      const ofPurpose = (purpose: ChargingProfilePurpose) =>
        holds(purpose) ? all.filter(({ profile }) => profile.chargingProfilePurpose === purpose) : [];
      const own = (each: Installed) => each.connector === connector;
      const defaults = ofPurpose('TxDefaultProfile');
      const overruled = new Set(defaults.filter(own).map(({ profile }) => profile.stackLevel));
      return {
        chargePointMax: stackOf(ofPurpose('ChargePointMaxProfile').map(reading)),
        tx: stackOf(ofPurpose('TxProfile').filter(own).map(reading)),
        // S 3.13.1: that of the connector takes the place of the one for all of them.
        txDefault: stackOf(
          defaults
            .filter((each) => own(each) || (each.connector === 0 && !overruled.has(each.profile.stackLevel)))
            .map(reading),
        ),
      };
    },
  };
}

/**
 * The TxProfiles of remote starts whose transactions have not begun yet (S 5.16.2).
 *
 * Guarantee: a profile is kept as long as somebody who was authorized with it may still begin, and no longer; nothing of it is on
 * disk, for a restart forgets who was authorized.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Authorization } from '../../charger/session.ts';
import type { ChargingProfile } from '../../ocpp16/types.ts';

export interface Promised {
  /** What marks the authorization of a remote start, with or without a profile. */
  promise(profile: ChargingProfile | undefined): Pick<Authorization, 'request'>;
  /** The profile that came with this request; it is promised no more. */
  take(request: number | undefined): ChargingProfile | undefined;
  count(): number;
}

export function createPromised(charger: Charger): Promised {
  let profiles: ReadonlyMap<number, ChargingProfile> = new Map();
  let requests = 0;

  /** Without those whose car has never come. */
  function alive(): ReadonlyMap<number, ChargingProfile> {
    if (profiles.size === 0) return profiles;
    const waiting = charger.connectors.flatMap((connector) => {
      const { session } = charger.view(connector);
      return session.phase === 'authorized' ? [session.authorization.request] : [];
    });
    return new Map([...profiles].filter(([request]) => waiting.includes(request)));
  }

  return {
    promise(profile) {
      requests += 1;
      profiles = profile === undefined ? alive() : new Map([...alive(), [requests, profile]]);
      return { request: requests };
    },
    take(request) {
      const profile = request === undefined ? undefined : profiles.get(request);
      profiles = new Map([...alive()].filter(([known]) => known !== request));
      return profile;
    },
    count() {
      profiles = alive();
      return profiles.size;
    },
  };
}

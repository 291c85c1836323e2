/**
 * The TxProfiles of remote starts whose transactions have not begun yet (S 5.16.2).
 *
 * Guarantee: a profile is kept, and has its room, while its remote start is being decided and as long as somebody who was authorized
 * with it may still begin, and no longer; nothing of it is on disk, for a restart forgets who was authorized.
 */
import type { Charger } from '../../charger/charger.ts';
import type { ChargingProfile } from '../../ocpp16/types.ts';

/** A remote start, with a profile or without. */
export interface RemoteStart {
  /** What marks its authorization. */
  readonly request: number;
  /** Its authorization has been given to the charger, or never will be. */
  decided(): void;
}

export interface Promised {
  /** A remote start is being decided, until it says so. */
  promise(profile: ChargingProfile | undefined): RemoteStart;
  /** The profile that came with this request; it is promised no more. */
  take(request: number | undefined): ChargingProfile | undefined;
  count(): number;
}

export function createPromised(charger: Charger): Promised {
  let profiles: ReadonlyMap<number, ChargingProfile> = new Map();
  const undecided = new Set<number>();
  let requests = 0;

  /** Without those that were refused, and those whose car has never come. */
  function alive(): ReadonlyMap<number, ChargingProfile> {
    if (profiles.size === 0) return profiles;
    const waiting = charger.connectors.flatMap((connector) => {
      const { session } = charger.view(connector);
      return session.phase === 'authorized' ? [session.authorization.request] : [];
    });
    return new Map([...profiles].filter(([request]) => undecided.has(request) || waiting.includes(request)));
  }

  return {
    promise(profile) {
      requests += 1;
      const request = requests;
      undecided.add(request);
      profiles = profile === undefined ? alive() : new Map([...alive(), [request, profile]]);
      return { request, decided: () => void undecided.delete(request) };
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

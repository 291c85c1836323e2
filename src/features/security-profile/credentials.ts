/**
 * Changing SecurityProfile and AuthorizationKey (WP A01, A05): the new one is tried, the former one is kept until the new one has worked.
 *
 * Guarantees:
 * - what is Accepted is on disk, as something to be tried, before the answer; it takes the former one's place in the write that
 *   follows the first connection with it; so the charge point connects, whenever the power goes and whichever of the two the other side knows;
 * - a SecurityProfile that does not connect within SwitchSecurityProfileConnectionTimeout gives way to the former one (A05.FR.08), and
 *   is forgotten as soon as that one connects; as long as neither does, each has its turn for so long;
 * - an AuthorizationKey that is not admitted gives way to the former one at once, and is kept for when that one is not admitted any
 *   more: the Central System may be slow to change its mind; one that no profile in use sends is just stored;
 * - what is on trial is never told as the value of its key, and no log and no event has an AuthorizationKey (A01.FR.12).
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { LinkSettings, LinkState } from '../../link/link.ts';
import type { Ending } from '../../link/transport.ts';
import type { Log } from '../../log/log.ts';
import type { Store } from '../../store/store.ts';
import type { Change, Configuration } from '../configuration/configuration.ts';
import type { Key } from '../configuration/key.ts';
import type { SecurityEventType } from '../security/events.ts';
import { meansOf } from './access.ts';
import { notAdmitted } from './failures.ts';
import { AuthorizationKey, SecurityProfile, SwitchSecurityProfileConnectionTimeout } from './keys.ts';
import { inUse, onTrial, type Trial, turned } from './on-trial.ts';
import { type Means, refusalOf } from './preconditions.ts';

/** From the answer to the connection with what is new, ms: the answer has to get out first (libocpp waits as long). */
export const PAUSE_MS = 1_000;

/** So many times something new is tried before its time is up, if each attempt fails at once. */
const ATTEMPTS = 5;

const BUSY = 'another change of the security parameters is being tried';

export interface Credentials {
  /** Those for the next connection; the key '' for none. */
  inUse(): { readonly profile: number; readonly key: string };
  /** The connection's settings; as long as something new has its turn it is tried often, for it has little time. */
  hurried<S extends Pick<LinkSettings, 'backoff' | 'handshakeTimeoutMs'>>(settings: S): S;
  /** The charge point starts: what the power has cut short goes on. */
  start(): void;
  /** A connection stands. */
  up(): void;
  /** An attempt came to nothing. */
  failed(ending: Ending): void;
  stop(): void;
}

export function createCredentials(options: {
  /** The network's. */
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly configuration: Configuration;
  readonly raise: (type: SecurityEventType, techInfo?: string) => void;
  readonly has: () => Pick<Means, 'root' | 'certificate'>;
  readonly link: () => { state(): LinkState; reconnect(reason: string): void };
}): Credentials {
  const { clock, log, store, configuration, raise } = options;
  const trials = store.collection<string>('credentials-on-trial');
  // It can only be raised, also when the start-up file has done so meanwhile.
  let profileTrial = restored(SecurityProfile, (trial, proven) => trial > proven);
  let keyTrial = restored(AuthorizationKey, (trial, proven) => trial !== proven);
  /** For so many turns more it is tried often. */
  let hurry = 0;
  let pause: Timer | undefined;
  let patience: Timer | undefined;

  function restored<V>(of: Key<V>, makesSense: (trial: V, proven: V) => boolean): Trial<V> | undefined {
    const text = trials.get(of.name);
    const parsed = text === undefined ? undefined : of.parse(text);
    return parsed?.ok === true && makesSense(parsed.value, configuration.value(of)) ? onTrial(parsed.value) : undefined;
  }

  const patienceMs = (): number => configuration.value(SwitchSecurityProfileConnectionTimeout) * 1000;
  const profile = (): number => inUse(configuration.value(SecurityProfile), profileTrial);
  const key = (): string => inUse(configuration.value(AuthorizationKey), keyTrial);
  const sendsKey = (): boolean => meansOf(profile()).basic;
  /** What is new waits for the connection that is there to go. */
  const underway = (): boolean => profileTrial?.turn === true || (keyTrial?.turn === true && sendsKey());

  /** Any connection that comes before has used what is new already. */
  function connectSoon(why: string): void {
    pause?.cancel();
    pause = clock.after(PAUSE_MS, () => {
      options.link().reconnect(why);
      if (underway()) hasten();
    });
  }

  /** Either gets one turn in which it is tried often. */
  function hasten(): void {
    hurry = 2;
    wait();
  }

  function wait(): void {
    patience?.cancel();
    patience = clock.after(patienceMs(), timeIsUp);
  }

  /** It is the other profile's turn. Which AuthorizationKey is the right one, only the Central System can say. */
  function timeIsUp(): void {
    patience = undefined;
    hurry = profileTrial === undefined ? 0 : Math.max(0, hurry - 1);
    if (profileTrial === undefined) return;
    const { value, turn } = profileTrial;
    profileTrial = turned(profileTrial);
    const seconds = patienceMs() / 1000;
    if (turn) log.warn(`no connection with SecurityProfile ${value} within ${seconds} s; back to ${profile()}`);
    // While offline nothing is dialled, so nothing can be told of either.
    if (options.link().state().kind === 'offline') return;
    options.link().reconnect(`SecurityProfile ${profile()} has its turn`);
    wait();
  }

  /**
   * Which of the two has worked; what else there was is forgotten, unless it may be needed yet. A power cut between the two writes
   * leaves a trial of what is proven, which is none.
   */
  function settle<V>(of: Key<V>, trial: Trial<V> | undefined, other: 'kept' | 'forgotten'): Trial<V> | undefined {
    if (trial === undefined || (!trial.turn && other === 'kept')) return trial;
    if (trial.turn) configuration.adopt(of, trial.value);
    trials.delete(of.name);
    return undefined;
  }

  function newKey(text: string): Change {
    if (underway()) return { status: 'Rejected', why: BUSY };
    const proven = configuration.value(AuthorizationKey);
    const same = text === proven;
    if (sendsKey() && proven !== '' && !same) {
      trials.put(AuthorizationKey.name, text);
      keyTrial = onTrial(text);
    } else {
      trials.delete(AuthorizationKey.name);
      keyTrial = undefined;
      configuration.adopt(AuthorizationKey, text);
    }
    if (same) return { status: 'Accepted' };
    return {
      status: 'Accepted',
      after() {
        raise('ReconfigurationOfSecurityParameters', 'AuthorizationKey');
        if (sendsKey()) connectSoon('there is a new AuthorizationKey');
      },
    };
  }

  function newProfile(wanted: number): Change {
    if (underway()) return { status: 'Rejected', why: BUSY };
    const means = { current: configuration.value(SecurityProfile), key: key() !== '', ...options.has() };
    const why = refusalOf(wanted, means);
    if (why !== undefined) return { status: 'Rejected', why: `SecurityProfile cannot be ${wanted}: ${why}` };
    trials.put(SecurityProfile.name, String(wanted));
    profileTrial = onTrial(wanted);
    return { status: 'Accepted', after: () => connectSoon(`SecurityProfile ${wanted} is tried`) };
  }

  configuration.decide(AuthorizationKey, newKey);
  configuration.decide(SecurityProfile, newProfile);

  return {
    inUse: () => ({ profile: profile(), key: key() }),
    hurried(settings) {
      if (hurry === 0) return settings;
      const handshakeTimeoutMs = Math.min(settings.handshakeTimeoutMs, patienceMs());
      const backoff = { minimumMs: patienceMs() / ATTEMPTS, randomRangeMs: 0, repeatTimes: 0 };
      return { ...settings, handshakeTimeoutMs, backoff };
    },
    start() {
      if (underway()) hasten();
    },
    up() {
      pause?.cancel();
      patience?.cancel();
      patience = undefined;
      hurry = 0;
      const former = { profile: configuration.value(SecurityProfile), trial: profileTrial };
      try {
        if (sendsKey()) keyTrial = settle(AuthorizationKey, keyTrial, 'kept');
        profileTrial = settle(SecurityProfile, profileTrial, 'forgotten');
      } catch (error) {
        // It stays on trial, and the next connection settles it.
        log.error('what has become of the security parameters could not be stored', { error: String(error) });
        return;
      }
      if (former.trial === undefined) return;
      const { value, turn } = former.trial;
      const said = turn
        ? `SecurityProfile ${value} in place of ${former.profile}`
        : `SecurityProfile ${former.profile} again: ${value} did not connect`;
      log.info(said);
      raise('ReconfigurationOfSecurityParameters', said);
    },
    failed(ending) {
      if (notAdmitted(ending) && keyTrial !== undefined && sendsKey()) {
        log.warn(`the Central System does not admit the ${keyTrial.turn ? 'new' : 'former'} AuthorizationKey`);
        keyTrial = turned(keyTrial);
      }
      if (profileTrial !== undefined && patience === undefined) wait();
    },
    stop() {
      pause?.cancel();
      patience?.cancel();
    },
  };
}

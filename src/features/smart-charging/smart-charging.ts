/**
 * Smart charging (S 3.13; SetChargingProfile, ClearChargingProfile, GetCompositeSchedule): which profiles there are, and what they
 * come to.
 *
 * Guarantees:
 * - a profile is on disk before it is answered, and acted on at once, also while offline; a refused one changes nothing;
 * - a TxProfile is there for one transaction and gone with it; one that came with a remote start is gone when nothing begins;
 * - what is told of a schedule and what the charger does come from the same algebra (limit.ts).
 */
import type { Charger } from '../../charger/charger.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { Authorization } from '../../charger/session.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import type { ChargingProfile, ChargingProfilePurpose, ChargingRateUnit } from '../../ocpp16/types.ts';
import type { Random } from '../../random/random.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Store } from '../../store/store.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { createRandomisedDelay, type RandomisedDelay } from '../randomised-delay/randomised-delay.ts';
import type { TransactionRecord } from '../transactions/records.ts';
import {
  compositeOf,
  connectorStretches,
  type Limited,
  type Stretch,
  totalStretches,
  type UnitLimit,
  type Window,
} from './composite.ts';
import { createEnforcement } from './enforcement.ts';
import { createInstalledProfiles, type Installed } from './installed.ts';
import {
  AllowChargingProfileWithoutStartSchedule,
  ChargeProfileMaxStackLevel,
  ChargingScheduleAllowedChargingRateUnit,
  ChargingScheduleMaxPeriods,
  CompositeScheduleDefaultLimitAmps,
  CompositeScheduleDefaultLimitWatts,
  CompositeScheduleDefaultNumberPhases,
  ConnectorSwitch3to1PhaseSupported,
  IgnoredProfilePurposesOffline,
  MaxChargingProfilesInstalled,
  MaxCompositeScheduleDuration,
  SupplyVoltage,
} from './keys.ts';
import type { NumberPhases } from './profile.ts';
import { secondsOf } from './profile.ts';
import { createPromised, type RemoteStart } from './promised.ts';
import { refusalOf, type TxProfileTarget, unitNames } from './refusal.ts';
import { TOGETHER } from './shared-cap.ts';

/** How many periods a composite schedule is told with at the most (ours): some 50 kB of JSON. */
export const MOST_PERIODS = 1024;

export interface SmartCharging {
  readonly handlers: Handlers;
  readonly delay: Pick<RandomisedDelay, 'override' | 'remaining' | 'applied'>;
  installed(): readonly Installed[];
  /** Why a remote start cannot have this profile, in words; undefined when it can (S 5.16.2). */
  refusesToBegin(profile: ChargingProfile): string | undefined;
  /** A remote start finds its profile again under its request, once its transaction begins. */
  promise(profile: ChargingProfile | undefined): RemoteStart;
  /** What limits a connector (0: all together) over a time, from now on. Times in s. */
  schedule(connector: number, duration: number, unit: ChargingRateUnit): readonly Stretch<UnitLimit>[];
  /** Throws StoreError when what its profile replaces cannot be erased: then it must not begin, for nothing would limit it. */
  transactionBegan(connector: number, authorization: Authorization): void;
  transactionEnded(connector: number): void;
  connectorChanged(view: ConnectorView): void;
  /** The Central System can be reached, or cannot any more: a connection has come or gone, or the charge point is accepted. */
  connectionChanged(): void;
  stop(): void;
}

export function createSmartCharging(options: {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: Store;
  readonly configuration: Configuration;
  readonly charger: Charger;
  readonly online: () => boolean;
  readonly running: (connector: number) => TransactionRecord | undefined;
  /** The Central System's id of the transaction that is running there, once it is known. */
  readonly transactionId: (connector: number) => number | undefined;
}): SmartCharging {
  const { clock, log, configuration, charger } = options;
  const installed = createInstalledProfiles(options.store);
  const promised = createPromised(charger);
  const delay = createRandomisedDelay({ ...options, changed: () => enforcement.review() });
  const enforcement = createEnforcement({ clock, charger, delay, profiles: profilesOf, supply });
  configuration.give(
    ConnectorSwitch3to1PhaseSupported,
    charger.board.connectors.some(({ switchesPhases, phases }) => switchesPhases && phases === 3),
  );
  configuration.onChange(SupplyVoltage, enforcement.review);
  configuration.onChange(IgnoredProfilePurposesOffline, enforcement.review);

  function supply() {
    return { type: charger.board.grid.type, voltageV: configuration.value(SupplyVoltage) };
  }

  function profilesOf(connector: number) {
    const ignored = options.online() ? [] : configuration.value(IgnoredProfilePurposesOffline);
    return installed.of(connector, (purpose: ChargingProfilePurpose) => !ignored.includes(purpose));
  }

  const seconds = (): number => Math.floor(clock.now() / 1000);

  const isOver = ({ profile: { validTo } }: Installed): boolean =>
    (secondsOf(validTo) ?? Number.POSITIVE_INFINITY) <= seconds();

  /** Those whose time is over make room, when there is none. */
  function install(connector: number, profile: ChargingProfile): void {
    const count = installed.all().length + 1 - installed.replacedBy(connector, profile).length;
    if (count + promised.count() > configuration.value(MaxChargingProfilesInstalled)) installed.remove(isOver);
    installed.install(connector, profile, seconds());
  }

  function refusal(connector: number, profile: ChargingProfile, transaction: TxProfileTarget): string | undefined {
    const replaced = transaction.kind === 'to begin' ? [] : installed.replacedBy(connector, profile);
    const others = installed.all().filter((each) => !isOver(each) && !replaced.includes(each));
    return refusalOf(profile, {
      connector,
      transaction,
      maxStackLevel: configuration.value(ChargeProfileMaxStackLevel),
      maxPeriods: configuration.value(ChargingScheduleMaxPeriods),
      allowedUnits: configuration.value(ChargingScheduleAllowedChargingRateUnit),
      allowsMissingStart: configuration.value(AllowChargingProfileWithoutStartSchedule),
      maxProfiles: configuration.value(MaxChargingProfilesInstalled),
      profiles: others.length + promised.count() + 1,
    });
  }

  function transactionOn(connector: number): TxProfileTarget {
    if (connector === 0 || options.running(connector) === undefined) return { kind: 'none' };
    return { kind: 'running', transactionId: options.transactionId(connector) };
  }

  function refusesToBegin(profile: ChargingProfile): string | undefined {
    const { chargingProfilePurpose: purpose } = profile;
    return purpose === 'TxProfile'
      ? refusal(0, profile, { kind: 'to begin' })
      : `chargingProfilePurpose: expected TxProfile with a remote start, got ${purpose}`;
  }

  const exists = (connector: number): boolean => connector === 0 || charger.connectors.includes(connector);

  function limited(connector: number): Limited {
    const { hardware = 0 } = charger.view(connector).limits;
    const { board } = charger;
    const phases = board.grid.phases === 3 && board.connectors[connector - 1]?.phases === 3 ? 3 : 1;
    return {
      profiles: profilesOf(connector),
      since: enforcement.since(connector) ?? seconds(),
      hardware: { currentA: hardware, numberPhases: phases },
    };
  }

  function windowOf(duration: number, unit: ChargingRateUnit): Window {
    const key = unit === 'A' ? CompositeScheduleDefaultLimitAmps : CompositeScheduleDefaultLimitWatts;
    const numberPhases = configuration.value(CompositeScheduleDefaultNumberPhases) as NumberPhases;
    const fallback = { limit: configuration.value(key), numberPhases };
    return { from: seconds(), duration, unit, supply: supply(), fallback };
  }

  const stretchesOf = (connector: number, window: Window): Iterable<Stretch<UnitLimit>> =>
    connector === 0
      ? totalStretches(charger.connectors.map(limited), window)
      : connectorStretches(limited(connector), window);

  const handlers: Handlers = {
    SetChargingProfile({ connectorId, csChargingProfiles: profile }) {
      if (!exists(connectorId))
        return {
          // E4 3.39.
          refuse: 'PropertyConstraintViolation',
          description: `connectorId: expected 0 to ${charger.connectors.length}, got ${connectorId}`,
        };
      const why = refusal(connectorId, profile, transactionOn(connectorId));
      if (why !== undefined) {
        log.warn(`charging profile ${profile.chargingProfileId} is refused: ${why}`);
        return { reply: { status: 'Rejected' } };
      }
      install(connectorId, profile);
      return { reply: { status: 'Accepted' }, after: enforcement.review };
    },
    ClearChargingProfile({ id, connectorId, chargingProfilePurpose, stackLevel }) {
      // E4 3.26: an id says it all.
      const matches = ({ connector, profile }: Installed): boolean =>
        id !== undefined
          ? profile.chargingProfileId === id
          : (connectorId ?? connector) === connector &&
            (chargingProfilePurpose ?? profile.chargingProfilePurpose) === profile.chargingProfilePurpose &&
            (stackLevel ?? profile.stackLevel) === profile.stackLevel;
      const removed = installed.remove(matches);
      return { reply: { status: removed > 0 ? 'Accepted' : 'Unknown' }, after: enforcement.review };
    },
    GetCompositeSchedule({ connectorId, duration, chargingRateUnit }) {
      const allowed = (['A', 'W'] as const).filter((each) =>
        configuration.value(ChargingScheduleAllowedChargingRateUnit).includes(unitNames[each]),
      );
      const unit = allowed.find((each) => each === (chargingRateUnit ?? each));
      if (!exists(connectorId) || duration < 0 || unit === undefined) return { reply: { status: 'Rejected' } };
      const window = windowOf(Math.min(duration, configuration.value(MaxCompositeScheduleDuration)), unit);
      const composite = compositeOf(stretchesOf(connectorId, window), window, MOST_PERIODS);
      return {
        reply: {
          status: 'Accepted',
          connectorId,
          scheduleStart: formatDateTime(window.from * 1000),
          // E4 3.57: without startSchedule.
          chargingSchedule: {
            duration: composite.duration,
            chargingRateUnit: unit,
            chargingSchedulePeriod: [...composite.periods],
          },
        },
      };
    },
  };

  return {
    handlers,
    delay: {
      ...delay,
      // What all connectors wait for together, each of them waits for.
      override(connector) {
        const ended = [connector, TOGETHER].filter(delay.override);
        if (ended.length > 0) enforcement.review();
        return ended.length > 0;
      },
      remaining: (connector) =>
        connector === undefined ? delay.remaining() : Math.max(delay.remaining(connector), delay.remaining(TOGETHER)),
    },
    installed: installed.all,
    refusesToBegin,
    promise: promised.promise,
    schedule: (connector, duration, unit) => [...stretchesOf(connector, windowOf(duration, unit))],
    transactionBegan(connector, { request }) {
      const profile = promised.take(request);
      if (profile !== undefined) install(connector, profile);
      // Who starts from afar wants it now.
      enforcement.began(connector, { delayed: request === undefined });
    },
    transactionEnded(connector) {
      installed.remove((each) => each.connector === connector && each.profile.chargingProfilePurpose === 'TxProfile');
      enforcement.ended(connector);
    },
    connectorChanged: enforcement.changed,
    connectionChanged() {
      if (configuration.value(IgnoredProfilePurposesOffline).length > 0) enforcement.review();
    },
    stop() {
      enforcement.stop();
      delay.stop();
    },
  };
}

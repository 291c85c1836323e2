/**
 * What a seed decides before anything happens: the charger, its configuration, who may charge, and how rough the world is.
 * Pure: the same seed is the same plan.
 */
import type { IdTagList } from '../../src/central/id-tags.ts';
import type { Random } from '../../src/random/random.ts';
import type { StartUpFile } from '../../src/start-up-file.ts';
import { createDice, type Dice } from './dice.ts';

/** Cards by what the Central System thinks of them. */
export const cards = {
  good: ['04A1B2C3', '04FFEEDD', 'MOTHER', 'FATHER'],
  /** Accepted until somewhere in the run. */
  expiring: ['EXPIRING'],
  blocked: ['04D4E5F6'],
  /** Nobody has ever heard of them. */
  unknown: ['STRANGER'],
} as const;

export interface Plan {
  readonly seed: number;
  readonly file: StartUpFile;
  readonly idTags: IdTagList;
  /**
   * Do transaction messages have as many attempts as they need? Then each is told exactly once; otherwise some may be given
   * up, as TransactionMessageAttempts says, and the rest must still be in order.
   */
  readonly patient: boolean;
  /** Does the wall clock step? Then moments say nothing about order, and registers alone do. */
  readonly clockSteps: boolean;
  /** How often the world's doings happen, 1 being the usual. */
  readonly roughness: number;
  /** The share of CALLs whose answer goes wrong. */
  readonly wrongAnswers: number;
  /** One way, ms. */
  readonly latencyMs: readonly [least: number, most: number];
}

/** The moment at which simulations begin, ms since 1970. */
export const BEGINNING = Date.UTC(2026, 0, 1);

export function planOf(seed: number, random: Random): Plan {
  const dice = createDice(random);
  const model = dice.pick(['zaptec-pro', 'reference', 'reference'] as const);
  const connectors = model === 'zaptec-pro' ? 1 : dice.pick([1, 2, 2, 3]);
  const patient = dice.chance(0.7);
  const seconds = (): number => dice.whole(0, 3600 * 24) * 1000;
  return {
    seed,
    patient,
    clockSteps: dice.chance(0.25),
    roughness: dice.pick([0.3, 1, 1, 2, 4]),
    wrongAnswers: dice.pick([0, 0.02, 0.05, 0.15]),
    latencyMs: dice.pick<readonly [number, number]>([
      [0, 0],
      [1, 20],
      [20, 400],
    ]),
    idTags: {
      idTags: {
        [cards.good[0]]: 'Accepted',
        [cards.good[1]]: 'Accepted',
        [cards.good[2]]: { status: 'Accepted', parentIdTag: 'FAMILY' },
        [cards.good[3]]: { status: 'Accepted', parentIdTag: 'FAMILY' },
        [cards.expiring[0]]: { status: 'Accepted', expiresAt: BEGINNING + seconds() },
        [cards.blocked[0]]: 'Blocked',
      },
    },
    file: {
      model,
      identity: { chargePointId: 'CP001' },
      csms: { url: 'ws://central/ocpp' },
      connectors: Array.from({ length: connectors }, (_, index) => ({ id: index + 1, lock: dice.chance(0.8) })),
      grid: { type: dice.pick(['TN', 'TN', 'IT']), voltageV: 230 },
      reset: { mode: 'in-process', delayMs: dice.pick([0, 1000, 20_000]) },
      configuration: configurationOf(dice, model, patient),
      vendorConfiguration: { MessageQueueSizeThreshold: dice.pick(['10000', '10000', '10']) },
    },
  };
}

function configurationOf(dice: Dice, model: string, patient: boolean): Readonly<Record<string, string>> {
  const flag = (probability: number): string => String(dice.chance(probability));
  return {
    MeterValueSampleInterval: String(dice.pick([0, 60, 300, 600, 900])),
    ClockAlignedDataInterval: String(dice.pick([0, 900, 3600])),
    StopTxnAlignedData: dice.pick(['', 'Energy.Active.Import.Register']),
    MeterValuesSampledData: dice.pick([
      'Energy.Active.Import.Register',
      'Energy.Active.Import.Register,Voltage,Current.Import,Current.Offered',
    ]),
    TransactionMessageAttempts: patient ? '1000000' : String(dice.whole(1, 4)),
    TransactionMessageRetryInterval: String(dice.pick([0, 1, 10, 60])),
    MessageTimeout: String(dice.pick([5, 30])),
    WebSocketPingInterval: String(dice.pick([30, 60, 300])),
    ConnectionTimeOut: String(dice.pick([0, 30, 120])),
    MinimumStatusDuration: String(dice.pick([0, 0, 0, 5])),
    LocalPreAuthorize: flag(0.7),
    LocalAuthorizeOffline: flag(0.8),
    AllowOfflineTxForUnknownId: flag(0.2),
    AuthorizeRemoteTxRequests: flag(0.7),
    StopTransactionOnInvalidId: flag(0.7),
    MaxEnergyOnInvalidId: String(dice.pick([0, 500])),
    UnlockConnectorOnEVSideDisconnect: flag(0.8),
    ...(model === 'reference' ? { StopTransactionOnEVSideDisconnect: flag(0.7) } : {}),
  };
}

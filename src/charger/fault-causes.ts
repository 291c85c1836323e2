/**
 * What can physically go wrong in a charger: cause, safe reaction, recovery, and the names that it has in the field. One table
 * (DESIGN rule 6); docs/faults.md is made from it.
 *
 * Guarantees: every ChargePointErrorCode of OCPP 1.6 but LocalListConflict, which has no physical cause, is the code of a row;
 * `blocking` follows from the reaction alone.
 */

/** What the charger does at once. */
export type Reaction =
  /** It is said, and nothing else. */
  | 'warn'
  /** Relays open under load, no offer. */
  | 'open'
  /** The same, for this car: the charger itself is in order (S 7.6). */
  | 'refuse'
  /** Relays open, and the pilot says -12 V (F), so that the car opens its own switch; after 5 s the plug is let go (IEC 61851-1). */
  | 'fail safe';

/** What ends it, once the cause itself is gone. */
export type Recovery =
  /** Nothing more: charging goes on. */
  | 'by itself'
  /** The car has to be unplugged. */
  | 'unplugging'
  /** Somebody has to look at it: the power has to be cut and applied again. */
  | 'power cycle';

export interface CauseRow {
  /** The name in OCPP's ChargePointErrorCode. */
  readonly code: string;
  /** ChargeX's minimum required error code, where there is one, and else a name of ours. */
  readonly vendorErrorCode: string;
  /** In plain words, at most 50 characters: `info` of StatusNotification. */
  readonly info: string;
  readonly reaction: Reaction;
  readonly recovery: Recovery;
  /** Does it concern the charger as a whole, or one connector? */
  readonly of: 'charger' | 'connector';
}

const table = {
  'lock-failure': row(
    'ConnectorLockFailure',
    'CX001',
    'the lock does not hold the plug',
    'open',
    'by itself',
    'connector',
  ),
  'residual-current-ac': row(
    'GroundFailure',
    'CX002',
    'residual current, AC, 30 mA',
    'open',
    'unplugging',
    'connector',
  ),
  'residual-current-dc': row('GroundFailure', 'CX002', 'residual current, DC, 6 mA', 'open', 'unplugging', 'connector'),
  'residual-current-monitor': row(
    'InternalError',
    'RCM',
    'the residual current monitor fails its test',
    'open',
    'unplugging',
    'connector',
  ),
  'over-temperature': row('HighTemperature', 'CX003', 'too hot to charge', 'open', 'by itself', 'charger'),
  'over-current': row(
    'OverCurrentFailure',
    'CX004',
    'the car draws more than it is offered',
    'open',
    'unplugging',
    'connector',
  ),
  'short-circuit': row(
    'OverCurrentFailure',
    'CX004',
    'over-current, cut off at once',
    'open',
    'unplugging',
    'connector',
  ),
  'over-voltage': row('OverVoltage', 'CX005', 'the grid voltage is too high', 'open', 'by itself', 'charger'),
  'under-voltage': row('UnderVoltage', 'CX006', 'the grid voltage is too low', 'open', 'by itself', 'charger'),
  'weak-signal': row('WeakSignal', 'CX007', 'weak signal of the uplink', 'warn', 'by itself', 'charger'),
  'emergency-stop': row('OtherError', 'CX008', 'the emergency stop is pressed', 'open', 'by itself', 'charger'),
  'pilot-fault': row(
    'EVCommunicationError',
    'CX014',
    'control pilot out of its levels',
    'refuse',
    'by itself',
    'connector',
  ),
  'diode-fault': row(
    'EVCommunicationError',
    'CX014',
    'the diode of the car is missing',
    'refuse',
    'unplugging',
    'connector',
  ),
  'power-loss': row('OtherError', 'CX015', 'no mains', 'open', 'by itself', 'charger'),
  'contactor-welded': row(
    'PowerSwitchFailure',
    'CX017',
    'the relays do not open',
    'fail safe',
    'power cycle',
    'connector',
  ),
  'contactor-stuck': row('PowerSwitchFailure', 'CX017', 'the relays do not close', 'open', 'power cycle', 'connector'),
  'open-pen': row('OtherError', 'open-PEN', 'the protective neutral is broken', 'fail safe', 'by itself', 'charger'),
  'meter-lost': row('PowerMeterFailure', 'meter', 'no answer from the meter', 'open', 'by itself', 'connector'),
  'reader-lost': row('ReaderFailure', 'reader', 'no answer from the reader', 'warn', 'by itself', 'charger'),
  'reset-failed': row('ResetFailure', 'reset', 'a reset has failed', 'warn', 'power cycle', 'charger'),
  tilt: row('OtherError', 'tilt', 'the charger has been moved', 'open', 'power cycle', 'charger'),
  tamper: row('OtherError', 'tamper', 'the cover is open', 'warn', 'by itself', 'charger'),
  moisture: row('OtherError', 'moisture', 'water inside', 'fail safe', 'by itself', 'charger'),
} as const satisfies Readonly<Record<string, CauseRow>>;

export type FaultCause = keyof typeof table;

export const faultCauses: Readonly<Record<FaultCause, CauseRow>> = table;

export const faultCauseNames = Object.keys(table) as readonly FaultCause[];

/** No energy while it lasts. */
export function isBlockingReaction(reaction: Reaction): boolean {
  return reaction !== 'warn';
}

function row(
  code: string,
  vendorErrorCode: string,
  info: string,
  reaction: Reaction,
  recovery: Recovery,
  of: CauseRow['of'],
): CauseRow {
  return { code, vendorErrorCode, info, reaction, recovery, of };
}

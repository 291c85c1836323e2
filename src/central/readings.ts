/**
 * The energy register out of MeterValues (S 7.31), and what is wrong with the values. Pure.
 *
 * Guarantees: a reading is the imported active energy of the whole connector at its outlet, in Wh, whatever unit it came in;
 * signed data, phases, intervals and other measurands are no readings.
 */
import type { MeterValue, SampledValue } from '../ocpp16/types.ts';
import { parseDateTime } from '../schema/date-time.ts';
import type { Finding } from './complaints.ts';

/** What the energy register showed. */
export interface Reading {
  /** ms since 1970. */
  readonly at: number;
  /** Wh. */
  readonly register: number;
}

/** How far a register may seem to fall, Wh: meterStart and meterStop are rounded to whole Wh, samples need not be. */
const ROUNDING_WH = 1;

const decimal = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** The readings among the values, in the order in which they came. */
export function readingsOf(meterValues: readonly MeterValue[]): readonly Reading[] {
  return meterValues.flatMap(({ timestamp, sampledValue }) => {
    const at = parseDateTime(timestamp);
    const value = sampledValue.find(isRegister);
    if (at === undefined || value === undefined) return [];
    return [{ at, register: Number(value.value) * (value.unit === 'kWh' ? 1000 : 1) }];
  });
}

/** Values that are no decimal numbers although they should be (S 7.43). */
export function unreadableValues(meterValues: readonly MeterValue[]): readonly Finding[] {
  return meterValues
    .flatMap(({ sampledValue }) => sampledValue)
    .filter(({ value, format }) => format !== 'SignedData' && !decimal.test(value))
    .map(({ value, measurand = 'Energy.Active.Import.Register' }) => ({
      kind: 'meter-value',
      message: `${measurand} is ${JSON.stringify(value.slice(0, 50))}, which is no decimal number`,
    }));
}

/** A later reading that shows less than an earlier one. */
export function fallingRegister(earlier: Reading, later: Reading): readonly Finding[] {
  if (later.at < earlier.at || later.register >= earlier.register - ROUNDING_WH) return [];
  return [
    {
      kind: 'register-falls',
      message: `the energy register fell from ${wattHours(earlier.register)} to ${wattHours(later.register)}`,
    },
  ];
}

/** The reading that is later in time. */
export function laterOf(one: Reading | undefined, other: Reading): Reading {
  return one === undefined || other.at >= one.at ? other : one;
}

function isRegister(value: SampledValue): boolean {
  const { measurand = 'Energy.Active.Import.Register', phase, location = 'Outlet', format = 'Raw' } = value;
  return (
    measurand === 'Energy.Active.Import.Register' &&
    phase === undefined &&
    location === 'Outlet' &&
    format === 'Raw' &&
    decimal.test(value.value)
  );
}

/** 1234.5 Wh */
export function wattHours(value: number): string {
  return `${Number(value.toFixed(3))} Wh`;
}

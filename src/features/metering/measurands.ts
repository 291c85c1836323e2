/**
 * What the meter says, as OCPP's SampledValues: one table of measurands and phases (S 7.31, S 3.16).
 *
 * Guarantees:
 * - values are raw decimals as text (release note: always raw), registers absolute and never falling (E4 3.9);
 * - a measurand is reported in every phase that the model measures, or in the one that the key names (`Voltage.L1`);
 * - phases are those of the grid (S 4.7; release note: relative to the grid input phases).
 */
import type { MeterReading } from '../../charger/board.ts';
import type { Model } from '../../models/model.ts';
import type { Measurand, Phase, ReadingContext, SampledValue, UnitOfMeasure } from '../../ocpp16/types.ts';

/** All that a measurand can be computed from. */
export interface Measurement {
  readonly meter: MeterReading;
  /** What the pilot offers, A per line. */
  readonly offeredA: number;
  /** By how much the power of one phase is multiplied: 3 with three phases on TN, the root of 3 on IT. */
  readonly phaseFactor: number;
  /** Nominal voltage of a one-phase load, V. */
  readonly nominalVoltageV: number;
  /** °C */
  readonly temperature: number;
}

interface Row {
  readonly unit: UnitOfMeasure;
  readonly decimals: number;
  readonly location?: SampledValue['location'];
  readonly total?: (measurement: Measurement) => number;
  /** `line` 0 is L1. */
  readonly byPhase?: (measurement: Measurement, line: 0 | 1 | 2) => number;
}

const phases = ['L1', 'L2', 'L3'] as const satisfies readonly Phase[];

const rows: Readonly<Partial<Record<Measurand, Row>>> = {
  'Energy.Active.Import.Register': { unit: 'Wh', decimals: 0, total: ({ meter }) => wholeWh(meter) },
  'Power.Active.Import': {
    unit: 'W',
    decimals: 1,
    total: ({ meter }) => meter.powerW,
    byPhase: ({ meter }, line) => {
      // The meter measures lines and their sum: what a line's share is follows from its current.
      const current = meter.lines[0].currentA + meter.lines[1].currentA + meter.lines[2].currentA;
      return current === 0 ? 0 : (meter.powerW * meter.lines[line].currentA) / current;
    },
  },
  'Power.Offered': {
    unit: 'W',
    decimals: 1,
    total: ({ offeredA, phaseFactor, nominalVoltageV }) => offeredA * phaseFactor * nominalVoltageV,
  },
  Voltage: { unit: 'V', decimals: 1, byPhase: ({ meter }, line) => meter.lines[line].voltageV },
  'Current.Import': { unit: 'A', decimals: 1, byPhase: ({ meter }, line) => meter.lines[line].currentA },
  'Current.Offered': { unit: 'A', decimals: 1, total: ({ offeredA }) => offeredA },
  // OCPP-J errata 2.1: a charge point goes on sending the misspelt unit.
  Temperature: { unit: 'Celcius', decimals: 1, location: 'Body', total: ({ temperature }) => temperature },
};

/** Can a model report this item of a measurand list (`Voltage`, `Voltage.L1`)? */
export function isMeasurable(item: string, measurands: Model['measurands']): boolean {
  const { measurand, phase } = parseItem(item);
  // The item is anybody's text: `constructor` is a member of every table, and no measurand.
  if (!Object.hasOwn(measurands, measurand) || !Object.hasOwn(rows, measurand)) return false;
  return phase === undefined || measurands[measurand] !== 'total';
}

/** The sampled values for a list of items, in its order, each once. Items that the model does not have are left out. */
export function sampledValues(
  items: readonly string[],
  measurement: Measurement,
  context: ReadingContext,
  measurands: Model['measurands'],
): SampledValue[] {
  const named = new Set<string>();
  const all = items.flatMap((item) => {
    const { measurand, phase } = parseItem(item);
    const row = rows[measurand];
    const kind = measurands[measurand];
    if (row === undefined || kind === undefined) return [];
    const one = (value: number, of?: Phase): SampledValue => ({
      value: value.toFixed(row.decimals),
      context,
      format: 'Raw',
      measurand,
      ...(of === undefined ? {} : { phase: of }),
      location: row.location ?? 'Outlet',
      unit: row.unit,
    });
    const values: SampledValue[] = [];
    if (row.total !== undefined && kind !== 'by phase' && phase === undefined) values.push(one(row.total(measurement)));
    if (row.byPhase !== undefined && kind !== 'total') {
      for (const [line, name] of phases.entries()) {
        if (phase === undefined || phase === name) values.push(one(row.byPhase(measurement, line as 0 | 1 | 2), name));
      }
    }
    return values;
  });
  // `Voltage.L1,Voltage` names L1 twice.
  return all.filter(({ measurand, phase }) => {
    const name = `${measurand} ${phase}`;
    return !named.has(name) && named.add(name);
  });
}

/** The register in whole Wh: what meterStart, meterStop and all samples are made of, so that they agree. */
export function wholeWh({ energyWh }: MeterReading): number {
  return Math.floor(energyWh);
}

/** `Voltage.L1` is the measurand Voltage in phase L1. */
function parseItem(item: string): { readonly measurand: Measurand; readonly phase: string | undefined } {
  const match = /^(.+)\.(L[123])$/.exec(item);
  return match === null
    ? { measurand: item as Measurand, phase: undefined }
    : { measurand: match[1] as Measurand, phase: match[2] };
}

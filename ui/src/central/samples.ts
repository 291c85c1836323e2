/** What MeterValues tell of power, current and energy, in W, A and Wh. Pure. */

export interface Sample {
  /** ms since 1970. */
  readonly at: number;
  readonly powerW?: number | undefined;
  /** Per line; a value without a phase is of all of them. */
  readonly currentA: Readonly<Partial<Record<'L1' | 'L2' | 'L3' | 'all', number>>>;
  readonly energyWh?: number | undefined;
}

interface Value {
  readonly value?: unknown;
  readonly measurand?: unknown;
  readonly phase?: unknown;
  readonly unit?: unknown;
  readonly format?: unknown;
}

/** The samples in the payload of a MeterValues, and of which connector; undefined for what is none. */
export function samplesOf(
  payload: unknown,
): { readonly connectorId: number; readonly samples: readonly Sample[] } | undefined {
  const { connectorId, meterValue } = fields(payload);
  if (typeof connectorId !== 'number' || !Array.isArray(meterValue)) return undefined;
  return { connectorId, samples: meterValue.map(sampleOf).filter((sample) => sample !== undefined) };
}

function sampleOf(entry: unknown): Sample | undefined {
  const { timestamp, sampledValue } = fields(entry);
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (!Number.isFinite(at) || !Array.isArray(sampledValue)) return undefined;
  const values = sampledValue.map((value) => fields(value) as Value);
  const power = values.filter(({ measurand }) => measurand === 'Power.Active.Import');
  const energy = values.find(
    ({ measurand, phase, format }) =>
      (measurand ?? 'Energy.Active.Import.Register') === 'Energy.Active.Import.Register' &&
      phase === undefined &&
      format !== 'SignedData',
  );
  const currents = values.filter(({ measurand }) => measurand === 'Current.Import');
  const sample: Sample = {
    at,
    powerW: totalOf(power),
    currentA: Object.fromEntries(currents.flatMap((value) => currentOf(value))),
    energyWh: energy === undefined ? undefined : numberOf(energy),
  };
  const empty = sample.powerW === undefined && sample.energyWh === undefined && currents.length === 0;
  return empty ? undefined : sample;
}

/** The one without a phase, or the sum of the phases. */
function totalOf(values: readonly Value[]): number | undefined {
  const whole = values.find(({ phase }) => phase === undefined);
  if (whole !== undefined) return numberOf(whole);
  const parts = values.map(numberOf).filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum + part, 0);
}

function currentOf(value: Value): [string, number][] {
  const line = value.phase === undefined ? 'all' : /^L[123]/.exec(String(value.phase))?.[0];
  const current = numberOf(value);
  return line === undefined || current === undefined ? [] : [[line, current]];
}

function numberOf({ value, unit }: Value): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return undefined;
  return unit === 'kW' || unit === 'kWh' ? number * 1_000 : number;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

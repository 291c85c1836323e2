/** The meter values of a connector as three small plots: power, current, energy. */
import { fixed } from '../shared/format.ts';
import type { Sample } from './samples.ts';
import { Sparkline, type Trace } from './sparkline.tsx';

const lines = ['L1', 'L2', 'L3', 'all'] as const;

export function MeterPlots({ samples }: { readonly samples: readonly Sample[] }) {
  if (samples.length === 0) return <p className="soft no-values">No meter values have come yet.</p>;
  const power = traceOf(samples, 'power', ({ powerW }) => scaled(powerW));
  const energy = traceOf(samples, 'energy', ({ energyWh }) => scaled(energyWh));
  const current = lines.map((line) => traceOf(samples, line, ({ currentA }) => currentA[line]));
  return (
    <div className="meter-plots">
      <Sparkline title="Power" unit="kW" traces={[power]} fromZero now={kilo(power)} />
      <Sparkline
        title="Current"
        unit="A"
        traces={current}
        fromZero
        now={current
          .map((trace) => lastOf(trace))
          .filter((value) => value !== undefined)
          .map((value) => fixed(value, 1))
          .join(' / ')}
      />
      <Sparkline title="Energy register" unit="kWh" traces={[energy]} now={kilo(energy)} />
    </div>
  );
}

function traceOf(samples: readonly Sample[], name: string, read: (sample: Sample) => number | undefined): Trace {
  return {
    name,
    points: samples.flatMap((sample) => {
      const value = read(sample);
      return value === undefined ? [] : [{ at: sample.at, value }];
    }),
  };
}

function scaled(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1_000;
}

function lastOf({ points }: Trace): number | undefined {
  return points.at(-1)?.value;
}

function kilo(trace: Trace): string {
  const last = lastOf(trace);
  return last === undefined ? '' : fixed(last, 2);
}

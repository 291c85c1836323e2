/** The plots of a connector, one time axis under all of them: currents and limits, profiles, power and energy, temperature. */
import 'uplot/dist/uPlot.min.css';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useNow } from '../../shared/now.ts';
import { Panel } from '../../shared/panel.tsx';
import { useStore } from '../../shared/store.ts';
import { type ChargerStore, useConnector } from '../charger-store.ts';
import { emptyTrace, pointAt, within } from '../trace.ts';
import { backdrop } from './backdrop.ts';
import { currentColumns, powerColumns, registersAtStart, temperatureColumns } from './columns.ts';
import { Lanes } from './lanes.tsx';
import { Legend } from './legend.tsx';
import { lanesOf } from './profile-bars.ts';
import { ReadingLine } from './reading-line.tsx';
import { stepAt, stepsOf } from './schedule.ts';
import { TimeControls } from './time-controls.tsx';
import { type Line, TimePlot } from './time-plot.tsx';
import { useGestures } from './use-gestures.ts';
import { useSchedule } from './use-schedule.ts';
import { rangeOf, type View } from './view.ts';

const currentLines: readonly Line[] = [
  { name: 'offered', colour: '--trace-offer', stepped: true, filled: true },
  { name: 'limit', colour: '--ink-soft', width: 1, dash: [2, 3], stepped: true },
  { name: 'L1', colour: '--line-1', stepped: true },
  { name: 'L2', colour: '--line-2', stepped: true },
  { name: 'L3', colour: '--line-3', stepped: true },
  { name: 'planned', colour: '--source-schedule', width: 2, dash: [6, 4] },
];
const powerLines: readonly Line[] = [
  { name: 'power', colour: '--trace-power', filled: true, stepped: true },
  { name: 'energy of the session', colour: '--trace-energy', right: true },
];
const temperatureLines: readonly Line[] = [{ name: 'temperature inside', colour: '--trace-heat' }];

export function Plots({ charger }: { readonly charger: ChargerStore }) {
  const connector = useConnector(charger);
  const id = connector?.id ?? 1;
  const trace = useStore(charger.traces, (traces) => traces.get(id)) ?? emptyTrace;
  const schedule = useSchedule(charger, id);
  const [view, setView] = useState<View>({ span: 300, end: 'now' });
  const [pointed, point] = useState<number>();
  const place = useRef<HTMLFieldSetElement>(null);
  useNow(500);
  const chargerNow = useCallback(() => charger.time.now() / 1_000, [charger]);
  useGestures({ place, change: setView, now: chargerNow });

  const now = chargerNow();
  const { from, to } = rangeOf(view, now);
  const range = useMemo(() => ({ from, to }), [from, to]);
  const steps = useMemo(() => (schedule === undefined ? [] : stepsOf(schedule)), [schedule]);
  // Of a plan without a profile there is nothing to draw.
  const planned = useMemo(() => (schedule?.profiles.length ? steps : []), [schedule, steps]);
  const since = connector?.transaction ? Date.parse(connector.transaction.startedAt) / 1_000 : now;
  const at = pointed ?? now;
  const step = at > now ? stepAt(steps, at) : undefined;
  const seen = pointAt(trace, at);
  const points = within(trace, from, to);
  const starts = useMemo(() => registersAtStart(trace), [trace]);
  const highest = connector?.limits.find(({ source }) => source === 'hardware')?.maxCurrentA ?? 32;

  return (
    <Panel title="Plots" className="plots" tools={<TimeControls view={view} change={setView} now={chargerNow} />}>
      <ReadingLine at={at} point={seen} step={step} />
      <fieldset
        ref={place}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move the time axis, as the label says
        tabIndex={0}
        className="time"
        aria-label="Time axis: arrow keys move it, plus and minus stretch it, Home follows the clock"
        onPointerLeave={() => point(undefined)}
      >
        <Legend lines={currentLines} points={points} />
        <TimePlot
          label={`Current offered, its limit, and the current of each line, in A, at connector ${id}`}
          height={196}
          lines={currentLines}
          left={{ unit: 'A', least: [0, highest] }}
          data={currentColumns(points, planned, now)}
          range={range}
          paint={backdrop(now, points)}
          hover={point}
          times={false}
        />
        <Lanes
          lanes={lanesOf(schedule?.profiles ?? [], range, since)}
          range={range}
          now={now}
          wins={step === undefined ? seen?.profile : step.source}
        />
        <Legend lines={powerLines} />
        <TimePlot
          label="Power in kW and energy of the session in kWh"
          height={126}
          lines={powerLines}
          left={{ unit: 'kW', least: [0, 4] }}
          right={{ unit: 'kWh', least: [0, 1] }}
          data={powerColumns(points, starts, now)}
          range={range}
          paint={backdrop(now)}
          hover={point}
          times={false}
        />
        <Legend lines={temperatureLines} />
        <TimePlot
          label="Temperature inside the charger, in °C"
          height={100}
          lines={temperatureLines}
          left={{ unit: '°C', least: [10, 40] }}
          data={temperatureColumns(points, now)}
          range={range}
          paint={backdrop(now)}
          hover={point}
          times={true}
        />
      </fieldset>
    </Panel>
  );
}

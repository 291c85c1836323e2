/** The world around the charger: the grid's voltages, the air, the car's battery, what leaks. */
import type { Connector, Status } from '../../../../src/api/schemas.ts';
import { fixed } from '../../shared/format.ts';
import { attempt } from '../../shared/notices.tsx';
import { Slider } from '../../shared/slider.tsx';
import type { ChargerStore } from '../charger-store.ts';

export function World(props: {
  readonly charger: ChargerStore;
  readonly status: Status;
  readonly connector: Connector;
}) {
  const { charger, status, connector } = props;
  const { api } = charger;
  const { grid, ambient } = status;
  const { id, ev, residualCurrent, temperatureC } = connector;
  const nominal = Math.round(grid.nominalVoltageV);
  return (
    <div className="world">
      {lines[grid.type].map((name, index) => {
        const voltage = Math.round(grid.voltageV[index] ?? 0);
        return (
          <Slider
            key={name}
            label={`Voltage ${name}`}
            unit="V"
            min={0}
            max={Math.round(nominal * 1.3)}
            step={1}
            value={voltage}
            disabled={index >= grid.phases}
            change={(value) => {
              const voltageV = grid.voltageV.map((each, at) => (at === index ? value : each));
              void attempt(() => charger.refreshed(api.ask('PUT', 'grid', { voltageV })));
            }}
          />
        );
      })}
      <button
        type="button"
        onClick={() => void attempt(() => charger.refreshed(api.ask('PUT', 'grid', { voltageV: nominal })))}
      >
        Back to {nominal} V
      </button>
      <Slider
        label={`Air around (inside: ${fixed(temperatureC, 1)} °C)`}
        unit="°C"
        min={-30}
        max={70}
        step={1}
        value={Math.round(ambient)}
        change={(value) => void attempt(() => charger.refreshed(api.ask('PUT', 'temperature', { ambient: value })))}
      />
      <Slider
        label="State of charge"
        unit="%"
        min={0}
        max={100}
        step={1}
        value={Math.round(ev.soc ?? 0)}
        disabled={!ev.plugged}
        change={(soc) => void attempt(() => api.ask('PUT', `connectors/${id}/ev`, { soc }))}
      />
      <Slider
        label="Residual current, AC (trips above 30 mA)"
        unit="mA"
        min={0}
        max={60}
        step={1}
        value={residualCurrent.acMa}
        change={(acMa) => void attempt(() => api.ask('PUT', `connectors/${id}/residual-current`, { acMa }))}
      />
      <Slider
        label="Residual current, DC (trips above 6 mA)"
        unit="mA"
        min={0}
        max={20}
        step={1}
        value={residualCurrent.dcMa}
        change={(dcMa) => void attempt(() => api.ask('PUT', `connectors/${id}/residual-current`, { dcMa }))}
      />
    </div>
  );
}

const lines = { TN: ['L1', 'L2', 'L3'], IT: ['L1–L2', 'L2–L3', 'L3–L1'] } as const;

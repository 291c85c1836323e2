/**
 * The charger as one would see it: LED ring in its colour and pulse, socket, plug, cable, car.
 * It is a picture to screen readers, too: one sentence says all of it.
 */
import type { Connector, Status } from '../../../../src/api/schemas.ts';
import { fixed } from '../../shared/format.ts';
import { CarDrawing } from './car-drawing.tsx';
import { ChargerDrawing } from './charger-drawing.tsx';

export function Drawing({ status, connector }: { readonly status: Status; readonly connector: Connector }) {
  const { ev } = connector;
  const flows = connector.currentA.some((current) => current > 0.5);
  return (
    <svg className="drawing" viewBox="0 0 520 300" role="img" aria-label={sentence(status, connector)}>
      <path className="ground" d="M12 288H508" />
      <CarDrawing ev={ev} />
      <ChargerDrawing
        led={status.led}
        name={status.chargePointId}
        locked={connector.locked}
        plugged={ev.plugged}
        trouble={connector.errors.some(({ faulted }) => faulted === true)}
      />
      {ev.plugged && (
        <g className="cable" data-flows={flows}>
          <path d={CABLE} />
          <path className="flow" d={CABLE} />
        </g>
      )}
    </svg>
  );
}

/** From the plug in the socket to the inlet of the car. */
const CABLE = 'M110 184C110 236 168 236 206 262 250 290 286 262 305 217';

function sentence({ led, powered, chargePointId }: Status, { ev, locked, currentA, status }: Connector): string {
  const light = led.colour === 'off' ? 'dark' : `${led.pulsing ? 'pulsing ' : ''}${led.colour}`;
  const car = ev.plugged
    ? `A ${ev.model ?? 'car'} is plugged in${locked ? ' and locked' : ''}, at ${fixed(ev.soc ?? 0, 0)} percent`
    : 'No car is plugged in';
  const total = currentA.reduce((sum, each) => sum + each, 0);
  const flow = total > 0.5 ? ', current flows' : '';
  return `Charger ${chargePointId}: ${powered ? status : 'without power'}, LED ring ${light}. ${car}${flow}.`;
}

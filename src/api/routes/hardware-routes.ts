/** The calls about what is around the charger: the cars that there are, the grid, the air. */
import { array, either, number, object } from '../../schema/schema.ts';
import { jsonRoute, type Route } from '../route.ts';
import { car, gridSchema, temperature } from '../schemas.ts';
import { carOf, gridOf, temperatureOf } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

const voltage = number({ minimum: 0, maximum: 1_000 });

export function hardwareRoutes({ twin }: Surroundings): readonly Route[] {
  const { board } = twin;
  return [
    jsonRoute({
      method: 'GET',
      path: '/cars',
      id: 'listCars',
      tag: 'Hardware',
      summary: 'Every car that can be plugged in by its name',
      returns: array(car),
      returned: 'The models with their data: the built-in ones, then those of the start-up file.',
      answer: () => board.cars.map(carOf),
    }),
    jsonRoute({
      method: 'PUT',
      path: '/grid',
      id: 'setGrid',
      tag: 'Hardware',
      summary: 'Sets the voltages of the grid',
      description:
        'One number is for every line, three are for L1, L2, L3 (on IT: L1-L2, L2-L3, L3-L1). A line that the installation does not ' +
        'bring stays without. More than 10 % from nominal is a cause of trouble, and so is none at all.',
      body: object({ voltageV: either(voltage, array(voltage, { minItems: 3, maxItems: 3 })) }),
      refusals: ['invalid-request'],
      returns: gridSchema,
      returned: 'The grid as it is now.',
      answer({ body: { voltageV } }) {
        const [first = 0, second = 0, third = 0] =
          typeof voltageV === 'number' ? [voltageV, voltageV, voltageV] : voltageV;
        board.setVoltages([first, second, third]);
        return gridOf(twin);
      },
    }),
    jsonRoute({
      method: 'PUT',
      path: '/temperature',
      id: 'setTemperature',
      tag: 'Hardware',
      summary: 'Sets the temperature of the air around the charger',
      description: 'The inside follows in its own time: two thirds of the way in 20 minutes.',
      body: object({ ambient: number({ minimum: -50, maximum: 80, description: '°C.' }) }),
      refusals: ['invalid-request'],
      returns: temperature,
      returned: 'Around and inside.',
      answer({ body }) {
        board.setAmbient(body.ambient);
        return temperatureOf(twin);
      },
    }),
  ];
}

/**
 * The calls about one connector: its cable, its car, its meter, its errors.
 * Guarantee: what they answer is the hardware as it stands then; what the charger makes of it is told by `GET /events`.
 */
import type { CarModel } from '../../boards/virtual/car-models.ts';
import { carDescription, contradictions, describedCar, isCableRating, noSuchCable } from '../../car-description.ts';
import type { Fault } from '../../charger/board.ts';
import {
  array,
  either,
  enumeration,
  integer,
  number,
  object,
  optional,
  type Static,
  string,
} from '../../schema/schema.ts';
import type { Twin } from '../../twin.ts';
import { connectorIn } from '../connector-in.ts';
import { invalidBody, ProblemError } from '../problem.ts';
import { reading } from '../reading.ts';
import { KEPT_READINGS } from '../reading-history.ts';
import { jsonRoute, type PathParameter, type Route, silentRoute } from '../route.ts';
import { connector, type ErrorShown, errorSchema, ev, meter, pilotStates } from '../schemas.ts';
import { connectorOf, errorOf, evOf, meterOf } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

const id: PathParameter = { name: 'id', description: 'The connector.', schema: integer({ minimum: 1 }) };
const anyId: PathParameter = {
  name: 'id',
  description: 'The connector; 0 is the charger itself.',
  schema: integer({ minimum: 0 }),
};

const carAt = object({ id: integer(), ev });
const meterAt = object({ id: integer(), meter });
const car = 'The car as it stands now.';

const evSettings = object({
  state: optional(enumeration(pilotStates, { description: 'Takes the pilot over from the car; A pulls the plug.' })),
  currentA: optional(number({ minimum: 0, maximum: 1_000, description: 'What the car draws at most, per phase.' })),
  phases: optional(integer({ minimum: 1, maximum: 3 })),
  soc: optional(number({ minimum: 0, maximum: 100, description: 'State of charge, percent.' })),
});

export function connectorRoutes({ twin, readings }: Surroundings): readonly Route[] {
  const { board } = twin;
  return [
    jsonRoute({
      method: 'GET',
      path: '/connectors',
      id: 'listConnectors',
      tag: 'Connectors',
      summary: 'Every connector',
      returns: array(connector),
      returned: 'The connectors, by id.',
      answer: () => twin.chargePoint().charger.connectors.map((each) => connectorOf(twin, each)),
    }),
    jsonRoute({
      method: 'GET',
      path: '/connectors/{id}',
      id: 'getConnector',
      tag: 'Connectors',
      summary: 'One connector: status, car, meter, session, limits',
      parameters: [id],
      refusals: ['unknown-connector'],
      returns: connector,
      returned: 'The connector.',
      answer: ({ params }) => connectorOf(twin, connectorIn(twin, params)),
    }),
    jsonRoute({
      method: 'GET',
      path: '/connectors/{id}/readings',
      id: 'listReadings',
      tag: 'Connectors',
      summary: 'What its instruments have shown lately',
      description: 'For plots: between two entries nothing changed but what flows, and that less than 100 Wh.',
      parameters: [id],
      refusals: ['unknown-connector'],
      returns: array(reading),
      returned: `The newest ${KEPT_READINGS} since the API was started, oldest first.`,
      answer: ({ params }) => readings.of(connectorIn(twin, params)),
    }),
    jsonRoute({
      method: 'POST',
      path: '/connectors/{id}/plug-in',
      id: 'plugIn',
      tag: 'Connectors',
      summary: 'Plugs a car in: A to B',
      description:
        'The car then behaves like a car: it waits for an offer, follows it, and stops when it is full. Nothing happens ' +
        'when it is plugged in already.',
      parameters: [id],
      body: object({
        car: optional(
          either(enumeration(board.cars.map(({ name }) => name)), carDescription, {
            description: "The car's model (GET /cars), or a car of one's own; absent: the one of the start-up file.",
          }),
        ),
        cableA: optional(
          integer({ description: 'What the resistor in the plug says: 13, 20, 32 or 63; absent: as with this car.' }),
        ),
      }),
      refusals: ['invalid-request', 'unknown-connector', 'occupied-connector'],
      returns: carAt,
      returned: car,
      answer({ params, body }) {
        const at = connectorIn(twin, params);
        const present = board.car(at);
        const model = body.car === undefined ? undefined : carIn(body.car, board.cars);
        const { cableA } = body;
        if (cableA !== undefined && !isCableRating(cableA)) throw invalidBody([noSuchCable('/cableA', cableA)]);
        if (present.plugged && model !== undefined && present.model !== model.name) {
          throw new ProblemError(
            'occupied-connector',
            `A ${present.model} is plugged in at connector ${at}: POST /connectors/${at}/plug-out first.`,
          );
        }
        board.plugIn(at, model, cableA);
        return { id: at, ev: evOf(twin, at) };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/connectors/{id}/plug-out',
      id: 'plugOut',
      tag: 'Connectors',
      summary: 'Pulls the plug, from any state, also against the lock',
      parameters: [id],
      body: object({}),
      refusals: ['invalid-request', 'unknown-connector'],
      returns: carAt,
      returned: car,
      answer({ params }) {
        const at = connectorIn(twin, params);
        board.plugOut(at);
        return { id: at, ev: evOf(twin, at) };
      },
    }),
    jsonRoute({
      method: 'PUT',
      path: '/connectors/{id}/ev',
      id: 'setEv',
      tag: 'Connectors',
      summary: 'Drives the simulated car by hand',
      description:
        'Takes any of the members, at least one. A state holds the pilot there until the plug is pulled, and brings a car along ' +
        'if there is none; in C and D it then draws min(currentA, offered). Without a car the other members wait for the next one.',
      parameters: [id],
      body: evSettings,
      refusals: ['invalid-request', 'unknown-connector'],
      returns: carAt,
      returned: car,
      answer({ params, body }) {
        const at = connectorIn(twin, params);
        refuseNothing(body);
        board.setCar(at, body as CarSettings);
        return { id: at, ev: evOf(twin, at) };
      },
    }),
    jsonRoute({
      method: 'PUT',
      path: '/connectors/{id}/meter',
      id: 'setMeter',
      tag: 'Connectors',
      summary: "Sets the meter's register",
      parameters: [id],
      body: object({ energyWh: number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
      refusals: ['invalid-request', 'unknown-connector'],
      returns: meterAt,
      returned: 'The meter as it stands now.',
      answer({ params, body }) {
        const at = connectorIn(twin, params);
        board.setMeter(at, body.energyWh);
        return { id: at, meter: meterOf(twin, at) };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/connectors/{id}/errors',
      id: 'raiseError',
      tag: 'Connectors',
      summary: 'Breaks something',
      description:
        'An error of the same id is replaced. Connector 0 is the charger itself: its errors concern every connector.',
      parameters: [anyId],
      body: errorSchema,
      status: 201,
      refusals: ['invalid-request', 'unknown-connector'],
      returns: errorSchema,
      returned: 'The error as it was raised.',
      answer({ params, body }) {
        const fault = faultOf(body);
        board.raiseFault(connectorIn(twin, params, 0), fault);
        return errorOf(fault);
      },
    }),
    silentRoute({
      method: 'DELETE',
      path: '/connectors/{id}/errors/{errorId}',
      id: 'clearError',
      tag: 'Connectors',
      summary: 'Mends it',
      parameters: [anyId, { name: 'errorId', description: "The error's id.", schema: string({ minLength: 1 }) }],
      refusals: ['unknown-connector', 'unknown-error'],
      returned: 'The error is no more.',
      act({ params }) {
        const at = connectorIn(twin, params, 0);
        const { errorId = '' } = params;
        if (board.clearFault(at, errorId)) return;
        throw new ProblemError('unknown-error', `${owner(at)} has no error ${JSON.stringify(errorId)} of its own.`);
      },
    }),
  ];
}

/** The car that is meant, by name or by description. Throws the problem invalid-request when the description contradicts itself. */
function carIn(asked: string | Static<typeof carDescription>, known: readonly CarModel[]): CarModel | undefined {
  if (typeof asked === 'string') return known.find(({ name }) => name === asked);
  const [first, ...others] = contradictions(asked, '/car');
  if (first !== undefined) throw invalidBody([first, ...others]);
  return describedCar(asked);
}

type CarSettings = Parameters<Twin['board']['setCar']>[1];

/** A schema of ours cannot ask for one member out of several. */
function refuseNothing(settings: Static<typeof evSettings>): void {
  if (Object.values(settings).some((value) => value !== undefined)) return;
  const expected = 'at least one of state, currentA, phases, soc';
  throw invalidBody([{ path: '', kind: 'occurrence', expected, got: 'an empty object' }]);
}

function faultOf({ id: faultId, errorCode, faulted = false, info, vendorId, vendorErrorCode }: ErrorShown): Fault {
  return {
    id: faultId,
    code: errorCode,
    blocking: faulted,
    ...(info === undefined ? {} : { info }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(vendorErrorCode === undefined ? {} : { vendorErrorCode }),
  };
}

function owner(at: number): string {
  return at === 0 ? 'The charger' : `Connector ${at}`;
}

/** Whatever happens to a charger, what it tells of its status is lawful (S 4.9), and in the end it is what is the case (RN-K4). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Fault, PilotState } from '../../src/charger/board.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import { mainControllerStatuses, transition } from '../../src/ocpp16/status-transitions.ts';
import type { AvailabilityType, ChargePointStatus, ResetType } from '../../src/ocpp16/types.ts';
import { BLOCKED_CARD, CARD, createWorld, FATHER, MOTHER, OTHER_CARD } from '../support/world.ts';
import { cancel, changeAvailability, reserveNow } from './acts.ts';
import { type ModelName, remoteStart, remoteStop } from './sent.ts';
import { faults as complaints } from './timeline.ts';

/** Longer than every time-out, swallowing and motion: what is the case then is so for good. */
const REST_S = 200;

/** The first is a socket without ventilation, the second (of the reference) a fixed cable with it. */
const setups = [
  { id: 1, lock: true, ventilation: false },
  { id: 2, lock: false, ventilation: true },
];

interface Acts {
  plugIn: object;
  plugOut: object;
  hand: { readonly state: PilotState };
  swipe: { readonly card: string; readonly anywhere: boolean };
  startRemotely: { readonly card: string; readonly anywhere: boolean };
  stopRemotely: object;
  change: { readonly of: Place; readonly type: AvailabilityType };
  fault: { readonly of: Place; readonly fault: Fault };
  mend: { readonly of: Place; readonly id: string };
  limit: { readonly maxCurrentA: number | undefined };
  configure: { readonly key: string; readonly value: string };
  outage: { readonly over: boolean };
  reset: { readonly type: ResetType };
  reserve: {
    readonly card: string;
    readonly family: boolean;
    readonly anywhere: boolean;
    readonly id: number;
    readonly seconds: number;
  };
  cancel: { readonly id: number };
  rest: object;
}
type Act = { readonly [K in keyof Acts]: { readonly kind: K } & Acts[K] }[keyof Acts];
/** The charger, the connector that the step is about, or the other one. */
type Place = 'charger' | 'here' | 'there';

/** Something that happens to a connector, and how long it is left alone then. */
interface Step {
  readonly connector: number;
  readonly act: Act;
  readonly seconds: number;
}

function some<K extends keyof Acts>(
  weight: number,
  kind: K,
  rest: { readonly [M in keyof Acts[K]]: fc.Arbitrary<Acts[K][M]> },
) {
  return { weight, arbitrary: fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<Act> };
}

const place = fc.constantFrom<Place[]>('charger', 'here', 'here', 'there');
const card = fc.constantFrom(CARD, CARD, CARD, OTHER_CARD, MOTHER, FATHER, BLOCKED_CARD);
const anywhere = fc.boolean();
const id = fc.constantFrom('x', 'y', 'z');
const code = fc.constantFrom('GroundFailure', 'HighTemperature', 'WeakSignal', 'EVCommunicationError');
const fault: fc.Arbitrary<Fault> = fc.record({ id, code, blocking: fc.boolean() });
const setting = fc.oneof(
  fc.record({ key: fc.constant('MinimumStatusDuration'), value: fc.constantFrom('0', '0', '2', '20') }),
  fc.record({
    key: fc.constantFrom('StopTransactionOnEVSideDisconnect', 'UnlockConnectorOnEVSideDisconnect'),
    value: fc.constantFrom('true', 'false'),
  }),
);
const reservationId = fc.constantFrom(0, 1, 2);
const act: fc.Arbitrary<Act> = fc.oneof(
  some(4, 'plugIn', {}),
  some(3, 'plugOut', {}),
  some(4, 'hand', { state: fc.constantFrom<PilotState[]>('A', 'B', 'C', 'C', 'C', 'D', 'E', 'F') }),
  some(6, 'swipe', { card, anywhere }),
  some(2, 'startRemotely', { card, anywhere }),
  some(1, 'stopRemotely', {}),
  some(3, 'change', { of: place, type: fc.constantFrom<AvailabilityType[]>('Operative', 'Inoperative') }),
  some(2, 'fault', { of: place, fault }),
  some(2, 'mend', { of: place, id }),
  some(3, 'limit', { maxCurrentA: fc.constantFrom(undefined, undefined, 0, 5.5, 6) }),
  {
    weight: 2,
    arbitrary: setting.map(({ key, value }): Act => ({ kind: 'configure', key, value })),
  },
  some(2, 'outage', { over: fc.boolean() }),
  some(1, 'reset', { type: fc.constantFrom<ResetType[]>('Soft', 'Hard') }),
  some(4, 'reserve', {
    card,
    family: fc.boolean(),
    anywhere: fc.constantFrom(false, false, true),
    id: reservationId,
    // All are over at a rest.
    seconds: fc.constantFrom(0, 1, 5, 30, 150, 150),
  }),
  some(1, 'cancel', { id: reservationId }),
  some(1, 'rest', {}),
);
const step: fc.Arbitrary<Step> = fc.record({
  connector: fc.constantFrom(1, 1, 2),
  act,
  // Never none: two visits at the same moment would be one to the Central System.
  seconds: fc.constantFrom(0.001, 0.001, 0.02, 0.05, 0.3, 1, 2, 3, 7, 12, 35),
});
/** A good part of the runs begins with a car that charges, so that there is something to disturb. */
const steps = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 24, size: 'max' }))
  .map(([charging, rest]) => (charging ? [...opening, ...rest] : rest));
const opening: readonly Step[] = [
  { connector: 1, act: { kind: 'hand', state: 'C' }, seconds: 1 },
  { connector: 1, act: { kind: 'swipe', card: CARD, anywhere: false }, seconds: 1 },
];

type Notification = Request<'StatusNotification'>;

/** What was told, and when. */
interface Told extends Notification {
  readonly at: number;
  readonly connection: number;
  readonly boots: number;
}

/** Cells of the table that came up. */
const walked = { reference: new Set<string>(), 'zaptec-pro': new Set<string>() };

async function run(model: ModelName, sequence: readonly Step[]): Promise<void> {
  const connectors = model === 'reference' ? setups : setups.slice(0, 1);
  const world = await createWorld({ model, file: { connectors: [...connectors] }, off: true });
  const { board } = world.twin();
  const told: Told[] = [];
  /** When which connector has changed its status. */
  const moments = new Set<string>();
  const broken = new Map<string, readonly [of: number, fault: Fault]>();
  const outOfService = new Set<number>();
  const failures: unknown[] = [];

  /** The faults that concern a connector. */
  const wrong = (connector: number): readonly Fault[] =>
    [...broken.values()].filter(([of]) => of === 0 || of === connector).map(([, present]) => present);

  world.charger.intercept('StatusNotification', ({ request }) => {
    const boots = world.charger.requests('BootNotification').length;
    told.push({ ...request, at: world.clock.now(), connection: world.charger.connections, boots });
    try {
      checkError(request);
    } catch (error) {
      failures.push(error);
    }
    return undefined;
  });
  world.twin().observe((event) => {
    if (event.kind === 'status') moments.add(`${event.connector} ${world.clock.now()}`);
  });
  world.twin().start();
  await world.clock.settle();

  /** The error that is told is one that is there now, and none is told only while none is there that may be. */
  function checkError({ connectorId, status, errorCode, info }: Notification): void {
    const faults = wrong(connectorId);
    if (model === 'zaptec-pro') {
      assert.notEqual(status, 'Faulted');
      assert.equal(errorCode, 'NoError');
      assert.ok([undefined, 'EV side disconnected', 'ConnectionTimeOut'].includes(info), info);
      return;
    }
    assert.equal(
      status === 'Faulted',
      faults.some(({ blocking }) => blocking),
      'Faulted is what cannot give energy',
    );
    const withCar = ['Preparing', 'SuspendedEV', 'SuspendedEVSE', 'Finishing'].includes(status);
    // What we put on the pilot ourselves, to wake a car, is no trouble with it.
    const own = connectorId > 0 && board.pilotOutput(connectorId).kind === 'fault';
    const pilot = connectorId > 0 && !own ? board.connectors[connectorId - 1]?.pilot() : undefined;
    const codes = faults
      .map((one) => (one.code === 'EVCommunicationError' && one.blocking && !withCar ? 'OtherError' : one.code))
      .concat(pilot === 'E' || pilot === 'F' ? ['EVCommunicationError'] : [])
      .filter((one) => one !== 'EVCommunicationError' || withCar);
    if (codes.length === 0) assert.equal(errorCode, 'NoError');
    else assert.ok(codes.includes(errorCode), `${errorCode} is told, but it is ${codes.join(', ')}`);
  }

  function truth(connector: number): ChargePointStatus {
    const faulty = model === 'reference' && wrong(connector).some(({ blocking }) => blocking);
    const running = (n: number) => world.chargePoint().transactions.running(n) !== undefined;
    if (faulty) return 'Faulted';
    if (connector === 0) {
      return outOfService.has(0) && !connectors.some((one) => running(one.id)) ? 'Unavailable' : 'Available';
    }
    const hardware = board.connectors[connector - 1] ?? assert.fail();
    const car = board.car(connector);
    if (running(connector)) {
      if (hardware.relays().length > 0) return 'Charging';
      if (!car.plugged) return 'SuspendedEV';
      // While a car is woken, its offer stands.
      const offering = world.chargePoint().charger.view(connector).offeredA > 0;
      const given = offering && (car.state !== 'D' || hardware.hasVentilation);
      return given ? 'SuspendedEV' : 'SuspendedEVSE';
    }
    if (outOfService.has(0) || outOfService.has(connector)) return 'Unavailable';
    return car.plugged || (hardware.hasLock && hardware.locked()) ? 'Finishing' : 'Available';
  }

  async function rest(): Promise<void> {
    world.twin().setOnline(true);
    await world.seconds(REST_S);
    for (const connector of [0, ...connectors.map((one) => one.id)]) {
      const last = told.findLast(({ connectorId }) => connectorId === connector);
      assert.equal(last?.status, truth(connector), `what was told last of connector ${connector}`);
      if (last !== undefined) checkError(last);
    }
  }

  const at = (connector: number, of: Place): number => {
    if (of === 'charger') return 0;
    return of === 'here' || model === 'zaptec-pro' ? connector : 3 - connector;
  };
  const acts: { readonly [K in keyof Acts]: (connector: number, what: Acts[K]) => unknown } = {
    plugIn: (connector) => board.plugIn(connector),
    plugOut: (connector) => board.plugOut(connector),
    hand: (connector, { state }) => board.setCar(connector, { state }),
    swipe: (connector, what) => board.swipe(what.card, what.anywhere ? undefined : [connector]),
    startRemotely: (connector, what) => remoteStart(world, what.card, what.anywhere ? undefined : connector),
    stopRemotely: () => remoteStop(world, world.charger.transactions.at(-1)?.transactionId ?? 1),
    async change(connector, { of, type }) {
      const outcome = await changeAvailability(world, at(connector, of), type);
      if (!['Accepted', 'Scheduled'].includes(outcome)) return;
      if (type === 'Inoperative') outOfService.add(at(connector, of));
      else outOfService.delete(at(connector, of));
    },
    fault(connector, { of, fault: what }) {
      broken.set(`${at(connector, of)} ${what.id}`, [at(connector, of), what]);
      board.raiseFault(at(connector, of), what);
    },
    mend(connector, what) {
      broken.delete(`${at(connector, what.of)} ${what.id}`);
      board.clearFault(at(connector, what.of), what.id);
    },
    limit: (connector, { maxCurrentA }) => world.chargePoint().charger.setLimit(connector, 'installer', maxCurrentA),
    configure: (_, { key, value }) => world.configure(key, value),
    outage: (_, { over }) => world.twin().setOnline(over),
    async reserve(connector, { card: idTag, family, anywhere: any, id: reservationId, seconds }) {
      const connectorId = any ? 0 : connector;
      const answer = await reserveNow(world, {
        connectorId,
        reservationId,
        idTag,
        seconds,
        ...(family ? { parentIdTag: 'FAMILY' } : {}),
      });
      assert.ok(['Accepted', 'Occupied', 'Faulted', 'Unavailable', 'Rejected', 'unreachable'].includes(answer), answer);
    },
    cancel: (_, { id: reservationId }) => cancel(world, reservationId),
    reset: (_, { type }) => world.chargePoint().reset(type),
    rest,
  };

  for (const { connector, act: what, seconds } of sequence) {
    await (acts[what.kind] as (connector: number, what: Act) => unknown)(connectors.length === 1 ? 1 : connector, what);
    await world.clock.settle();
    await world.seconds(seconds);
    if (failures.length > 0) throw failures[0];
  }
  await rest();
  if (failures.length > 0) throw failures[0];

  for (const connector of [0, ...connectors.map((one) => one.id)]) {
    const own = told.filter(({ connectorId }) => connectorId === connector);
    for (const [index, now] of own.entries()) {
      if (connector === 0) assert.ok(mainControllerStatuses.includes(now.status), now.status);
      const before = own[index - 1];
      if (before !== undefined) checkStep(before, now, own[index + 1]);
    }
  }
  assert.deepEqual(complaints(world), []);

  function checkStep(before: Told, now: Told, next: Told | undefined): void {
    const { connectorId } = now;
    const name = `connector ${connectorId} from ${before.status} to ${now.status}`;
    const moment = Date.parse(now.timestamp ?? '');
    assert.ok(moment >= Date.parse(before.timestamp ?? '') && moment <= now.at, `${name}: ${now.timestamp}`);
    const { at: _, connection: __, boots: ___, timestamp: ____, ...said } = now;
    const { at: _a, connection: _b, boots: _c, timestamp: _d, ...saidBefore } = before;
    if (before.boots === now.boots) assert.notDeepEqual(said, saidBefore, `${name}: told twice`);
    if (before.connection !== now.connection || before.status === now.status) return;
    // What is told for the sake of the table alone bears the time of what comes with it.
    const changed = moments.has(`${connectorId} ${moment}`) || next?.timestamp === now.timestamp;
    assert.ok(changed, `${name}: nothing has changed at ${now.timestamp}`);
    if (connectorId === 0) return;
    const cell = transition(before.status, now.status);
    assert.ok(cell !== undefined, `${name} is no step of the table`);
    walked[model].add(cell);
  }
}

describe('whatever happens, the status that is told', () => {
  for (const model of ['reference', 'zaptec-pro'] as const) {
    it(`is lawful, and in the end the truth (${model})`, async () => {
      await fc.assert(
        fc.asyncProperty(steps, (sequence) => run(model, sequence)),
        { numRuns: 250 },
      );
      assert.ok(walked[model].size >= 15, [...walked[model]].sort().join(' '));
      for (const cell of ['A7', 'G1', 'G2']) assert.ok(walked[model].has(cell), `${cell} was never walked`);
    });
  }
});

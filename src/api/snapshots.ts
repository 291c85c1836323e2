/**
 * What a charge point and its simulated hardware are like at this moment, in the shape in which the API shows it.
 * Guarantee: looking changes nothing.
 */
import { type CarModel, misbehaves } from '../boards/virtual/car-models.ts';
import type { Fault } from '../charger/board.ts';
import { type FaultCause, faultCauseNames, faultCauses } from '../charger/fault-causes.ts';
import { type LimitSource, limitSources } from '../charger/limits.ts';
import type { Session } from '../charger/session.ts';
import type { Clock } from '../clock/clock.ts';
import type { KeyState } from '../features/configuration/configuration.ts';
import type { FirmwareView } from '../features/firmware/firmware.ts';
import type { TransactionRecord } from '../features/transactions/records.ts';
import { bootNotificationRequest } from '../identity.ts';
import type { LinkState } from '../link/link.ts';
import { formatDateTime } from '../ocpp16/date-time.ts';
import type { ChargePointErrorCode } from '../ocpp16/types.ts';
import type { Twin } from '../twin.ts';
import type {
  CarShown,
  CauseRowShown,
  CauseShown,
  ClockShown,
  ConfigurationKey,
  Connector,
  ErrorShown,
  Ev,
  FirmwareShown,
  GridShown,
  Led,
  Link,
  Meter,
  RunningTransaction,
  SessionShown,
  Status,
  Temperature,
  TransactionShown,
  Transactions,
  Uplink,
} from './schemas.ts';

export interface Watched {
  readonly twin: Twin;
  /** The network's time. */
  readonly networkClock: Clock;
  /** `elapsed` of the twin's clock when the API was started. */
  readonly startedAt: number;
}

export function statusOf(watched: Watched): Status {
  const { twin, startedAt } = watched;
  const chargePoint = twin.chargePoint();
  const { chargePointVendor, chargePointModel, firmwareVersion, ...identity } = bootNotificationRequest(
    chargePoint.identity,
    chargePoint.model,
  );
  return {
    chargePointId: chargePoint.identity.chargePointId,
    model: chargePoint.model.name,
    identity: { vendor: chargePointVendor, model: chargePointModel, ...identity },
    firmwareVersion: firmwareVersion ?? '',
    firmware: firmwareOf(twin),
    status: chargePoint.status(0),
    ...uplinkOf(watched),
    connectors: chargePoint.charger.connectors.map((id) => connectorOf(twin, id)),
    led: ledOf(twin),
    queueLength: chargePoint.records.queueLength(),
    ...temperatureOf(twin),
    grid: gridOf(twin),
    causes: causesOf(twin, 0),
    clock: clockOf(twin),
    uptimeS: rounded((twin.clock.elapsed() - startedAt) / 1000),
  };
}

export function firmwareOf(twin: Twin): FirmwareShown {
  const { firmware, identity, model } = twin.chargePoint();
  const { running, staged, update } = firmware.view();
  const { slot, onTrial } = running;
  const version = bootNotificationRequest(identity, model).firmwareVersion ?? '';
  return { version, slot, onTrial, staged, update: update === undefined ? null : updateOf(update) };
}

function updateOf({ channel, stage }: NonNullable<FirmwareView['update']>): FirmwareShown['update'] {
  return {
    channel,
    stage: stage.kind,
    ...('version' in stage ? { version: stage.version } : {}),
    ...('installed' in stage ? { installed: stage.installed } : {}),
  };
}

export function connectorOf(twin: Twin, id: number): Connector {
  const { charger, status } = twin.chargePoint();
  const view = charger.view(id);
  const { pilot, cableA, currents, residualCurrent } = twin.board.instruments(id);
  return {
    id,
    status: status(id),
    offeredCurrentA: rounded(view.offeredA),
    ev: evOf(twin, id),
    meter: meterOf(twin, id),
    pilot: { state: view.pilot, highV: pilot.high, lowV: pilot.low },
    cableA: cableA ?? null,
    currentA: currents.map(rounded),
    residualCurrent,
    relays: view.lines,
    locked: view.locked,
    session: sessionOf(view.session),
    transaction: runningTransactionOf(twin, id),
    errors: view.faults.map(errorOf),
    causes: [...causesOf(twin, id), ...causesOf(twin, 0)],
    limits: limitsOf(twin, id),
    limit: view.limit,
    limitChangesInSeconds:
      view.limitUntil === undefined ? null : rounded((view.limitUntil - twin.clock.elapsed()) / 1000),
    phases: view.phases,
    phaseLimit: view.phaseLimit ?? null,
    randomisedDelay: randomisedDelayOf(twin, id),
    switchingPhases: view.switchingPhases,
    temperatureC: rounded(twin.board.temperature()),
  };
}

/** Null when none runs. */
function randomisedDelayOf(twin: Twin, id: number): Connector['randomisedDelay'] {
  const { delay } = twin.chargePoint().smartCharging;
  const waiting = delay.applied(id)?.waiting;
  if (waiting === undefined) return null;
  const { maxCurrentA, phases } = waiting.target;
  return {
    remainingSeconds: delay.remaining(id),
    afterwards: { maxCurrentA: maxCurrentA ?? null, ...(phases === undefined ? {} : { phases }) },
  };
}

function clockOf(twin: Twin): ClockShown {
  const { clock, startUp } = twin;
  const state = twin.clockState();
  const shown = { now: formatDateTime(clock.now()), speed: startUp.speed };
  if (state === undefined) return { ...shown, source: 'system' };
  const { source } = startUp.clock;
  if (state.kind === 'unsynchronised') return { ...shown, source, synchronised: false };
  const { at, offsetMs, server } = state;
  return {
    ...shown,
    source,
    synchronised: true,
    lastSynchronisedAt: formatDateTime(at),
    offsetMs: rounded(offsetMs),
    ...(server === undefined ? {} : { server: server.name, stratum: server.stratum, delayMs: rounded(server.delayMs) }),
  };
}

/** Everybody who limits a connector, in the order in which ties are decided. */
export function limitsOf(twin: Twin, id: number): Connector['limits'] {
  const { limits } = twin.chargePoint().charger.view(id);
  return limitSources.flatMap((source: LimitSource) => {
    const maxCurrentA = limits[source];
    return maxCurrentA === undefined ? [] : [{ source, maxCurrentA }];
  });
}

export function evOf(twin: Twin, id: number): Ev {
  const car = twin.board.car(id);
  if (!car.plugged) return car;
  return { ...car, soc: rounded(car.soc), drawnA: rounded(car.drawnA), wantsA: rounded(car.wantsA) };
}

export function meterOf(twin: Twin, id: number): Meter {
  const { energyWh, powerW, lines } = twin.chargePoint().charger.meter(id);
  return {
    energyWh,
    powerW: rounded(powerW),
    voltageV: lines.map(({ voltageV }) => rounded(voltageV)),
    currentA: lines.map(({ currentA }) => rounded(currentA)),
  };
}

export function errorOf({ id, code, blocking, info, vendorId, vendorErrorCode }: Fault): ErrorShown {
  return {
    id,
    errorCode: code as ChargePointErrorCode,
    faulted: blocking,
    ...(info === undefined ? {} : { info }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(vendorErrorCode === undefined ? {} : { vendorErrorCode }),
  };
}

/** Connector 0: the charger's own. */
export function causesOf({ board }: Twin, connector: number): readonly CauseShown[] {
  const { raised, reported } = board.causes(connector);
  return [...new Set([...raised, ...reported])].map((cause) => ({ cause, reported: reported.includes(cause) }));
}

export function causeRows(): readonly CauseRowShown[] {
  return faultCauseNames.map((cause: FaultCause) => {
    const { of, code, vendorErrorCode, info, reaction, recovery } = faultCauses[cause];
    return { cause, of, errorCode: code as ChargePointErrorCode, vendorErrorCode, info, reaction, recovery };
  });
}

export function carOf(model: CarModel): CarShown {
  const { cableA = 32, targetSoc = 100, manners = {}, ...rest } = model;
  return { ...rest, cableA, targetSoc, manners, misbehaves: misbehaves(model) };
}

export function gridOf({ board }: Twin): GridShown {
  const { type, phases, voltageV } = board.grid;
  return { type, phases, nominalVoltageV: voltageV, voltageV: board.voltages() };
}

export function temperatureOf({ board }: Twin): Temperature {
  return { ambient: board.ambient(), temperatureC: rounded(board.temperature()) };
}

function sessionOf(session: Session): SessionShown {
  if (!('authorization' in session)) return session;
  const { authorization, ...rest } = session;
  const { within: _, request: __, ...card } = authorization;
  return { ...rest, ...card };
}

function runningTransactionOf(twin: Twin, id: number): RunningTransaction | null {
  const { transactions, records } = twin.chargePoint();
  const running = transactions.running(id);
  if (running === undefined) return null;
  // The record knows what the Central System has told since the start.
  const transactionId = records.get(running.number)?.transactionId;
  return {
    number: running.number,
    ...(transactionId === undefined ? {} : { transactionId }),
    idTag: running.idTag,
    meterStart: running.start.wh,
    startedAt: formatDateTime(running.start.at),
  };
}

export function ledOf({ board, chargePoint }: Twin): Led {
  const { situation } = chargePoint().charger.led();
  return { situation, ...board.light() };
}

export function uplinkOf({ twin, networkClock }: Omit<Watched, 'startedAt'>): Uplink {
  const { link, registration } = twin.chargePoint();
  return { online: twin.online(), link: linkOf(link.state(), networkClock), registration: registration() };
}

function linkOf(link: LinkState, clock: Clock): Link {
  switch (link.kind) {
    case 'offline':
      return { state: 'offline' };
    case 'connecting':
      return { state: 'connecting', url: link.url, attempt: link.attempt };
    case 'waiting': {
      const { attempt, because, until } = link;
      return { state: 'waiting', attempt, nextAttemptInMs: Math.max(0, Math.round(until - clock.elapsed())), because };
    }
    case 'connected':
      return { state: 'connected', url: link.url, since: formatDateTime(link.since) };
  }
}

export function configurationKeyOf({ key, access, text, default: fallback }: KeyState): ConfigurationKey {
  return {
    key: key.name,
    ...(access === 'W' ? {} : { value: text, default: fallback }),
    type: key.type,
    ...(key.unit === undefined ? {} : { unit: key.unit }),
    accessibility: access,
    readonly: access === 'R',
    rebootRequired: key.rebootRequired === true,
    profile: key.profile,
    meaning: key.meaning,
    source: key.source,
    changed: text !== fallback,
  };
}

export function transactionsOf(twin: Twin): Transactions {
  const { records } = twin.chargePoint();
  const next = records.first()?.record;
  return {
    transactions: records.all().map(transactionOf),
    queue: {
      length: records.queueLength(),
      next:
        next === undefined
          ? null
          : {
              kind: next.kind,
              ...(next.transaction === undefined ? {} : { transaction: next.transaction }),
              attempts: next.attempts,
              ...(next.due === 0 ? {} : { notBefore: formatDateTime(next.due) }),
            },
    },
  };
}

function transactionOf(record: TransactionRecord): TransactionShown {
  const { number, connector, idTag, parentIdTag, transactionId, start, seen, stop } = record;
  return {
    number,
    connectorId: connector,
    idTag,
    ...(parentIdTag === undefined ? {} : { parentIdTag }),
    ...(transactionId === undefined ? {} : { transactionId }),
    state: stop === undefined ? 'running' : 'ended',
    startedAt: formatDateTime(start.at),
    meterStart: start.wh,
    seenAt: formatDateTime(seen.at),
    ...(stop === undefined ? {} : { stoppedAt: formatDateTime(stop.at), meterStop: stop.wh, reason: stop.reason }),
  };
}

/** To three decimals: sums of fractions have tails that say nothing. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

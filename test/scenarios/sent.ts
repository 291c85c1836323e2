/** What a charger has sent, as the scenarios look at it. */
import type { ChargePointAction } from '../../src/ocpp16/actions.ts';
import type { ChargingProfile, MeterValue, SampledValue } from '../../src/ocpp16/types.ts';
import { tellsOfStart } from '../support/start-events.ts';
import type { World } from '../support/world.ts';

export const modelNames = ['zaptec-pro', 'reference'] as const;
export type ModelName = (typeof modelNames)[number];

/** One MeterValue with what its message says of it. */
export interface Sent extends MeterValue {
  readonly connectorId: number;
  readonly transactionId: number | undefined;
  /** The one context that all its values have. */
  readonly context: string;
}

/** Every MeterValue of every MeterValues message, oldest first. */
export function sentMeterValues(world: World, context?: string): readonly Sent[] {
  return world.charger
    .requests('MeterValues')
    .flatMap(({ connectorId, transactionId, meterValue }) =>
      meterValue.map((each) => ({ ...each, connectorId, transactionId, context: contextOf(each) })),
    )
    .filter((each) => context === undefined || each.context === context);
}

/** The context that all values of one moment have; several are put together, so that a test sees them. */
export function contextOf({ sampledValue }: MeterValue): string {
  return [...new Set(sampledValue.map(({ context = 'Sample.Periodic' }) => context))].join('+');
}

/** `Voltage L1`, `Power.Active.Import`: which value this is. */
export function nameOf({ measurand = 'Energy.Active.Import.Register', phase }: SampledValue): string {
  return phase === undefined ? measurand : `${measurand} ${phase}`;
}

/** The energy register of one moment, Wh. */
export function registerOf({ sampledValue }: MeterValue): number {
  const value = sampledValue.find(({ measurand }) => measurand === 'Energy.Active.Import.Register')?.value;
  return Number(value ?? Number.NaN);
}

/** The charger's CALLs, oldest first, but for the event that each start is. */
export function actionsSent(world: World): readonly string[] {
  return world.charger.received.filter((call) => !tellsOfStart(call)).map(({ action }) => action);
}

export function count(world: World, action: ChargePointAction): number {
  return world.charger.requests(action).length;
}

/** The CALLs and answers of both sides since `from` (a length of `frames`), in the order of the wire: `> RemoteStartTransaction`, `< result RemoteStartTransaction`. */
export function wire(world: World, from = 0): readonly string[] {
  return world.charger.frames
    .slice(from)
    .map(({ direction, kind, action }) => `${direction === 'out' ? '>' : '<'} ${kind} ${action}`);
}

/** The lock of connector 1. */
export function isLocked(world: World, connector = 1): boolean {
  return world.twin().board.connectors[connector - 1]?.locked() === true;
}

/** What RemoteStartTransaction is answered. */
export async function remoteStart(
  world: World,
  idTag: string,
  connectorId?: number,
  chargingProfile?: ChargingProfile,
): Promise<string> {
  const outcome = world.charger.call('RemoteStartTransaction', {
    idTag,
    ...(connectorId === undefined ? {} : { connectorId }),
    ...(chargingProfile === undefined ? {} : { chargingProfile }),
  });
  await world.clock.settle();
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

/** What RemoteStopTransaction is answered. */
export async function remoteStop(world: World, transactionId: number): Promise<string> {
  const outcome = world.charger.call('RemoteStopTransaction', { transactionId });
  await world.clock.settle();
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

/**
 * The book of what the Central System was told of energy: by connector, in the order in which it was told.
 *
 * Guarantees, checked as each message comes:
 * - the registers of a connector never fall, whatever their timestamps say; nor do these, unless the clock steps;
 * - a message that is repeated (same id) says the same, and is entered once;
 * - a transaction is told once, ends once, at or above the register of its start.
 */
import type { InterceptedCall } from '../../src/central/interceptors.ts';
import type { ScriptedAnswer } from '../../src/central/scripted-answer.ts';
import type { ChargePointAction, Confirmation, Request } from '../../src/ocpp16/actions.ts';

export interface ToldTransaction {
  readonly connector: number;
  readonly idTag: string;
  readonly transactionId: number | undefined;
  readonly meterStart: number;
  meterStop: number | undefined;
}

export interface Told {
  call(
    action: ChargePointAction,
    call: InterceptedCall<ChargePointAction>,
    answer: ScriptedAnswer<ChargePointAction>,
  ): void;
  /** Of a connector, in the order of their starts. */
  transactions(connector: number): readonly ToldTransaction[];
  /** All together. */
  starts(): number;
}

/** What is repeated until it is answered. */
const entered: ReadonlySet<ChargePointAction> = new Set([
  'StartTransaction',
  'StopTransaction',
  'MeterValues',
  'SecurityEventNotification',
]);

const ENERGY = 'Energy.Active.Import.Register';

export function createTold(options: {
  readonly violated: (what: string) => void;
  /** May the wall clock step? */
  readonly clockSteps: boolean;
}): Told {
  const { violated, clockSteps } = options;
  const all: ToldTransaction[] = [];
  const contents = new Map<string, string>();
  const registers = new Map<number, number>();
  const moments = new Map<number, string>();

  function register(connector: number, wh: number, where: string): void {
    const before = registers.get(connector) ?? 0;
    if (wh < before) violated(`${where} of connector ${connector} tells ${wh} Wh after ${before} Wh`);
    registers.set(connector, Math.max(wh, before));
  }

  /** All timestamps of ours have one form, so they compare as text. */
  function moment(connector: number, timestamp: string, where: string): void {
    const before = moments.get(connector) ?? '';
    if (!clockSteps && timestamp < before)
      violated(`${where} of connector ${connector} is of ${timestamp}, after ${before}`);
    moments.set(connector, timestamp);
  }

  function start(request: Request<'StartTransaction'>, transactionId: number | undefined): void {
    moment(request.connectorId, request.timestamp, 'StartTransaction');
    register(request.connectorId, request.meterStart, 'StartTransaction');
    all.push({
      connector: request.connectorId,
      idTag: request.idTag,
      transactionId,
      meterStart: request.meterStart,
      meterStop: undefined,
    });
  }

  function stop({ transactionId, meterStop, timestamp }: Request<'StopTransaction'>): void {
    const transaction = all.find((one) => one.transactionId === transactionId);
    if (transaction === undefined) return;
    if (transaction.meterStop !== undefined) violated(`transaction ${transactionId} is stopped by two messages`);
    if (meterStop < transaction.meterStart) violated(`transaction ${transactionId} ends below its start`);
    moment(transaction.connector, timestamp, 'StopTransaction');
    register(transaction.connector, meterStop, 'StopTransaction');
    transaction.meterStop = meterStop;
  }

  function values({ connectorId, meterValue }: Request<'MeterValues'>): void {
    for (const { timestamp, sampledValue } of meterValue) {
      moment(connectorId, timestamp, 'MeterValues');
      for (const { measurand = ENERGY, value } of sampledValue) {
        if (measurand === ENERGY) register(connectorId, Number(value), 'MeterValues');
      }
    }
  }

  return {
    call(action, { messageId, request }, answer) {
      if (!entered.has(action)) return;
      const content = JSON.stringify(request);
      const before = contents.get(messageId);
      if (before !== undefined) {
        if (before !== content) violated(`${action} ${messageId} is repeated with other content`);
        return;
      }
      contents.set(messageId, content);
      if (action === 'StartTransaction') {
        const payload = answer.kind === 'reply' ? (answer.payload as Confirmation<'StartTransaction'>) : undefined;
        start(request as Request<'StartTransaction'>, payload?.transactionId);
      } else if (action === 'StopTransaction') stop(request as Request<'StopTransaction'>);
      else if (action === 'MeterValues') values(request as Request<'MeterValues'>);
    },
    transactions: (connector) => all.filter((transaction) => transaction.connector === connector),
    starts: () => all.length,
  };
}

/**
 * What the Central System answers to each action that a charge point may send, and what it learns from it.
 *
 * Guarantees: there is a handler for every such action of OCPP 1.6 and of the security white paper (the compiler holds that);
 * whatever is strange about a message is complained about and answered normally all the same (S 4.8, E4 3.18).
 */
import type { ChargePointAction, Request } from '../ocpp16/actions.ts';
import type { IdTagInfo } from '../ocpp16/types.ts';
import type { Handled } from '../rpc/router.ts';
import { formatDateTime, parseDateTime } from '../schema/date-time.ts';
import type { BootPolicy, ConnectorState } from './charger-state.ts';
import {
  checkBoot,
  checkMeterValues,
  checkStart,
  checkStatus,
  checkStop,
  NO_TRANSACTION,
  oddTimestamp,
} from './checks.ts';
import type { IdTags } from './id-tags.ts';
import { laterOf, type Reading, readingsOf } from './readings.ts';
import { createSecurityHandlers, type SecurityContext } from './security-handlers.ts';
import type { Ledger, Transaction } from './transactions.ts';

export interface HandlerContext extends SecurityContext {
  readonly idTags: IdTags;
  readonly ledger: Ledger;
  readonly bootPolicy: () => BootPolicy;
  /** Is a tag that is charging elsewhere told ConcurrentTx? */
  readonly refusesConcurrent: boolean;
  /** A transaction began, ended or got meter values. */
  readonly changed: (transaction: Transaction) => void;
  /** It introduced itself. */
  readonly booted: (boot: Request<'BootNotification'>) => void;
  /** A connector told its status. */
  readonly told: (connector: ConnectorState) => void;
}

export type ChargePointHandlers = {
  readonly [A in ChargePointAction]: (request: Request<A>) => Handled<A>;
};

/** A BootNotification this much too early is a matter of clocks, ms. */
const BOOT_SLACK_MS = 1000;

export function createHandlers(context: HandlerContext): ChargePointHandlers {
  const { clock, state, idTags, ledger, complain, changed } = context;
  const timely = (timestamp: string | undefined) => complain(oddTimestamp(timestamp, clock.now()));
  const infoOf = (idTag: string) => idTags.lookUp(idTag, clock.now());

  function judge(idTag: string): IdTagInfo {
    const info = infoOf(idTag);
    const elsewhere = ledger.runningWith(idTag).some(({ idTagInfo: { status } }) => status === 'Accepted');
    if (info.status !== 'Accepted' || !context.refusesConcurrent || !elsewhere) return info;
    return { ...info, status: 'ConcurrentTx' };
  }

  function remember(connectorId: number, reading: Reading): void {
    state.registers.set(connectorId, laterOf(state.registers.get(connectorId), reading));
  }

  return {
    BootNotification(request) {
      const { status, interval } = context.bootPolicy();
      const early = state.bootAllowedFrom - clock.elapsed();
      if (early > BOOT_SLACK_MS && !state.triggered.has('BootNotification')) {
        const wait = Math.ceil(early / 1000);
        complain([{ kind: 'boot-too-early', message: `BootNotification came ${wait} s before its interval was over` }]);
      }
      complain(checkBoot(request, state.proof));
      state.boot = request;
      state.registration = status;
      // After a start a connector may be in any status.
      state.followed.clear();
      state.triggered.clear();
      state.bootAllowedFrom = status === 'Accepted' ? Number.NEGATIVE_INFINITY : clock.elapsed() + interval * 1000;
      context.booted(request);
      return { reply: { status, currentTime: formatDateTime(clock.now()), interval } };
    },

    Heartbeat: () => ({ reply: { currentTime: formatDateTime(clock.now()) } }),

    Authorize: ({ idTag }) => ({ reply: { idTagInfo: infoOf(idTag) } }),

    StartTransaction(request) {
      timely(request.timestamp);
      const started = ledger.start(state.id, request, () => judge(request.idTag));
      const { transactionId, idTagInfo } = started.transaction;
      if (started.kind === 'started') {
        complain(checkStart(request, state, started.abandoned));
        const at = parseDateTime(request.timestamp);
        if (at !== undefined) remember(request.connectorId, { at, register: request.meterStart });
        changed(started.transaction);
      }
      return { reply: { transactionId, idTagInfo } };
    },

    StopTransaction(request) {
      timely(request.timestamp);
      const { transactionId, idTag } = request;
      const stopped = ledger.stop(state.id, request);
      if (stopped.kind === 'unknown' && transactionId !== NO_TRANSACTION) {
        complain([
          { kind: 'unknown-transaction', message: `transaction ${transactionId} was stopped, which is unknown` },
        ]);
      }
      if (stopped.kind === 'repeated' && stopped.differs) {
        complain([
          {
            kind: 'stopped-differently',
            message: `transaction ${transactionId} was stopped again, with another time, register or reason`,
          },
        ]);
      }
      if (stopped.kind === 'stopped') {
        const { transaction } = stopped;
        complain(checkStop(request, transaction, state, (tag) => infoOf(tag).parentIdTag));
        const at = parseDateTime(request.timestamp);
        if (at !== undefined) remember(transaction.connectorId, { at, register: request.meterStop });
        changed(transaction);
      }
      return { reply: idTag === undefined ? {} : { idTagInfo: infoOf(idTag) } };
    },

    MeterValues(request) {
      const { connectorId, transactionId, meterValue } = request;
      for (const { timestamp } of meterValue) timely(timestamp);
      const named = transactionId === undefined ? undefined : ledger.find(state.id, transactionId);
      complain(checkMeterValues(request, state, named, ledger.running(state.id, connectorId)));
      const readings = readingsOf(meterValue);
      for (const reading of readings) remember(connectorId, reading);
      if (named !== undefined) {
        ledger.metered(named, meterValue.length, readings.at(-1));
        changed(named);
      }
      return { reply: {} };
    },

    StatusNotification(request) {
      const { connectorId, status, errorCode, info, vendorErrorCode, timestamp } = request;
      timely(timestamp);
      const before = state.followed.has(connectorId) ? state.connectors.get(connectorId) : undefined;
      complain(checkStatus(request, before));
      const receivedAt = clock.now();
      const connector = { connectorId, status, errorCode, info, vendorErrorCode, timestamp, receivedAt };
      state.connectors.set(connectorId, connector);
      context.told(connector);
      state.followed.add(connectorId);
      return { reply: {} };
    },

    DataTransfer: () => ({ reply: { status: 'UnknownVendorId' } }),
    ...createSecurityHandlers(context),
  };
}

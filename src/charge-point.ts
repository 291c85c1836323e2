/**
 * One charge point, put together: a model, a board, a store, a transport and a clock. Read this first.
 *
 * in:  link (text) -> rpc (frame, schema) -> router -> a feature's handler -> `{ reply, after }` -> reply out -> `after`
 * out: a feature calls -> rpc (one in flight) -> link; transaction records are pulled by the outbox when rpc is idle
 * hardware: board event -> charger -> features (transactions, status, metering)
 *
 * Guarantees: an object of this kind lives from one power-on to the next power cut; whatever has to outlive it is in the store;
 * while idle it has no thread, no file and no tick, only the timers of what is due.
 */

import { configurationOf } from './charge-point-configuration.ts';
import type { ChargePoint, ChargePointOptions } from './charge-point-contract.ts';
import type { Admits } from './charger/assignment.ts';
import { createCharger } from './charger/charger.ts';
import type { ConnectorView } from './charger/connector-view.ts';
import { lightWatch } from './charger/led.ts';
import { type AuthorizationFeature, createAuthorization } from './features/authorization/authorize.ts';
import { createAuthorizationCache } from './features/authorization/cache.ts';
import { learnParent } from './features/authorization/family.ts';
import { createReader } from './features/authorization/swipe.ts';
import { createAvailability } from './features/availability/availability.ts';
import { createBoot } from './features/boot/boot.ts';
import { createHeartbeat } from './features/boot/heartbeat.ts';
import { followCableLock } from './features/cable-lock/cable-lock.ts';
import type { Call } from './features/call.ts';
import { chargerRules } from './features/charger-rules.ts';
import { configurationHandlers } from './features/configuration/feature.ts';
import { MessageTimeout, WebSocketPingInterval } from './features/connection.ts';
import { createDataTransfer } from './features/data-transfer/data-transfer.ts';
import { supportedTransfer } from './features/file-transfer.ts';
import { createFirmware, type FirmwareFeature } from './features/firmware/firmware.ts';
import { createLocalListFeature } from './features/local-list/local-list.ts';
import { createLogs } from './features/logs/logs.ts';
import { createMetering, type Metering } from './features/metering/metering.ts';
import type { Registration } from './features/registration.ts';
import { remoteStartHandlers } from './features/remote-start/remote-start.ts';
import { createReservations } from './features/reservation/reservation.ts';
import { createReset } from './features/reset/reset.ts';
import { createSmartCharging, type SmartCharging } from './features/smart-charging/smart-charging.ts';
import { LightIntensity, profilesOf, SupportedFeatureProfiles } from './features/station.ts';
import { createStatus, type StatusFeature } from './features/status/status.ts';
import { correctTimes } from './features/time/power-on.ts';
import { createOutbox, type Outbox, TransactionMessageRetryInterval } from './features/transactions/outbox.ts';
import { createTransactionRecords } from './features/transactions/records.ts';
import { createTransactions, type Transactions } from './features/transactions/transactions.ts';
import { triggerHandlers } from './features/trigger/trigger.ts';
import { unlockHandlers } from './features/unlock/unlock.ts';
import { createMemoryFiles } from './files/memory.ts';
import { startSlots } from './firmware/slots.ts';
import { bootNotificationRequest } from './identity.ts';
import { createLink, type Link } from './link/link.ts';
import type { Action } from './ocpp16/actions.ts';
import { createRouter, mergeHandlers, onlyHandlers } from './rpc/router.ts';
import { createRpc } from './rpc/rpc.ts';
import { createSecuritySide, type SecuritySide } from './security-side.ts';

export type { ChargePoint, ChargePointOptions } from './charge-point-contract.ts';
export { declaredKeys } from './declared-keys.ts';

export function createChargePoint(options: ChargePointOptions): ChargePoint {
  const { model, board, store, clock, random, log } = options;
  const network = options.networkClock ?? clock;
  const { observe = () => undefined, timeTold = () => undefined } = options;
  const files = options.files ?? createMemoryFiles();
  const slots = startSlots({ files, log, model: model.name });
  const identity = { ...options.identity, ...slots.identity };

  const configuration = configurationOf(options);
  const records = createTransactionRecords({
    store,
    random,
    log,
    configuration,
    exhausted: (info) => security.notifications.raise('MemoryExhaustion', info),
  });
  const charger = createCharger({
    board,
    clock,
    rules: chargerRules(configuration, {
      admits: (connector, authorization) => admitted(connector, authorization),
      updating: () => firmware.updating(),
      showsReservation: (connector) => model.quirks.showsReservation && reservations.reserved(connector),
    }),
  });

  // The features. Each gets what it needs and nothing else; where two need each other, one gets a function.
  const registration = (): Registration => boot.registration();
  const call: Call = (action, payload, id) =>
    registration() === 'Accepted' ? rpc.call(action, payload, id) : Promise.resolve({ kind: 'not-registered' });
  /** S 4.2.1: while Pending what a trigger has asked for goes out, and nothing else. */
  const triggered: Call = (action, payload, id) =>
    registration() === 'Pending' ? rpc.call(action, payload, id) : call(action, payload, id);
  const recorded = (): void => {
    if (!rpc.busy()) outbox.pull();
  };
  const inService = (connector: number): boolean =>
    registration() !== 'Rejected' && !reset.underway() && availability.operative(connector);
  const admitted: Admits = (connector, authorization) =>
    inService(connector) && reservations.admits(connector, authorization);
  const online = (): boolean => registration() === 'Accepted' && link.state().kind === 'connected';

  const cache = createAuthorizationCache(store);
  const localList = createLocalListFeature({
    clock,
    log,
    store,
    configuration,
    cache,
    changed: () => status.chargerChanged(),
  });
  const authorization: AuthorizationFeature = createAuthorization({
    clock,
    log,
    call,
    online,
    configuration,
    cache,
    list: localList,
  });
  const transactions: Transactions = createTransactions({
    clock,
    log,
    configuration,
    charger,
    records,
    metering: () => metering,
    reservation: (connector, card) => reservations.use(connector, card),
    recorded,
  });
  const smartCharging: SmartCharging = createSmartCharging({
    clock,
    random,
    log,
    store,
    configuration,
    charger,
    online,
    running: transactions.running,
    transactionId: transactions.transactionId,
  });
  const metering: Metering = createMetering({
    clock,
    log,
    configuration,
    charger,
    model,
    records,
    running: transactions.running,
    beforeSample: transactions.endInterrupted,
    recorded,
    accepted: () => registration() === 'Accepted',
    triggered,
  });
  const availability = createAvailability({
    store,
    charger,
    changed() {
      reservations.review();
      charger.rulesChanged();
    },
  });
  const reservations = createReservations({
    clock,
    log,
    configuration,
    store,
    charger,
    operative: availability.operative,
  });
  /** What one connector is may say something of all of them. */
  const changed = (view: ConnectorView): void => {
    reservations.review();
    firmware.review();
    smartCharging.connectorChanged(view);
    for (const id of reservations.connected() ? charger.connectors : [view.id]) status.changed(charger.view(id));
  };
  const status: StatusFeature = createStatus({
    clock,
    call,
    triggered,
    configuration,
    charger,
    quirks: model.quirks,
    faults: localList.faults,
    operative: availability.operative,
    reserved: reservations.reserved,
    observe: (connector, is) => observe({ kind: 'status', connector, status: is }),
  });
  const outbox: Outbox = createOutbox({
    clock,
    log,
    call,
    ready: online,
    configuration,
    records,
    told(transaction, about, info) {
      const idTag = about === 'stop' ? (transaction.stop?.idTag ?? transaction.idTag) : transaction.idTag;
      authorization.learn(idTag, info);
      learnParent(charger, idTag, info.parentIdTag);
      if (about === 'start') transactions.told(transaction, info);
    },
  });
  const whoAmI = bootNotificationRequest(identity, model);
  const security: SecuritySide = createSecuritySide({
    ...options,
    files,
    configuration,
    call,
    triggered,
    serialNumber: whoAmI.chargePointSerialNumber ?? identity.chargePointId,
    online,
    turn: () => outbox.pull(),
    link: () => link,
  });
  const reader = createReader({ charger, authorization, reservedFor: reservations.placeOf, log });
  const heartbeat = createHeartbeat({ clock, call, triggered, configuration, timeTold });
  const reset = createReset({
    clock,
    log,
    configuration,
    charger,
    transactions,
    telling: () => online() && (records.queueLength() > 0 || firmware.telling()),
    restart: (type, cause) => security.restart(cause, () => options.restart(type)),
    failed() {
      log.error('the charge point could not be restarted and goes on');
      charger.setCause(0, 'reset-failed', true);
      firmware.notRestarted();
    },
  });
  const boot = createBoot({
    clock,
    log,
    call: (action, payload, id) => rpc.call(action, payload, id),
    configuration,
    timeTold,
    request: whoAmI,
    accepted() {
      observe({ kind: 'registration', registration: 'Accepted' });
      heartbeat.start();
      status.online(true);
      smartCharging.connectionChanged();
      outbox.pull();
      security.accepted();
      firmware.accepted();
    },
    changed: (now) => observe({ kind: 'registration', registration: now }),
  });

  const transfer = supportedTransfer(configuration, options.transfer);
  const firmware: FirmwareFeature = createFirmware({
    ...options,
    files,
    slots,
    transfer,
    charger,
    availability,
    raise: security.notifications.raise,
    call,
    triggered,
    ready: online,
    restart: () => reset.reset('Soft'),
  });
  const logs = createLogs({
    clock,
    log,
    store,
    transfer,
    call,
    triggered,
    identity: { chargePointId: identity.chargePointId, ...whoAmI },
    configuration,
    charger,
    records,
    security: security.notifications,
    registration,
    status: status.status,
    lines: options.logLines,
  });
  const dataTransfer = createDataTransfer({ vendors: options.dataTransfer ?? {}, clock: network, log });

  // The wire.
  const handlers = onlyHandlers(
    model.actions,
    mergeHandlers([
      configurationHandlers(configuration, log),
      remoteStartHandlers({
        charger,
        configuration,
        authorization,
        transactions,
        registration,
        reservations,
        smartCharging,
        admits: admitted,
        log,
      }),
      reservations.handlers,
      reset.handlers,
      availability.handlers,
      smartCharging.handlers,
      unlockHandlers({ charger, clock }),
      triggerHandlers({
        model,
        connectors: charger.connectors,
        senders: { boot, heartbeat, metering, status, certificates: security.certificates, logs, firmware },
        log,
      }),
      dataTransfer.handlers,
      localList.handlers,
      logs.handlers,
      firmware.handlers,
      security.handlers,
      { ClearCache: () => ({ reply: { status: authorization.clearCache() } }) },
    ]),
  );
  const handledActions = Object.keys(handlers) as Action[];
  configuration.give(SupportedFeatureProfiles, profilesOf(handledActions));
  const rpc = createRpc({
    clock: network,
    random,
    log,
    router: createRouter(handlers, model.quirks.schemaViolationCode),
    send: (text) => link.send(text),
    timeoutMs: () => configuration.value(MessageTimeout) * 1000,
    // S 4.2.1: who was rejected does not answer.
    admit: () => registration() !== 'Rejected',
    misconduct: security.misconduct,
    idle() {
      outbox.pull();
      security.notifications.pull();
      firmware.pull();
    },
    ...(options.observe === undefined ? {} : { observe: (frame) => observe({ kind: 'frame', frame }) }),
  });
  const link: Link = createLink({
    transport: options.transport,
    clock: network,
    random,
    log,
    settings: security.linkSettings,
    listener: {
      up(secured) {
        security.listener.up(secured);
        observe({ kind: 'link', link: link.state() });
        rpc.up();
        boot.connected();
        if (registration() === 'Accepted') status.online(false);
        smartCharging.connectionChanged();
      },
      down() {
        security.listener.down();
        observe({ kind: 'link', link: link.state() });
        status.offline();
        rpc.down();
        smartCharging.connectionChanged();
      },
      message: (text) => rpc.receive(text),
      binary: (length) => rpc.receiveBinary(length),
      refused(ending) {
        security.listener.refused(ending);
        observe({ kind: 'link', link: link.state() });
      },
    },
  });
  configuration.onChange(WebSocketPingInterval, () => link.settingsChanged());
  // What waits already is to wait no longer than the new interval says.
  configuration.onChange(TransactionMessageRetryInterval, recorded);
  configuration.onChange(LightIntensity, () => charger.rulesChanged());
  followCableLock({ configuration, charger });

  const watchLight = lightWatch(charger, (led) => observe({ kind: 'led', led }));
  return {
    model,
    identity,
    charger,
    configuration,
    link,
    records,
    transactions,
    smartCharging,
    logs,
    firmware,
    security: security.notifications,
    certificates: security.certificates.link,
    registration,
    status: status.status,
    handledActions,
    call,
    reset: reset.reset,
    correctTimes: (by, since) =>
      correctTimes({ store, records, security: security.notifications, transactions, status }, by, since),
    start(online = true) {
      security.powerOn();
      transactions.recover();
      reservations.start();
      logs.start();
      firmware.start();
      charger.start({
        transactionStarted(connector, authorization) {
          smartCharging.transactionBegan(connector, authorization);
          try {
            transactions.started(connector, authorization);
          } catch (error) {
            smartCharging.transactionEnded(connector);
            throw error;
          }
        },
        transactionStopped(connector, ending) {
          transactions.stopped(connector, ending);
          smartCharging.transactionEnded(connector);
        },
        changed(view) {
          changed(view);
          observe({ kind: 'connector', connector: view.id });
          watchLight();
        },
        token: reader.swipe,
        cause(connector, cause, present) {
          if (cause === 'tamper' && present)
            security.notifications.raise('TamperDetectionActivated', `connector ${connector}`);
        },
        failed: (error) => log.error('an event of the hardware could not be handled', { error: String(error) }),
      });
      metering.start();
      security.start();
      if (online) link.goOnline();
    },
    stop() {
      for (const part of [
        reset,
        boot,
        heartbeat,
        metering,
        outbox,
        security,
        status,
        dataTransfer,
        transactions,
        reservations,
        smartCharging,
        firmware,
        logs,
        link,
        charger,
      ]) {
        part.stop();
      }
    },
  };
}

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
import { createSecuritySide, type SecuritySide } from './security-side.ts';

import { createWire, type Wire } from './wire.ts';

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

  // The features. Each takes of what they share what its type names; where two need each other, one gets a function.
  const registration = (): Registration => boot.registration();
  const call: Call = (action, payload, id) =>
    registration() === 'Accepted' ? rpc.call(action, payload, id) : Promise.resolve({ kind: 'not-registered' });
  /** S 4.2.1: while Pending what a trigger has asked for goes out, and nothing else. */
  const triggered: Call = (action, payload, id) =>
    registration() === 'Pending' ? rpc.call(action, payload, id) : call(action, payload, id);
  const shared = { model, clock, random, log, store, configuration, charger, records, call, triggered };
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
    ...shared,
    cache,
    changed: () => status.chargerChanged(),
  });
  const authorization: AuthorizationFeature = createAuthorization({
    ...shared,
    online,
    cache,
    list: localList,
  });
  const transactions: Transactions = createTransactions({
    ...shared,
    metering: () => metering,
    reservation: (connector, card) => reservations.use(connector, card),
    recorded,
  });
  const smartCharging: SmartCharging = createSmartCharging({
    ...shared,
    online,
    running: transactions.running,
    transactionId: transactions.transactionId,
  });
  const metering: Metering = createMetering({
    ...shared,
    running: transactions.running,
    beforeSample: transactions.endInterrupted,
    recorded,
    accepted: () => registration() === 'Accepted',
  });
  const availability = createAvailability({
    ...shared,
    changed() {
      reservations.review();
      charger.rulesChanged();
    },
  });
  const reservations = createReservations({
    ...shared,
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
    ...shared,
    quirks: model.quirks,
    faults: localList.faults,
    operative: availability.operative,
    reserved: reservations.reserved,
    observe: (connector, is) => observe({ kind: 'status', connector, status: is }),
  });
  const outbox: Outbox = createOutbox({
    ...shared,
    ready: online,
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
    ...shared,
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
    ...shared,
    transfer,
    identity: { chargePointId: identity.chargePointId, ...whoAmI },
    security: security.notifications,
    registration,
    status: status.status,
    lines: options.logLines,
  });
  const dataTransfer = createDataTransfer({ vendors: options.dataTransfer ?? {}, clock: network, log });

  const { rpc, link, handledActions }: Wire = createWire({
    ...options,
    handlers: [
      configurationHandlers(configuration, log),
      remoteStartHandlers({
        ...shared,
        authorization,
        transactions,
        registration,
        reservations,
        smartCharging,
        admits: admitted,
      }),
      reservations.handlers,
      reset.handlers,
      availability.handlers,
      smartCharging.handlers,
      unlockHandlers(shared),
      triggerHandlers({
        ...shared,
        connectors: charger.connectors,
        senders: { boot, heartbeat, metering, status, certificates: security.certificates, logs, firmware },
      }),
      dataTransfer.handlers,
      localList.handlers,
      logs.handlers,
      firmware.handlers,
      security.handlers,
      { ClearCache: () => ({ reply: { status: authorization.clearCache() } }) },
    ],
    settings: security.linkSettings,
    timeoutMs: () => configuration.value(MessageTimeout) * 1000,
    // S 4.2.1: who was rejected does not answer.
    admit: () => registration() !== 'Rejected',
    misconduct: security.misconduct,
    idle() {
      outbox.pull();
      security.notifications.pull();
      firmware.pull();
    },
    up: {
      before: security.listener.up,
      after() {
        boot.connected();
        if (registration() === 'Accepted') status.online(false);
        smartCharging.connectionChanged();
      },
    },
    down: {
      before() {
        security.listener.down();
        status.offline();
      },
      after: smartCharging.connectionChanged,
    },
    refused: security.listener.refused,
  });
  configuration.give(SupportedFeatureProfiles, profilesOf(handledActions));
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
    reservations,
    firmware,
    security: security.notifications,
    certificates: { ...security.certificates.link, held: security.certificates.held },
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

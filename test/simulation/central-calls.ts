/** What the Central System asks of the charger: sensible orders, wrong ones, and nonsense. */
import type { CentralSystemAction, Request } from '../../src/ocpp16/actions.ts';
import { messageTriggers } from '../../src/ocpp16/enumerations.ts';
import type { Dice } from './dice.ts';
import type { Doing } from './doing.ts';
import { cards } from './plan.ts';
import { profileCalls, profileToBegin } from './profile-calls.ts';
import type { Stage } from './stage.ts';

/** So many reservations there can be: each has one of as many ids. */
export const MOST_RESERVATIONS = 5;

/** A CALL of this action, with this payload, now and then. */
function calls<A extends CentralSystemAction>(
  action: A,
  perDay: number,
  payload: (dice: Dice, stage: Stage) => Request<A>,
): Doing {
  return { name: action, perDay, act: (stage, dice) => stage.call(action, payload(dice, stage)) };
}

/** A connector that there is, seldom one that there is not. */
function connector(dice: Dice, stage: Stage, least: 0 | 1 = 1): number {
  return dice.chance(0.05) ? 99 : dice.whole(least, stage.connectors);
}

/** Keys that may change while the charger lives, with values good and bad. Those that others rely on stay as they are. */
const changes: readonly [
  readonly [key: string, values: readonly [string, ...string[]]],
  ...(readonly [string, readonly [string, ...string[]]])[],
] = [
  ['MeterValueSampleInterval', ['0', '120', '900', '-1', 'often']],
  ['ClockAlignedDataInterval', ['0', '900', '1800', '86401']],
  ['ConnectionTimeOut', ['10', '60', '0', 'x']],
  ['LocalPreAuthorize', ['true', 'false', 'maybe']],
  ['LocalAuthorizeOffline', ['true', 'false']],
  ['LocalAuthListEnabled', ['true', 'false']],
  ['AuthorizationCacheEnabled', ['true', 'false']],
  ['StopTransactionOnInvalidId', ['true', 'false']],
  ['MaxEnergyOnInvalidId', ['0', '100', '1000']],
  ['UnlockConnectorOnEVSideDisconnect', ['true', 'false']],
  ['StopTxnSampledData', ['', 'Energy.Active.Import.Register', 'Energy.Active.Import.Register,Voltage', 'Nonsense']],
  ['LightIntensity', ['0', '50', '101']],
  ['BlinkRepeat', ['0', '3']],
  ['HeartbeatInterval', ['600', '3600']],
  ['WebSocketPingInterval', ['30', '120', '-1']],
  ['NumberOfConnectors', ['7']],
  ['NoSuchKey', ['1']],
];

export const centralCalls: readonly Doing[] = [
  ...profileCalls,
  calls('RemoteStartTransaction', 8, (dice, stage) => ({
    idTag: dice.pick([...cards.good, cards.blocked[0], cards.unknown[0]]),
    ...(dice.chance(0.5) ? { connectorId: connector(dice, stage) } : {}),
    ...(dice.chance(0.1) ? { chargingProfile: profileToBegin(dice) } : {}),
  })),
  calls('RemoteStopTransaction', 8, (dice, stage) => ({
    transactionId: dice.any(stage.charger.transactions.slice(-3))?.transactionId ?? dice.whole(-1, 5),
  })),
  {
    name: 'ChangeAvailability',
    perDay: 4,
    act(stage, dice) {
      stage.changeAvailability(connector(dice, stage, 0), dice.chance(0.6) ? 'Operative' : 'Inoperative');
    },
  },
  calls('ReserveNow', 5, (dice, stage) => ({
    connectorId: connector(dice, stage, 0),
    reservationId: dice.whole(0, MOST_RESERVATIONS - 1),
    idTag: dice.pick([...cards.good, cards.unknown[0]]),
    ...(dice.chance(0.4) ? { parentIdTag: 'FAMILY' } : {}),
    expiryDate: new Date(stage.clock.now() + dice.whole(-60, 7200) * 1000).toISOString(),
  })),
  calls('CancelReservation', 2, (dice) => ({ reservationId: dice.whole(0, MOST_RESERVATIONS - 1) })),
  calls('UnlockConnector', 3, (dice, stage) => ({ connectorId: connector(dice, stage, 0) })),
  calls('ClearCache', 2, () => ({})),
  calls('GetConfiguration', 4, (dice) => (dice.chance(0.5) ? {} : { key: ['heartbeatInterval', 'Nothing'] })),
  {
    name: 'ChangeConfiguration',
    perDay: 8,
    act(stage, dice) {
      const [key, values] = dice.pick(changes);
      stage.changeConfiguration(key, dice.pick(values));
    },
  },
  calls('DataTransfer', 2, (dice) => ({ vendorId: dice.pick(['com.example', '']), data: '{"a":1}' })),
  {
    name: 'Reset',
    perDay: 3,
    act(stage, dice) {
      const type = dice.pick(['Soft', 'Hard'] as const);
      stage.met(type === 'Soft' ? 'soft reset' : 'hard reset');
      stage.call('Reset', { type });
    },
  },
  {
    name: 'SendLocalList',
    perDay: 8,
    act(stage, dice) {
      const listed = [...cards.good, ...cards.expiring, ...cards.blocked].filter(() => dice.chance(0.5));
      const updateType = dice.pick(['Full', 'Differential'] as const);
      stage.sendLocalList({
        listVersion: dice.whole(0, 12),
        updateType,
        // What the list says is what the Central System says when it is asked.
        localAuthorizationList: listed.map((idTag) => ({
          idTag,
          ...(updateType === 'Differential' && dice.chance(0.3)
            ? {}
            : { idTagInfo: { status: idTag === cards.blocked[0] ? ('Blocked' as const) : ('Accepted' as const) } }),
        })),
      });
    },
  },
  calls('GetLocalListVersion', 1, () => ({})),
  calls('TriggerMessage', 12, (dice, stage) => ({
    requestedMessage: dice.pick(messageTriggers),
    ...(dice.chance(0.5) ? { connectorId: connector(dice, stage, 0) } : {}),
  })),
  {
    name: 'garbage',
    perDay: 4,
    act(stage, dice) {
      stage.met('garbage out of the blue');
      const text = dice.pick([
        '',
        '[]',
        '{"a":1}',
        '[2,"x"]',
        '[2,"x","Reset",{"type":"Sideways"}]',
        '[3,"nobody-asked",{}]',
        '[4,"nobody-asked","GenericError","",{}]',
        '[5,"x",{}]',
        '[2,"y","NoSuchAction",{}]',
        '[2,"z","Authorize",{"idTag":"X"}]',
        `[2,"long","DataTransfer",{"vendorId":"${'v'.repeat(300)}"}]`,
        '\u0000\ufffd',
      ]);
      if (dice.chance(0.1)) for (const connection of stage.network.connections()) connection.sendBinary('client', 12);
      else void stage.charger.exchange(text);
    },
  },
];

/**
 * What a form begins with. Pure.
 * Guarantee: every required member is there, with a value that makes sense in most cases; optional ones are there only where an
 * action is of little use without.
 */
import type { Schema } from '../../../../src/schema/schema.ts';
import { HOUR_MS, moment, type Situation } from './situation.ts';

/** For an action; what its own table does not say comes from the schema. */
export function beginningOf(action: string, schema: Schema, situation: Situation): unknown {
  const begun = initial(schema, '', situation);
  return { ...(begun as object), ...actions[action]?.(situation) };
}

/** For a member of that name. */
export function initial(schema: Schema, name: string, situation: Situation): unknown {
  const known = members[name]?.(situation);
  if (known !== undefined) return known;
  switch (schema.type) {
    case 'object': {
      if (schema.properties === undefined) return {};
      const required = schema.required ?? [];
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([member]) => required.includes(member))
          .map(([member, its]) => [member, initial(its, member, situation)]),
      );
    }
    case 'array':
      return [initial(schema.items, name, situation)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    case 'string':
      if (schema.enum !== undefined) return schema.enum[0] ?? '';
      return schema.format === 'date-time' ? moment(situation.now) : '';
    default:
      return null;
  }
}

type Beginning = (situation: Situation) => unknown;

const inAnHour: Beginning = ({ now }) => moment(now + HOUR_MS);
const soon: Beginning = ({ now }) => moment(now);

const members: Readonly<Record<string, Beginning>> = {
  connectorId: ({ connectorId }) => connectorId,
  transactionId: ({ transactionId }) => transactionId,
  idTag: ({ idTag }) => idTag,
  expiryDate: inAnHour,
  validFrom: soon,
  validTo: inAnHour,
  startSchedule: soon,
  retrieveDate: soon,
  retrieveDateTime: soon,
  installDateTime: inAnHour,
  oldestTimestamp: ({ now }) => moment(now - HOUR_MS),
  latestTimestamp: soon,
  startTime: ({ now }) => moment(now - HOUR_MS),
  stopTime: soon,
  reservationId: () => 1,
  requestId: () => 1,
  listVersion: () => 1,
  chargingProfileId: () => 1,
  duration: () => 3_600,
  retries: () => 1,
  retryInterval: () => 60,
  limit: () => 16,
  numberPhases: () => 3,
  minChargingRate: () => 6,
  chargingRateUnit: () => 'A',
  chargingProfilePurpose: ({ transactionId }) => (transactionId === undefined ? 'TxDefaultProfile' : 'TxProfile'),
  chargingProfileKind: () => 'Relative',
  location: () => 'http://127.0.0.1:8000/',
  remoteLocation: () => 'http://127.0.0.1:8000/',
  vendorId: () => 'org.example',
};

const actions: Readonly<Record<string, (situation: Situation) => object>> = {
  ChangeAvailability: () => ({ type: 'Inoperative' }),
  ChangeConfiguration: () => ({ key: 'MeterValueSampleInterval', value: '10' }),
  DataTransfer: () => ({ data: '' }),
  ExtendedTriggerMessage: ({ connectorId }) => ({ requestedMessage: 'StatusNotification', connectorId }),
  RemoteStartTransaction: ({ connectorId }) => ({ connectorId }),
  Reset: () => ({ type: 'Soft' }),
  SendLocalList: ({ idTags }) => ({
    updateType: 'Full',
    localAuthorizationList: idTags.map(({ idTag, status }) => ({ idTag, idTagInfo: { status } })),
  }),
  SetChargingProfile: ({ transactionId }) =>
    transactionId === undefined ? {} : { csChargingProfiles: ofTransaction(transactionId) },
  TriggerMessage: ({ connectorId }) => ({ requestedMessage: 'StatusNotification', connectorId }),
};

function ofTransaction(transactionId: number): object {
  return {
    chargingProfileId: 1,
    transactionId,
    stackLevel: 0,
    chargingProfilePurpose: 'TxProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
  };
}

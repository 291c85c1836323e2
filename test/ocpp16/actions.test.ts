import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Action,
  actions,
  isAction,
  isCentralSystemAction,
  isChargePointAction,
} from '../../src/ocpp16/actions.ts';
import * as enumerations from '../../src/ocpp16/enumerations.ts';
import * as securityEnumerations from '../../src/ocpp16/security-enumerations.ts';

const all = Object.keys(actions) as Action[];

test('there are the 28 actions of OCPP 1.6 and the 11 of the security white paper, by profile', () => {
  const byProfile = Object.groupBy(all, (action) => actions[action].profile);
  const amounts = Object.fromEntries(Object.entries(byProfile).map(([profile, names]) => [profile, names.length]));
  assert.deepEqual(amounts, {
    Core: 16,
    FirmwareManagement: 4,
    LocalAuthListManagement: 2,
    Reservation: 2,
    SmartCharging: 3,
    RemoteTrigger: 1,
    Security: 11,
  });
});

test('a charge point sends what the specification lists for it, a Central System all the rest, and both DataTransfer', () => {
  const fromChargePoint = [
    'Authorize',
    'BootNotification',
    'DataTransfer',
    'DiagnosticsStatusNotification',
    'FirmwareStatusNotification',
    'Heartbeat',
    'LogStatusNotification',
    'MeterValues',
    'SecurityEventNotification',
    'SignCertificate',
    'SignedFirmwareStatusNotification',
    'StartTransaction',
    'StatusNotification',
    'StopTransaction',
  ];
  assert.deepEqual(all.filter(isChargePointAction).sort(), fromChargePoint);
  assert.deepEqual(
    all.filter(isCentralSystemAction).sort(),
    all.filter((action) => action === 'DataTransfer' || !fromChargePoint.includes(action)).sort(),
  );
});

test('a name is that of an action only to the letter, and what every object has is none', () => {
  assert.ok(all.every(isAction));
  for (const name of ['', 'authorize', 'Authorize.req', 'Authorize ', 'constructor', 'toString', '__proto__']) {
    assert.ok(!isAction(name), name);
  }
});

test('no enumeration names a value twice', () => {
  for (const [name, values] of Object.entries({ ...enumerations, ...securityEnumerations })) {
    assert.equal(new Set<string>(values).size, values.length, name);
  }
});

test('a unit may be Celcius, as the specification spelt it, and Celsius', () => {
  assert.ok(enumerations.unitsOfMeasure.includes('Celcius'));
  assert.ok(enumerations.unitsOfMeasure.includes('Celsius'));
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultCauseNames, faultCauses } from '../../src/charger/fault-causes.ts';
import { faultOfCause } from '../../src/charger/held-faults.ts';
import { chargePointErrorCodes } from '../../src/ocpp16/types.ts';

const rows = faultCauseNames.map((cause) => [cause, faultCauses[cause]] as const);

describe('the table of causes', () => {
  it('has a cause for every ChargePointErrorCode but LocalListConflict, and no other codes (S 7.6)', () => {
    const codes = new Set(rows.map(([, { code }]) => code));
    const expected = chargePointErrorCodes.filter((code) => code !== 'NoError' && code !== 'LocalListConflict');
    assert.deepEqual([...codes].sort(), [...expected].sort());
  });

  it('tells no two causes by the same words, and none by more than OCPP has room for', () => {
    assert.equal(new Set(rows.map(([, { info }]) => info)).size, rows.length);
    for (const [cause, { info, vendorErrorCode }] of rows) {
      assert.ok(info.length > 0 && info.length <= 50, cause);
      assert.ok(vendorErrorCode.length > 0 && vendorErrorCode.length <= 50, cause);
    }
  });

  it('says of trouble with a car that it is the car’s, and of nothing else (S 7.6: no Faulted)', () => {
    for (const [cause, { code, reaction }] of rows) {
      assert.equal(reaction === 'refuse', code === 'EVCommunicationError', cause);
    }
  });

  it('lets nothing that concerns the whole charger wait for a car to leave, for there may be several', () => {
    for (const [cause, { of, recovery }] of rows) {
      if (of === 'charger') assert.notEqual(recovery, 'unplugging', cause);
    }
  });

  it('asks for a power cycle where somebody has to look at it', () => {
    const grave = rows.filter(([, { recovery }]) => recovery === 'power cycle').map(([cause]) => cause);
    assert.deepEqual(grave, ['contactor-welded', 'contactor-stuck', 'reset-failed', 'tilt']);
  });

  it('makes a fault of each cause, with what has to be known of it', () => {
    for (const [cause, { code, reaction, info, vendorErrorCode }] of rows) {
      const fault = faultOfCause(cause);
      assert.deepEqual([fault.id, fault.code, fault.info, fault.vendorErrorCode], [cause, code, info, vendorErrorCode]);
      assert.deepEqual(
        [fault.blocking, fault.failSafe, fault.ofCar],
        [reaction !== 'warn', reaction === 'fail safe', reaction === 'refuse'],
      );
      assert.equal(fault.vendorId === undefined, !vendorErrorCode.startsWith('CX'));
    }
  });
});

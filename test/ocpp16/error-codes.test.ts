import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodeFor, errorCodeFrom, errorCodes } from '../../src/ocpp16/error-codes.ts';

test('the codes are spelt as they stand on the wire, mistakes of the specification included', () => {
  assert.deepEqual([...errorCodes].sort(), [
    'FormationViolation',
    'GenericError',
    'InternalError',
    'NotImplemented',
    'NotSupported',
    'OccurenceConstraintViolation',
    'PropertyConstraintViolation',
    'ProtocolError',
    'SecurityError',
    'TypeConstraintViolation',
  ]);
});

const received: Readonly<Record<string, string | undefined>> = {
  GenericError: 'GenericError',
  OccurenceConstraintViolation: 'OccurenceConstraintViolation',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
  FormationViolation: 'FormationViolation',
  FormatViolation: 'FormationViolation',
  genericerror: undefined,
  constructor: undefined,
  '': undefined,
};

for (const [text, code] of Object.entries(received)) {
  test(`the received code '${text}' is ${code ?? 'none that we know'}`, () => {
    assert.equal(errorCodeFrom(text), code);
  });
}

test('each kind of violation has its code', () => {
  assert.equal(errorCodeFor('formation'), 'FormationViolation');
  assert.equal(errorCodeFor('occurrence'), 'OccurenceConstraintViolation');
  assert.equal(errorCodeFor('type'), 'TypeConstraintViolation');
  assert.equal(errorCodeFor('property'), 'PropertyConstraintViolation');
});

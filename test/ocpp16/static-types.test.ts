/**
 * What the compiler must let pass and what it must refuse. `tsc` judges this file: a line after @ts-expect-error that
 * compiles is an error. What it refuses is shown to the validator as well: both must be of one mind.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Action,
  actions,
  type CentralSystemAction,
  type ChargePointAction,
  type Confirmation,
  type Request,
} from '../../src/ocpp16/actions.ts';
import { formatDateTime, parseDateTime } from '../../src/ocpp16/date-time.ts';
import type { ErrorCode } from '../../src/ocpp16/error-codes.ts';
import type { ChargePointStatus, Measurand, MeterValue, StopReason, UnitOfMeasure } from '../../src/ocpp16/types.ts';
import { type Checked, check, validate } from '../../src/schema/validate.ts';

/** Is one type the other, to the letter? */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const facts: readonly true[] = [
  true satisfies Same<Request<'Authorize'>, { readonly idTag: string }>,
  true satisfies Same<Request<'Heartbeat'>, Readonly<Record<string, never>>>,
  true satisfies Same<Confirmation<'Reset'>, { readonly status: 'Accepted' | 'Rejected' }>,
  true satisfies Same<
    Request<'MeterValues'>,
    { readonly connectorId: number; readonly meterValue: readonly MeterValue[]; readonly transactionId?: number }
  >,
  true satisfies Same<(typeof actions)['Authorize']['from'], 'charge point'>,
  true satisfies Same<Extract<ChargePointAction, CentralSystemAction>, 'DataTransfer'>,
  true satisfies Same<ChargePointAction | CentralSystemAction, Action>,
];

/** A caller that knows the action only as a type parameter, as the RPC layer and the router do. */
function readConfirmation<A extends Action>(action: A, payload: unknown): Checked<Confirmation<A>> {
  return check(actions[action].confirmation, payload);
}

test('payloads are typed by their action', () => {
  assert.ok(facts.every((fact) => fact));

  const request: Request<'Authorize'> = { idTag: 'A' };
  assert.deepEqual(validate(actions.Authorize.request, request), []);

  // @ts-expect-error the required idTag is missing
  const missing: Request<'Authorize'> = {};
  assert.equal(validate(actions.Authorize.request, missing)[0]?.kind, 'occurrence');

  // @ts-expect-error there is no such member
  const more: Request<'Authorize'> = { idTag: 'A', parentIdTag: 'B' };
  assert.equal(validate(actions.Authorize.request, more)[0]?.kind, 'formation');

  // @ts-expect-error an idTag is a string
  const typed: Request<'Authorize'> = { idTag: 1 };
  assert.equal(validate(actions.Authorize.request, typed)[0]?.kind, 'type');

  // @ts-expect-error no such status
  const status: Confirmation<'ClearCache'> = { status: 'Maybe' };
  assert.equal(validate(actions.ClearCache.confirmation, status)[0]?.kind, 'property');

  // @ts-expect-error a payload without members has none
  const empty: Request<'ClearCache'> = { all: true };
  assert.equal(validate(actions.ClearCache.request, empty)[0]?.kind, 'formation');
});

test('enumerations are typed to the letter', () => {
  const reason: StopReason = 'DeAuthorized';
  const measurand: Measurand = 'Energy.Active.Import.Register';
  const units: readonly UnitOfMeasure[] = ['Celcius', 'Celsius'];
  const code: ErrorCode = 'OccurenceConstraintViolation';
  assert.ok(reason && measurand && units && code);

  // @ts-expect-error the specification writes SuspendedEV
  const suspended: ChargePointStatus = 'SuspendedEv';
  // @ts-expect-error the correct spelling is not what goes out
  const corrected: ErrorCode = 'OccurrenceConstraintViolation';
  assert.ok(suspended && corrected);
});

test('a charge point cannot send what only a Central System may', () => {
  // @ts-expect-error Reset comes from the Central System
  const action: ChargePointAction = 'Reset';
  assert.ok(action);
});

test('a payload keeps its type where the action is only a type parameter', () => {
  const checked = readConfirmation('StartTransaction', { idTagInfo: { status: 'Accepted' }, transactionId: 1 });
  assert.ok(checked.ok);
  const transactionId: number = checked.value.transactionId;
  assert.equal(transactionId, 1);
});

test('the vocabulary brings the reading and writing of moments along', () => {
  assert.equal(formatDateTime(parseDateTime('2026-03-29T01:00:00+01:00') ?? 0), '2026-03-29T00:00:00.000Z');
});

/**
 * The codes of a CALLERROR (OCPP-J 4.2.3), exactly as they stand on the wire.
 *
 * Two of them are misspelt or misnamed in the specification and stay so in 1.6 (OCPP-J errata 5.1, 5.2): they are sent as
 * they stand, and the corrected spellings are understood on receipt.
 */
import type { ViolationKind } from '../schema/validate.ts';

/** All codes that may be sent. */
export const errorCodes = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormationViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
] as const;

/** A code of a CALLERROR. */
export type ErrorCode = (typeof errorCodes)[number];

/** Spellings that others send, and what they mean. */
export const errorCodeAliases: Readonly<Record<string, ErrorCode>> = {
  FormatViolation: 'FormationViolation',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
};

/** The code that a received text stands for, in any accepted spelling; undefined for one that nobody knows. */
export function errorCodeFrom(text: string): ErrorCode | undefined {
  if (Object.hasOwn(errorCodeAliases, text)) return errorCodeAliases[text];
  return errorCodes.find((code) => code === text);
}

const codeOfViolation: Readonly<Record<ViolationKind, ErrorCode>> = {
  formation: 'FormationViolation',
  occurrence: 'OccurenceConstraintViolation',
  type: 'TypeConstraintViolation',
  property: 'PropertyConstraintViolation',
};

/** The code that answers a payload which breaks its schema in this way (OCPP-J 4.2.3). */
export function errorCodeFor(kind: ViolationKind): ErrorCode {
  return codeOfViolation[kind];
}

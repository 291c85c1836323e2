/** Who a charge point is: what BootNotification says of it (S 6.9), and the identity under which it connects. */
import type { Model } from './models/model.ts';
import type { Request } from './ocpp16/actions.ts';

export interface Identity {
  /** The last part of the URL (OCPP-J 3.1.1). */
  readonly chargePointId: string;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly chargeBoxSerialNumber?: string | undefined;
  readonly chargePointSerialNumber?: string | undefined;
  readonly firmwareVersion?: string | undefined;
  readonly iccid?: string | undefined;
  readonly imsi?: string | undefined;
  readonly meterType?: string | undefined;
  readonly meterSerialNumber?: string | undefined;
}

/** The BootNotification of this charge point. What the identity leaves open comes from the model. */
export function bootNotificationRequest(identity: Identity, model: Model): Request<'BootNotification'> {
  const serial = serialNumber(identity.chargePointId, model.identity.serialPrefix);
  const { sendsMeterIdentity } = model.quirks;
  return present({
    chargePointVendor: identity.vendor ?? model.identity.vendor,
    chargePointModel: identity.model ?? model.identity.model,
    chargePointSerialNumber: identity.chargePointSerialNumber ?? serial,
    chargeBoxSerialNumber: identity.chargeBoxSerialNumber ?? serial,
    firmwareVersion: identity.firmwareVersion ?? model.identity.firmwareVersion,
    iccid: identity.iccid,
    imsi: identity.imsi,
    meterType: sendsMeterIdentity ? identity.meterType : undefined,
    meterSerialNumber: sendsMeterIdentity ? identity.meterSerialNumber : undefined,
  }) as Request<'BootNotification'>;
}

/**
 * Three letters and six digits. An identity of that form is its own serial number; of any other the digits are made, always
 * the same ones, from 080000 up: the first Zaptec Pro with native OCPP is ZPR080000.
 */
export function serialNumber(chargePointId: string, prefix: string): string {
  if (/^[A-Z]{3}\d{6}$/.test(chargePointId)) return chargePointId;
  let hash = 0;
  for (const character of chargePointId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return `${prefix}${String(80_000 + (hash % 920_000)).padStart(6, '0')}`;
}

function present(fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}

/**
 * What is wrong, and what has been wrong and is not forgiven yet: faults beside the state (DESIGN rule 5). Pure.
 *
 * Guarantees: faults stack, and are cleared one by one; a cause that is gone stays a fault as long as its recovery asks for (the
 * car unplugged, the power cut); the same thing reported twice is one fault.
 */
import type { Fault } from './board.ts';
import { type FaultCause, faultCauses, isBlockingReaction, type Recovery } from './fault-causes.ts';

/** A fault with what ends it. */
export interface HeldFault {
  readonly fault: Fault;
  readonly recovery: Recovery;
  /** Is the cause still there? */
  readonly present: boolean;
}

export type HeldFaults = readonly HeldFault[];

/** Who names the vendor's codes: ChargeX's for those with CX, ours for the others. */
const CHARGEX = 'https://chargex.inl.gov';

export function faultOfCause(cause: FaultCause): Fault {
  const { code, vendorErrorCode, info, reaction } = faultCauses[cause];
  return {
    id: cause,
    code,
    blocking: isBlockingReaction(reaction),
    failSafe: reaction === 'fail safe',
    ofCar: reaction === 'refuse',
    info,
    vendorErrorCode,
    ...(vendorErrorCode.startsWith('CX') ? { vendorId: CHARGEX } : {}),
  };
}

/** A fault comes; one of the same name is replaced where it stands. */
export function withFault(held: HeldFaults, fault: Fault, recovery: Recovery = 'by itself'): HeldFaults {
  const entry: HeldFault = { fault, recovery, present: true };
  return held.some((known) => known.fault.id === fault.id)
    ? held.map((known) => (known.fault.id === fault.id ? entry : known))
    : [...held, entry];
}

/** Its cause is gone. */
export function withoutCause(held: HeldFaults, id: string): HeldFaults {
  return held.flatMap((known) => {
    if (known.fault.id !== id) return [known];
    return known.recovery === 'by itself' ? [] : [{ ...known, present: false }];
  });
}

/** Is this cause there now? One that is not forgiven yet is not. */
export function isPresent(held: HeldFaults, id: string): boolean {
  return held.some(({ fault, present }) => fault.id === id && present);
}

/** The car has left. */
export function afterUnplugging(held: HeldFaults): HeldFaults {
  const rest = held.filter(({ recovery, present }) => present || recovery !== 'unplugging');
  return rest.length === held.length ? held : rest;
}

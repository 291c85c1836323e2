/**
 * Finds the addresses of a server, and lets nobody through to one that is forbidden.
 * Guarantee: the addresses that were looked at are the addresses that are connected to, so a name cannot change its mind in between.
 */
import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { AddressGuard } from './address-guard.ts';

/** A server may not be asked; the message says why. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

/** The addresses of a host name, or an address itself. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

/** Throws Forbidden when one of its addresses may not be reached, and what `resolve` throws. */
export async function reach(
  host: string,
  port: number,
  { guard, resolve }: { readonly guard: AddressGuard; readonly resolve: Resolve },
): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(host);
  for (const { address } of addresses) {
    const why = guard.refuse(address, port);
    if (why !== undefined) throw new Forbidden(why);
  }
  return addresses;
}

/** A lookup that knows these addresses and no others. */
export function lookupOf(addresses: readonly LookupAddress[]): LookupFunction {
  return (host, { all = false }, callback) => {
    const [first] = addresses;
    if (first === undefined) callback(new Error(`nobody knows a machine named ${host}`), '');
    else if (all) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

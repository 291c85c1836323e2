/** What the transfers of a charger share: whom they may reach, and whom they trust. */
import type { AddressGuard } from './address-guard.ts';
import type { Resolve } from './reach.ts';

export interface Surroundings {
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
  /** The certificates of the authorities that a server's may come from, PEM; undefined for those that the system trusts. */
  trusted(): Promise<string[] | undefined>;
}

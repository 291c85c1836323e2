/** What can be watched of a charge point, as it happens: for pages, logs, metrics and tests. */
import type { LedRow } from './charger/led.ts';
import type { Registration } from './features/registration.ts';
import type { LinkState } from './link/link.ts';
import type { ChargePointStatus } from './ocpp16/types.ts';
import type { FrameEvent } from './rpc/rpc.ts';

export type ChargePointEvent =
  | { readonly kind: 'frame'; readonly frame: FrameEvent }
  | { readonly kind: 'link'; readonly link: LinkState }
  | { readonly kind: 'registration'; readonly registration: Registration }
  | { readonly kind: 'status'; readonly connector: number; readonly status: ChargePointStatus }
  /** Something else that can be seen of a connector: session, pilot, offer, relays, limits. */
  | { readonly kind: 'connector'; readonly connector: number }
  /** Its power went, or came back: a twin's charge point is another one from then on. */
  | { readonly kind: 'power'; readonly on: boolean }
  | { readonly kind: 'led'; readonly led: Omit<LedRow, 'applies'> };

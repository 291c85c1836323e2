/** How a feature sends a CALL: `rpc` behind the rule that before acceptance nothing but BootNotification goes out (S 4.2). */
import type { Action, Confirmation, Request } from '../ocpp16/actions.ts';
import type { Outcome } from '../rpc/outcome.ts';

export type Call = <A extends Action>(action: A, payload: Request<A>, id?: string) => Promise<Outcome<Confirmation<A>>>;

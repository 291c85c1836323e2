/** TriggerMessage, as the scenarios ask it. */
import type { Request } from '../../src/ocpp16/actions.ts';
import type { World } from '../support/world.ts';

type Asked = Request<'TriggerMessage'>['requestedMessage'];

/** What TriggerMessage is answered, by the time that all that follows from it at once has happened. */
export async function trigger(world: World, requestedMessage: Asked, connectorId?: number): Promise<string> {
  const outcome = world.charger.call(
    'TriggerMessage',
    connectorId === undefined ? { requestedMessage } : { requestedMessage, connectorId },
  );
  await world.clock.settle();
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

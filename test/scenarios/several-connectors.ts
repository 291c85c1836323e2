/** A charger with three connectors, and what is looked at in the scenarios where that matters. */
import { createWorld, type World, type WorldOptions } from '../support/world.ts';

/** Cards that may charge, beside those of the world. */
export const cards = ['ANNA', 'BERND', 'CARLA', 'DORA'] as const;

export async function createTriple(options: Pick<WorldOptions, 'configuration' | 'off'> = {}): Promise<World> {
  const file = { connectors: [{ id: 1 }, { id: 2 }, { id: 3 }] };
  const world = await createWorld({ model: 'reference', file, ...options });
  for (const card of cards) world.central.idTags.set(card, 'Accepted');
  return world;
}

export async function swipe(world: World, idTag: string, connectors?: readonly number[]): Promise<void> {
  world.twin().board.swipe(idTag, connectors);
  await world.seconds(2);
}

/** A car comes. */
export async function plugIn(world: World, connector: number): Promise<void> {
  world.twin().board.plugIn(connector);
  await world.seconds(2);
}

export async function plugOut(world: World, connector: number): Promise<void> {
  world.twin().board.plugOut(connector);
  await world.seconds(2);
}

/** What was told to have begun, in order: `ANNA on 1`. */
export function begun({ charger }: World): readonly string[] {
  return charger.requests('StartTransaction').map(({ idTag, connectorId }) => `${idTag} on ${connectorId}`);
}

/** What was told to have ended, in order: `ANNA on 1: Local`. */
export function ended({ charger }: World): readonly string[] {
  return charger.requests('StopTransaction').map(({ transactionId, reason }) => {
    const transaction = charger.transactions.find((each) => each.transactionId === transactionId);
    return `${transaction?.idTag} on ${transaction?.connectorId}: ${reason}`;
  });
}

/** What the Central System thinks of connectors 1, 2 and 3. */
export function statuses({ charger }: World): readonly (string | undefined)[] {
  return [1, 2, 3].map(charger.status);
}

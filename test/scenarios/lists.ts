/** The local list, as a Central System keeps it: what is sent and asked for. */
import assert from 'node:assert/strict';
import type { Request } from '../../src/ocpp16/actions.ts';
import type { AuthorizationStatus } from '../../src/ocpp16/types.ts';
import type { World } from '../support/world.ts';
import type { MortalWorld } from './mortal-world.ts';

type AnyWorld = Pick<World | MortalWorld, 'charger' | 'clock'>;
export type Entries = NonNullable<Request<'SendLocalList'>['localAuthorizationList']>;

/** Each identifier with its status; without one it is to be removed. */
export function entries(of: Readonly<Record<string, AuthorizationStatus | undefined>>): Entries {
  return Object.entries(of).map(([idTag, status]) =>
    status === undefined ? { idTag } : { idTag, idTagInfo: { status } },
  );
}

/** So many accepted identifiers, `L0`, `L1`, … or from another number on. */
export function many(count: number, from = 0): Entries {
  return Array.from({ length: count }, (_, index) => ({
    idTag: `L${from + index}`,
    idTagInfo: { status: 'Accepted' },
  }));
}

/** What an update is answered; `unreachable` and the like when it is not. */
async function send({ charger, clock }: AnyWorld, update: Request<'SendLocalList'>): Promise<string> {
  const outcome = charger.call('SendLocalList', update);
  await clock.settle();
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

export function sendFull(world: AnyWorld, listVersion: number, list?: Entries): Promise<string> {
  const update = { listVersion, updateType: 'Full' } as const;
  return send(world, list === undefined ? update : { ...update, localAuthorizationList: list });
}

export function sendDifferential(world: AnyWorld, listVersion: number, list?: Entries): Promise<string> {
  const update = { listVersion, updateType: 'Differential' } as const;
  return send(world, list === undefined ? update : { ...update, localAuthorizationList: list });
}

/** What GetLocalListVersion is answered. */
export async function version({ charger, clock }: AnyWorld): Promise<number> {
  const outcome = charger.call('GetLocalListVersion', {});
  await clock.settle();
  const answer = await outcome;
  assert.equal(answer.kind, 'confirmed');
  return answer.kind === 'confirmed' ? answer.payload.listVersion : Number.NaN;
}

type AnyCharger = Pick<World | MortalWorld, 'twin' | 'seconds'>;

/** Shows a card, without a car, and takes it back: may it charge, as things are? */
export async function accepts(world: AnyCharger, card: string): Promise<boolean> {
  const { board } = world.twin();
  const phase = () => world.twin().chargePoint().charger.view(1).session.phase;
  board.swipe(card);
  await world.seconds(1);
  const accepted = phase() === 'authorized';
  if (accepted) board.swipe(card);
  await world.seconds(1);
  assert.equal(phase(), 'idle');
  return accepted;
}

/** Which of these may charge while nobody can be asked. The connection comes back. */
export async function acceptedOffline(world: AnyCharger, cards: readonly string[]): Promise<readonly string[]> {
  world.twin().setOnline(false);
  const accepted: string[] = [];
  for (const card of cards) if (await accepts(world, card)) accepted.push(card);
  world.twin().setOnline(true);
  await world.seconds(5);
  return accepted;
}

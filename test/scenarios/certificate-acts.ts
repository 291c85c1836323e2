/** What a Central System does with certificates, and what comes of it. */
import assert from 'node:assert/strict';
import { type Authority, createAuthority, type Wishes } from '../../src/certificates/authority.ts';
import type { HashData } from '../../src/certificates/hash-data.ts';
import type { CentralSystemAction, Confirmation, Request } from '../../src/ocpp16/actions.ts';
import type { CertificateUse, ExtendedMessageTrigger } from '../../src/ocpp16/security-enumerations.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import type { World } from '../support/world.ts';

export const DAY_S = 86_400;

/** The serial number of the charger CP001, by its model's rule. */
export const serialOf = (world: World): string => world.charger.boot?.chargePointSerialNumber ?? '';

/** An authority with the time of this world. */
export function authorityOf(world: World, name = 'Root', wishes?: Wishes): Authority {
  const options = { random: createSeededRandom(name.length), now: () => world.clock.now() };
  return createAuthority(options, { commonName: name, organization: 'Tests' }, wishes);
}

/** The confirmation of a CALL. */
export async function confirmed<A extends CentralSystemAction>(
  world: World,
  action: A,
  payload: Request<A>,
): Promise<Confirmation<A>> {
  const outcome = world.charger.call(action, payload);
  await world.clock.settle();
  const answer = await outcome;
  assert.ok(answer.kind === 'confirmed', JSON.stringify(answer));
  return answer.payload;
}

export const ofCentralSystem = 'CentralSystemRootCertificate';

export async function install(world: World, certificate: string, certificateType: CertificateUse = ofCentralSystem) {
  return (await confirmed(world, 'InstallCertificate', { certificateType, certificate })).status;
}

export async function installed(world: World, certificateType: CertificateUse = ofCentralSystem) {
  const { status, certificateHashData } = await confirmed(world, 'GetInstalledCertificateIds', { certificateType });
  assert.equal(status, certificateHashData === undefined ? 'NotFound' : 'Accepted');
  return certificateHashData ?? [];
}

export async function remove(world: World, certificateHashData: HashData) {
  return (await confirmed(world, 'DeleteCertificate', { certificateHashData })).status;
}

export async function signed(world: World, certificateChain: string) {
  return (await confirmed(world, 'CertificateSigned', { certificateChain })).status;
}

export async function extended(world: World, requestedMessage: ExtendedMessageTrigger, connectorId?: number) {
  const payload = connectorId === undefined ? { requestedMessage } : { requestedMessage, connectorId };
  return (await confirmed(world, 'ExtendedTriggerMessage', payload)).status;
}

/** The requests that have come. */
export const requests = (world: World): readonly string[] =>
  world.charger.requests('SignCertificate').map(({ csr }) => csr);

/** The certificate for the last request. */
export function chainFor(world: World, authority: Authority, wishes?: Wishes): string {
  const chain = authority.sign(requests(world).at(-1) ?? '', wishes);
  assert.ok(chain.ok, JSON.stringify(chain));
  return chain.value;
}

/** The security events from now on. */
export function watchEvents(world: World): readonly string[] {
  const events: string[] = [];
  const { security } = world.chargePoint();
  const { raise } = security;
  security.raise = (type, techInfo) => {
    events.push(`${type}: ${techInfo}`);
    raise(type, techInfo);
  };
  return events;
}

/** The fingerprint of what is presented now. */
export const presented = (world: World): string | undefined =>
  world.chargePoint().certificates.presented()?.fingerprint;

/** A charger whose certificate has been asked for, signed and accepted. */
export async function getCertificate(world: World, authority: Authority, wishes?: Wishes): Promise<string> {
  world.charger.intercept('SignCertificate', { kind: 'reply', payload: { status: 'Accepted' } }, { times: 1 });
  assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
  const chain = chainFor(world, authority, wishes);
  assert.equal(await signed(world, chain), 'Accepted');
  return chain;
}

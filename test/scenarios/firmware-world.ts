/** A charger, a file server that has firmware, and a manufacturer who signs it: what the scenarios of firmware begin with. */
import assert from 'node:assert/strict';
import { type Authority, createAuthority, type Identity } from '../../src/certificates/authority.ts';
import { packFirmware } from '../../src/firmware/package.ts';
import { PIECE } from '../../src/firmware/pieces.ts';
import { type PackageSignature, signPackage } from '../../src/firmware/signature.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import { formatDateTime } from '../../src/ocpp16/date-time.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import type { LoopbackServer } from '../../src/transfer/loopback.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';

export const ORIGIN = 'http://firmware.example';
export const LOCATION = `${ORIGIN}/new`;
export const NEW_VERSION = '9.9.9';

/** 2026-01-01, where the virtual clock stands. */
const NOW = Date.UTC(2026, 0, 1);

/** Who makes the chargers: made once, because keys take their time. */
const authority = { random: createSeededRandom(7), now: () => NOW };
export const manufacturer: Authority = createAuthority(authority, { commonName: 'Maker', organization: 'Maker' });
export const signer: Identity = manufacturer.client({ commonName: 'Firmware', organization: 'Maker' });
/** Somebody whom nobody trusts. */
export const stranger: Identity = createAuthority(authority, { commonName: 'Stranger' }).client({ commonName: 'X' });

/** A package, two pieces long. */
export function firmwareOf(version = NEW_VERSION, model = 'reference'): Uint8Array {
  return packFirmware({ model, version, payload: new Uint8Array(PIECE + 10).fill(7) });
}

export function signatureOf(content: Uint8Array, by: Identity = signer): PackageSignature {
  return { signature: signPackage(content, by.privateKey), signingCertificate: by.chain };
}

export interface FirmwareWorld extends World {
  readonly server: LoopbackServer;
  /** What UpdateFirmware is answered, `in` seconds from now. */
  update(more?: Partial<Request<'UpdateFirmware'>>): Promise<unknown>;
  /** What SignedUpdateFirmware is answered. */
  updateSigned(
    requestId: number,
    more?: Partial<Request<'SignedUpdateFirmware'>['firmware']>,
    patience?: Pick<Request<'SignedUpdateFirmware'>, 'retries' | 'retryInterval'>,
  ): Promise<unknown>;
  /** What has been told, in order. */
  told(): readonly string[];
  toldSigned(requestId?: number): readonly string[];
  /** The firmwareVersion of the last BootNotification. */
  version(): string | undefined;
  /** The moment so many seconds from now. */
  in(seconds: number): string;
  /** The types of the events in the security log, but for its starts and installing the root. */
  eventsLogged(): readonly string[];
}

/** `signed`: the charger has the root of its manufacturer. */
export async function createFirmwareWorld(
  options: WorldOptions & { readonly signed?: boolean; readonly content?: Uint8Array } = {},
): Promise<FirmwareWorld> {
  const { signed = false, content = firmwareOf(), ...others } = options;
  const world = await createWorld({ model: 'reference', ...others });
  const server = world.transfers.serve(ORIGIN);
  server.files.set('/new', content);
  if (signed) await installRoot(world);
  const now = (): string => formatDateTime(world.clock.now());

  async function answer(outcome: Promise<{ readonly kind: string }>): Promise<unknown> {
    await world.clock.settle();
    const known = (await outcome) as { kind: string; payload?: { status?: string }; code?: string };
    return known.payload?.status ?? known.code ?? known.kind;
  }

  return {
    ...world,
    server,
    update: (more = {}) =>
      answer(world.charger.call('UpdateFirmware', { location: LOCATION, retrieveDate: now(), retries: 0, ...more })),
    updateSigned: (requestId, more = {}, patience = { retries: 0 }) =>
      answer(
        world.charger.call('SignedUpdateFirmware', {
          requestId,
          ...patience,
          firmware: { location: LOCATION, retrieveDateTime: now(), ...signatureOf(content), ...more },
        }),
      ),
    told: () => world.charger.requests('FirmwareStatusNotification').map(({ status }) => status),
    toldSigned: (requestId) =>
      world.charger
        .requests('SignedFirmwareStatusNotification')
        .filter((each) => requestId === undefined || each.requestId === requestId)
        .map(({ status }) => status),
    version: () => world.charger.requests('BootNotification').at(-1)?.firmwareVersion,
    in: (seconds) => formatDateTime(world.clock.now() + seconds * 1000),
    eventsLogged: () =>
      world
        .eventsKept()
        .map(({ type }) => type)
        // Of the root that was installed.
        .filter((type) => type !== 'ReconfigurationOfSecurityParameters'),
  };
}

export async function installRoot(world: World, root: Authority = manufacturer): Promise<void> {
  const outcome = world.charger.call('InstallCertificate', {
    certificateType: 'ManufacturerRootCertificate',
    certificate: root.certificate,
  });
  await world.clock.settle();
  assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'Accepted' } });
}

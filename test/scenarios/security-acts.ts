/** Central Systems with TLS in memory, and the certificates that they and a charger have: made once for all tests of a file. */
import { createAuthority, type Wishes } from '../../src/certificates/authority.ts';
import type { Seeds } from '../../src/certificates/seed.ts';
import type { LoopbackTls } from '../../src/link/loopback.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import type { World, WorldOptions } from '../support/world.ts';

/** Where the virtual clock begins. */
export const NOW = Date.UTC(2026, 0, 1);
export const DAY_MS = 86_400_000;

export const KEY = '0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF';
export const OTHER_KEY = 'a new password, long enough';

const options = { random: createSeededRandom(7), now: () => NOW };

/** Has signed the Central System's certificate and the charger's. */
export const authority = createAuthority(options, { commonName: 'Root', organization: 'Tests' });
/** One of whom nobody knows. */
export const stranger = createAuthority(options, { commonName: 'Stranger', organization: 'Tests' });

export const own = authority.client({ commonName: 'ZPR123456', organization: 'Tests' });

/** The charger has the root, and its own certificate. */
export const seeds = {
  root: { centralSystemRoots: authority.certificate },
  rootAndOwn: { centralSystemRoots: authority.certificate, own },
} as const satisfies Readonly<Record<string, Seeds>>;

const good = authority.server('central').chain;

/** The Central System listens at wss://central/ocpp too. */
export function listenSecurely(world: Pick<World, 'network' | 'central'>, tls: Partial<LoopbackTls> = {}) {
  return world.network.listen('wss://central/ocpp', world.central.acceptor, { chain: good, ...tls });
}

/** A server's chain that has something other than it should. */
export const serverChain = (wishes: Wishes = {}, host = 'central', by = authority): string =>
  by.server(host, wishes).chain;

/** A charger that begins with this profile at a wss:// URL, and has what it takes. */
export function secureStart(profile: number, more: WorldOptions = {}): WorldOptions {
  return {
    off: true,
    certificates: seeds.rootAndOwn,
    ...more,
    file: { csms: { url: 'wss://central/ocpp' }, ...more.file },
    configuration: { SecurityProfile: String(profile), AuthorizationKey: KEY, ...more.configuration },
  };
}

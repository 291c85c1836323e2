/**
 * All that it takes to try TLS, certificates and signed firmware, made in one go: the hierarchy of whoever operates chargers, and that
 * of whoever makes them.
 *
 * Guarantees: the Central System has a certificate of each kind of key, so that it can speak all four cipher suites of the white paper
 * (WP A00.FR.317); each certificate names all hosts; the two hierarchies know nothing of each other.
 */
import { type Authority, type AuthorityOptions, createAuthority, type Identity } from './authority.ts';

export interface Pki {
  /** Chargers trust it: CentralSystemRootCertificate. */
  readonly root: Authority;
  /** Below the root; signs for Central Systems and chargers. */
  readonly intermediate: Authority;
  /** Of the Central System: with a curve, and with RSA. */
  readonly servers: readonly [ecdsa: Identity, rsa: Identity];
  /** Chargers trust it for firmware: ManufacturerRootCertificate. */
  readonly manufacturerRoot: Authority;
  /** Below the manufacturer's root. */
  readonly firmwareSigner: Identity;
}

export interface PkiNames {
  /** Of the Central System: names and addresses, one at least. The first is CN (WP A00.FR.5xx), all are alternative names. */
  readonly hosts: readonly [string, ...string[]];
  /** O of the operator: the CPO's name (WP A00.FR.404). */
  readonly organization: string;
}

const MANUFACTURER = 'Charger Manufacturer';

export function createPki(options: AuthorityOptions, { hosts, organization }: PkiNames): Pki {
  const root = createAuthority(options, { commonName: `${organization} Root`, organization }, { pathLength: 1 });
  const intermediate = root.intermediate({ commonName: `${organization} CA`, organization }, { pathLength: 0 });
  const manufacturerRoot = createAuthority(options, {
    commonName: `${MANUFACTURER} Root`,
    organization: MANUFACTURER,
  });
  const server = (keyKind: 'EC P-256' | 'RSA 2048'): Identity =>
    intermediate.server(hosts[0], { keyKind, alternativeNames: hosts });
  return {
    root,
    intermediate,
    servers: [server('EC P-256'), server('RSA 2048')],
    manufacturerRoot,
    firmwareSigner: manufacturerRoot.client({ commonName: 'Firmware Signing', organization: MANUFACTURER }),
  };
}

/**
 * Which machines a Central System may not send the charger to with a URL.
 *
 * Guarantee: unless it is allowed by name, no transfer reaches an address of this link alone (where clouds keep the credentials of
 * the machine), nor the charger's own control API. Whatever else the charger can reach, also on its own machine, it may.
 */
import { BlockList, isIP } from 'node:net';

/** Where this process listens itself; a host name counts as any address of this machine. */
export interface OwnAddress {
  readonly port: number;
}

export interface AddressGuard {
  /** Why not, in a sentence; undefined when one may. `address` is an IP address, not a name. */
  refuse(address: string, port: number): string | undefined;
}

/** RFC 3927, RFC 4291, also by NAT64 (RFC 6052); and where clouds serve metadata at addresses that are not link-local. */
const linkLocal: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['64:ff9b::169.254.0.0', 112, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
  ['100.100.100.200', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
];

/** Loopback, and the unspecified address, which leads there too. */
const thisMachine: typeof linkLocal = [
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['0.0.0.0', 8, 'ipv4'],
  ['::', 128, 'ipv6'],
];

/** `allow`: addresses or networks (10.0.0.0/8) that may be reached whatever they are. Throws TypeError for what is neither. */
export function createAddressGuard(options: {
  readonly allow?: readonly string[];
  /** Where this process listens now. */
  readonly own?: () => readonly OwnAddress[];
  /** The addresses of this machine's network interfaces. */
  readonly interfaces?: () => readonly string[];
}): AddressGuard {
  const { own = () => [], interfaces = () => [] } = options;
  const allowed = listOf((options.allow ?? []).map(networkOf));
  const forbidden = listOf(linkLocal);
  const local = listOf(thisMachine);

  return {
    refuse(address, port) {
      const bare = address.replace(/%.*$/, '');
      const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4';
      if (allowed.check(bare, family)) return undefined;
      if (forbidden.check(bare, family)) return `${bare} is an address of this link alone, and no file may go there`;
      const mine = own().some((listening) => listening.port === port);
      if (mine && (local.check(bare, family) || interfaces().includes(bare))) {
        return `${bare}:${port} is the charger's own control API`;
      }
      return undefined;
    },
  };
}

function listOf(networks: typeof linkLocal): BlockList {
  const list = new BlockList();
  for (const network of networks) list.addSubnet(...network);
  return list;
}

/** Is this an address, or a network like 10.0.0.0/8? */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== undefined;
}

function networkOf(text: string): (typeof linkLocal)[number] {
  const network = readNetwork(text);
  if (network === undefined) {
    throw new TypeError(`expected an address or a network like 10.0.0.0/8 to allow, got ${JSON.stringify(text)}`);
  }
  return network;
}

function readNetwork(text: string): (typeof linkLocal)[number] | undefined {
  const [address = '', prefix] = text.split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const length = prefix === undefined ? most : Number(prefix);
  if (version === 0 || prefix === '' || !Number.isInteger(length) || length < 0 || length > most) return undefined;
  return [address, length, version === 6 ? 'ipv6' : 'ipv4'];
}

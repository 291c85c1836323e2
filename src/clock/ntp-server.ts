/**
 * Where a time server is, as people write it: a host, with a port where it is not 123.
 *
 * Guarantee: what is read here can be asked; what cannot is undefined, never half read.
 */

export interface NtpServer {
  /** As it was written. */
  readonly name: string;
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** RFC 5905. */
export const NTP_PORT = 123;

/** Those that Zaptec's chargers ask. */
export const defaultServers: readonly string[] = ['pool.ntp.org', 'no.pool.ntp.org', 'europe.pool.ntp.org'];

/** What can be written, for who has written something else. */
export const NTP_SERVER_FORM = 'a host or host:port; an IPv6 address with a port as [address]:port';

const hostAndPort = /^(?:(?<name>[A-Za-z0-9._-]+)|\[(?<address>[0-9A-Fa-f:.]+)\])(?::(?<port>[0-9]{1,5}))?$/;

/** Reads "host", "host:port", "[address]:port" or a bare IPv6 address. */
export function parseNtpServer(name: string): NtpServer | undefined {
  const bare = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(name);
  if (bare) return { name, host: name, port: NTP_PORT };
  const { groups } = hostAndPort.exec(name) ?? {};
  const host = groups?.name ?? groups?.address;
  const port = groups?.port === undefined ? NTP_PORT : Number(groups.port);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { name, host, port };
}

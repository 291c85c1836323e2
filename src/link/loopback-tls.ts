/**
 * TLS in memory: nothing is encrypted, but certificates are looked at by both sides as over sockets, by the time of the virtual clock.
 *
 * Guarantee: with the same certificates and settings it comes to the same end, with the same name for what is wrong.
 */
import { readCertificates } from '../certificates/certificate.ts';
import { verifyChain } from '../certificates/chain.ts';
import type { ProvedByTls } from './acceptor.ts';
import { judgeServer } from './server-certificate.ts';
import type { ClientIdentity, Secured, TlsFault } from './tls.ts';
import type { Ending, Target } from './transport.ts';

/** A server's side of TLS. */
export interface LoopbackTls {
  /** PEM: its certificate, and those of the authorities above it. */
  readonly chain: string;
  /** PEM: whoever comes needs a certificate below one of these. Absent: none is asked for. */
  readonly clientRoots?: readonly string[];
  /** It asks for a certificate and takes any, or none: its acceptor judges. */
  readonly asksClient?: boolean;
  /** It speaks only an older TLS, or none of our cipher suites. */
  readonly lacks?: 'tls version' | 'cipher suite';
}

/** What each side knows of the other. */
interface Shaken {
  readonly secured: Secured | undefined;
  readonly tls: ProvedByTls | undefined;
}

/** `at`: the server's time, ms since 1970. */
export function shakeHands(
  { url, tls: settings = {} }: Target,
  server: LoopbackTls | undefined,
  at: number,
): Shaken | { readonly ending: Ending } {
  if (!url.startsWith('wss:')) return { secured: undefined, tls: undefined };
  if (server === undefined) return failed({ kind: 'no tls' }, 'wrong version number');
  if (server.lacks !== undefined) return failed({ kind: server.lacks }, `the server has no ${server.lacks} of ours`);
  const { verification, client } = settings;
  const judgement = verification && judgeServer(server.chain, hostOf(url), verification);
  if (judgement?.ok === false) return failed({ kind: 'server certificate', problem: judgement.problem }, judgement.why);
  const complaint = complaintAbout(client, server, at);
  if (complaint !== undefined)
    return failed({ kind: 'client certificate', presented: client !== undefined }, complaint);
  const asks = server.asksClient === true || server.clientRoots !== undefined;
  return { secured: judgement?.secured, tls: asks ? { clientChain: client?.chain } : {} };
}

function complaintAbout(
  client: ClientIdentity | undefined,
  { clientRoots }: LoopbackTls,
  at: number,
): string | undefined {
  if (clientRoots === undefined) return undefined;
  const [own, ...others] = client === undefined ? [] : certificatesIn(client.chain);
  if (own === undefined) return 'certificate required';
  const trust = verifyChain(own, { others, trusted: clientRoots.flatMap(certificatesIn), at });
  return trust.kind === 'trusted' ? undefined : trust.why;
}

function certificatesIn(pem: string) {
  const read = readCertificates(pem);
  return read.ok ? read.value : [];
}

/** An IPv6 address stands in brackets in a URL. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function failed(fault: TlsFault, reason: string): { readonly ending: Ending } {
  return { ending: { kind: 'insecure', fault, reason } };
}

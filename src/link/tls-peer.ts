/** The certificates that the other side of a TLS connection has shown: PEM, its own first, each once. */
import type { TLSSocket } from 'node:tls';
import { writePem } from '../certificates/pem.ts';

/** Empty when it has shown none. */
export function peerChain(socket: TLSSocket): string {
  const shown: string[] = [];
  let next: ReturnType<TLSSocket['getPeerCertificate']> | undefined = socket.getPeerCertificate(true);
  const seen = new Set<string>();
  while (next?.raw !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    shown.push(writePem(next.raw, 'CERTIFICATE'));
    next = 'issuerCertificate' in next ? (next.issuerCertificate as typeof next) : undefined;
  }
  return shown.join('');
}

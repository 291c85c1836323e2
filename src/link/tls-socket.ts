/**
 * TLS over real sockets, by OpenSSL: the handshake of one connection, and what it came to.
 *
 * Guarantees:
 * - TLS 1.2 or 1.3, only with the cipher suites of tls.ts, no compression (WP A00.FR.320), no renegotiation;
 * - nothing is sent to a server whose certificate is to be verified before it is: what waits to be sent goes with the socket;
 * - connections with the same settings share what OpenSSL keeps of them, and the roots of the system are never loaded.
 */
import { constants } from 'node:crypto';
import type { createConnection } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { isAddress } from '../certificates/issue.ts';
import { type Judgement, judgeServer } from './server-certificate.ts';
import { CIPHER_SUITES, type Secured, type TlsFault, type TlsSettings, type Verification } from './tls.ts';
import { tlsFault } from './tls-failure.ts';
import { peerChain } from './tls-peer.ts';

/** A server that is not who it should be. */
export class InsecureError extends Error {
  override readonly name = 'InsecureError';
  readonly fault: TlsFault;

  constructor(fault: TlsFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** The handshake of one connection; nobody needs it once the connection stands. */
export interface Handshake {
  /** What `ws` calls in place of a plain connection. */
  readonly connect: typeof createConnection;
  secured(): Secured | undefined;
  /** Why this error came, when it was TLS. */
  fault(error: Error & { readonly code?: string }): TlsFault | undefined;
}

/** OpenSSL's verdicts by the time of the machine, which is not always the charger's. */
const timely: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/** How many different settings are remembered: one is enough, unless charge points have certificates of their own. */
const MOST_CONTEXTS = 8;

/** Makes handshakes that share what can be shared. */
export function createHandshakes(): (settings: TlsSettings) => Handshake {
  const contexts = new Map<string, SecureContext>();

  function contextOf({ verification, client }: TlsSettings): SecureContext {
    const roots = verification?.roots ?? [];
    const name = JSON.stringify([roots, client?.chain]);
    const context =
      contexts.get(name) ??
      createSecureContext({
        minVersion: 'TLSv1.2',
        ciphers: CIPHER_SUITES.join(':'),
        secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
        // An empty list, too, keeps the roots of the system out.
        ca: [...roots],
        // A root that is installed is trusted, whoever has signed it.
        allowPartialTrustChain: true,
        ...(client === undefined ? {} : { cert: client.chain, key: client.privateKey }),
      });
    contexts.delete(name);
    contexts.set(name, context);
    for (const oldest of contexts.keys()) if (contexts.size > MOST_CONTEXTS) contexts.delete(oldest);
    return context;
  }

  return (settings) => begin(settings, contextOf);
}

function begin(settings: TlsSettings, contextOf: (settings: TlsSettings) => SecureContext): Handshake {
  const { verification, client } = settings;
  let agreed = false;
  let secured: Secured | undefined;

  function verify(socket: TLSSocket, host: string): void {
    if (verification === undefined) return;
    const judgement = judge(socket, host, verification);
    if (judgement.ok) secured = judgement.secured;
    else socket.destroy(new InsecureError({ kind: 'server certificate', problem: judgement.problem }, judgement.why));
  }

  function dial({ host = 'localhost', port }: { readonly host?: string; readonly port?: string | number }): TLSSocket {
    const socket = connect({
      host,
      port: Number(port),
      servername: isAddress(host) ? '' : host,
      secureContext: contextOf(settings),
      // Verified below: by the charger's own time, which OpenSSL cannot be told, and with the host as the white paper has it.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    // The keys are there once both have agreed and the server has shown its certificate; they themselves are nobody's business.
    socket.once('keylog', () => {
      agreed = true;
    });
    // Before anything that waits is encrypted: OpenSSL tells of the end of the handshake first.
    socket.once('secureConnect', () => verify(socket, host));
    return socket;
  }

  return {
    // `ws` calls it with all of its options.
    connect: dial as typeof createConnection,
    secured: () => secured,
    fault(error) {
      if (error instanceof InsecureError) return error.fault;
      return tlsFault(`${error.code ?? ''} ${error.message}`, { agreed, presented: client !== undefined });
    },
  };
}

function judge(socket: TLSSocket, host: string, verification: Verification): Judgement {
  const judgement = judgeServer(peerChain(socket), host, verification);
  // What judgeServer does not look at (name constraints, policies) OpenSSL does.
  const verdict = String(socket.authorizationError ?? '');
  return judgement.ok && verdict !== '' && !timely.includes(verdict)
    ? { ok: false, problem: 'unusable', why: `OpenSSL says ${verdict}` }
    : judgement;
}

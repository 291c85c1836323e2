/**
 * TLS for the Central System, on the same port as its plain connections (WP A00.FR.305 to 324).
 *
 * Guarantees: TLS 1.2 or 1.3, with the cipher suites of the white paper and no others, no compression, no renegotiation, no resumed
 * sessions; a certificate is asked for and anybody is let on without, or with any: the Acceptor judges what was shown. The first byte
 * of a connection says which of the two it is; one that says nothing is dropped after ten seconds.
 */
import { constants } from 'node:crypto';
import type { Server as PlainServer, RequestListener } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { CIPHER_SUITES } from '../link/tls.ts';

/** Who the Central System is, and whose certificates it asks for. All PEM. */
export interface ServerTls {
  /** One for each kind of key: with a curve and with RSA it can speak all cipher suites (WP A00.FR.317). */
  readonly identities: readonly { readonly chain: string; readonly privateKey: string }[];
  /** Named to chargers when their certificate is asked for. */
  readonly clientRoots: readonly string[];
}

/** The first byte of TLS: a record of the handshake (RFC 8446, 5.1). No HTTP begins with it. */
const HANDSHAKE = 0x16;

/** How long a connection may say nothing, ms. */
const PATIENCE_MS = 10_000;

export function createSecure({ identities, clientRoots }: ServerTls, listener: RequestListener): SecureServer {
  return createSecureServer(
    {
      cert: identities.map(({ chain }) => chain),
      key: identities.map(({ privateKey }) => privateKey),
      ca: [...clientRoots],
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ciphers: CIPHER_SUITES.join(':'),
      honorCipherOrder: true,
      // A resumed session would not show its certificates again.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION | constants.SSL_OP_NO_TICKET,
    },
    listener,
  );
}

/** Listens in place of both, and hands each connection to the one that it is for. */
export function createEntrance(plain: PlainServer, secure: SecureServer): Server & { dropAll(): void } {
  const open = new Set<Socket>();

  function welcome(socket: Socket): void {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.unshift(first);
      (first[0] === HANDSHAKE ? secure : plain).emit('connection', socket);
    });
  }

  return Object.assign(createServer({ noDelay: true }, welcome), {
    dropAll() {
      for (const socket of open) socket.destroy();
    },
  });
}

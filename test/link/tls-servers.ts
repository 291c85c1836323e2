/** Real servers that speak TLS on free ports of this machine, and certificates for them, made once. */
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import { createAuthority, selfSigned } from '../../src/certificates/authority.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';

/** The time of this machine, as its own TLS knows it. */
export const now = (): number => Date.now();

const options = { random: createSystemRandom(), now };
export const authority = createAuthority(options, { commonName: 'Root', organization: 'Tests' });
export const stranger = createAuthority(options, { commonName: 'Stranger', organization: 'Tests' });
export const HOST = '127.0.0.1';
export const good = authority.server(HOST);
export const rsa = authority.server(HOST, { keyKind: 'RSA 2048' });
export const ownCertificate = authority.client({ commonName: 'ZPR123456', organization: 'Tests' });
export const strangeCertificate = stranger.client({ commonName: 'ZPR123456', organization: 'Tests' });
export const ofNobody = selfSigned(options, { commonName: HOST }, 'server', { alternativeNames: [HOST] });

export interface TlsServer {
  /** wss://127.0.0.1:port */
  readonly origin: string;
  /** The Authorization header of each handshake that has come through TLS; undefined for one without. */
  readonly requests: readonly (string | undefined)[];
  /** `version cipher suite` of each. */
  readonly agreed: readonly string[];
  /** Resolves when everybody who has come is gone again, and all that they sent was read. */
  alone(): Promise<void>;
  close(): Promise<void>;
}

export async function createTlsServer(
  { chain, privateKey }: { readonly chain: string; readonly privateKey: string },
  more: ServerOptions = {},
): Promise<TlsServer> {
  const server = createServer({ cert: chain, key: privateKey, ...more });
  const upgrader = new WebSocketServer({ noServer: true });
  const requests: (string | undefined)[] = [];
  const agreed: string[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const gone: Promise<void>[] = [];
  server.on('connection', (socket) => {
    sockets.add(socket);
    gone.push(new Promise((resolve) => socket.on('close', () => resolve())));
  });
  server.on('upgrade', (request, socket, head) => {
    requests.push(request.headers.authorization);
    const tls = socket as unknown as TLSSocket;
    agreed.push(`${tls.getProtocol()} ${tls.getCipher().standardName}`);
    upgrader.handleUpgrade(request, socket, head, () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return {
    origin: `wss://${HOST}:${(server.address() as AddressInfo).port}`,
    requests,
    agreed,
    async alone() {
      await Promise.all(gone);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

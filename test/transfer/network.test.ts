/** The real transfer against real servers of this machine. Time is virtual: a silence of a minute takes none. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { createNetworkTransfer } from '../../src/transfer/network-transfer.ts';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import type { FileServer } from '../support/file-server.ts';
import { startFtpServer } from '../support/ftp-server.ts';
import { startHttpFileServer } from '../support/http-file-server.ts';
import { type Ground, transferConformance } from './conformance.ts';

const certificate = makeCertificate();

/** A port at which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ground(scheme: string, host: string, server: FileServer): Promise<Ground> {
  const clock = createVirtualClock();
  const isFile = (request: string): boolean => /^(PUT|GET|STOR|RETR) /.test(request);
  return {
    clock,
    transfer: createNetworkTransfer({ clock, roots: () => [certificate.cert] }),
    origin: `${scheme}://user:secret@${host}:${server.port}`,
    nobody: `${scheme}://user:secret@${host}:${await freePort()}`,
    stored: (path) => server.files.get(path),
    give: (path, content) => void server.files.set(path, content),
    behave: (how) => server.behave(how),
    async asked() {
      while (!server.requests.some(isFile)) await new Promise((resolve) => setImmediate(resolve));
    },
    requests: () => server.requests.filter(isFile).length,
    close: () => server.close(),
  };
}

async function ftpServer(certificate?: TestCertificate) {
  const server = await startFtpServer(certificate);
  server.folders.add('/logs');
  return server;
}

transferConformance('http', async () => ground('http', '127.0.0.1', await startHttpFileServer()));
transferConformance('https', async () => ground('https', 'localhost', await startHttpFileServer(certificate)));
transferConformance('ftp', async () => ground('ftp', '127.0.0.1', await ftpServer()));
transferConformance('ftps', async () => ground('ftps', 'localhost', await ftpServer(certificate)));

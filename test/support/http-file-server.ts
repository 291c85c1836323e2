/** An HTTP or HTTPS server that takes files (PUT) and gives them (GET), on a port of its own of this machine. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestCertificate } from './certificate.ts';
import type { FileServer, Misbehaviour } from './file-server.ts';

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpFileServer extends FileServer {
  /** The headers of the requests, oldest first. */
  readonly headers: readonly IncomingMessage['headers'][];
  /** Answers a path in another way. */
  answer(path: string, answering: Answering): void;
}

export async function startHttpFileServer(certificate?: TestCertificate): Promise<HttpFileServer> {
  const files = new Map<string, Buffer>();
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const answers = new Map<string, Answering>();
  const sockets = new Set<Socket>();
  let how: Misbehaviour | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    requests.push(`${method} ${url}`);
    headers.push(request.headers);
    const own = answers.get(url);
    if (own !== undefined) return own(request, response);
    if (how === 'silent') return;
    if (how === 'refuses') return void response.writeHead(403).end();
    if (how === 'cuts' && method === 'PUT') return void request.once('data', () => request.destroy());
    if (method === 'PUT') {
      files.set(url, await buffer(request));
      return void response.writeHead(201).end();
    }
    const file = files.get(url);
    if (file === undefined) return void response.writeHead(404).end('nothing here');
    response.writeHead(200, { 'content-length': file.length });
    if (how !== 'cuts') return void response.end(file);
    response.write(file.subarray(0, file.length / 2), () => response.destroy());
  }

  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void serve(request, response).catch(() => response.destroy());
  const server = certificate === undefined ? createHttpServer(listener) : createHttpsServer(certificate, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    files,
    requests,
    headers,
    port: (server.address() as AddressInfo).port,
    answer: (path, answering) => void answers.set(path, answering),
    behave(next) {
      how = next;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

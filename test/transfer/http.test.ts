/** What HTTP has beside the conformance suite: methods, redirects, credentials, trust, and whom one may not ask. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { createNetworkTransfer } from '../../src/transfer/network-transfer.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type Answering, type HttpFileServer, startHttpFileServer } from '../support/http-file-server.ts';

const content = Buffer.from('the log');
const clock = createVirtualClock();
const transfer = createNetworkTransfer({ clock });

async function withServers(work: (...servers: HttpFileServer[]) => Promise<void>): Promise<void> {
  const servers = await Promise.all([startHttpFileServer(), startHttpFileServer()]);
  try {
    await work(...servers);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

const at = ({ port }: HttpFileServer, path: string): string => `http://user:secret@127.0.0.1:${port}${path}`;
const put = (url: string) => transfer.upload({ url, name: 'log.gz', content, mediaType: 'application/gzip' });
const get = (url: string) => transfer.download({ url, limit: 1000, receive: () => undefined });
const answer =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answering =>
  (request, response) =>
    void request.resume().on('end', () => response.writeHead(status, headers).end());

describe('an upload over HTTP', () => {
  it('is a PUT with length, media type and the credentials of the URL', () =>
    withServers(async (server) => {
      assert.deepEqual(await put(at(server, '/logs/?signature=1')), { kind: 'done' });
      assert.deepEqual(server.requests, ['PUT /logs/log.gz?signature=1']);
      const { 'content-length': length, 'content-type': type, authorization } = server.headers[0] ?? {};
      assert.deepEqual([length, type], ['7', 'application/gzip']);
      assert.equal(authorization, `Basic ${Buffer.from('user:secret').toString('base64')}`);
    }));

  for (const [status, because] of [
    [400, 'message'],
    [401, 'permission'],
    [403, 'permission'],
    [404, 'other'],
    [415, 'message'],
    [500, 'other'],
  ] as const) {
    it(`that is answered ${status} is refused: ${because}`, () =>
      withServers(async (server) => {
        server.answer('/x', answer(status));
        const outcome = await put(at(server, '/x'));
        assert.equal(outcome.kind === 'refused' && outcome.because, because);
        assert.match('reason' in outcome ? outcome.reason : '', new RegExp(`^the server says ${status} [A-Z]`));
      }));
  }

  it('is a POST, with the name of the file, for a server that has no PUT', () =>
    withServers(async (server) => {
      server.answer('/x', (request, response) => answer(request.method === 'PUT' ? 405 : 204)(request, response));
      assert.deepEqual(await put(at(server, '/x')), { kind: 'done' });
      assert.deepEqual(server.requests, ['PUT /x', 'POST /x']);
      assert.equal(server.headers[1]?.['content-disposition'], 'attachment; filename="log.gz"');
      assert.equal(server.headers[1]?.['content-length'], '7');
    }));

  it('is not tried as a POST where the server says that it has none', () =>
    withServers(async (server) => {
      server.answer('/x', answer(405, { allow: 'GET, HEAD' }));
      const outcome = await put(at(server, '/x'));
      assert.equal(outcome.kind === 'refused' && outcome.because, 'operation');
      assert.deepEqual(server.requests, ['PUT /x']);
    }));

  it('was taken when the server says where to look at it', () =>
    withServers(async (server) => {
      server.answer('/x', answer(303, { location: '/looked-at' }));
      assert.deepEqual(await put(at(server, '/x')), { kind: 'done' });
      assert.deepEqual(server.requests, ['PUT /x']);
    }));
});

describe('a redirect', () => {
  it('is followed with the same method and content, but no other server gets the credentials', () =>
    withServers(async (server, other) => {
      assert.ok(other);
      server.answer('/x', answer(307, { location: '/y' }));
      server.answer('/y', answer(302, { location: `http://127.0.0.1:${other.port}/z` }));
      assert.deepEqual(await put(at(server, '/x')), { kind: 'done' });
      assert.deepEqual(other.files.get('/z'), content);
      assert.equal(typeof server.headers[1]?.authorization, 'string');
      assert.equal(other.headers[0]?.authorization, undefined);
    }));

  it('is followed a few times only', () =>
    withServers(async (server) => {
      server.answer('/x', answer(302, { location: '/x' }));
      const outcome = await get(at(server, '/x'));
      assert.equal(outcome.kind, 'refused');
      assert.equal(server.requests.length, 6);
    }));

  for (const location of ['ftp://127.0.0.1/x', 'file:///etc/passwd', 'http://']) {
    it(`to ${location} is not followed`, () =>
      withServers(async (server) => {
        server.answer('/x', answer(302, { location }));
        assert.equal((await get(at(server, '/x'))).kind, 'refused');
      }));
  }

  it('to a forbidden address is not followed', () =>
    withServers(async (server) => {
      server.answer('/x', answer(302, { location: 'http://169.254.169.254/latest/meta-data' }));
      const outcome = await get(at(server, '/x'));
      assert.equal(outcome.kind === 'refused' && outcome.because, 'permission');
      assert.match('reason' in outcome ? outcome.reason : '', /this link alone/);
    }));
});

describe('a forbidden address', () => {
  it('is forbidden by whatever name, and also when only one of its addresses is', async () => {
    const addresses = [
      { address: '10.0.0.1', family: 4 },
      { address: 'fe80::1', family: 6 },
    ];
    const sly = createNetworkTransfer({ clock, resolve: async () => addresses });
    for (const scheme of ['http', 'https', 'ftp', 'ftps']) {
      const outcome = await sly.upload({ url: `${scheme}://harmless.example/`, name: 'x', content });
      assert.equal(outcome.kind === 'refused' && outcome.because, 'permission', scheme);
    }
  });

  it('is also the own control API, unless that is allowed', () =>
    withServers(async (server) => {
      const own = () => [{ port: server.port }];
      const guarded = createNetworkTransfer({ clock, own });
      const allowed = createNetworkTransfer({ clock, own, allow: ['127.0.0.1'] });
      const upload = { url: at(server, '/'), name: 'x', content };
      assert.equal((await guarded.upload(upload)).kind, 'refused');
      assert.deepEqual(server.requests, []);
      assert.deepEqual(await allowed.upload(upload), { kind: 'done' });
    }));

  it('is connected to by the addresses that were looked at, and not by another look', () =>
    withServers(async (server) => {
      let looks = 0;
      const resolve = async () => [{ address: ++looks === 1 ? '127.0.0.1' : '169.254.0.1', family: 4 }];
      const once = createNetworkTransfer({ clock, resolve });
      const url = `http://name.example:${server.port}/`;
      assert.deepEqual(await once.upload({ url, name: 'x', content }), { kind: 'done' });
      assert.equal(looks, 1);
    }));
});

describe('HTTPS', () => {
  it('trusts no server that nobody vouches for, and never goes back to HTTP', async () => {
    const certificate = makeCertificate();
    const server = await startHttpFileServer(certificate);
    try {
      const url = `https://localhost:${server.port}/`;
      assert.equal((await put(url)).kind, 'unreachable');
      assert.deepEqual(server.requests, []);
      const trusting = createNetworkTransfer({ clock, roots: () => [certificate.cert] });
      server.answer('/x', answer(302, { location: 'http://localhost/x' }));
      const outcome = await trusting.download({ url: `${url}x`, limit: 1, receive: () => undefined });
      assert.equal(outcome.kind, 'refused');
    } finally {
      await server.close();
    }
  });
});

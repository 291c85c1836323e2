/** The file server beside the Central System, over real sockets and a disk in memory. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { LARGEST, MOST } from '../../src/central/file-routes.ts';
import { type CentralServer, startCentralServer } from '../../src/central/server.ts';
import { createFilesDisk, createMemoryFiles } from '../../src/files/memory.ts';
import { silentLog } from '../../src/log/log.ts';
import { createCentralWorld } from './central-world.ts';

describe('the file server', () => {
  const files = createMemoryFiles(createFilesDisk());
  let server: CentralServer;

  before(async () => {
    files.write('new.fw', new Uint8Array([0, 1, 255]));
    files.write('secret/key', 'nobody reads this');
    const { central } = createCentralWorld();
    server = await startCentralServer({ central, log: silentLog, port: 0, files });
  });
  after(() => server.close());

  const at = (path: string) => `${server.httpUrl}${path}`;
  const put = (path: string, body: RequestInit['body'] & {}, init: RequestInit = {}) =>
    fetch(at(path), { method: 'PUT', body, ...init });

  /** The path as it stands: fetch would tidy it up. */
  function statusOf(method: string, path: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const asked = request(server.httpUrl, { method, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject);
      asked.end(method === 'PUT' ? 'x' : undefined);
    });
  }

  test('serves the files of its folder', async () => {
    const answer = await fetch(at('/files/new.fw'));
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), new Uint8Array([0, 1, 255]));
    const missing = await fetch(at('/files/old.fw'));
    assert.equal(missing.status, 404);
    assert.match(missing.headers.get('content-type') ?? '', /problem\+json/);
  });

  test('takes uploads of any type, by PUT and POST, and gives them back', async () => {
    for (const [method, type, text] of [
      ['PUT', 'application/json', '{"not":"read"'],
      ['POST', 'text/plain', 'lines'],
      ['PUT', 'application/gzip', 'replaced'],
    ] as const) {
      const answer = await put('/uploads/log.gz', text, { method, headers: { 'content-type': type } });
      assert.equal(answer.status, 201);
      assert.equal(await (await fetch(at('/uploads/log.gz'))).text(), text);
    }
    assert.equal((await fetch(at('/uploads/empty'), { method: 'PUT' })).status, 201);
    const list = (await (await fetch(at('/files'))).json()) as unknown;
    assert.deepEqual(list, { files: ['new.fw'], uploads: ['empty', 'log.gz'] });
  });

  test('reads and writes nothing outside of its folders', async () => {
    for (const name of ['..%2Fnew.fw', '%2e%2e', '.hidden', 'secret%2Fkey', 'a%5Cb', 'a%00b', `${'a'.repeat(201)}`]) {
      assert.equal(await statusOf('GET', `/files/${name}`), 404, name);
      assert.equal(await statusOf('GET', `/uploads/${name}`), 404, name);
      assert.equal(await statusOf('PUT', `/uploads/${name}`), 400, name);
    }
    for (const path of ['/files/../files/new.fw', '/files/secret/key', '/uploads/../../etc/passwd']) {
      assert.equal(await statusOf('GET', path), 404, path);
      assert.equal(await statusOf('PUT', path), 404, path);
    }
    assert.equal(await statusOf('PUT', '/files/new.fw'), 404);
    assert.deepEqual(files.list(''), ['new.fw']);
  });

  test('takes no upload that is too large, and leaves nothing of it', async () => {
    const piece = new Uint8Array(LARGEST / 4 + 1);
    const body = Readable.toWeb(Readable.from([piece, piece, piece, piece])) as ReadableStream<Uint8Array>;
    const answer = await put('/uploads/huge', body, { duplex: 'half' } as RequestInit).catch(() => undefined);
    // Who is refused in the middle may not get to read why.
    assert.ok(answer === undefined || answer.status === 413);
    assert.equal((await fetch(at('/uploads/huge'))).status, 404);
  });

  test('takes no more uploads than it has room for', async () => {
    for (let number = files.list('uploads').length; number < MOST; number += 1) files.write(`uploads/${number}`, '');
    assert.equal((await put('/uploads/another', 'x')).status, 507);
    assert.equal((await put('/uploads/log.gz', 'the same again')).status, 201);
  });
});

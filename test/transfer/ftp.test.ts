/** What FTP has beside the conformance suite: folders, modes, TLS, and where the data connection may go. */
import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { doors } from '../../src/transfer/ftp.ts';
import { createNetworkTransfer } from '../../src/transfer/network-transfer.ts';
import type { UploadOutcome } from '../../src/transfer/transfer.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type FtpServer, startFtpServer } from '../support/ftp-server.ts';

const content = Buffer.from('the log');
const clock = createVirtualClock();
const certificate = makeCertificate();

async function withServer(
  work: (server: FtpServer, put: (path: string, user?: string) => Promise<UploadOutcome>) => Promise<void>,
  { scheme = 'ftp', roots = [certificate.cert] } = {},
): Promise<void> {
  const server = await startFtpServer(scheme === 'ftp' ? undefined : certificate);
  const transfer = createNetworkTransfer({ clock, roots: () => roots });
  try {
    await work(server, (path, user = 'user:secret') =>
      transfer.upload({ url: `${scheme}://${user}@localhost:${server.port}${path}`, name: 'log.gz', content }),
    );
  } finally {
    await server.close();
  }
}

describe('an upload over FTP', () => {
  it('goes into a directory of the server, also where the URL does not end with a slash', () =>
    withServer(async (server, put) => {
      server.folders.add('/diagnostics');
      assert.deepEqual(await put('/diagnostics'), { kind: 'done' });
      assert.deepEqual(server.files.get('/diagnostics/log.gz'), content);
    }));

  it('to a directory that is not there is refused', () =>
    withServer(async (server, put) => {
      assert.equal((await put('/nothing/')).kind, 'refused');
      assert.equal((await put('/nothing/file')).kind, 'refused');
      assert.deepEqual([...server.files], []);
    }));

  it('is passive, also with a server that knows PASV only', () =>
    withServer(async (server, put) => {
      server.extended = false;
      assert.deepEqual(await put('/'), { kind: 'done' });
      assert.deepEqual(server.files.get('/log.gz'), content);
      assert.ok(server.requests.includes('PASV'));
      assert.ok(!server.requests.some((request) => /^(PORT|EPRT)/.test(request)));
    }));

  it('by somebody whom the server does not know is refused for want of permission', () =>
    withServer(async (_, put) => {
      const outcome = await put('/', 'user:wrong');
      assert.equal(outcome.kind === 'refused' && outcome.because, 'permission');
    }));

  it('gives up a server whose reply does not end', async () => {
    let sent = 0;
    const server = createServer((socket) => {
      const goOn = (): void => {
        sent += 16_384;
        if (socket.writable && sent < 100_000_000) socket.write(`220-${'x'.repeat(16_380)}`, goOn);
      };
      socket.on('error', () => undefined);
      goOn();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `ftp://127.0.0.1:${port}/`;
      const outcome = await createNetworkTransfer({ clock }).upload({ url, name: 'log.gz', content });
      assert.deepEqual(outcome, {
        kind: 'unreachable',
        reason: 'FTP control response exceeded maximum allowed size',
      });
      assert.ok(sent < 100_000_000);
    } finally {
      server.close();
    }
  });

  it('tells what a server says, but not the password that it repeats', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).write('220 welcome\r\n');
      socket.on('data', (line) => socket.write(/^PASS/.test(String(line)) ? `530 what is ${line}` : '331 and?\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `ftp://user:hunter2@127.0.0.1:${port}/`;
      const outcome = await createNetworkTransfer({ clock }).upload({ url, name: 'log.gz', content });
      assert.deepEqual(outcome, {
        kind: 'refused',
        because: 'permission',
        reason: 'the server says 530 what is PASS …',
      });
    } finally {
      server.close();
    }
  });

  it('does not open its data connection to a port of the charger itself', async () => {
    const [server, own] = await Promise.all([startFtpServer(), startFtpServer()]);
    try {
      server.dataPort = own.port;
      const transfer = createNetworkTransfer({ clock, own: () => [{ port: own.port }] });
      const url = `ftp://user:secret@127.0.0.1:${server.port}/`;
      const outcome = await transfer.upload({ url, name: 'log.gz', content });
      assert.equal(outcome.kind === 'refused' && outcome.because, 'permission');
      assert.deepEqual(own.requests, []);
    } finally {
      await Promise.all([server.close(), own.close()]);
    }
  });
});

describe('FTPS', () => {
  it('sends no password before it is encrypted, and encrypts the file', () =>
    withServer(
      async (server, put) => {
        assert.deepEqual(await put('/'), { kind: 'done' });
        assert.equal(server.requests[0], 'AUTH TLS');
        assert.ok(server.requests.includes('PROT P'));
      },
      { scheme: 'ftps' },
    ));

  it('sends nothing to a server that nobody vouches for', () =>
    withServer(
      async (server, put) => {
        assert.equal((await put('/')).kind, 'unreachable');
        assert.deepEqual(server.requests, ['AUTH TLS']);
      },
      { scheme: 'ftps', roots: [] },
    ));

  it('sends nothing to a server that cannot encrypt', async () => {
    const server = await startFtpServer();
    try {
      const url = `ftps://user:secret@127.0.0.1:${server.port}/`;
      const outcome = await createNetworkTransfer({ clock }).upload({ url, name: 'log.gz', content });
      assert.equal(outcome.kind === 'refused' && outcome.because, 'operation');
      assert.deepEqual(server.requests, ['AUTH TLS']);
    } finally {
      await server.close();
    }
  });
});

describe('where a server of FTP may listen', () => {
  it('depends on the scheme and the port of the URL', () => {
    assert.deepEqual(doors('ftp', undefined), [{ port: 21, secure: false }]);
    assert.deepEqual(doors('ftp', 990), [{ port: 990, secure: false }]);
    assert.deepEqual(doors('ftps', 990), [{ port: 990, secure: 'implicit' }]);
    assert.deepEqual(doors('ftps', 2121), [{ port: 2121, secure: true }]);
    assert.deepEqual(doors('ftps', undefined), [
      { port: 990, secure: 'implicit' },
      { port: 21, secure: true },
    ]);
  });
});

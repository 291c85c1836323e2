/** The contract of the Transport port; every implementation runs it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Acceptor, accept, refuse } from '../../src/link/acceptor.ts';
import type { Socket, Target, Transport } from '../../src/link/transport.ts';
import { createRecorder, type Recorder } from './recorder.ts';

/** A transport and a server for it. */
export interface Ground {
  readonly transport: Transport;
  /** Where the server listens, without a path. */
  readonly origin: string;
  /** A URL of the same kind at which nothing listens. */
  readonly nobody: string;
  /** A URL of a server that takes connections and never answers. */
  silentUrl(): Promise<string>;
  /** Lets the world go on until `condition` holds. */
  until(condition: () => boolean): Promise<void>;
  /** To be called after each event. */
  changed(): void;
  /** Sends a binary message from the server to the only client. */
  sendBinary(length: number): void;
  /** Breaks the only connection without a close frame. */
  breakOff(): void;
  /** Ends everything and lets all that is on its way arrive. */
  close(): Promise<void>;
}

interface Scene {
  readonly ground: Ground;
  readonly client: Recorder;
  readonly server: Recorder;
  /** The server's end, once it is open. */
  serverSocket(): Socket;
  dial(change?: Partial<Target>): Socket;
  /** Resolves when the client, or the server, has heard that line. */
  clientHears(line: string | RegExp): Promise<void>;
  serverHears(line: string | RegExp): Promise<void>;
}

export function describeTransport(name: string, prepare: (acceptor: Acceptor) => Promise<Ground>): void {
  /** Plays a scene, then ends everything and checks what every scene must keep to. */
  async function scene(
    play: (scene: Scene) => Promise<void>,
    options: { acceptor?: Acceptor; protocol?: string; onClientLine?: (line: string, socket: Socket) => void } = {},
  ): Promise<void> {
    let serverSocket: Socket | undefined;
    let clientSocket: Socket | undefined;
    const admit: Acceptor = () =>
      accept(options.protocol ?? 'ocpp1.6', (socket) => {
        serverSocket = socket;
        return server;
      });
    const ground = await prepare(options.acceptor ?? admit);
    const server = createRecorder(() => ground.changed());
    const client = createRecorder((line) => {
      if (clientSocket !== undefined) options.onClientLine?.(line, clientSocket);
      ground.changed();
    });
    const hears = (recorder: Recorder, line: string | RegExp) =>
      ground.until(() => recorder.heard.some((each) => (typeof line === 'string' ? each === line : line.test(each))));
    try {
      await play({
        ground,
        client,
        server,
        serverSocket() {
          assert.ok(serverSocket);
          return serverSocket;
        },
        dial(change = {}) {
          clientSocket = ground.transport.dial(
            {
              url: `${ground.origin}/ocpp/CP1`,
              protocols: ['ocpp1.6'],
              headers: {},
              handshakeTimeout: 5000,
              ...change,
            },
            client,
          );
          assert.deepEqual(client.heard, [], 'nothing is heard inside dial');
          return clientSocket;
        },
        clientHears: (line) => hears(client, line),
        serverHears: (line) => hears(server, line),
      });
      clientSocket?.terminate();
      await hears(client, /^closed/);
    } finally {
      await ground.close();
    }
    for (const { heard } of [client, server]) {
      const of = (word: string) => heard.filter((line) => line.startsWith(word)).length;
      if (heard.length > 0) assert.equal(of('closed'), 1, `closed exactly once: ${heard}`);
      assert.ok(of('opened') <= 1, `opened at most once: ${heard}`);
      assert.ok(heard.length === 0 || heard.at(-1)?.startsWith('closed'), `closed comes last: ${heard}`);
      const first = heard[0] ?? 'opened';
      assert.ok(first.startsWith('opened') || heard.length === 1, `nothing but closed without opened: ${heard}`);
    }
  }

  const timeout = 20_000;
  describe(`${name} keeps the contract of a transport`, { timeout }, () => {
    it('opens with the subprotocol that the server chose', async () => {
      await scene(
        async ({ dial, clientHears, client }) => {
          dial({ protocols: ['ocpp1.6', 'ocpp1.5'] });
          await clientHears(/^opened/);
          assert.deepEqual(client.heard, ['opened ocpp1.5']);
        },
        { protocol: 'ocpp1.5' },
      );
    });

    it('opens also when the server agrees to none of the subprotocols', async () => {
      await scene(
        async ({ dial, clientHears }) => {
          dial();
          await clientHears('opened ');
        },
        { protocol: '' },
      );
    });

    it('opens also when the server answers with a subprotocol that was not asked for', async () => {
      await scene(
        async ({ dial, clientHears }) => {
          dial();
          await clientHears('opened ocpp2.0.1');
        },
        { protocol: 'ocpp2.0.1' },
      );
    });

    it('shows the server the whole URL, the subprotocols and the headers', async () => {
      const requests: unknown[] = [];
      await scene(
        async ({ dial, clientHears, ground }) => {
          const url = `${ground.origin}/ocpp/RDAM%20123?area=7`;
          dial({ url, protocols: ['ocpp1.6', 'ocpp1.5'], headers: { Authorization: 'Basic QUw6' } });
          await clientHears(/^closed/);
          assert.deepEqual(requests, [[url, ['ocpp1.6', 'ocpp1.5'], 'Basic QUw6']]);
        },
        {
          acceptor: ({ url, protocols, headers }) => {
            requests.push([url, protocols, headers.authorization]);
            return refuse(404);
          },
        },
      );
    });

    for (const [status, reason] of [
      [401, 'Unauthorized'],
      [404, 'Not Found'],
      [503, 'Service Unavailable'],
    ] as const) {
      it(`reports the HTTP status ${status} as a refusal`, async () => {
        await scene(
          async ({ dial, clientHears, client }) => {
            dial();
            await clientHears(/^closed/);
            assert.deepEqual(client.endings, [{ kind: 'refused', status, reason }]);
          },
          { acceptor: () => refuse(status) },
        );
      });
    }

    it('reports a server that is not there as a failure with ECONNREFUSED', async () => {
      await scene(async ({ dial, clientHears, client, ground }) => {
        dial({ url: ground.nobody });
        await clientHears('closed failed');
        assert.match(JSON.stringify(client.endings), /ECONNREFUSED/);
      });
    });

    it('carries messages both ways, in order', async () => {
      await scene(async ({ dial, clientHears, serverHears, serverSocket, client, server }) => {
        const socket = dial();
        await clientHears(/^opened/);
        for (const text of ['a', 'ä€😀', 'c']) socket.send(text);
        await serverHears('message c');
        for (const text of ['1', '2', '3']) serverSocket().send(text);
        await clientHears('message 3');
        assert.deepEqual(server.heard, ['opened ocpp1.6', 'message a', 'message ä€😀', 'message c']);
        assert.deepEqual(client.heard, ['opened ocpp1.6', 'message 1', 'message 2', 'message 3']);
      });
    });

    it('reports a binary message with its length', async () => {
      await scene(async ({ dial, clientHears, ground }) => {
        dial();
        await clientHears(/^opened/);
        ground.sendBinary(17);
        await clientHears('binary 17');
      });
    });

    it('hears a pong for each ping, from either side', async () => {
      await scene(async ({ dial, clientHears, serverHears, serverSocket, client }) => {
        const socket = dial();
        await clientHears(/^opened/);
        socket.ping();
        await clientHears('pong');
        serverSocket().ping();
        await serverHears('pong');
        assert.deepEqual(client.heard, ['opened ocpp1.6', 'pong']);
      });
    });

    it('closes politely with code and reason, after all that was sent before', async () => {
      await scene(async ({ dial, clientHears, serverHears, client, server }) => {
        const socket = dial();
        await clientHears(/^opened/);
        socket.send('the last word');
        socket.close(1000, 'new key');
        await clientHears(/^closed/);
        await serverHears(/^closed/);
        assert.deepEqual(server.heard, ['opened ocpp1.6', 'message the last word', 'closed closed 1000 new key']);
        assert.deepEqual(client.endings, [{ kind: 'closed', code: 1000, reason: 'new key' }]);
      });
    });

    it('reports code and reason of a close by the server', async () => {
      await scene(async ({ dial, clientHears, serverSocket, client }) => {
        dial();
        await clientHears(/^opened/);
        serverSocket().close(1012, 'restart');
        await clientHears(/^closed/);
        assert.deepEqual(client.endings, [{ kind: 'closed', code: 1012, reason: 'restart' }]);
      });
    });

    it('reports a connection that breaks off as 1006', async () => {
      await scene(async ({ dial, clientHears, ground }) => {
        dial();
        await clientHears(/^opened/);
        ground.breakOff();
        await clientHears('closed closed 1006');
      });
    });

    it('is over at once when it is terminated while open, and the server hears 1006', async () => {
      await scene(async ({ dial, clientHears, serverHears, serverSocket, client }) => {
        const socket = dial();
        await clientHears(/^opened/);
        for (let n = 0; n < 50; n += 1) serverSocket().send(String(n));
        socket.terminate();
        const heardSoFar = [...client.heard];
        await clientHears(/^closed/);
        await serverHears('closed closed 1006');
        assert.deepEqual(client.heard, [...heardSoFar, 'closed closed 1006']);
      });
    });

    it('hears nothing more when it is terminated within a message', async () => {
      await scene(
        async ({ dial, clientHears, serverSocket, client }) => {
          dial();
          await clientHears(/^opened/);
          for (let n = 0; n < 50; n += 1) serverSocket().send(String(n));
          await clientHears(/^closed/);
          assert.deepEqual(client.heard, ['opened ocpp1.6', 'message 0', 'closed closed 1006']);
        },
        { onClientLine: (line, socket) => line.startsWith('message') && socket.terminate() },
      );
    });

    it('never opens when it is terminated during the handshake', async () => {
      await scene(async ({ dial, clientHears, client }) => {
        dial().terminate();
        assert.deepEqual(client.heard, [], 'nothing is heard inside terminate');
        await clientHears(/^closed/);
        assert.deepEqual(client.heard, ['closed closed 1006']);
      });
    });

    it('takes a close during the handshake for a terminate', async () => {
      await scene(async ({ dial, clientHears, client }) => {
        dial().close(1000, 'never mind');
        await clientHears(/^closed/);
        assert.deepEqual(client.heard, ['closed closed 1006']);
      });
    });

    it('may be closed by its listener as it opens', async () => {
      await scene(
        async ({ dial, clientHears, serverHears }) => {
          dial();
          await clientHears('closed closed 1002 ocpp1.6 only');
          await serverHears('closed closed 1002 ocpp1.6 only');
        },
        { onClientLine: (line, socket) => line.startsWith('opened') && socket.close(1002, 'ocpp1.6 only') },
      );
    });

    it('ignores what makes no sense before opening and after closing', async () => {
      await scene(async ({ dial, clientHears, serverHears, server, client }) => {
        const socket = dial();
        socket.send('too early');
        socket.ping();
        await clientHears(/^opened/);
        socket.close(1000, '');
        socket.close(1001, 'again');
        socket.send('too late');
        socket.ping();
        await clientHears(/^closed/);
        await serverHears(/^closed/);
        socket.send('much too late');
        socket.ping();
        socket.close(1000, '');
        socket.terminate();
        assert.deepEqual(server.heard, ['opened ocpp1.6', 'closed closed 1000']);
        assert.deepEqual(client.heard, ['opened ocpp1.6', 'closed closed 1000']);
      });
    });

    it('gives the handshake up after the time that the target allows', async () => {
      await scene(async ({ dial, clientHears, client, ground }) => {
        dial({ url: await ground.silentUrl(), handshakeTimeout: 20 });
        await clientHears(/^closed/);
        assert.match(JSON.stringify(client.endings), /"failed".*timed out/);
      });
    });

    it('reports a URL that is none as a failure', async () => {
      await scene(async ({ dial, clientHears }) => {
        dial({ url: 'nonsense' });
        await clientHears('closed failed');
      });
    });
  });
}

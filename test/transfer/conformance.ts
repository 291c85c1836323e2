/** The suite to which every Transfer is held, over every scheme that it has. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VirtualClock } from '../../src/clock/virtual-clock.ts';
import type { Transfer } from '../../src/transfer/transfer.ts';
import type { Misbehaviour } from '../support/file-server.ts';

/** A transfer and a server for it. */
export interface Ground {
  readonly transfer: Transfer;
  readonly clock: VirtualClock;
  /** scheme://user:secret@host:port */
  readonly origin: string;
  /** The same, where nobody listens. */
  readonly nobody: string;
  /** What the server has, by path. */
  stored(path: string): Buffer | undefined;
  give(path: string, content: Buffer): void;
  behave(how: Misbehaviour | undefined): void;
  /** Resolves when the server has got a request for a file. */
  asked(): Promise<void>;
  /** How many it has got. */
  requests(): number;
  close(): Promise<void>;
}

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));

export function transferConformance(name: string, makeGround: () => Promise<Ground>): void {
  const on = (behaviour: string, work: (ground: Ground) => Promise<void>): void =>
    void it(behaviour, async () => {
      const ground = await makeGround();
      try {
        await work(ground);
      } finally {
        await ground.close();
      }
    });

  const up = ({ transfer, origin }: Ground, path: string, signal?: AbortSignal) =>
    transfer.upload({ url: `${origin}${path}`, name: 'log.gz', content, ...(signal === undefined ? {} : { signal }) });

  function down({ transfer, origin }: Ground, path: string, limit: number, signal?: AbortSignal) {
    const chunks: Uint8Array[] = [];
    const receive = (chunk: Uint8Array): void => void chunks.push(chunk.slice());
    return {
      outcome: transfer.download({
        url: `${origin}${path}`,
        limit,
        receive,
        ...(signal === undefined ? {} : { signal }),
      }),
      received: () => Buffer.concat(chunks),
    };
  }

  describe(`${name}: uploads`, () => {
    on('a file arrives under its name where the URL ends with a slash', async (ground) => {
      assert.deepEqual(await up(ground, '/logs/'), { kind: 'done' });
      assert.deepEqual(ground.stored('/logs/log.gz'), content);
      assert.deepEqual(await up(ground, '/'), { kind: 'done' });
      assert.deepEqual(ground.stored('/log.gz'), content);
    });

    on('a file arrives under the name that the URL gives it', async (ground) => {
      assert.deepEqual(await up(ground, '/logs/mine.gz'), { kind: 'done' });
      assert.deepEqual(ground.stored('/logs/mine.gz'), content);
    });

    on('a server that refuses it has refused, for want of permission', async (ground) => {
      ground.behave('refuses');
      const outcome = await up(ground, '/logs/');
      assert.equal(outcome.kind, 'refused');
      assert.equal(outcome.kind === 'refused' && outcome.because, 'permission');
    });

    on('a connection that breaks is told as such', async (ground) => {
      ground.behave('cuts');
      assert.equal((await up(ground, '/logs/')).kind, 'unreachable');
    });

    on('a server that is silent is given up', async (ground) => {
      ground.behave('silent');
      const outcome = up(ground, '/logs/');
      await ground.asked();
      await ground.clock.advance(61_000);
      assert.equal((await outcome).kind, 'unreachable');
    });

    on('one that is cancelled ends', async (ground) => {
      ground.behave('silent');
      const cancel = new AbortController();
      const outcome = up(ground, '/logs/', cancel.signal);
      await ground.asked();
      cancel.abort();
      assert.equal((await outcome).kind, 'cancelled');
    });

    on('one that was cancelled before does not begin', async (ground) => {
      const outcome = await up(ground, '/logs/', AbortSignal.abort());
      assert.equal(outcome.kind, 'cancelled');
      assert.equal(ground.requests(), 0);
    });

    on('where nobody listens nothing arrives', async (ground) => {
      const outcome = await up({ ...ground, origin: ground.nobody }, '/logs/');
      assert.equal(outcome.kind, 'unreachable');
    });
  });

  describe(`${name}: downloads`, () => {
    on('a file comes as it is', async (ground) => {
      ground.give('/firmware.bin', content);
      const { outcome, received } = down(ground, '/firmware.bin', content.length);
      assert.deepEqual(await outcome, { kind: 'done', bytes: content.length });
      assert.deepEqual(received(), content);
    });

    on('a file that is too long is not taken, and no more than the limit is handed over', async (ground) => {
      ground.give('/firmware.bin', content);
      const { outcome, received } = down(ground, '/firmware.bin', content.length - 1);
      assert.equal((await outcome).kind, 'too-large');
      assert.ok(received().length < content.length);
    });

    on('what cannot be stored ends it, with the reason', async (ground) => {
      ground.give('/firmware.bin', content);
      const outcome = await ground.transfer.download({
        url: `${ground.origin}/firmware.bin`,
        limit: content.length,
        receive() {
          throw new Error('the disk is full');
        },
      });
      assert.deepEqual(outcome, { kind: 'not-stored', reason: 'the disk is full' });
    });

    on('a file that is not there is refused', async (ground) => {
      const outcome = await down(ground, '/nothing', 1000).outcome;
      assert.equal(outcome.kind, 'refused');
      assert.equal(outcome.kind === 'refused' && outcome.because, 'other');
    });

    on('a connection that breaks half way is no file', async (ground) => {
      ground.give('/firmware.bin', content);
      ground.behave('cuts');
      assert.equal((await down(ground, '/firmware.bin', content.length).outcome).kind, 'unreachable');
    });

    on('a server that is silent is given up', async (ground) => {
      ground.give('/firmware.bin', content);
      ground.behave('silent');
      const { outcome } = down(ground, '/firmware.bin', content.length);
      await ground.asked();
      await ground.clock.advance(61_000);
      assert.equal((await outcome).kind, 'unreachable');
    });

    on('one that is cancelled ends', async (ground) => {
      ground.give('/firmware.bin', content);
      ground.behave('silent');
      const cancel = new AbortController();
      const { outcome } = down(ground, '/firmware.bin', content.length, cancel.signal);
      await ground.asked();
      cancel.abort();
      assert.equal((await outcome).kind, 'cancelled');
    });
  });

  describe(`${name}: whatever happens`, () => {
    on('no reason has the password in it', async (ground) => {
      const reasons: string[] = [];
      for (const how of ['refuses', 'cuts'] as const) {
        ground.behave(how);
        ground.give('/firmware.bin', content);
        for (const outcome of [await up(ground, '/logs/'), await down(ground, '/firmware.bin', 5).outcome]) {
          if ('reason' in outcome) reasons.push(outcome.reason);
        }
      }
      const lost = await up({ ...ground, origin: ground.nobody }, '/');
      assert.ok(lost.kind === 'unreachable');
      reasons.push(lost.reason);
      assert.ok(reasons.length >= 4);
      assert.deepEqual(
        reasons.filter((reason) => reason.includes('secret')),
        [],
      );
    });

    on('a scheme that nobody has and a text that is no URL are told apart', async (ground) => {
      const url = (text: string) => ground.transfer.upload({ url: text, name: 'x', content });
      assert.equal((await url('sftp://host/x')).kind, 'not-supported');
      assert.equal((await url('file:///etc/passwd')).kind, 'not-supported');
      assert.equal((await url('over there')).kind, 'bad-url');
      assert.equal((await url('http://')).kind, 'bad-url');
      assert.equal((await url('ftp://host/a%0d%0aDELE b')).kind, 'bad-url');
    });
  });
}

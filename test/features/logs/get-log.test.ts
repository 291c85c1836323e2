/** GetLog (WP N01) on a whole charger: every way that it can go, and what is told of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Behaviour } from '../../../src/transfer/loopback.ts';
import { createWorld, type World } from '../../support/world.ts';
import { getLog, linesOf, logStatuses, ORIGIN } from './asked.ts';

async function withServer(more: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld({ model: 'reference', ...more });
  return { world, server: world.transfers.serve(ORIGIN) };
}

const iso = (world: World, secondsFromNow: number): string =>
  new Date(world.clock.now() + secondsFromNow * 1000).toISOString();

describe('GetLog', () => {
  it('uploads one file under the name that was told, and tells how it goes', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'slow', ms: 5_000 });
    const answer = await getLog(world, 7);
    const filename = `CP001-diagnostics-${iso(world, 0).replace(/[:-]|\.\d+/g, '')}.jsonl.gz`;
    assert.deepEqual(answer, { status: 'Accepted', filename });
    assert.deepEqual(logStatuses(world), ['7 Uploading']);
    await world.seconds(6);
    assert.deepEqual(logStatuses(world), ['7 Uploading', '7 Uploaded']);
    const [upload, ...others] = server.uploads;
    assert.deepEqual(
      [upload?.name, upload?.path, upload?.mediaType],
      [filename, `/logs/${filename}`, 'application/gzip'],
    );
    assert.deepEqual(others, []);
    assert.equal(world.charger.requests('DiagnosticsStatusNotification').length, 0);
    world.assertNoComplaints();
  });

  it('uploads the security log, or the part of it that is asked for', async () => {
    const { world, server } = await withServer();
    const { security } = world.chargePoint();
    for (const techInfo of ['one', 'two', 'three']) {
      await world.seconds(100);
      security.raise('InvalidMessages', techInfo);
    }
    const remoteLocation = `${ORIGIN}/`;
    const window = { oldestTimestamp: iso(world, -150), latestTimestamp: iso(world, -50) };
    await getLog(world, 1, { logType: 'SecurityLog', log: { remoteLocation } });
    await getLog(world, 2, { logType: 'SecurityLog', log: { remoteLocation, ...window } });
    await world.seconds(1);
    const [all, part] = server.uploads.map(linesOf);
    assert.deepEqual(
      all?.map(({ techInfo }) => techInfo),
      ['power on', 'one', 'two', 'three'],
    );
    assert.deepEqual(part, [{ time: iso(world, -101), type: 'InvalidMessages', critical: false, techInfo: 'two' }]);
    assert.match(server.uploads[0]?.name ?? '', /^CP001-security-log-\d{8}T\d{6}Z\.jsonl\.gz$/);
  });

  it('is Rejected, without a file name, where there is nothing to tell of that time', async () => {
    const { world, server } = await withServer();
    const log = { remoteLocation: `${ORIGIN}/`, latestTimestamp: iso(world, -3600) };
    assert.deepEqual(await getLog(world, 1, { logType: 'SecurityLog', log }), { status: 'Rejected' });
    assert.deepEqual(await getLog(world, 2, { log }), { status: 'Rejected' });
    await world.seconds(600);
    assert.deepEqual(logStatuses(world), []);
    assert.equal(server.requests(), 0);
  });

  const ends: readonly (readonly [what: string, Behaviour | undefined, url: string, status: string])[] = [
    ['a server that lets nobody in', { kind: 'refuses', because: 'permission' }, `${ORIGIN}/`, 'PermissionDenied'],
    [
      'a server that cannot take files',
      { kind: 'refuses', because: 'operation' },
      `${ORIGIN}/`,
      'NotSupportedOperation',
    ],
    ['a server that does not understand', { kind: 'refuses', because: 'message' }, `${ORIGIN}/`, 'BadMessage'],
    ['a server that has a bad day', { kind: 'refuses', because: 'other' }, `${ORIGIN}/`, 'UploadFailure'],
    ['a connection that breaks', { kind: 'cuts' }, `${ORIGIN}/`, 'UploadFailure'],
    ['a server that is silent', { kind: 'silent' }, `${ORIGIN}/`, 'UploadFailure'],
    ['a server that is not there', undefined, 'http://nobody.example/', 'UploadFailure'],
    ['a protocol that there is not', undefined, 'sftp://files.example/', 'NotSupportedOperation'],
    ['a text that is no URL', undefined, 'over there', 'BadMessage'],
  ];
  for (const [what, behaviour, remoteLocation, status] of ends) {
    it(`ends as ${status} with ${what}`, async () => {
      const { world, server } = await withServer();
      server.behave(behaviour);
      const answer = await getLog(world, 3, { log: { remoteLocation }, retries: 1, retryInterval: 10 });
      assert.equal(typeof answer === 'object' && answer.status, 'Accepted');
      await world.seconds(300);
      assert.deepEqual(logStatuses(world), ['3 Uploading', `3 ${status}`]);
      assert.deepEqual(server.uploads, []);
      world.assertNoComplaints();
    });
  }

  it('has no protocol that SupportedFileTransferProtocols does not have', async () => {
    const { world, server } = await withServer({ configuration: { SupportedFileTransferProtocols: 'HTTPS' } });
    await getLog(world, 1, { retries: 3 });
    await world.seconds(600);
    assert.deepEqual(logStatuses(world), ['1 Uploading', '1 NotSupportedOperation']);
    assert.equal(server.requests(), 0);
  });

  for (const retries of [0, 1, 4]) {
    it(`is tried ${retries + 1} times with ${retries} retries (E4 3.50), at the interval that was asked for`, async () => {
      const { world, server } = await withServer();
      server.behave({ kind: 'cuts' });
      await getLog(world, 1, { retries, retryInterval: 100 });
      await world.seconds(99 * retries);
      assert.equal(server.requests(), Math.max(1, retries));
      assert.deepEqual(logStatuses(world).slice(1), retries === 0 ? ['1 UploadFailure'] : []);
      await world.seconds(retries + 1);
      assert.equal(server.requests(), retries + 1);
      assert.deepEqual(logStatuses(world), ['1 Uploading', '1 UploadFailure']);
      await world.seconds(1000);
      assert.equal(server.requests(), retries + 1);
    });
  }

  it('is tried again until it succeeds, and tells nothing of the failures before', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'cuts' }, 2);
    await getLog(world, 1, { retries: 5, retryInterval: 0 });
    await world.seconds(10);
    assert.deepEqual(logStatuses(world), ['1 Uploading', '1 Uploaded']);
    assert.equal(server.requests(), 3);
  });

  for (const [when, behaviour] of [
    ['on its way', { kind: 'slow', ms: 600_000 }],
    ['waiting for another attempt', { kind: 'cuts' }],
  ] as const) {
    it(`J29: ends the upload that is ${when} before, which is told as failed, and is AcceptedCanceled`, async () => {
      const { world, server } = await withServer();
      server.behave(behaviour, 1);
      await getLog(world, 1, { retryInterval: 100 });
      await world.seconds(10);
      const second = await getLog(world, 2);
      assert.equal(typeof second === 'object' && second.status, 'AcceptedCanceled');
      await world.seconds(900);
      assert.deepEqual(logStatuses(world), ['1 Uploading', '1 UploadFailure', '2 Uploading', '2 Uploaded']);
      assert.deepEqual(
        server.uploads.map(({ name }) => name),
        [typeof second === 'object' && second.filename],
      );
      const third = await getLog(world, 3);
      assert.equal(typeof third === 'object' && third.status, 'Accepted');
    });
  }

  it('leaves the upload before alone when it is Rejected', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'slow', ms: 60_000 });
    await getLog(world, 1);
    const log = { remoteLocation: `${ORIGIN}/`, latestTimestamp: iso(world, -3600) };
    assert.deepEqual(await getLog(world, 2, { logType: 'SecurityLog', log }), { status: 'Rejected' });
    await world.seconds(61);
    assert.deepEqual(logStatuses(world), ['1 Uploading', '1 Uploaded']);
  });

  it('that ends while there is no connection is told when there is one again', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'slow', ms: 30_000 });
    await getLog(world, 1);
    world.twin().setOnline(false);
    await world.seconds(120);
    assert.equal(server.uploads.length, 1);
    assert.deepEqual(logStatuses(world), ['1 Uploading']);
    world.twin().setOnline(true);
    await world.seconds(60);
    assert.deepEqual(logStatuses(world), ['1 Uploading', '1 Uploaded']);
  });

  it('is over when the power goes: it has failed, and that is told once after the restart', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'slow', ms: 30_000 });
    await getLog(world, 1);
    await world.seconds(10);
    world.powerCut();
    await world.seconds(60);
    assert.deepEqual(server.uploads, []);
    for (let restarts = 0; restarts < 2; restarts += 1) {
      await world.powerOn();
      await world.seconds(60);
      assert.deepEqual(logStatuses(world), ['1 Uploading', '1 UploadFailure']);
      world.powerCut();
    }
  });

  it('that has ended is told as it ended, also when the power goes before that could be told', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'slow', ms: 30_000 });
    await getLog(world, 1);
    world.twin().setOnline(false);
    await world.seconds(60);
    assert.equal(server.uploads.length, 1);
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    assert.deepEqual(logStatuses(world), ['1 Uploading', '1 Uploaded']);
  });

  it('can be asked for its status: Idle while nothing goes on, Uploading with its id while something does', async () => {
    const { world, server } = await withServer();
    const tell = async (): Promise<void> => {
      void world.charger.call('ExtendedTriggerMessage', { requestedMessage: 'LogStatusNotification' });
      await world.clock.settle();
    };
    await tell();
    server.behave({ kind: 'slow', ms: 30_000 });
    await getLog(world, 1);
    await tell();
    await world.seconds(31);
    await tell();
    assert.deepEqual(logStatuses(world), ['Idle', '1 Uploading', '1 Uploading', '1 Uploaded', 'Idle']);
    world.assertNoComplaints();
  });

  it('is not supported by a zaptec-pro (RN-K3)', async () => {
    const { world, server } = await withServer({ model: 'zaptec-pro' });
    assert.equal(await getLog(world, 1), 'NotSupported');
    assert.equal(server.requests(), 0);
  });
});

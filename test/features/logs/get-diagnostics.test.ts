/** GetDiagnostics (S 5.9) on a whole charger: what is in it, what is not, and what is told of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { trigger } from '../../scenarios/trigger.ts';
import { createWorld } from '../../support/world.ts';
import { ask, diagnosticsStatuses, getDiagnostics, getLog, linesOf, logStatuses, ORIGIN } from './asked.ts';

async function withServer(more: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld({ model: 'reference', ...more });
  return { world, server: world.transfers.serve(ORIGIN) };
}

describe('GetDiagnostics', () => {
  it('uploads one file under the name that was told, and tells how it goes', async () => {
    const { world, server } = await withServer();
    const answer = await getDiagnostics(world);
    assert.ok(typeof answer === 'object' && answer.fileName !== undefined);
    assert.match(answer.fileName, /^CP001-diagnostics-\d{8}T\d{6}Z\.jsonl\.gz$/);
    await world.seconds(1);
    assert.deepEqual(diagnosticsStatuses(world), ['Uploading', 'Uploaded']);
    assert.deepEqual(
      server.uploads.map(({ name, path }) => [name, path]),
      [[answer.fileName, `/logs/${answer.fileName}`]],
    );
    world.assertNoComplaints();
  });

  it('tells who the charger is, how it is configured, its connectors, transactions and log', async () => {
    const { world, server } = await withServer({ configuration: { HeartbeatInterval: '300' } });
    await world.charge();
    await world.seconds(120);
    await getDiagnostics(world);
    await world.seconds(1);
    const [lines = []] = server.uploads.map(linesOf);
    const of = (kind: string) => lines.filter((line) => line.kind === kind);
    const [{ chargePointId, firmwareVersion, registration } = {}] = of('charge point');
    assert.deepEqual([chargePointId, firmwareVersion, registration], ['CP001', '0.1.0', 'Accepted']);
    const [heartbeat] = of('configuration').filter(({ key }) => key === 'HeartbeatInterval');
    assert.equal(heartbeat?.value, '300');
    const [connector] = of('connector');
    assert.deepEqual([connector?.connectorId, connector?.status, connector?.pilot], [1, 'Charging', 'C']);
    const [transaction] = of('transaction');
    assert.deepEqual([transaction?.connectorId, transaction?.meterStartWh], [1, 0]);
    assert.ok(Number(transaction?.meterWh) > 0);
    assert.ok(of('log').some(({ message }) => String(message).startsWith('connected to ws://central')));
  });

  it('tells the log of the time that is asked for, and how the charger is now only of now', async () => {
    const { world, server } = await withServer();
    const { log } = world.twin();
    const moments: string[] = [];
    for (const line of ['one', 'two', 'three']) {
      await world.seconds(1000);
      moments.push(new Date(world.clock.now()).toISOString());
      log.info(`line ${line}`);
    }
    await world.seconds(1000);
    const [, second = '', third = ''] = moments;
    await getDiagnostics(world, { startTime: second, stopTime: third });
    await world.seconds(1);
    await getDiagnostics(world, { startTime: third });
    await world.seconds(1);
    const [past = [], present = []] = server.uploads.map(linesOf);
    assert.deepEqual(past, [
      { kind: 'log', time: second, level: 'info', message: 'line two' },
      { kind: 'log', time: third, level: 'info', message: 'line three' },
    ]);
    assert.equal(present[0]?.kind, 'charge point');
    assert.ok(present.some(({ message }) => message === 'line three'));
    assert.ok(!present.some(({ message }) => message === 'line two'));
  });

  it('remembers the log over power cuts', async () => {
    const { world, server } = await withServer();
    world.twin().log.warn('before the cut');
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    await getDiagnostics(world);
    await world.seconds(1);
    const [lines = []] = server.uploads.map(linesOf);
    assert.ok(lines.some(({ message, level }) => message === 'before the cut' && level === 'warn'));
  });

  it('has no secret in it: no password of a key or a URL, no private key', async () => {
    const secrets = ['hushhush', 'sesame open please', 'FFFE313233343536373839303132', 'another secret key'];
    const { world, server } = await withServer({
      configuration: { AuthorizationKey: secrets[1] ?? '' },
    });
    await world.charge();
    await world.seconds(60);
    for (const key of secrets.slice(2)) await world.configure('AuthorizationKey', key);
    await world.seconds(60);
    await getDiagnostics(world, { retries: 0, location: 'ftp://user:hushhush@nobody.example/' });
    await getDiagnostics(world, { location: `http://user:hushhush@nobody.example/?token=${secrets[2]}` });
    world.twin().log.info('looking at https://user:hushhush@files.example/');
    await world.seconds(1);
    await getDiagnostics(world);
    await world.seconds(1);
    const [upload] = server.uploads;
    assert.ok(upload !== undefined);
    const text = gunzipSync(upload.content).toString();
    assert.ok(text.includes('AuthorizationKey') && text.includes('nobody.example'), 'what is about secrets is there');
    for (const secret of [...secrets, 'PRIVATE KEY']) {
      assert.ok(!text.includes(secret), `${secret} is in ${text.split('\n').find((line) => line.includes(secret))}`);
      const kept = [...world.files.files].find(([, { content }]) => Buffer.from(content).includes(secret));
      assert.equal(kept?.[0], undefined, secret);
    }
  });

  it('is answered without a file name, and nothing is told, where there is nothing to tell', async () => {
    const { world, server } = await withServer();
    const stopTime = new Date(world.clock.now() - 3_600_000).toISOString();
    assert.deepEqual(await getDiagnostics(world, { stopTime }), {});
    await world.seconds(600);
    assert.deepEqual(diagnosticsStatuses(world), []);
    assert.equal(server.requests(), 0);
  });

  it('ends as UploadFailed, whatever went wrong, after its retries', async () => {
    for (const behaviour of [{ kind: 'cuts' }, { kind: 'refuses', because: 'permission' }] as const) {
      const { world, server } = await withServer();
      server.behave(behaviour);
      await getDiagnostics(world, { retries: 2, retryInterval: 30 });
      await world.seconds(59);
      assert.deepEqual(diagnosticsStatuses(world), ['Uploading']);
      await world.seconds(2);
      assert.deepEqual(diagnosticsStatuses(world), ['Uploading', 'UploadFailed']);
      assert.equal(server.requests(), 3);
    }
  });

  it('is tried three times more, a minute apart, when nobody says how often', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'cuts' });
    await getDiagnostics(world);
    await world.seconds(179);
    assert.equal(server.requests(), 3);
    await world.seconds(1000);
    assert.equal(server.requests(), 4);
  });

  it('ends the upload before, which is told as failed', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'slow', ms: 60_000 }, 1);
    await getDiagnostics(world);
    await getDiagnostics(world);
    await world.seconds(100);
    assert.deepEqual(diagnosticsStatuses(world), ['Uploading', 'UploadFailed', 'Uploading', 'Uploaded']);
    assert.equal(server.uploads.length, 1);
  });

  it('and GetLog leave each other alone', async () => {
    const { world, server } = await withServer();
    server.behave({ kind: 'slow', ms: 10_000 });
    await getDiagnostics(world);
    const answer = await getLog(world, 1);
    assert.equal(typeof answer === 'object' && answer.status, 'Accepted');
    await world.seconds(11);
    assert.deepEqual(diagnosticsStatuses(world), ['Uploading', 'Uploaded']);
    assert.deepEqual(logStatuses(world), ['1 Uploading', '1 Uploaded']);
    assert.equal(server.uploads.length, 2);
  });

  it('that power has ended is told as failed after the restart, and Idle is what a trigger hears then', async () => {
    const { world, server } = await withServer();
    assert.equal(await trigger(world, 'DiagnosticsStatusNotification'), 'Accepted');
    server.behave({ kind: 'silent' });
    await getDiagnostics(world);
    await trigger(world, 'DiagnosticsStatusNotification');
    world.powerCut();
    server.behave(undefined);
    await world.powerOn();
    await world.seconds(60);
    await trigger(world, 'DiagnosticsStatusNotification');
    assert.deepEqual(diagnosticsStatuses(world), ['Idle', 'Uploading', 'Uploading', 'UploadFailed', 'Idle']);
    assert.deepEqual(server.uploads, []);
  });

  it('is not supported by a zaptec-pro (RN-K3), nor can its status be triggered', async () => {
    const { world, server } = await withServer({ model: 'zaptec-pro' });
    assert.equal(await getDiagnostics(world), 'NotSupported');
    assert.equal(await trigger(world, 'DiagnosticsStatusNotification'), 'NotImplemented');
    assert.equal(server.requests(), 0);
    assert.deepEqual(await world.key('SupportedFileTransferProtocols'), { value: 'HTTP,HTTPS', readonly: true });
  });

  it('does not need room on the disk', async () => {
    const { world, server } = await withServer();
    world.files.capacity = 0;
    assert.ok(typeof (await ask(world, 'GetDiagnostics', { location: `${ORIGIN}/` })) === 'object');
    await world.seconds(1);
    assert.deepEqual(
      diagnosticsStatuses(world),
      ['Uploading', 'Uploaded'],
      'a full disk keeps no lines and hinders nothing',
    );
    assert.equal(server.uploads.length, 1);
    assert.equal(world.warnings.filter((line) => line.startsWith('the log cannot be kept')).length, 1);
  });
});

/** How an update is told where the Central System is not there, does not answer, or asks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, silence } from '../../src/central/scripted-answer.ts';
import { createFirmwareWorld, type FirmwareWorld } from './firmware-world.ts';
import { trigger } from './trigger.ts';

const whole = ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting', 'Installed'];

/** Asks with ExtendedTriggerMessage for SignedFirmwareStatusNotification; returns what was answered and what came. */
async function ask(world: FirmwareWorld): Promise<unknown> {
  const before = world.charger.requests('SignedFirmwareStatusNotification').length;
  const outcome = world.charger.call('ExtendedTriggerMessage', { requestedMessage: 'FirmwareStatusNotification' });
  await world.clock.settle();
  const answer = await outcome;
  assert.deepEqual(answer, { kind: 'confirmed', payload: { status: 'Accepted' } });
  return world.charger.requests('SignedFirmwareStatusNotification')[before];
}

describe('what is told of an update', () => {
  it('while there is no connection is told on the next one, in order, each once', async () => {
    const world = await createFirmwareWorld({ signed: true });
    await world.updateSigned(1, { retrieveDateTime: world.in(30) });
    await world.seconds(1);
    world.twin().setOnline(false);
    await world.seconds(900);
    assert.deepEqual(world.toldSigned(), ['DownloadScheduled']);
    world.twin().setOnline(true);
    await world.seconds(30);
    assert.deepEqual(world.toldSigned(), ['DownloadScheduled', ...whole]);
    world.assertNoComplaints();
  });

  it('and was not answered before the power went is told again afterwards, as the same message', async () => {
    const world = await createFirmwareWorld({ signed: true });
    const deaf = world.charger.intercept('SignedFirmwareStatusNotification', silence);
    await world.updateSigned(1, { installDateTime: world.in(1000) });
    await world.seconds(10);
    const before = world.charger.received.filter(({ action }) => action === 'SignedFirmwareStatusNotification');
    deaf.remove();
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    const calls = world.charger.received.filter(({ action }) => action === 'SignedFirmwareStatusNotification');
    assert.equal(calls[before.length]?.messageId, before[0]?.messageId);
    assert.deepEqual(world.toldSigned().slice(before.length), [...whole.slice(0, 3), 'InstallScheduled']);
  });

  it('to a Central System that refuses it or never answers keeps nothing else waiting', async () => {
    for (const answer of [callError('InternalError'), silence]) {
      const world = await createFirmwareWorld({ signed: true });
      world.charger.intercept('SignedFirmwareStatusNotification', answer);
      await world.updateSigned(1);
      await world.seconds(2000);
      assert.equal(world.version(), '9.9.9');
      assert.equal(world.toldSigned().at(-1), 'Installed');
      await world.charge();
    }
  });
});

describe('a trigger for how the update goes', () => {
  it('with TriggerMessage is answered with what was told last while something is done, and with Idle otherwise (S 7.25)', async () => {
    const world = await createFirmwareWorld();
    world.server.behave({ kind: 'slow', ms: 50_000 });
    assert.equal(await trigger(world, 'FirmwareStatusNotification'), 'Accepted');
    await world.update();
    await world.seconds(10);
    assert.equal(await trigger(world, 'FirmwareStatusNotification', 99), 'Accepted');
    await world.seconds(120);
    assert.equal(await trigger(world, 'FirmwareStatusNotification'), 'Accepted');
    assert.deepEqual(world.told(), [
      'Idle',
      'Downloading',
      'Downloading',
      'Downloaded',
      'Installing',
      'Installed',
      'Idle',
    ]);
  });

  it('with ExtendedTriggerMessage is answered with what was told last, and with Idle for Installed (WP L01.FR.28, 29)', async () => {
    const world = await createFirmwareWorld({ signed: true });
    assert.deepEqual(await ask(world), { status: 'Idle' });
    await world.updateSigned(7, { location: 'http://firmware.example/nowhere' });
    await world.seconds(10);
    assert.deepEqual(await ask(world), { status: 'DownloadFailed', requestId: 7 });
    world.powerCut();
    await world.powerOn();
    assert.deepEqual(await ask(world), { status: 'DownloadFailed', requestId: 7 });
    await world.updateSigned(8);
    await world.seconds(60);
    assert.equal(world.toldSigned(8).at(-1), 'Installed');
    assert.deepEqual(await ask(world), { status: 'Idle' });
  });
});

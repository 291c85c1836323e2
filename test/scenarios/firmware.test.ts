import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silence } from '../../src/central/scripted-answer.ts';
import { PROOF_MS } from '../../src/features/firmware/firmware.ts';
import { MOST_TRIALS } from '../../src/firmware/slots.ts';
import { CARD } from '../support/world.ts';
import {
  createFirmwareWorld,
  type FirmwareWorld,
  firmwareOf,
  installRoot,
  LOCATION,
  manufacturer,
  NEW_VERSION,
  signatureOf,
  stranger,
} from './firmware-world.ts';

/** The firmware that a charger has when nobody has installed any. */
const FACTORY_VERSION = '0.1.0';

/** Out of order for longer than the restart takes. */
const slowRestart = { file: { reset: { mode: 'in-process', delayMs: 60_000 } } } as const;

/** What is the case once an update is over, however it ended: everything is back in service, and the light is what it was. */
async function assertAtRest(world: FirmwareWorld, version: string): Promise<void> {
  assert.equal(world.chargePoint().identity.firmwareVersion ?? FACTORY_VERSION, version);
  assert.deepEqual([world.charger.status(0), world.charger.status(1)], ['Available', 'Available']);
  assert.equal(world.chargePoint().charger.led().situation, 'free');
  assert.deepEqual(
    [...world.files.files.keys()].filter((path) => /download|staged/.test(path)),
    [],
    'no package is left behind',
  );
  await world.charge();
  assert.equal(world.charger.status(1), 'Charging');
  world.assertNoComplaints();
}

describe('UpdateFirmware', () => {
  it('downloads, installs, restarts, and tells each of it with FirmwareStatusNotification', async () => {
    const world = await createFirmwareWorld();
    assert.equal(world.version(), FACTORY_VERSION);
    assert.equal(await world.update(), 'confirmed');
    await world.seconds(60);
    assert.deepEqual(world.told(), ['Downloading', 'Downloaded', 'Installing', 'Installed']);
    assert.deepEqual(world.toldSigned(), []);
    assert.equal(world.version(), NEW_VERSION);
    assert.deepEqual(world.eventsLogged(), ['FirmwareUpdated']);
    await assertAtRest(world, NEW_VERSION);
  });

  it('waits for retrieveDate and says nothing until then (E4 3.63)', async () => {
    const world = await createFirmwareWorld();
    await world.update({ retrieveDate: world.in(3600) });
    await world.seconds(3590);
    assert.deepEqual(world.told(), []);
    assert.equal(world.server.requests(), 0);
    await world.seconds(60);
    assert.equal(world.told().at(-1), 'Installed');
  });

  it('that cannot be downloaded is tried again `retries` times, and then DownloadFailed', async () => {
    const world = await createFirmwareWorld();
    world.server.behave({ kind: 'cuts' });
    await world.update({ retries: 2, retryInterval: 30 });
    await world.seconds(29);
    assert.equal(world.server.requests(), 1);
    await world.seconds(60);
    assert.equal(world.server.requests(), 3);
    assert.deepEqual(world.told(), ['Downloading', 'DownloadFailed']);
    await assertAtRest(world, FACTORY_VERSION);
  });

  it('that succeeds at the second attempt goes on as at the first', async () => {
    const world = await createFirmwareWorld();
    world.server.behave({ kind: 'cuts' }, 1);
    await world.update({ retries: 1, retryInterval: 30 });
    await world.seconds(90);
    assert.deepEqual(world.told(), ['Downloading', 'Downloaded', 'Installing', 'Installed']);
  });

  it('from a server that the charger cannot ask fails at once, however many retries there are', async () => {
    const world = await createFirmwareWorld();
    await world.update({ location: 'gopher://firmware.example/new', retries: 5 });
    await world.seconds(1);
    assert.deepEqual(world.told(), ['Downloading', 'DownloadFailed']);
  });

  it('of something that is no package, damaged, or for another model is InstallationFailed, and disturbs nobody', async () => {
    const damaged = firmwareOf();
    damaged[damaged.length - 1] = 0;
    for (const content of [
      new Uint8Array(10),
      damaged,
      firmwareOf(NEW_VERSION, 'zaptec-pro'),
      firmwareOf().subarray(0, 900),
    ]) {
      const world = await createFirmwareWorld({ content });
      await world.update();
      await world.seconds(60);
      assert.deepEqual(world.told(), ['Downloading', 'Downloaded', 'InstallationFailed']);
      assert.deepEqual(world.statuses(), ['Available']);
      assert.equal(world.charger.requests('BootNotification').length, 1);
      await assertAtRest(world, FACTORY_VERSION);
    }
  });

  it('takes the place of one that is underway', async () => {
    const world = await createFirmwareWorld();
    world.server.files.set('/newer', firmwareOf('10.0.0'));
    world.server.behave({ kind: 'slow', ms: 30_000 }, 1);
    await world.update();
    await world.seconds(10);
    await world.update({ location: `${LOCATION}er` });
    await world.seconds(60);
    assert.deepEqual(world.told(), ['Downloading', 'Downloading', 'Downloaded', 'Installing', 'Installed']);
    assert.equal(world.version(), '10.0.0');
  });

  it('is refused while another is being installed, and once firmware has to be signed (WP L01.FR.20)', async () => {
    const world = await createFirmwareWorld(slowRestart);
    world.charger.intercept('FirmwareStatusNotification', silence);
    await world.update();
    await world.seconds(10);
    assert.equal(world.chargePoint().firmware.view().update?.stage.kind, 'restarting');
    assert.equal(await world.update(), 'GenericError');
    const signed = await createFirmwareWorld({ signed: true });
    assert.equal(await signed.update(), 'NotSupported');
    assert.deepEqual(signed.told(), []);
  });

  it('installs into the other slot each time, and runs what was installed last', async () => {
    const world = await createFirmwareWorld();
    const slots: string[] = [];
    for (const version of ['1.0.0', '1.0.1', '1.0.2']) {
      world.server.files.set('/new', firmwareOf(version));
      await world.update();
      await world.seconds(60);
      assert.equal(world.version(), version);
      slots.push(world.chargePoint().firmware.view().running.slot);
    }
    assert.deepEqual(slots, ['a', 'b', 'a']);
    assert.equal(world.eventsLogged().length, 3);
    await assertAtRest(world, '1.0.2');
  });
});

describe('SignedUpdateFirmware', () => {
  it('is Accepted, and told with SignedFirmwareStatusNotification and its requestId', async () => {
    const world = await createFirmwareWorld({ signed: true });
    assert.equal(await world.updateSigned(11), 'Accepted');
    await world.seconds(60);
    assert.deepEqual(world.toldSigned(11), [
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'Installing',
      'InstallRebooting',
      'Installed',
    ]);
    assert.equal(world.toldSigned().length, 6);
    assert.deepEqual(world.told(), []);
    assert.deepEqual(world.eventsLogged(), ['FirmwareUpdated']);
    await assertAtRest(world, NEW_VERSION);
  });

  it('is DownloadScheduled until retrieveDateTime, and InstallScheduled until installDateTime, in service all the while', async () => {
    const world = await createFirmwareWorld({ signed: true });
    await world.updateSigned(12, { retrieveDateTime: world.in(600), installDateTime: world.in(1200) });
    await world.seconds(1);
    assert.deepEqual(world.toldSigned(12), ['DownloadScheduled']);
    await world.seconds(650);
    assert.deepEqual(world.toldSigned(12).slice(1), [
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'InstallScheduled',
    ]);
    assert.equal(world.charger.status(1), 'Available');
    await world.seconds(600);
    assert.deepEqual(world.toldSigned(12).slice(5), ['Installing', 'InstallRebooting', 'Installed']);
  });

  it('is DownloadPaused between two attempts, and DownloadFailed after the last', async () => {
    const world = await createFirmwareWorld({ signed: true });
    world.server.behave({ kind: 'refuses', because: 'other' });
    await world.updateSigned(13, {}, { retries: 1, retryInterval: 10 });
    await world.seconds(60);
    assert.deepEqual(world.toldSigned(13), ['Downloading', 'DownloadPaused', 'Downloading', 'DownloadFailed']);
    await assertAtRest(world, FACTORY_VERSION);
  });

  it('is InvalidCertificate when nobody whom the charger trusts has signed the certificate, or nothing is a certificate', async () => {
    const world = await createFirmwareWorld({ signed: true });
    for (const signingCertificate of [stranger.chain, 'no certificate', manufacturer.certificate.slice(0, 300)]) {
      assert.equal(await world.updateSigned(14, { signingCertificate }), 'InvalidCertificate');
    }
    await world.seconds(60);
    assert.deepEqual(world.toldSigned(), []);
    assert.equal(world.server.requests(), 0);
    assert.deepEqual(world.eventsLogged(), Array(3).fill('InvalidFirmwareSigningCertificate'));
  });

  it('is InvalidCertificate as long as there is no root of the manufacturer, and when it was deleted', async () => {
    const world = await createFirmwareWorld();
    assert.equal(await world.updateSigned(15), 'InvalidCertificate');
    await installRoot(world);
    const listed = world.charger.call('GetInstalledCertificateIds', { certificateType: 'ManufacturerRootCertificate' });
    await world.seconds(1);
    const outcome = await listed;
    assert.ok(outcome.kind === 'confirmed');
    const [certificateHashData] = outcome.payload.certificateHashData ?? [];
    assert.ok(certificateHashData !== undefined);
    void world.charger.call('DeleteCertificate', { certificateHashData });
    await world.seconds(1);
    assert.equal(await world.updateSigned(16), 'InvalidCertificate');
  });

  it('is InvalidSignature when the file is not the one that was signed, with the event InvalidFirmwareSignature', async () => {
    for (const signature of [signatureOf(firmwareOf('1.1.1')).signature, 'bm8=', '']) {
      const world = await createFirmwareWorld({ signed: true });
      await world.updateSigned(17, { signature });
      await world.seconds(60);
      assert.deepEqual(world.toldSigned(17), ['Downloading', 'Downloaded', 'InvalidSignature']);
      assert.deepEqual(world.eventsLogged(), ['InvalidFirmwareSignature']);
      await assertAtRest(world, FACTORY_VERSION);
    }
  });

  it('is InstallVerificationFailed when what was rightly signed is no firmware for this charger', async () => {
    const world = await createFirmwareWorld({ signed: true, content: firmwareOf(NEW_VERSION, 'zaptec-pro') });
    await world.updateSigned(18);
    await world.seconds(60);
    assert.deepEqual(world.toldSigned(18), [
      'Downloading',
      'Downloaded',
      'SignatureVerified',
      'InstallVerificationFailed',
    ]);
    await assertAtRest(world, FACTORY_VERSION);
  });

  it('is InstallationFailed when there is no room for it', async () => {
    const content = firmwareOf();
    const world = await createFirmwareWorld({ signed: true, content });
    await world.updateSigned(19, { installDateTime: world.in(60) });
    await world.seconds(30);
    world.files.capacity = [...world.files.files.values()].reduce((sum, file) => sum + file.content.length, 1000);
    await world.seconds(60);
    assert.deepEqual(world.toldSigned(19).slice(-2), ['Installing', 'InstallationFailed']);
    world.files.capacity = Number.POSITIVE_INFINITY;
    await assertAtRest(world, FACTORY_VERSION);
  });

  it('is AcceptedCanceled when it takes the place of one that waits, and Rejected when one is being installed', async () => {
    const world = await createFirmwareWorld({ signed: true, ...slowRestart });
    world.server.behave({ kind: 'slow', ms: 30_000 }, 1);
    await world.updateSigned(20);
    await world.seconds(5);
    assert.equal(await world.updateSigned(21, { installDateTime: world.in(100) }), 'AcceptedCanceled');
    await world.seconds(50);
    assert.deepEqual(world.toldSigned(20), ['Downloading']);
    assert.equal(await world.updateSigned(22), 'AcceptedCanceled');
    await world.clock.runUntil(() => world.toldSigned(22).includes('Installing'), 60_000);
    assert.equal(await world.updateSigned(23), 'Rejected');
    await world.seconds(200);
    assert.equal(world.toldSigned(22).at(-1), 'Installed');
    assert.deepEqual(world.toldSigned(23), []);
  });
});

describe('an installation', () => {
  it('J28: waits for a transaction, keeps idle connectors out of service meanwhile, and gives all of them back when it fails', async () => {
    const world = await createFirmwareWorld({ file: { connectors: [{ id: 1 }, { id: 2 }] } });
    await world.charge();
    await world.update();
    await world.seconds(60);
    assert.deepEqual(world.told(), ['Downloading', 'Downloaded']);
    assert.deepEqual(
      [0, 1, 2].map((id) => world.charger.status(id)),
      ['Available', 'Charging', 'Unavailable'],
    );
    // It cannot be written.
    world.files.capacity = 0;
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    assert.deepEqual(world.told().slice(2), ['Installing', 'InstallationFailed']);
    await world.seconds(5);
    world.twin().board.plugOut(1);
    await world.seconds(5);
    assert.deepEqual(
      [0, 1, 2].map((id) => world.charger.status(id)),
      ['Available', 'Available', 'Available'],
    );
    assert.deepEqual(world.statuses(2), ['Available', 'Unavailable', 'Available']);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'Local');
    world.assertNoComplaints();
  });

  it('J28: of which the transaction ends in a power cut goes on afterwards', async () => {
    const world = await createFirmwareWorld({ signed: true });
    await world.charge();
    await world.updateSigned(30);
    await world.seconds(60);
    assert.equal(world.toldSigned(30).at(-1), 'InstallScheduled');
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    assert.deepEqual(world.toldSigned(30).slice(-3), ['Installing', 'InstallRebooting', 'Installed']);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'PowerLoss');
    await assertAtRest(world, NEW_VERSION);
  });

  it('lets nobody begin once it waits, and sends away who waits for a car', async () => {
    const world = await createFirmwareWorld({ signed: true, file: { connectors: [{ id: 1 }, { id: 2 }] } });
    await world.charge();
    world.twin().board.swipe('04FFEEDD', [2]);
    await world.seconds(1);
    assert.equal(world.charger.status(2), 'Preparing');
    await world.updateSigned(31);
    await world.seconds(10);
    assert.equal(world.charger.status(2), 'Unavailable');
    world.twin().board.plugIn(2);
    world.twin().board.swipe('04FFEEDD', [2]);
    await world.seconds(30);
    assert.equal(world.charger.requests('StartTransaction').length, 1);
  });

  it('shows purple', async () => {
    const world = await createFirmwareWorld(slowRestart);
    await world.update();
    await world.seconds(20);
    const colours = world.events.flatMap((event) => (event.kind === 'led' ? [event.led.colour] : []));
    assert.equal(colours.at(-1), 'purple');
  });

  it('with rebootAfterInstall false runs at the next restart, whatever makes it, and charges until then', async () => {
    const world = await createFirmwareWorld({ signed: true, file: { firmware: { rebootAfterInstall: false } } });
    await world.updateSigned(32);
    await world.seconds(600);
    assert.equal(world.toldSigned(32).at(-1), 'Installing');
    await world.charge();
    world.powerCut();
    await world.powerOn();
    await world.seconds(10);
    assert.equal(world.toldSigned(32).at(-1), 'Installed');
    assert.ok(!world.toldSigned(32).includes('InstallRebooting'));
    assert.equal(world.version(), NEW_VERSION);
  });

  it('that waits for its restart gives way to another', async () => {
    const world = await createFirmwareWorld({ signed: true, file: { firmware: { rebootAfterInstall: false } } });
    await world.updateSigned(33);
    await world.seconds(60);
    assert.equal(await world.updateSigned(34, { location: `${LOCATION}/nowhere` }), 'AcceptedCanceled');
    await world.seconds(60);
    assert.equal(world.toldSigned(34).at(-1), 'DownloadFailed');
  });
});

describe('new firmware', () => {
  it('that is damaged before it starts gives way to the old, which tells InstallationFailed', async () => {
    const world = await createFirmwareWorld({ signed: true, ...slowRestart });
    await world.updateSigned(40);
    await world.seconds(20);
    const file = world.files.files.get('firmware/a/package');
    assert.ok(file !== undefined);
    world.files.files.set('firmware/a/package', { ...file, content: file.content.subarray(0, 500) });
    await world.seconds(120);
    assert.deepEqual(world.toldSigned(40).slice(-2), ['InstallRebooting', 'InstallationFailed']);
    assert.deepEqual(world.eventsLogged(), []);
    await assertAtRest(world, FACTORY_VERSION);
  });

  it(`that dies ${MOST_TRIALS} times before it has proved itself gives way to the old`, async () => {
    const world = await createFirmwareWorld({ signed: true, ...slowRestart });
    await world.updateSigned(41);
    await world.seconds(20);
    // Nobody hears it while it is on trial.
    const deaf = world.central.intercept('BootNotification', silence);
    for (let start = 0; start < MOST_TRIALS; start += 1) {
      world.powerCut();
      await world.powerOn();
      assert.equal(world.version(), NEW_VERSION, `start ${start}`);
    }
    deaf.remove();
    world.powerCut();
    await world.powerOn();
    await world.seconds(30);
    assert.equal(world.version(), FACTORY_VERSION);
    assert.equal(world.toldSigned(41).at(-1), 'InstallationFailed');
    await assertAtRest(world, FACTORY_VERSION);
  });

  it('proves itself without a Central System when it has run for a while', async () => {
    const world = await createFirmwareWorld({ signed: true, ...slowRestart });
    await world.updateSigned(42);
    await world.seconds(20);
    world.twin().setOnline(false);
    await world.seconds(60 + PROOF_MS / 1000);
    assert.deepEqual(world.eventsLogged(), ['FirmwareUpdated']);
    assert.equal(world.toldSigned(42).at(-1), 'InstallRebooting');
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.equal(world.toldSigned(42).at(-1), 'Installed');
  });
});

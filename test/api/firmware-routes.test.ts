import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCertificate } from '../../src/certificates/certificate.ts';
import { openCertificateStore } from '../../src/certificates/certificate-store.ts';
import { createMemoryFiles } from '../../src/files/memory.ts';
import { silentLog } from '../../src/log/log.ts';
import { firmwareOf, manufacturer, NEW_VERSION, signatureOf } from '../scenarios/firmware-world.ts';
import { createWorld } from './api-world.ts';

/** A charger's files, with the root of its manufacturer. */
function filesWithRoot() {
  const files = createMemoryFiles();
  const root = readCertificate(manufacturer.certificate);
  assert.ok(root.ok);
  openCertificateStore({ files, log: silentLog }).addRoot('manufacturer', root.value, root.value);
  return files;
}

const content = firmwareOf(NEW_VERSION, 'zaptec-pro');
const body = { package: Buffer.from(content).toString('base64'), ...signatureOf(content) };

test('firmware that is handed to the API is installed, and GET /status tells of it', async (t) => {
  const world = await createWorld(t, { files: filesWithRoot() });
  const before = await world.ask('GET', '/status');
  const factory = { version: '7.5.4.0', slot: 'factory', onTrial: false, staged: false, update: null };
  assert.deepEqual(before.body.firmware, factory);
  const answer = await world.ask('POST', '/firmware', { body });
  assert.deepEqual([answer.status, answer.body], [202, { ...factory, staged: true }]);
  await world.clock.advance(60_000);
  const after = await world.ask('GET', '/status');
  assert.deepEqual(after.body.firmware, {
    version: NEW_VERSION,
    slot: 'a',
    onTrial: false,
    staged: false,
    update: { channel: 'maker', stage: 'over', installed: true },
  });
  assert.equal(after.body.firmwareVersion, NEW_VERSION);
});

test('a package that would not be installed is refused with the reason, and one while another is underway too', async (t) => {
  const strange = await createWorld(t);
  const refused = await strange.ask('POST', '/firmware', { body });
  assert.equal(refused.status, 422);
  assert.match(refused.body.detail, /no root certificate of the manufacturer/);
  const world = await createWorld(t, { files: filesWithRoot() });
  const changed = await world.ask('POST', '/firmware', { body: { ...body, package: 'AAAA' } });
  assert.equal(changed.status, 422);
  await world.ask('POST', '/connectors/1/plug-in', { body: {} });
  await world.ask('POST', '/rfid/swipe', { body: { idTag: '04A1B2C3' } });
  await world.clock.advance(20_000);
  assert.equal((await world.ask('POST', '/firmware', { body })).status, 202);
  await world.clock.advance(20_000);
  const busy = await world.ask('POST', '/firmware', { body });
  assert.equal(busy.status, 409);
  assert.equal((await world.ask('GET', '/status')).body.firmware.update.stage, 'waiting');
});

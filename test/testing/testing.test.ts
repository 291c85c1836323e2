/** The functions for tests, against our own Central System over a real WebSocket. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CentralSystem, createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { type CentralServer, startCentralServer } from '../../src/central/server.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';
import { type ChargerOptions, ExpectationError, startCharger, type TestCharger } from '../../src/testing/testing.ts';

let central: CentralSystem;
let server: CentralServer;
before(async () => {
  central = createCentralSystem({
    clock: createSystemClock(),
    random: createSystemRandom(),
    log: silentLog,
    idTags: createIdTags({ idTags: {}, unknown: 'Accepted' }),
    options: { strangers: 'serve' },
  });
  server = await startCentralServer({ central, log: silentLog, port: 0 });
});
after(() => server.close());

let count = 0;

/** A charger of its own identity that has been accepted. */
async function accepted(options: Partial<ChargerOptions> = {}): Promise<TestCharger> {
  count += 1;
  const charger = await startCharger({ csms: server.url, id: `CP-${count}`, speed: 500, ...options });
  await charger.waitFor({ registration: 'Accepted' });
  return charger;
}

describe('a charger in the hands of a test', () => {
  it('charges, and shows the frames of it', async () => {
    await using charger = await accepted();
    charger.setMeter(5000);
    charger.plugIn({ car: 'wagon-22kw' });
    charger.swipe('A');
    const start = await charger.nextFrame({ action: 'StartTransaction', payload: { idTag: 'A' } });
    assert.equal(start.payload.meterStart, 5000);
    const answer = await charger.nextFrame({ action: 'StartTransaction', kind: 'result' });
    const status = await charger.waitFor('Charging');
    assert.equal(status.connectors[0]?.transaction?.transactionId, answer.payload.transactionId);
    charger.setCar({ soc: 50, currentA: 10 });
    await charger.waitFor((now) => (now.connectors[0]?.ev.drawnA ?? 99) <= 10);
    charger.plugOut();
    const stop = await charger.nextFrame('StopTransaction');
    assert.equal(stop.payload.reason, 'EVDisconnected');
    await charger.waitFor({ pilot: 'A', queueLength: 0, status: 'Available' });
    const sent = charger.frames().filter(({ direction, kind }) => direction === 'out' && kind === 'call');
    assert.deepEqual(
      sent.slice(0, 3).map(({ action, number }) => `${number} ${action}`),
      ['1 BootNotification', '3 StatusNotification', '5 StatusNotification'],
    );
  });

  it('has the DataTransfer handlers that it was given, also after a restart, and sends some itself', async () => {
    await using charger = await accepted({
      dataTransfer: { 'com.example': { price: (data) => ({ status: 'Accepted', data: `${data} it is` }) } },
    });
    const ask = () =>
      central.charger(charger.id).call('DataTransfer', { vendorId: 'com.example', messageId: 'price', data: '0.30' });
    const expected = { kind: 'confirmed', payload: { status: 'Accepted', data: '0.30 it is' } };
    assert.deepEqual(await ask(), expected);
    charger.reboot();
    await charger.nextFrame('BootNotification');
    await charger.waitFor({ registration: 'Accepted' });
    assert.deepEqual(await ask(), expected);
    assert.deepEqual(await charger.dataTransfer({ vendorId: 'com.example' }), { status: 'UnknownVendorId' });
    charger.offline();
    await assert.rejects(charger.dataTransfer({ vendorId: 'com.example' }), /DataTransfer was not answered/);
  });

  it('breaks and is mended, goes and comes back, on the connector that is meant', async () => {
    await using charger = await accepted({
      model: 'reference',
      charger: { connectors: [{ id: 1 }, { id: 2 }] },
    });
    charger.raiseFault({ id: 'x', errorCode: 'HighTemperature', faulted: true }, { connector: 2 });
    await charger.waitFor('Faulted', { connector: 2 });
    assert.equal(charger.status().connectors[0]?.status, 'Available');
    charger.clearFault('x', { connector: 2 });
    await charger.waitFor('Available', { connector: 2 });
    charger.offline();
    await charger.waitFor({ link: 'offline' });
    charger.online();
    await charger.waitFor({ link: 'connected' });
    charger.setSpeed(2000);
    charger.reboot();
    await charger.nextFrame('BootNotification');
    await charger.noFrame('StartTransaction', 5);
  });

  it('says what was there instead of what was waited for', async () => {
    await using charger = await accepted();
    await assert.rejects(charger.waitFor('Charging', { within: 1 }), (error: ExpectationError) => {
      assert.ok(error instanceof ExpectationError);
      assert.equal(error.message, 'waited 1 s for connector 1 to have status Charging; status was Available');
      assert.match(error.frames[0] ?? '', /→ BootNotification/);
      return true;
    });
    await assert.rejects(
      charger.nextFrame('StopTransaction', { within: 1 }),
      /waited 1 s for StopTransaction .* there was none/,
    );
    await assert.rejects(
      charger.waitFor(() => false, { within: 1 }),
      ExpectationError,
    );
  });

  it('refuses what makes no sense at once', async () => {
    await assert.rejects(startCharger({ csms: 'http://here' }), /\/csms\/url: expected a ws:\/\/ or wss:\/\/ URL/);
    await using charger = await accepted();
    assert.throws(() => charger.plugIn({ connector: 3 }), /There is no connector "3" here, only 1/);
    assert.throws(() => charger.swipe(''), /idTag: expected at least 1 character/);
    assert.throws(() => charger.clearFault('none'), /has no error "none"/);
    await assert.rejects(charger.waitFor({ led: 'pink' }), /\/led: expected one of .*got "pink"/);
    await assert.rejects(charger.waitFor('Chargin' as 'Charging'), /There is no status Chargin/);
    await assert.rejects(
      charger.nextFrame({ payload: { a: { $is: 1 } } }),
      /\/payload\/a\/\$is: expected one of \$type/,
    );
  });

  it('goes on from its data folder, and leaves nothing open', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pilotwire-testing-'));
    try {
      const first = await accepted({ dataDir });
      first.setMeter(7777);
      await first.stop();
      await first.stop();
      await using second = await startCharger({ csms: server.url, id: first.id, dataDir });
      assert.equal(second.status().connectors[0]?.meter.energyWh, 7777);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

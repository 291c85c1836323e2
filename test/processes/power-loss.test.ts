import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { createPlace, main } from './place.ts';

describe('a charge point process', () => {
  it('that is killed while it charges tells StopTransaction PowerLoss, once, after its next BootNotification', async () => {
    const place = await createPlace({ more: ['--speed', '60'] });
    try {
      const first = await place.start();
      await place.happens(() => place.charger.status(1) === 'Available');
      await first.post('/connectors/1/plug-in', {});
      await first.post('/rfid/swipe', { idTag: '04A1B2C3', connectorIds: [1] });
      await place.happens(() => place.charger.requests('MeterValues').some(({ transactionId }) => transactionId === 1));
      const { meter } = await first.get('/connectors/1');
      first.process.kill('SIGKILL');
      await first.ended;
      const before = place.charger.received.length;
      assert.equal(place.charger.requests('StopTransaction').length, 0);

      const second = await place.start();
      await place.happens(() => place.charger.requests('StopTransaction').length > 0);
      const [stop] = place.charger.requests('StopTransaction');
      assert.equal(stop?.reason, 'PowerLoss');
      assert.equal(stop?.transactionId, 1);
      assert.ok(
        (stop?.meterStop ?? 0) >= meter.energyWh,
        `${stop?.meterStop} is below what was shown: ${meter.energyWh}`,
      );
      assert.ok((stop?.meterStop ?? 0) <= meter.energyWh + 100);
      const actions = place.charger.received.slice(before).map(({ action }) => action);
      assert.equal(actions[0], 'BootNotification');

      // The charger goes on: the next transaction begins where the meter stands.
      await place.happens(() => place.charger.status(1) === 'Available');
      await second.post('/connectors/1/plug-in', {});
      await second.post('/rfid/swipe', { idTag: '04A1B2C3' });
      await place.happens(() => place.charger.requests('StartTransaction').length === 2);
      const meterStart = place.charger.requests('StartTransaction')[1]?.meterStart ?? 0;
      assert.ok(meterStart >= (stop?.meterStop ?? 0));
      assert.equal(place.charger.requests('StopTransaction').length, 1);
      assert.deepEqual(
        place.charger.complaints.map(({ message }) => message),
        [],
      );
      second.process.kill('SIGTERM');
      assert.equal(await second.ended, 0);
    } finally {
      await place.close();
    }
  });

  it('that gets SIGTERM while it charges tells nothing, ends with 0, and tells the PowerLoss at its next start', async () => {
    const place = await createPlace({ more: ['--speed', '60'] });
    try {
      const first = await place.start();
      await place.happens(() => place.charger.status(1) === 'Available');
      await first.post('/connectors/1/plug-in', {});
      await first.post('/rfid/swipe', { idTag: '04A1B2C3' });
      await place.happens(() => place.charger.status(1) === 'Charging');
      first.process.kill('SIGTERM');
      assert.equal(await first.ended, 0);
      assert.equal(place.charger.requests('StopTransaction').length, 0);
      assert.equal(place.charger.status(1), 'Charging');

      await place.start();
      await place.happens(() => place.charger.requests('StopTransaction').length === 1);
      assert.equal(place.charger.requests('StopTransaction')[0]?.reason, 'PowerLoss');
    } finally {
      await place.close();
    }
  });

  it('whose start-up file is wrong says which field, what was expected and what came, and ends with 2', async () => {
    const child = spawn(process.execPath, [main, 'run', '--csms', 'http://127.0.0.1/', '--id', 'cp001'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    const [code] = await once(child, 'exit');
    assert.equal(code, 2);
    assert.match(errors, /csms\/url.*ws:\/\/ or wss:\/\/ URL.*http:\/\/127\.0\.0\.1\//s);
  });
});

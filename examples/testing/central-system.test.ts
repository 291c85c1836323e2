/** How to test a Central System: `npm install --save-dev pilotwire`, then `node --test`. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startCharger } from 'pilotwire/testing';
import { type CentralSystem, startCentralSystem } from './central-system.ts';

describe('the Central System', () => {
  let central: CentralSystem;
  before(async () => {
    central = await startCentralSystem();
  });
  after(() => central.close());

  it('knows the energy of a transaction', async () => {
    // An hour of this charger's time takes 3.6 seconds.
    await using charger = await startCharger({ csms: central.url, id: 'CP-1', speed: 1000 });
    await charger.waitFor({ registration: 'Accepted' });
    charger.plugIn();
    charger.swipe('04A1B2C3');
    const start = await charger.nextFrame({ action: 'StartTransaction', payload: { connectorId: 1 } });
    await charger.waitFor('Charging');
    await charger.pass(600);
    charger.swipe('04A1B2C3');
    const stop = await charger.nextFrame('StopTransaction');
    await charger.waitFor({ queueLength: 0 });
    assert.equal(stop.payload.reason, 'Local');
    assert.equal(central.energy.get('04A1B2C3'), stop.payload.meterStop - start.payload.meterStart);
  });

  it('lets nobody charge with a blocked card', async () => {
    await using charger = await startCharger({ csms: central.url, id: 'CP-2', speed: 1000 });
    await charger.waitFor({ registration: 'Accepted' });
    charger.plugIn();
    charger.swipe('BLOCKED');
    const { payload } = await charger.nextFrame({ action: 'Authorize', kind: 'result' });
    assert.equal(payload.idTagInfo.status, 'Blocked');
    await charger.noFrame('StartTransaction', 60);
  });

  it('gets a transaction that happened while it could not be reached', async () => {
    await using charger = await startCharger({
      csms: central.url,
      id: 'CP-3',
      speed: 1000,
      charger: { configuration: { AllowOfflineTxForUnknownId: 'true' } },
    });
    await charger.waitFor({ registration: 'Accepted' });
    charger.offline();
    charger.plugIn();
    charger.swipe('OFFLINE-CARD');
    await charger.waitFor('Charging');
    await charger.pass(300);
    charger.swipe('OFFLINE-CARD');
    await charger.waitFor({ transaction: false });
    assert.equal(central.energy.has('OFFLINE-CARD'), false);
    charger.online();
    await charger.waitFor({ queueLength: 0 });
    assert.ok((central.energy.get('OFFLINE-CARD') ?? 0) > 500);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { createWebSocketTransport } from '../../src/link/web-socket.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { createTwin } from '../../src/twin.ts';
import { startReferee } from '../support/referee.ts';

for (const model of ['zaptec-pro', 'reference'] as const) {
  describe(`a ${model} and a Central System that is not ours`, () => {
    it('charge by card and by remote start, and the strict referee has nothing to complain about', async () => {
      const referee = await startReferee();
      const read = readStartUpFile({
        model,
        identity: { chargePointId: 'RDAM 123' },
        csms: { url: `${referee.url}/ocpp` },
        configuration: {
          ClockAlignedDataInterval: '60',
          MeterValuesSampledData:
            'Energy.Active.Import.Register,Voltage,Current.Import,Current.Offered,Power.Active.Import,Temperature',
          StopTxnSampledData: 'Energy.Active.Import.Register,Temperature',
        },
      });
      assert.ok(read.ok);
      const twin = createTwin({
        startUp: { ...read.startUp, reset: { mode: 'in-process', delayMs: 1000 } },
        store: createMemoryDatabase().open('cp'),
        transport: createWebSocketTransport(),
        clock: createSystemClock({ speed: 1000 }),
        networkClock: createSystemClock(),
        random: createSystemRandom(),
        log: silentLog,
      });
      try {
        twin.start();
        await referee.heard('StatusNotification', 2);
        twin.board.plugIn(1);
        twin.board.swipe('04A1B2C3');
        await referee.heard('StartTransaction');
        // Clock-aligned values came before; those that come now tell that the start was confirmed.
        const before = referee.received.filter(({ action }) => action === 'MeterValues').length;
        await referee.heard('MeterValues', before + 6);
        assert.deepEqual(await referee.call('RemoteStopTransaction', { transactionId: 77 }), { status: 'Rejected' });
        assert.deepEqual(await referee.call('RemoteStopTransaction', { transactionId: 1 }), { status: 'Accepted' });
        await referee.heard('StopTransaction');
        assert.deepEqual(await referee.call('RemoteStartTransaction', { idTag: 'remote', connectorId: 1 }), {
          status: 'Accepted',
        });
        await referee.heard('StartTransaction', 2);
        const { configurationKey } = await referee.call('GetConfiguration', {});
        assert.ok((configurationKey as unknown[]).length > 30);
        assert.deepEqual(await referee.call('GetConfiguration', { key: ['NumberOfConnectors', 'Nonsense'] }), {
          configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '1' }],
          unknownKey: ['Nonsense'],
        });
        const change = (key: string, value: string) => referee.call('ChangeConfiguration', { key, value });
        assert.deepEqual(await change('HeartbeatInterval', '60'), { status: 'Accepted' });
        assert.deepEqual(await change('NumberOfConnectors', '2'), { status: 'Rejected' });
        assert.deepEqual(await change('Nonsense', '2'), { status: 'NotSupported' });
        assert.deepEqual(await referee.call('ClearCache', {}), { status: 'Accepted' });
        await referee.heard('Heartbeat');
        assert.deepEqual(await referee.call('Reset', { type: 'Soft' }), { status: 'Accepted' });
        await referee.heard('StopTransaction', 2);
        await referee.heard('BootNotification', 2);
        if (model === 'zaptec-pro') {
          await assert.rejects(referee.call('GetDiagnostics', { location: 'http://127.0.0.1/' }), {
            rpcErrorCode: 'NotSupported',
          });
        }

        assert.deepEqual(referee.complaints, []);
        const stops = referee.received.filter(({ action }) => action === 'StopTransaction');
        assert.deepEqual(
          stops.map(({ params }) => params.reason),
          ['Remote', 'SoftReset'],
        );
      } finally {
        twin.stop();
        await referee.close();
      }
    });
  });
}

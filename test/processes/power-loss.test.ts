import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import type { CentralEvent } from '../../src/central/central-charger.ts';
import { createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { startCentralServer } from '../../src/central/server.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';

const main = join(import.meta.dirname, '../../src/cli/main.ts');

describe('a charge point process', () => {
  it('that is killed while it charges tells StopTransaction PowerLoss, once, after its next BootNotification', async () => {
    const place = await createPlace();
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
    const place = await createPlace();
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

interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  get(path: string): Promise<{ readonly meter: { readonly energyWh: number } }>;
  post(path: string, body: object): Promise<void>;
}

/** A Central System on a port, a folder for the database, and charge point processes that use both. */
async function createPlace() {
  const folder = mkdtempSync(join(tmpdir(), 'pilotwire-test-'));
  const observers = new Set<() => void>();
  const central = createCentralSystem({
    clock: createSystemClock(),
    random: createSystemRandom(),
    log: silentLog,
    idTags: createIdTags({ idTags: { '04A1B2C3': 'Accepted' } }),
    options: {
      observe: (_event: CentralEvent) => {
        for (const look of observers) queueMicrotask(look);
      },
    },
  });
  const server = await startCentralServer({ central, log: silentLog, port: 0 });
  const children: Running[] = [];
  const charger = central.charger('cp001');

  return {
    charger,
    async start(): Promise<Running> {
      const child = spawn(
        process.execPath,
        [main, 'run', '--csms', server.url, '--id', 'cp001', '--port', '0', '--data-dir', folder, '--speed', '60'],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      const ended = once(child, 'exit').then(([code]) => code as number | null);
      const api = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stderr }).on('line', (line) => {
          const [url] = /http:\/\/[\d.:]+/.exec(line) ?? [];
          if (url !== undefined) resolve(url);
        });
        void ended.then((code) => reject(new Error(`it ended with ${code} before it listened`)));
      });
      const running: Running = {
        process: child,
        ended,
        get: async (path) => (await (await fetch(`${api}${path}`)).json()) as never,
        async post(path, body) {
          const answer = await fetch(`${api}${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
        },
      };
      children.push(running);
      return running;
    },
    /** Ends when it has happened; the test runner's own time limit is the bound. */
    happens: (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          observers.delete(look);
          resolve();
        };
        observers.add(look);
        look();
      }),
    async close() {
      for (const child of children) {
        child.process.kill('SIGKILL');
        await child.ended;
      }
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

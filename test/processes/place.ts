/** A Central System on a port, a folder for the data, and `pilotwire run` in processes that can be killed. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CentralEvent } from '../../src/central/central-charger.ts';
import { createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { startCentralServer } from '../../src/central/server.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';

export const main = join(import.meta.dirname, '../../src/cli/main.ts');

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  get(path: string): Promise<{ readonly meter: { readonly energyWh: number } }>;
  post(path: string, body: object): Promise<void>;
}

/** `more`: options of the command line. */
export async function createPlace({ more = [] }: { readonly more?: readonly string[] } = {}) {
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
    folder,
    charger,
    async start(): Promise<Running> {
      const child = spawn(
        process.execPath,
        [main, 'run', '--csms', server.url, '--id', 'cp001', '--port', '0', '--data-dir', folder, ...more],
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

/** Time over real UDP, from a server in another process. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClockState } from '../../src/clock/discipline.ts';
import { createDisciplinedClock } from '../../src/clock/disciplined-clock.ts';
import { createNtpClient } from '../../src/clock/ntp-client.ts';
import { createNtpDiscipline } from '../../src/clock/ntp-discipline.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { createUdp } from '../../src/clock/udp.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';
import { timeServers } from '../support/time-server.ts';

const HOUR_MS = 3_600_000;

/** A clock that is an hour behind, and what may put it right. */
function create(servers: readonly { readonly host: string; readonly port: number }[]) {
  const system = createSystemClock();
  const clock = createDisciplinedClock({ ...system, now: () => system.now() - HOUR_MS });
  const client = createNtpClient({
    servers: servers.map((server) => ({ ...server, name: `${server.host}:${server.port}` })),
    clock,
    random: createSystemRandom(),
    log: silentLog,
    datagrams: createUdp(),
    slotMs: 50,
  });
  return { clock, client };
}

for (const [name, start] of Object.entries(timeServers())) {
  describe(`the time server ${name}, in another process`, () => {
    it('tells a clock that is an hour behind the time', { timeout: 30_000 }, async (t) => {
      const server = await start();
      t.after(server.stop);
      const { clock, client } = create([{ host: '127.0.0.1', port: server.port }]);
      // A server that was just started may need a moment until it listens, and another until it knows the time itself.
      let agreed = await client.ask();
      while (agreed === undefined && !t.signal.aborted) agreed = await client.ask();
      assert.ok(agreed, `it says nothing`);
      assert.equal(agreed.stratum, 8);
      assert.ok(agreed.delay >= 0 && agreed.delay < 1_000);

      const discipline = createNtpDiscipline({ clock, client, log: silentLog });
      t.after(discipline.stop);
      const told: number[] = [];
      await new Promise<void>((resolve) => {
        discipline.start({
          beforeFirstStep: (by) => void told.push(by),
          stepped(by) {
            told.push(by);
            resolve();
          },
        });
      });
      const [first, second] = told;
      assert.equal(first, second);
      assert.ok(Math.abs((first ?? 0) - HOUR_MS) < 1_000, `${first} ms`);
      assert.ok(Math.abs(clock.now() - Date.now()) < 1_000);
      // `stepped` comes right before the state is.
      await null;
      const state: ClockState = discipline.state();
      assert.ok(state.kind === 'synchronised');
      assert.equal(state.server?.name, `127.0.0.1:${server.port}`);
    });

    it('that is not there is found out, by a refusal or by silence', async (t) => {
      const server = await start();
      t.after(server.stop);
      await server.stop();
      const { client } = create([{ host: '127.0.0.1', port: server.port }]);
      assert.equal(await client.ask(), undefined);
    });
  });
}

describe('a time server', () => {
  it('whose name nobody can look up is found out', async () => {
    // An empty label is none: no resolver is asked.
    const { client } = create([{ host: 'time..invalid', port: 123 }]);
    assert.equal(await client.ask(), undefined);
  });
});

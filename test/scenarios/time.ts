/** Chargers whose clock is wrong until time servers, or the Central System, tell the time. The world's clock is right. */
import { createCentralSystemDiscipline } from '../../src/clock/central-system-discipline.ts';
import { createDisciplinedClock } from '../../src/clock/disciplined-clock.ts';
import { createNtpClient } from '../../src/clock/ntp-client.ts';
import { createNtpDiscipline } from '../../src/clock/ntp-discipline.ts';
import { createLoopbackNtp, type LoopbackServer } from '../support/loopback-ntp.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';

/** A charger of which the clock is `errorMs` ahead when power comes, and its time server, silent at first. */
export async function createTimelessWorld(
  errorMs: number,
  options: WorldOptions = {},
): Promise<{ readonly world: World; readonly server: LoopbackServer }> {
  const server: LoopbackServer = { silent: true };
  const world = await createWorld({
    ...options,
    file: { clock: { source: 'ntp', servers: ['time'] }, ...options.file },
    time({ clock: truth, random, log }) {
      const clock = createDisciplinedClock({ ...truth, now: () => truth.now() + errorMs });
      const client = createNtpClient({
        servers: [{ name: 'time', host: 'time', port: 123 }],
        clock,
        random,
        log,
        datagrams: createLoopbackNtp(truth, { time: server }),
      });
      return { clock, discipline: createNtpDiscipline({ clock, client, log }) };
    },
  });
  return { world, server };
}

/** A reference charger that takes the Central System's time. */
export function createFollowingWorld(errorMs: number, options: WorldOptions = {}): Promise<World> {
  return createWorld({
    ...options,
    model: 'reference',
    file: { clock: { source: 'central-system' }, ...options.file },
    time({ clock: truth, log }) {
      const clock = createDisciplinedClock({ ...truth, now: () => truth.now() + errorMs });
      return { clock, discipline: createCentralSystemDiscipline({ clock, log }) };
    },
  });
}

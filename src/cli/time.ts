/** A clock that somebody sets, and who does: for `clock.source` of the start-up file. */
import { createCentralSystemDiscipline } from '../clock/central-system-discipline.ts';
import type { Clock } from '../clock/clock.ts';
import type { Discipline } from '../clock/discipline.ts';
import { createDisciplinedClock, type DisciplinedClock } from '../clock/disciplined-clock.ts';
import { createNtpClient } from '../clock/ntp-client.ts';
import { createNtpDiscipline } from '../clock/ntp-discipline.ts';
import type { NtpServer } from '../clock/ntp-server.ts';
import { createUdp } from '../clock/udp.ts';
import type { Log } from '../log/log.ts';
import type { Random } from '../random/random.ts';

interface Followed {
  readonly clock: DisciplinedClock;
  readonly discipline: Discipline;
}

/** `ntp`. `base` gives the pace, and the time until a server has told it. */
export function followServers(options: {
  readonly base: Clock;
  readonly servers: readonly NtpServer[];
  readonly random: Random;
  readonly log: Log;
}): Followed {
  const { log } = options;
  const clock = createDisciplinedClock(options.base);
  const client = createNtpClient({ ...options, clock, datagrams: createUdp() });
  return { clock, discipline: createNtpDiscipline({ clock, client, log }) };
}

/** `central-system`. */
export function followCentralSystem({ base, log }: { readonly base: Clock; readonly log: Log }): Followed {
  const clock = createDisciplinedClock(base);
  return { clock, discipline: createCentralSystemDiscipline({ clock, log }) };
}

/**
 * Where a scenario is played: a charger with the built-in Central System in memory, or a charger alone, against somebody else's
 * over a real WebSocket.
 *
 * Guarantees: in memory, time is virtual, so it takes none and every run is the same; over a WebSocket it is the computer's,
 * times the speed. Nothing is kept on disk. Afterwards the charger is off.
 */
import type { CentralCharger } from '../central/central-charger.ts';
import { createCentralSystem } from '../central/central-system.ts';
import { createIdTags } from '../central/id-tags.ts';
import type { Clock } from '../clock/clock.ts';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { createLoopbackNetwork } from '../link/loopback.ts';
import type { Transport } from '../link/transport.ts';
import { type Log, silentLog } from '../log/log.ts';
import type { Random } from '../random/random.ts';
import { createSeededRandom } from '../random/seeded-random.ts';
import { createMemoryDatabase } from '../store/memory.ts';
import { createRealWorld } from '../watch/real-world.ts';
import { createWitness } from '../watch/witness.ts';
import { type PlayResult, play, type StepResult } from './player.ts';
import { BUILT_IN_URL, type Scenario } from './scenario.ts';

export interface Listening {
  readonly log?: Log;
  /** Hears of each step when it is over. */
  readonly told?: (result: StepResult) => void;
}

interface Backstage {
  readonly clock: Clock;
  readonly networkClock: Clock;
  readonly transport: Transport;
  readonly random: Random;
  readonly central: CentralCharger | undefined;
  readonly setSpeed: (speed: number) => void;
}

/** A hundred years: every step ends by itself long before. */
const LONGEST_MS = 100 * 365 * 86_400_000;

/** Against the built-in Central System, under the virtual clock. */
export async function playInMemory(scenario: Scenario, listening: Listening = {}): Promise<PlayResult> {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  const network = createLoopbackNetwork({ clock });
  const central = createCentralSystem({
    clock,
    random: random.fork('central'),
    log: silentLog,
    idTags: createIdTags(scenario.idTags),
  });
  network.listen(BUILT_IN_URL, central.acceptor);
  let over = false;
  const playing = perform(scenario, listening, {
    clock,
    networkClock: clock,
    transport: network.transport,
    random: random.fork('charger'),
    central: central.charger(scenario.startUp.identity.chargePointId),
    setSpeed: () => undefined,
  }).finally(() => {
    over = true;
  });
  // Whoever moves the clock hears of what its tasks throw; the player hears of what its steps throw.
  const [, result] = await Promise.all([clock.runUntil(() => over, LONGEST_MS), playing]);
  return result;
}

/** Against the Central System at the scenario's URL. */
export function playOverWebSocket(scenario: Scenario, listening: Listening = {}): Promise<PlayResult> {
  const world = createRealWorld(scenario.startUp.speed);
  return perform(scenario, listening, { ...world, central: undefined, setSpeed: world.clock.setSpeed });
}

async function perform(scenario: Scenario, listening: Listening, backstage: Backstage): Promise<PlayResult> {
  const { central, setSpeed, ...world } = backstage;
  const { log = silentLog, told } = listening;
  const { startUp } = scenario;
  const store = createMemoryDatabase().open(startUp.identity.chargePointId);
  const witness = createWitness({ ...world, startUp, store, log });
  witness.twin.start();
  try {
    return await play(scenario, { witness, variables: new Map(), central, setSpeed }, told);
  } finally {
    witness.stop();
  }
}

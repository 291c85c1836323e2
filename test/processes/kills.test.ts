/**
 * Chargers that are killed again and again (SIGKILL) at moments that chance picks, over real SQLite and real sockets, while a Central
 * System in another process notes what it is told. KILL_SEED repeats a run as far as real time allows; KILLS=65 is 200 kills.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Random } from '../../src/random/random.ts';
import { createSeededRandom, type SeededRandom } from '../../src/random/seeded-random.ts';
import type { StartUpFile } from '../../src/start-up-file.ts';
import { compare } from './kills/compare.ts';
import { SPEED } from './kills/fast-clock.ts';
import { BEFORE_TABLES, createHits } from './kills/kinds.ts';
import {
  createNursery,
  type Death,
  type Fate,
  type LifeOptions,
  live,
  type Program,
  rest,
  type Utterance,
} from './kills/life.ts';
import { examine, type Remains } from './kills/post-mortem.ts';
import type { Report } from './kills/report.ts';

const busyCharger = join(import.meta.dirname, 'kills/busy-charger.ts');
const watchingCentral = join(import.meta.dirname, 'kills/watching-central.ts');
const commandLine = join(import.meta.dirname, '../../src/cli/main.ts');

/** Not more than so many lives beyond the planned ones, so that every kind of kill is hit. */
const MOST_EXTRA_LIVES = 40;

interface ChargerPlan {
  readonly id: string;
  readonly kills: number;
  readonly file: Partial<StartUpFile>;
  /** As `pilotwire run`, but for its last life. Its time begins anew with each life. */
  readonly commandLine?: boolean;
}

/** Of each of three chargers. */
const KILLS = Number(process.env.KILLS ?? 30);

const chargers: readonly ChargerPlan[] = [
  { id: 'anna', kills: KILLS, file: { model: 'zaptec-pro' } },
  { id: 'bert', kills: KILLS, file: { model: 'reference', connectors: [{ id: 1 }, { id: 2 }] } },
  { id: 'cora', kills: KILLS, file: { model: 'reference', connectors: [{ id: 1, lock: false }] } },
  { id: 'dirk', kills: 5, file: { model: 'zaptec-pro' }, commandLine: true },
];

const configuration = {
  MeterValueSampleInterval: '30',
  ClockAlignedDataInterval: '120',
  StopTxnSampledData: 'Energy.Active.Import.Register',
  RetryBackoffWaitMinimum: '1',
  RetryBackoffRandomRange: '0',
  TransactionMessageRetryInterval: '5',
};

/** The first lives have no database yet: they are for its making. Of the others a few die young. */
function fateOf(life: number, random: Random): Fate {
  const dice = random.next();
  const moment = random.next();
  if (life < 5) return { after: 'opening', ms: moment * 4 };
  if (dice < 0.16) return { after: 'spawned', ms: moment * 100 };
  // For a good while, until there is nothing left to tell.
  if (dice > 0.95) return { after: 'accepted', ms: moment * 600 };
  if (dice < 0.22) return { after: 'opening', ms: moment * 4 };
  if (dice < 0.34) return { after: 'open', ms: moment * 30 };
  return { after: 'accepted', ms: moment * 160 };
}

describe('chargers that are killed at any moment', () => {
  // Whatever else keeps the machine busy: nothing here depends on how long it takes.
  it('lose nothing, tell nothing twice, and keep what they have accepted', { timeout: 600_000 }, async (test) => {
    const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 32));
    test.diagnostic(`KILL_SEED=${seed}`);
    const folder = mkdtempSync(join(tmpdir(), 'pilotwire-kills-'));
    const place = createPlace(folder, createSeededRandom(seed), seed);
    try {
      const { report, remains } = await place.liveAll();
      test.diagnostic(`killed ${place.hits.summary()}`);
      for (const { id, commandLine = false } of chargers) {
        const told = report[id];
        const left = remains.get(id);
        assert.ok(told !== undefined && left !== undefined);
        assert.deepEqual(compare(told, left, { continuousTime: !commandLine }), [], `${id}, KILL_SEED=${seed}`);
      }
      assert.deepEqual(place.hits.missing(), []);
    } finally {
      await place.nursery.endAll();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** A folder for the data of all, the Central System, and the chargers one life after the other. */
function createPlace(folder: string, random: SeededRandom, seed: number) {
  const origin = Date.now();
  const nursery = createNursery(join(folder, 'compiled'));
  const hits = createHits();

  async function liveAll(): Promise<{ readonly report: Report; readonly remains: ReadonlyMap<string, Remains> }> {
    const central = nursery.start(watchingCentral, [JSON.stringify({ seed, origin })]);
    const url: string = (await central.lines.next()).value;
    const stories = chargers.map(async (plan) => {
      const leaveInPeace = () => central.input.write(`quiet ${plan.id}\n`);
      return [plan.id, await lifeStory(plan, url, leaveInPeace)] as const;
    });
    // Without a Central System nobody would ever get anywhere.
    const remains = await Promise.race([Promise.all(stories), diesTooSoon(central)]);
    await births();
    central.input.end();
    return { report: JSON.parse((await central.lines.next()).value), remains: new Map(remains) };
  }

  /** On a busy machine a database may be made before anybody can be killed: then new ones are begun until it happens. */
  async function births(): Promise<void> {
    const moments = random.fork('births');
    for (let birth = 0; birth < MOST_EXTRA_LIVES && hits.missing().includes(BEFORE_TABLES); birth += 1) {
      const id = `birth-${birth}`;
      const file = join(folder, `${id}.sqlite`);
      const startUp = { identity: { chargePointId: id }, csms: { url: 'ws://127.0.0.1:1' } };
      const options: LifeOptions = { startUp, file, seed, life: 0, origin, cards: [], inPeace: false };
      const program = nursery.start(busyCharger, [JSON.stringify(options)]);
      const fate: Fate = { after: 'opening', ms: moments.next() * 4 };
      hits.count(await live(program, fate, program.lines, (line) => JSON.parse(line) as Utterance), examine(file, id));
    }
  }

  async function lifeStory(plan: ChargerPlan, url: string, leaveInPeace: () => void): Promise<Remains> {
    const { id, kills } = plan;
    const dataDir = join(folder, id);
    mkdirSync(dataDir);
    const startUp: StartUpFile = {
      ...plan.file,
      identity: { chargePointId: id },
      csms: { url },
      configuration,
      dataDir,
      api: { port: 0 },
      speed: SPEED,
    };
    const options: Omit<LifeOptions, 'life' | 'inPeace'> = {
      startUp,
      file: join(dataDir, 'pilotwire.sqlite'),
      seed,
      origin,
      cards: [1, 2, 3].map((number) => `${id}-${number}`),
    };
    const configFile = join(dataDir, 'start-up.json');
    writeFileSync(configFile, JSON.stringify(startUp));
    const fates = random.fork(id);

    function busyLife(life: number, fate: Fate | undefined): Promise<Death> {
      const program = nursery.start(busyCharger, [JSON.stringify({ ...options, life, inPeace: fate === undefined })]);
      return live(program, fate, program.lines, (line) => JSON.parse(line) as Utterance);
    }

    /** Its control API is its world: a car comes, a card is shown. */
    function commandLineLife(life: number): Promise<Death> {
      const program = nursery.start(commandLine, ['run', '--config', configFile]);
      const fate: Fate =
        life === 0 ? { after: 'spawned', ms: fates.next() * 400 } : { after: 'accepted', ms: fates.next() * 250 };
      return live(program, fate, program.errorLines, (line) => {
        const { level, msg = '' } = JSON.parse(line) as { level: number; msg: string };
        if (level >= 50) return { error: line };
        const [url] = /http:\/\/[\d.:]+/.exec(msg) ?? [];
        if (url === undefined) return undefined;
        void post(`${url}/connectors/1/plug-in`, {});
        void post(`${url}/rfid/swipe`, { idTag: options.cards[life % 3] });
        return { reached: 'accepted' };
      });
    }

    const extra = () => (hits.missing().some((kind) => kind !== BEFORE_TABLES) ? MOST_EXTRA_LIVES : 0);
    let life = 0;
    for (; life < kills + (plan.commandLine === true ? 0 : extra()); life += 1) {
      const death = await (plan.commandLine === true ? commandLineLife(life) : busyLife(life, fateOf(life, fates)));
      assert.deepEqual(death.errors, [], `life ${life} of ${id}, KILL_SEED=${seed}`);
      hits.count(death, examine(options.file, id));
    }
    leaveInPeace();
    const { errors } = await busyLife(life, undefined);
    assert.deepEqual(errors, [], `the last life of ${id}, KILL_SEED=${seed}`);
    return examine(options.file, id);
  }

  return { nursery, hits, liveAll };
}

async function diesTooSoon({ ended, errorLines }: Program): Promise<never> {
  const code = await ended;
  throw new Error(`the Central System ended with ${code}: ${await rest(errorLines)}`);
}

/** The killed one may not live to answer. */
function post(url: string, body: object): Promise<unknown> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetch(url, request).catch(() => undefined);
}

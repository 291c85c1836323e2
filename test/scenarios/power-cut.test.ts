import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { callError, reply } from '../../src/central/scripted-answer.ts';
import { cutAt, type Write } from '../../src/store/faulty.ts';
import { CARD } from '../support/world.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';

const configuration = {
  MeterValueSampleInterval: '60',
  ClockAlignedDataInterval: '100',
  StopTxnSampledData: 'Energy.Active.Import.Register',
};

/** A visit from plug to plug, as the user does it, with the seconds before each step. */
const visit: readonly (readonly [seconds: number, step: (world: MortalWorld) => void])[] = [
  [1, ({ twin }) => twin().board.plugIn(1)],
  [2, ({ twin }) => twin().board.swipe(CARD)],
  [130, ({ twin }) => twin().board.swipe(CARD)],
  [5, ({ twin }) => twin().board.plugOut(1)],
  [5, () => undefined],
];

/** Does as much of a visit as the charger lives to see; true when that was all of it. */
async function play(world: MortalWorld): Promise<boolean> {
  for (const [seconds, step] of visit) {
    await world.seconds(seconds);
    if (!world.alive()) return false;
    step(world);
    await world.clock.settle();
  }
  return world.alive();
}

/** What the Central System knows of transactions. */
function summary({ charger }: MortalWorld) {
  return charger.transactions.map(({ idTag, meterStart, state }) => ({
    idTag,
    meterStart,
    ...(state.kind === 'stopped'
      ? { reason: state.reason, meterStop: state.meterStop }
      : { reason: state.kind, meterStop: Number.NaN }),
  }));
}

/** How many different messages of this kind came: the repetition of one whose answer was lost is the same message. */
function distinct({ charger }: MortalWorld, action: 'StartTransaction' | 'StopTransaction'): number {
  return new Set(charger.received.filter((call) => call.action === action).map(({ messageId }) => messageId)).size;
}

/** What must hold of any life that has come to rest, however it went. */
function assertWhole(world: MortalWorld, about: string): void {
  const { charger, twin } = world;
  assert.deepEqual(
    charger.complaints.filter(({ weight }) => weight === 'fault').map(({ message }) => message),
    [],
    about,
  );
  assert.equal(twin().chargePoint().records.queueLength(), 0, `${about}: everything is told`);
  assert.deepEqual(twin().chargePoint().records.all(), [], `${about}: what is told is forgotten`);
  const transactions = summary(world);
  assert.equal(distinct(world, 'StartTransaction'), transactions.length, `${about}: no start is lost or doubled`);
  assert.equal(distinct(world, 'StopTransaction'), transactions.length, `${about}: no stop is lost or doubled`);
  for (const stop of charger.requests('StopTransaction')) {
    const samples = charger.requests('MeterValues').filter(({ transactionId }) => transactionId === stop.transactionId);
    const last = samples.at(-1)?.meterValue[0]?.timestamp ?? '';
    assert.ok(last <= stop.timestamp, `${about}: a transaction is known to have run when its last values were taken`);
  }
  // All energy is somebody's, and no Wh is anybody's twice: each transaction begins where the one before has ended.
  let register = 0;
  for (const { meterStart, meterStop } of transactions) {
    assert.equal(meterStart, register, `${about}: a transaction begins where the one before has ended`);
    assert.ok(meterStop >= meterStart, about);
    register = meterStop;
  }
  assert.equal(twin().board.connectors[0]?.meter().energyWh, register, `${about}: no energy without a transaction`);
}

/** The power comes back after a cut: what was known before is known still, and a second visit goes as it should. */
async function assertRecovery(world: MortalWorld, about: string, endings: Set<string>): Promise<void> {
  // What was sent arrives before anybody notices.
  await world.seconds(5);
  const known = summary(world);
  const told = world.charger.received.length;
  await world.powerOn();
  await world.seconds(300);
  assert.equal(world.charger.received[told]?.action, 'BootNotification', about);
  assertWhole(world, about);
  const transactions = summary(world);
  assert.ok(transactions.length <= 1, about);
  for (const [index, before] of known.entries()) {
    const now = transactions[index];
    if (before.reason === 'running') assert.deepEqual([now?.idTag, now?.meterStart], [before.idTag, before.meterStart]);
    else assert.deepEqual(now, before, about);
  }
  endings.add(transactions[0]?.reason ?? 'none');
  assert.ok(await play(world), about);
  await world.seconds(60);
  assert.equal(summary(world).at(-1)?.reason, 'Local', about);
  assertWhole(world, `${about}, and a second visit`);
}

describe('a power cut', () => {
  for (const when of ['before', 'after'] as const) {
    it(`J5: right ${when} any write of a whole visit loses and doubles nothing, and leaves a charger that charges`, async () => {
      const endings = new Set<string>();
      let write = 0;
      for (let over = false; !over; ) {
        write += 1;
        const world = createMortalWorld(configuration);
        await world.powerOn(cutAt(write, when));
        over = await play(world);
        if (over) assertWhole(world, 'a visit without a cut');
        else await assertRecovery(world, `cut ${when} write ${write}`, endings);
      }
      assert.ok(write > 50, String(write));
      assert.deepEqual(endings, new Set(['none', 'PowerLoss', 'Local']));
    });
  }

  it('J5: at any moment between two happenings of a whole visit does so neither', async () => {
    const endings = new Set<string>();
    let happening = 0;
    for (let over = false; !over; ) {
      happening += 1;
      const world = createMortalWorld(configuration);
      world.killBefore(happening);
      await world.powerOn();
      over = await play(world);
      if (!over) await assertRecovery(world, `killed before happening ${happening}`, endings);
    }
    assert.ok(happening > 40, String(happening));
    assert.deepEqual(endings, new Set(['none', 'PowerLoss', 'Local']));
  });

  it('ends the transaction once, at the register that the meter has kept and the last moment that is on disk', async () => {
    const world = createMortalWorld(configuration);
    await world.powerOn();
    await world.seconds(1);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(150);
    world.kill();
    await world.seconds(3600);
    await world.powerOn();
    await world.seconds(60);
    const stops = world.charger.requests('StopTransaction');
    assert.equal(stops.length, 1);
    const samples = world.charger.requests('MeterValues').filter(({ transactionId }) => transactionId === 1);
    const last = samples.at(-1)?.meterValue[0];
    assert.equal(stops[0]?.reason, 'PowerLoss');
    assert.equal(stops[0]?.idTag, undefined);
    assert.equal(stops[0]?.timestamp, last?.timestamp);
    assert.ok(Number(last?.sampledValue[0]?.value) <= (stops[0]?.meterStop ?? 0));
    assertWhole(world, 'after the power cut');
  });

  it('leaves a car that is still plugged in without energy until a card comes', async () => {
    const world = createMortalWorld(configuration);
    await world.powerOn();
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(100);
    world.kill();
    await world.seconds(5);
    await world.powerOn(undefined, ({ board }) => board.plugIn(1));
    await world.seconds(300);
    assertWhole(world, 'after the power cut');
    assert.deepEqual(
      summary(world).map(({ reason }) => reason),
      ['PowerLoss'],
    );
    world.twin().board.swipe(CARD);
    await world.clock.runUntil(() => world.charger.status(1) === 'Charging', 10_000);
    world.twin().board.plugOut(1);
    await world.seconds(10);
    assertWhole(world, 'after another visit');
    assert.equal(world.charger.transactions.length, 2);
  });
});

/** What a charger can leave behind for its next start. */
const legacies: readonly (readonly [what: string, leave: (world: MortalWorld) => Promise<void>])[] = [
  ['nothing', () => Promise.resolve()],
  [
    'a transaction that was running and told',
    async (world) => {
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(130);
    },
  ],
  [
    'a transaction of which nobody has heard, running',
    async (world) => {
      await acquaint(world);
      world.twin().setOnline(false);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(130);
    },
  ],
  [
    'two transactions of which nobody has heard, the first one over',
    async (world) => {
      await acquaint(world);
      world.twin().setOnline(false);
      await play(world);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(130);
    },
  ],
  [
    'a StartTransaction that was refused, with its StopTransaction behind it',
    async (world) => {
      world.charger.intercept('StartTransaction', callError('InternalError'), { times: 1 });
      await play(world);
    },
  ],
];

/** The charger gets to know the card. */
async function acquaint(world: MortalWorld): Promise<void> {
  world.twin().board.swipe(CARD);
  world.twin().board.swipe(CARD);
  await world.seconds(2);
}

describe('a power cut during the start after a power cut', () => {
  for (const [what, leave] of legacies) {
    it(`loses and doubles nothing when there was left ${what}`, async () => {
      for (const when of ['before', 'after'] as const) {
        let write = 0;
        let expected: ReturnType<typeof summary> | undefined;
        for (let over = false; !over; ) {
          const about = `cut ${when} write ${write} of the start`;
          const world = createMortalWorld(configuration);
          await world.powerOn();
          await leave(world);
          world.kill();
          await world.seconds(60);
          // The first time without a cut: what has to come out each time.
          await world.powerOn(cutAt(write, when));
          await world.seconds(200);
          over = world.alive() && write > 0;
          await world.powerOn();
          await world.seconds(200);
          assertWhole(world, about);
          expected ??= summary(world);
          assert.deepEqual(summary(world), expected, about);
          write += 1;
        }
        assert.ok(what === 'nothing' || write > 3, String(write));
      }
    });
  }
});

describe('any number of power cuts', () => {
  it('leaves all that was begun ended, told, and once', async () => {
    const life = fc.record({
      number: fc.integer({ min: 1, max: 70 }),
      when: fc.constantFrom('before', 'after'),
      offline: fc.boolean(),
      plugged: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { maxLength: 6 }), async (lives) => {
        const world = createMortalWorld({ ...configuration, AllowOfflineTxForUnknownId: 'true' });
        for (const { number, when, offline, plugged } of lives) {
          await world.powerOn(cutAt(number, when), (twin) => {
            if (offline) twin.setOnline(false);
            if (plugged) twin.board.plugIn(1);
          });
          await play(world);
          world.kill();
          await world.seconds(20);
        }
        await world.powerOn();
        await world.seconds(600);
        assertWhole(world, 'at the end');
        assert.ok(await play(world));
        await world.seconds(60);
        assert.equal(summary(world).at(-1)?.reason, 'Local');
        assertWhole(world, 'after one more visit');
      }),
      { numRuns: 150 },
    );
  });
});

describe('a full disk', () => {
  /** The register of the simulated meter is hardware: it has its own memory. */
  const isHardware = ({ collection }: Write): boolean => collection === 'meter';

  it('at any write of a visit stops nothing, and lets no energy flow without a transaction', async () => {
    const most = await atEachFullWrite((number) => (write) => write.number === number);
    assert.ok(most > 40, String(most));
  });

  it('for a minute and a half from any write of a visit on does so neither', async () => {
    await atEachFullWrite((number, clock) => {
      let until: number | undefined;
      return (write) => {
        if (write.number < number) return false;
        until ??= clock.elapsed() + 90_000;
        return clock.elapsed() < until;
      };
    });
  });

  describe('at the start, with a transaction that a power cut has interrupted,', () => {
    /** There is room 55 s after the start. */
    async function createInterrupted() {
      const world = createMortalWorld(configuration);
      await world.powerOn();
      await world.seconds(1);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(130);
      world.kill();
      await world.seconds(10);
      const room = world.clock.elapsed() + 55_000;
      await world.powerOn(
        (write) => (isHardware(write) || world.clock.elapsed() >= room ? undefined : 'disk full'),
        ({ board }) => board.plugIn(1),
      );
      await world.seconds(54);
      assert.equal(world.charger.registration, 'Accepted');
      assert.deepEqual(reasons(world), ['running']);
      return world;
    }
    const reasons = (world: MortalWorld) => summary(world).map(({ reason }) => reason);

    it('ends it as soon as there is room', async () => {
      const world = await createInterrupted();
      await world.seconds(11);
      assert.deepEqual(reasons(world), ['PowerLoss']);
      assertWhole(world, 'with room on the disk again');
    });

    it('lets no other one begin before it is ended', async () => {
      const world = await createInterrupted();
      world.twin().board.swipe(CARD);
      await world.seconds(2);
      assert.deepEqual(reasons(world), ['running']);
      world.twin().board.swipe(CARD);
      await world.seconds(1);
      assert.deepEqual(reasons(world), ['PowerLoss', 'running']);
      await world.seconds(30);
      world.twin().board.plugOut(1);
      await world.seconds(30);
      assert.deepEqual(reasons(world), ['PowerLoss', 'EVDisconnected']);
      assertWhole(world, 'with room on the disk again');
    });
  });

  it('keeps nobody from stopping a card that the Central System does not accept any more', async () => {
    const world = createMortalWorld(configuration);
    let full = false;
    await world.powerOn(({ collection, key }) =>
      full && (collection === 'authorization-cache' || key === 'authorization-cache') ? 'disk full' : undefined,
    );
    await acquaint(world);
    full = true;
    world.charger.intercept('StartTransaction', ({ usual }) => {
      const answer = usual();
      return answer.kind === 'reply' ? reply({ ...answer.payload, idTagInfo: { status: 'Blocked' } }) : answer;
    });
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(60);
    assert.deepEqual(
      summary(world).map(({ reason }) => reason),
      ['DeAuthorized'],
    );
  });

  it('for what is remembered of cards keeps nobody from charging who is accepted, and clears nothing by halves', async () => {
    const world = createMortalWorld(configuration);
    let full = false;
    await world.powerOn(({ collection, key, operation }) =>
      full && (collection === 'authorization-cache' || key === 'authorization-cache' || operation === 'clear')
        ? 'disk full'
        : undefined,
    );
    full = true;
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(30);
    assert.equal(world.charger.status(1), 'Charging');
    assert.ok(world.errors.some((line) => line.includes('could not be kept')));
    const cleared = world.charger.call('ClearCache', {});
    await world.clock.settle();
    assert.deepEqual(await cleared, { kind: 'confirmed', payload: { status: 'Rejected' } });
    world.twin().board.swipe(CARD);
    await world.seconds(30);
    assert.deepEqual(
      summary(world).map(({ reason }) => reason),
      ['Local'],
    );
  });

  it('refuses a configuration that it cannot keep, and takes it once it can', async () => {
    const world = createMortalWorld(configuration);
    let full = false;
    await world.powerOn(() => (full ? 'disk full' : undefined));
    full = true;
    const change = { key: 'MeterValueSampleInterval', value: '7' };
    const refused = world.charger.call('ChangeConfiguration', change);
    await world.seconds(1);
    const outcome = await refused;
    assert.equal(outcome.kind === 'refused' && outcome.code, 'InternalError');
    assert.equal(world.twin().chargePoint().configuration.find(change.key)?.text, '60');
    full = false;
    const taken = world.charger.call('ChangeConfiguration', change);
    await world.seconds(1);
    assert.deepEqual(await taken, { kind: 'confirmed', payload: { status: 'Accepted' } });
    await world.powerOn();
    assert.equal(world.twin().chargePoint().configuration.find(change.key)?.text, '7');
  });

  /** Tries each write until there are no more; returns how many there were. */
  async function atEachFullWrite(
    fullAt: (number: number, clock: MortalWorld['clock']) => (write: Write) => boolean,
  ): Promise<number> {
    for (let number = 1; ; number += 1) {
      const about = `full at write ${number}`;
      const world = createMortalWorld(configuration);
      const full = fullAt(number, world.clock);
      let failed = 0;
      await world.powerOn((write) => {
        if (isHardware(write) || !full(write)) return undefined;
        failed += 1;
        return 'disk full';
      });
      assert.ok(await play(world), about);
      if (world.writes() < number) return number;
      await world.seconds(300);
      assert.equal(world.charger.registration, 'Accepted', about);
      assertWhole(world, about);
      assert.ok(await play(world), about);
      await world.seconds(60);
      assert.equal(summary(world).at(-1)?.reason, 'Local', `${about}, and a second visit`);
      assertWhole(world, `${about}, and a second visit`);
      if (failed > 0) assert.ok(world.errors.length > 0, `${about}: it is told to the log`);
      const told = world.charger.received.map(({ messageId }) => messageId);
      assert.equal(new Set(told).size, told.length, `${about}: nothing is told twice`);
    }
  }
});

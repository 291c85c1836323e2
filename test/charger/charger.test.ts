import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VirtualBoard } from '../../src/boards/virtual/board.ts';
import {
  type Bench,
  CONNECTION_TIMEOUT_MS,
  charge,
  createBench,
  createChargingBench,
  createColdBench,
  groundFailure,
  LOCK_MS,
  owner,
  RELAY_MS,
} from './bench.ts';

const full = new Error('the disk is full');

describe('a listener that refuses the beginning of a transaction', () => {
  /** Nothing may have happened, and nothing may happen as long as nobody shows a card. */
  async function assertPrevented(bench: Bench): Promise<void> {
    assert.deepEqual([bench.phase(), bench.offered(), bench.told], ['plugged', 0, []]);
    bench.board.setCar(1, { state: 'C', currentA: 16 });
    await bench.clock.advance(CONNECTION_TIMEOUT_MS - 1);
    assert.equal(bench.phase(), 'plugged');
    await bench.clock.advance(1);
    assert.deepEqual(
      [bench.phase(), bench.view().lines, bench.view().locked, bench.register()],
      ['timed-out', [], false, 0],
    );
  }

  it('prevents it when the card comes second: whoever authorized hears of it, and the car goes on waiting', async () => {
    const bench = createBench();
    bench.refusals.started = full;
    bench.board.plugIn(1);
    await bench.clock.settle();
    assert.throws(() => bench.charger.authorize(1, owner), full);
    await assertPrevented(bench);
    assert.deepEqual(bench.failures, []);
  });

  it('prevents it when the plug comes second: the failure is told, and the car waits for a card', async () => {
    const bench = createBench();
    bench.refusals.started = full;
    bench.charger.authorize(1, owner);
    bench.board.plugIn(1);
    await bench.clock.settle();
    assert.deepEqual(bench.failures, [full]);
    await assertPrevented(bench);
  });

  for (const cardFirst of [true, false]) {
    it(`is asked again with the next card (${cardFirst ? 'the card came first' : 'the plug came first'})`, async () => {
      const bench = createBench();
      bench.refusals.started = full;
      if (cardFirst) bench.charger.authorize(1, owner);
      bench.board.plugIn(1);
      await bench.clock.settle();
      if (!cardFirst) assert.throws(() => bench.charger.authorize(1, owner), full);
      delete bench.refusals.started;
      bench.charger.authorize(1, owner);
      await bench.clock.advance(10_000);
      assert.equal(bench.told.length, 1);
      assert.ok(bench.charger.meter(1).powerW > 0);
    });
  }
});

describe('a listener that fails otherwise', () => {
  it('at a change of view does not keep the charger from its work', async () => {
    const bench = await createChargingBench();
    bench.refusals.changed = full;
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.advance(10_000);
    assert.deepEqual([bench.view().lines, bench.phase(), bench.view().locked], [[], 'finishing', false]);
    assert.equal(bench.told.length, 2);
    assert.ok(bench.failures.length > 0 && bench.failures.every((error) => error === full));
  });

  it('at the end of a transaction is told it again when something else happens, and no energy flows meanwhile', async () => {
    const bench = await createChargingBench();
    bench.refusals.stopped = full;
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.advance(60_000);
    assert.ok(bench.failures.length > 1 && bench.failures.every((error) => error === full));
    assert.deepEqual([bench.phase(), bench.view().lines], ['transaction', []]);
    const stopped = bench.register();
    delete bench.refusals.stopped;
    bench.board.plugOut(1);
    await bench.clock.settle();
    assert.deepEqual([bench.told[1]?.wh, bench.phase()], [stopped, 'idle']);
  });

  it('at the end of a transaction is told it again also when nothing else happens, and once it could take it no more', async () => {
    const bench = await createChargingBench();
    bench.refusals.stopped = full;
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.advance(15_000);
    delete bench.refusals.stopped;
    await bench.clock.advance(10_000);
    assert.deepEqual([bench.told.length, bench.phase()], [2, 'finishing']);
    await bench.clock.advance(60_000);
    assert.equal(bench.told.length, 2);
  });

  it('at an event of the hardware hears of the failure, and the next event is handled', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    bench.refusals.started = full;
    bench.charger.authorize(1, owner);
    bench.board.plugIn(1);
    bench.board.plugIn(2);
    await bench.clock.settle();
    assert.deepEqual([bench.failures, bench.phase(2)], [[full], 'plugged']);
  });
});

describe('a charger', () => {
  it('that starts is free, dark before and white then, with the board at rest', () => {
    const bench = createColdBench();
    assert.equal(bench.board.light().colour, 'off');
    bench.start();
    assert.deepEqual(bench.view(), {
      id: 1,
      session: { phase: 'idle' },
      pilot: 'A',
      asking: false,
      offeredA: 0,
      lines: [],
      linesWanted: [1, 2, 3],
      phases: 3,
      switchingPhases: false,
      locked: false,
      faults: [],
      limits: { hardware: 32 },
      limit: { source: 'hardware', maxCurrentA: 32 },
      limitUntil: undefined,
      phaseLimit: undefined,
    });
    assert.deepEqual(bench.board.light(), { colour: 'white', pulsing: false, intensity: 50 });
  });

  it('that starts with a car plugged in waits for a card, as for one that was plugged in before its eyes', async () => {
    // Some boards forget the car when they start; here it is there from the first moment.
    const occupied = (board: VirtualBoard) => ({
      ...board,
      start(listener: Parameters<VirtualBoard['start']>[0]) {
        board.start(listener);
        board.plugIn(1);
      },
    });
    const bench = createColdBench({}, occupied);
    bench.start();
    assert.equal(bench.phase(), 'plugged');
    await bench.clock.advance(CONNECTION_TIMEOUT_MS - 1);
    assert.equal(bench.phase(), 'plugged');
    await bench.clock.advance(1);
    assert.equal(bench.phase(), 'timed-out');
    bench.charger.authorize(1, owner);
    await bench.clock.advance(10_000);
    assert.ok(bench.charger.meter(1).powerW > 0);
  });

  it('that starts with a lock that stands closed lets go of the cable', async () => {
    const bench = createColdBench();
    bench.board.connectors[0]?.setLock(true);
    await bench.clock.advance(LOCK_MS);
    bench.start();
    assert.equal(bench.view().locked, true);
    await bench.clock.advance(LOCK_MS);
    assert.equal(bench.view().locked, false);
  });

  it('that stops opens the relays and turns the pilot off, ends no transaction, and leaves no timer', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }, { id: 3 }] });
    await charge(bench, 1);
    bench.board.setCar(1, { state: 'C' });
    bench.charger.setLimit(1, 'schedule', 0);
    bench.board.plugIn(2);
    bench.charger.authorize(3, owner);
    await bench.clock.advance(1000);
    assert.deepEqual(bench.view(1).lines, [1, 2, 3]);
    bench.charger.stop();
    assert.deepEqual([bench.board.connectors[0]?.relays(), bench.offered()], [[], 0]);
    const changes = bench.changes.length;
    await bench.clock.settle();
    assert.equal(bench.clock.pending(), 0);
    await bench.clock.advance(CONNECTION_TIMEOUT_MS);
    assert.deepEqual([bench.told.length, bench.changes.length, bench.failures], [1, changes, []]);
  });

  it('passes on every card with the connectors that the reader names', async () => {
    const bench = createBench();
    bench.board.swipe('A');
    bench.board.swipe('B', [2, 1]);
    await bench.clock.settle();
    assert.deepEqual(bench.tokens, [
      ['A', undefined],
      ['B', [2, 1]],
    ]);
    assert.equal(bench.phase(), 'idle');
  });

  it('knows its connectors, and no others', () => {
    const { charger } = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    assert.deepEqual(charger.connectors, [1, 2]);
    const asking: readonly ((id: number) => unknown)[] = [
      (id) => charger.view(id),
      (id) => charger.meter(id),
      (id) => charger.authorize(id, owner),
      (id) => charger.end(id, { reason: 'Local' }),
      (id) => charger.withhold(id),
      (id) => charger.release(id),
      (id) => charger.setLimit(id, 'schedule', 16),
    ];
    for (const ask of asking) {
      for (const id of [0, 3, -1, 1.5, Number.NaN]) assert.throws(() => ask(id), RangeError);
    }
  });

  it('serves its connectors independently of each other', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    await charge(bench, 2);
    bench.charger.authorize(1, { idTag: 'OTHER' });
    await bench.clock.advance(CONNECTION_TIMEOUT_MS);
    assert.deepEqual([bench.phase(1), bench.phase(2)], ['idle', 'transaction']);
    await charge(bench, 1);
    bench.charger.end(2, { reason: 'Remote' });
    await bench.clock.advance(10_000);
    assert.deepEqual([bench.view(1).lines, bench.view(2).lines], [[1, 2, 3], []]);
    assert.deepEqual(
      bench.told.map(({ kind, connector }) => [kind, connector]),
      [
        ['started', 2],
        ['started', 1],
        ['stopped', 2],
      ],
    );
  });

  it('tells of each step of a connector, with the view as it is then', async () => {
    const bench = await createChargingBench();
    const steps = bench.changes.map(({ session, offeredA, pilot, lines, locked }) =>
      [session.phase, pilot, offeredA, lines.length, locked ? 'locked' : 'open'].join(' '),
    );
    const distinct = steps.filter((step, index) => step !== steps[index - 1]);
    assert.deepEqual(distinct, [
      'idle A 0 0 open',
      'plugged B 0 0 open',
      'transaction B 32 0 open',
      'transaction B 32 0 locked',
      'transaction C 32 0 locked',
      'transaction C 32 3 locked',
    ]);
  });
});

describe('the LED ring of a charger', () => {
  it('shows a visit from its beginning to its end', async () => {
    const bench = createBench();
    const lights: string[] = [];
    const look = () => {
      const { colour, pulsing } = bench.board.light();
      const row = bench.charger.led();
      assert.deepEqual([row.colour, row.pulsing], [colour, pulsing]);
      lights.push(`${colour}${pulsing ? ', pulsing' : ''}: ${row.situation}`);
    };
    look();
    bench.board.plugIn(1);
    await bench.clock.settle();
    look();
    bench.charger.authorize(1, owner);
    look();
    await bench.clock.advance(5000);
    look();
    bench.charger.setLimit(1, 'schedule', 0);
    await bench.clock.advance(5000);
    look();
    bench.board.raiseFault(1, groundFailure);
    await bench.clock.settle();
    look();
    bench.board.clearFault(1, groundFailure.id);
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.settle();
    look();
    bench.board.plugOut(1);
    await bench.clock.settle();
    look();
    bench.charger.authorize(1, owner);
    look();
    await bench.clock.advance(CONNECTION_TIMEOUT_MS);
    look();
    assert.deepEqual(lights, [
      'white: free',
      'yellow, pulsing: waiting for authorization',
      'blue: car connected, not charging',
      'green, pulsing: charging',
      'yellow: waiting for power',
      'red: error',
      'blue: car connected, not charging',
      'white: free',
      'green: authorized, waiting for the car',
      'white: free',
    ]);
  });

  it('has the brightness that is set, at once', () => {
    const bench = createBench();
    bench.settings.lightIntensity = 80;
    assert.equal(bench.board.light().intensity, 50);
    bench.charger.rulesChanged();
    assert.deepEqual(bench.board.light(), { colour: 'white', pulsing: false, intensity: 80 });
  });

  it('blinks as often as is set, green for a card that is accepted and red for one that is not', () => {
    const bench = createBench();
    bench.charger.signal('accepted');
    assert.deepEqual(bench.board.blinked(), { colour: 'green', times: 3 });
    bench.settings.blinkRepeat = 1;
    bench.charger.signal('refused');
    assert.deepEqual(bench.board.blinked(), { colour: 'red', times: 1 });
    assert.equal(bench.board.light().colour, 'white');
  });

  it('is set only when it changes', async () => {
    let sets = 0;
    const counting = (board: VirtualBoard) => ({
      ...board,
      setLed(light: Parameters<VirtualBoard['setLed']>[0]) {
        sets += 1;
        board.setLed(light);
      },
    });
    const bench = createColdBench({}, counting);
    bench.start();
    await charge(bench);
    const before = sets;
    for (const maxCurrentA of [10, 12, 14]) bench.charger.setLimit(1, 'schedule', maxCurrentA);
    await bench.clock.advance(60_000);
    assert.equal(sets, before);
    bench.board.plugOut(1);
    await bench.clock.advance(RELAY_MS);
    assert.ok(sets > before);
  });
});

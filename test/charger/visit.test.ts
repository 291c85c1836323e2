import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VirtualBoard } from '../../src/boards/virtual/board.ts';
import type { Board } from '../../src/charger/board.ts';
import {
  type Bench,
  CONNECTION_TIMEOUT_MS,
  charge,
  createBench,
  createChargingBench,
  createColdBench,
  LOCK_MS,
  owner,
  RELAY_MS,
} from './bench.ts';

/** What was told of transactions, without when and how much. */
function story({ told }: Bench): readonly string[] {
  return told.map((each) => (each.kind === 'started' ? `started ${each.idTag}` : `stopped ${each.reason}`));
}

/** A board that is too slow to report a state of the pilot which has passed already. */
function reportingTheLatest(board: VirtualBoard): Board {
  return {
    ...board,
    start(listener) {
      board.start((event) => {
        if (event.kind === 'pilot' && board.connectors[event.connector - 1]?.pilot() !== event.state) return;
        listener(event);
      });
    },
  };
}

describe('a visit', () => {
  it('begins with the plug: the card begins the transaction, the offer follows, and the car is served when it asks', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.advance(5000);
    assert.deepEqual([bench.phase(), bench.offered(), story(bench)], ['plugged', 0, []]);
    bench.charger.authorize(1, owner);
    assert.deepEqual([bench.phase(), bench.offered(), story(bench)], ['transaction', 32, ['started OWNER']]);
    // The car needs 1 s to ask, the relays 50 ms.
    await bench.clock.advance(1000);
    assert.deepEqual([bench.view().pilot, bench.view().lines], ['C', []]);
    await bench.clock.advance(RELAY_MS);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
    await bench.clock.advance(3_600_000);
    // A wagon draws 22 kW until it is nearly full.
    assert.ok(bench.register() > 20_000);
    assert.deepEqual(story(bench), ['started OWNER']);
    assert.deepEqual(bench.failures, []);
  });

  it('begins with the card: the plug begins the transaction', async () => {
    const bench = createBench();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(5000);
    assert.deepEqual([bench.phase(), bench.offered(), story(bench)], ['authorized', 0, []]);
    bench.board.plugIn(1);
    await bench.clock.settle();
    assert.deepEqual([bench.phase(), bench.offered(), story(bench)], ['transaction', 32, ['started OWNER']]);
    await bench.clock.advance(5000);
    assert.ok(bench.charger.meter(1).powerW > 0);
  });

  it('belongs to the card that was shown last before the plug', async () => {
    const bench = createBench();
    bench.charger.authorize(1, owner);
    bench.charger.authorize(1, { idTag: 'OTHER', parentIdTag: 'FAMILY' });
    bench.board.plugIn(1);
    await bench.clock.settle();
    assert.deepEqual(story(bench), ['started OTHER']);
    assert.deepEqual(bench.view().session, {
      phase: 'transaction',
      authorization: { idTag: 'OTHER', parentIdTag: 'FAMILY' },
      plugged: true,
      started: false,
      withheld: false,
    });
  });

  for (const state of ['E', 'F'] as const) {
    it(`does not begin with ${state}, which says nothing of a car, and begins when one is seen`, async () => {
      const bench = createColdBench({}, reportingTheLatest);
      bench.start();
      bench.board.setCar(1, { state });
      await bench.clock.settle();
      assert.deepEqual([bench.view().pilot, bench.phase()], [state, 'idle']);
      bench.charger.authorize(1, owner);
      assert.deepEqual([bench.phase(), story(bench)], ['authorized', []]);
      bench.board.setCar(1, { state: 'B' });
      await bench.clock.settle();
      assert.deepEqual([bench.phase(), story(bench)], ['transaction', ['started OWNER']]);
    });

    it(`does not end with ${state}, in which nobody may take the car for gone`, async () => {
      const bench = createBench();
      bench.board.plugIn(1);
      await bench.clock.settle();
      bench.board.setCar(1, { state });
      await bench.clock.settle();
      assert.equal(bench.phase(), 'plugged');
    });
  }

  it('of a car that asks at once, without waiting for an offer, gets no energy before the card', async () => {
    const bench = createBench();
    bench.board.setCar(1, { state: 'C', currentA: 16 });
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.view().lines, bench.register()], [[], 0]);
    bench.charger.authorize(1, owner);
    await bench.clock.advance(LOCK_MS + RELAY_MS);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
    assert.equal(bench.told[0]?.wh, 0);
  });
});

describe('the time for the second step', () => {
  it('runs from the plug; after it the place is neither free nor waiting, and a card is welcome all the same', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.advance(CONNECTION_TIMEOUT_MS - 1);
    assert.equal(bench.phase(), 'plugged');
    await bench.clock.advance(1);
    assert.equal(bench.phase(), 'timed-out');
    bench.charger.authorize(1, owner);
    await bench.clock.advance(5000);
    assert.deepEqual(story(bench), ['started OWNER']);
    assert.ok(bench.charger.meter(1).powerW > 0);
  });

  it('runs from the card; after it the place is free, and a plug begins nothing', async () => {
    const bench = createBench();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(CONNECTION_TIMEOUT_MS - 1);
    assert.equal(bench.phase(), 'authorized');
    await bench.clock.advance(1);
    assert.equal(bench.phase(), 'idle');
    bench.board.plugIn(1);
    await bench.clock.advance(5000);
    assert.deepEqual([bench.phase(), story(bench)], ['plugged', []]);
  });

  it('is not prolonged by another card', async () => {
    const bench = createBench();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(20_000);
    bench.charger.authorize(1, { idTag: 'OTHER' });
    await bench.clock.advance(CONNECTION_TIMEOUT_MS - 20_000);
    assert.equal(bench.phase(), 'idle');
  });

  it('begins anew with each plug', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.advance(20_000);
    bench.board.plugOut(1);
    await bench.clock.settle();
    assert.equal(bench.phase(), 'idle');
    bench.board.plugIn(1);
    await bench.clock.advance(CONNECTION_TIMEOUT_MS - 1);
    assert.equal(bench.phase(), 'plugged');
    await bench.clock.advance(1);
    assert.equal(bench.phase(), 'timed-out');
  });

  it('does not run once the transaction has begun, nor when it is 0', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(2 * CONNECTION_TIMEOUT_MS);
    assert.equal(bench.phase(), 'transaction');

    const patient = createBench();
    patient.settings.connectionTimeoutMs = 0;
    patient.board.plugIn(1);
    await patient.clock.advance(7 * 24 * 3_600_000);
    assert.deepEqual([patient.phase(), patient.clock.pending()], ['plugged', 0]);
  });

  it('a plug that is pulled in time leaves the place free', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.advance(1000);
    bench.board.plugOut(1);
    await bench.clock.advance(1000);
    assert.deepEqual([bench.phase(), bench.clock.pending()], ['idle', 0]);
  });
});

describe('the end of a transaction', () => {
  it('is told only when the relays are open, with the last of the energy', async () => {
    const bench = await createChargingBench();
    await bench.clock.advance(600_000);
    const before = bench.register();
    bench.charger.end(1, { reason: 'Local', idTag: 'OWNER' });
    assert.equal(bench.offered(), 0);
    assert.deepEqual([bench.phase(), bench.view().lines, bench.told.length], ['transaction', [1, 2, 3], 1]);
    // The car stops within 500 ms and the relays follow.
    await bench.clock.advance(500 + RELAY_MS - 1);
    assert.equal(bench.told.length, 1);
    await bench.clock.advance(1);
    const stopped = bench.told[1];
    assert.ok(stopped?.kind === 'stopped');
    assert.deepEqual([stopped.reason, stopped.idTag], ['Local', 'OWNER']);
    assert.ok(stopped.wh >= before);
    await bench.clock.advance(3_600_000);
    assert.equal(bench.register(), stopped.wh);
    assert.equal(bench.phase(), 'finishing');
  });

  it('is told at once when the relays are open already', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    bench.charger.end(1, { reason: 'Remote' });
    assert.deepEqual(story(bench), ['started OWNER', 'stopped Remote']);
    assert.deepEqual([bench.phase(), bench.offered()], ['finishing', 0]);
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.view().lines, bench.register()], [[], 0]);
  });

  it('is told at once when the relays are about to close, which they then do not', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(1000 + RELAY_MS / 2);
    assert.equal(bench.view().pilot, 'C');
    bench.charger.end(1, { reason: 'Remote' });
    assert.deepEqual(story(bench), ['started OWNER', 'stopped Remote']);
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.view().lines, bench.register()], [[], 0]);
  });

  it('has the reason that came first', async () => {
    const bench = await createChargingBench();
    bench.charger.end(1, { reason: 'Remote' });
    bench.charger.end(1, { reason: 'Local', idTag: 'OWNER' });
    bench.board.plugOut(1);
    await bench.clock.advance(1000);
    assert.deepEqual(story(bench), ['started OWNER', 'stopped Remote']);
  });

  it('leaves the place to the next when the plug is pulled', async () => {
    const bench = await createChargingBench();
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.advance(1000);
    assert.equal(bench.phase(), 'finishing');
    bench.board.plugOut(1);
    await bench.clock.settle();
    assert.equal(bench.phase(), 'idle');
    await charge(bench);
    assert.deepEqual(story(bench), ['started OWNER', 'stopped Local', 'started OWNER']);
  });

  it('lets somebody charge again without pulling the plug', async () => {
    const bench = await createChargingBench();
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.advance(60_000);
    bench.charger.authorize(1, { idTag: 'OTHER' });
    await bench.clock.advance(60_000);
    assert.deepEqual(story(bench), ['started OWNER', 'stopped Local', 'started OTHER']);
    assert.equal(bench.told[2]?.wh, bench.told[1]?.wh);
    assert.ok(bench.charger.meter(1).powerW > 0);
  });

  it('before it has begun takes the card back', async () => {
    const bench = createBench();
    bench.charger.authorize(1, owner);
    bench.charger.end(1, { reason: 'Local', idTag: 'OWNER' });
    assert.deepEqual([bench.phase(), bench.clock.pending()], ['idle', 0]);
    bench.board.plugIn(1);
    await bench.clock.advance(5000);
    assert.deepEqual([bench.phase(), story(bench)], ['plugged', []]);
  });

  it('means nothing to a place without a transaction or a card', async () => {
    const bench = createBench();
    bench.charger.end(1, { reason: 'Remote' });
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.end(1, { reason: 'Remote' });
    bench.charger.withhold(1);
    bench.charger.release(1);
    assert.deepEqual([bench.phase(), story(bench)], ['plugged', []]);
  });
});

describe('a car that is unplugged at its own end while it charges', () => {
  for (const unlock of [true, false]) {
    it(`ends the transaction when that is the rule, and the place is ${unlock ? 'free and unlocked' : 'held, locked, until its owner comes'}`, async () => {
      const bench = await createChargingBench();
      bench.settings.unlockOnEvSideDisconnect = unlock;
      bench.board.plugOut(1);
      await bench.clock.advance(RELAY_MS - 1);
      assert.deepEqual([story(bench).length, bench.view().lines], [1, [1, 2, 3]]);
      await bench.clock.advance(1);
      assert.deepEqual(story(bench), ['started OWNER', 'stopped EVDisconnected']);
      await bench.clock.advance(600_000);
      if (unlock) {
        assert.deepEqual([bench.phase(), bench.view().locked], ['idle', false]);
        return;
      }
      const held = { phase: 'finishing', authorization: owner, plugged: false, held: true };
      assert.deepEqual([bench.view().session, bench.view().locked], [held, true]);
      bench.charger.authorize(1, { idTag: 'OTHER' });
      assert.deepEqual(bench.view().session, held, 'nobody else gets in');
      bench.charger.release(1);
      await bench.clock.advance(1000);
      assert.deepEqual([bench.phase(), bench.view().locked], ['idle', false]);
    });

    it(`keeps the transaction and the lock when that is the rule, whatever is said of unlocking (${unlock}), and charges on when it is back`, async () => {
      const bench = await createChargingBench();
      bench.settings.stopOnEvSideDisconnect = false;
      bench.settings.unlockOnEvSideDisconnect = unlock;
      bench.board.plugOut(1);
      await bench.clock.advance(RELAY_MS);
      const { session, lines, locked } = bench.view();
      assert.deepEqual([session.phase === 'transaction' && session.plugged, lines, locked], [false, [], true]);
      assert.equal(bench.offered(), 0);
      const away = bench.register();
      await bench.clock.advance(600_000);
      assert.deepEqual([bench.register(), bench.view().locked, story(bench)], [away, true, ['started OWNER']]);
      bench.board.plugIn(1);
      await bench.clock.advance(60_000);
      assert.ok(bench.register() > away);
      assert.deepEqual(story(bench), ['started OWNER']);
    });
  }

  it('and whose transaction is ended while it is away leaves the place free and unlocked', async () => {
    const bench = await createChargingBench();
    bench.settings.stopOnEvSideDisconnect = false;
    bench.settings.unlockOnEvSideDisconnect = false;
    bench.board.plugOut(1);
    await bench.clock.advance(60_000);
    bench.charger.end(1, { reason: 'Local', idTag: 'OWNER' });
    assert.deepEqual(story(bench), ['started OWNER', 'stopped Local']);
    await bench.clock.advance(1000);
    assert.deepEqual([bench.phase(), bench.view().locked], ['idle', false]);
  });

  it('leaves nothing behind at a fixed cable, which nobody has to fetch', async () => {
    const bench = await createChargingBench({ connectors: [{ id: 1, lock: false }] });
    bench.settings.unlockOnEvSideDisconnect = false;
    bench.board.plugOut(1);
    await bench.clock.advance(RELAY_MS);
    assert.deepEqual([story(bench), bench.phase()], [['started OWNER', 'stopped EVDisconnected'], 'idle']);
  });
});

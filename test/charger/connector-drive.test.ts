import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CableRating, Grid, PilotState } from '../../src/charger/board.ts';
import { owner, tn } from './bench.ts';
import { createHandBench, type HandBench } from './hand-bench.ts';

async function charging(options: Parameters<typeof createHandBench>[0] = {}): Promise<HandBench> {
  const bench = await createHandBench(options);
  await bench.charge();
  assert.equal(bench.view().lines.length > 0, true);
  return bench;
}

const faults = (bench: HandBench) => bench.view().faults.map(({ id }) => id);

describe('a connector that serves a car', () => {
  it('offers, locks, waits for the car, and closes the relays', async () => {
    const bench = await createHandBench();
    await bench.car('B');
    bench.charger.authorize(1, owner);
    await bench.seconds(1);
    await bench.car('C');
    await bench.seconds(1);
    assert.deepEqual(bench.story(), ['0 s: offers 32 A', '0 s: locks', '1 s: closes 1,2,3']);
  });

  it('closes nothing before the lock holds the plug, also for a car that asks at once (simplified mode)', async () => {
    const bench = await createHandBench();
    await bench.car('C');
    bench.charger.authorize(1, owner);
    await bench.seconds(1);
    assert.deepEqual(bench.story(), ['0 s: offers 32 A', '0 s: locks', '0.3 s: closes 1,2,3']);
  });

  for (const state of ['B', 'E', 'F'] as const) {
    it(`has its relays open within 100 ms when the car goes from C to ${state}`, async () => {
      const bench = await charging();
      await bench.car(state);
      await bench.clock.advance(100);
      assert.deepEqual([bench.view().lines, bench.view().session.phase], [[], 'transaction']);
    });
  }

  it('gives energy in D only where it may be ventilated', async () => {
    for (const hasVentilation of [true, false]) {
      const bench = await createHandBench({ hasVentilation });
      await bench.car('D');
      bench.charger.authorize(1, owner);
      await bench.seconds(10);
      assert.deepEqual(bench.view().lines, hasVentilation ? [1, 2, 3] : []);
    }
  });

  it('leaves the lock alone in E', async () => {
    const bench = await charging();
    await bench.car('E');
    await bench.seconds(3_600);
    assert.equal(bench.view().locked, true);
  });

  it('opens the relays at once when the plug is not held any more, and closes them when it is again', async () => {
    const bench = await charging();
    bench.hardware.setLock(false);
    await bench.clock.advance(300);
    assert.equal(bench.view().locked, false);
    assert.deepEqual(bench.story(), ['2 s: lets go', '2.3 s: opens', '2.3 s: locks']);
    await bench.seconds(1);
    assert.deepEqual([bench.view().lines, faults(bench)], [[1, 2, 3], []]);
  });
});

describe('a lock that does not hold', () => {
  it('gives no energy and is a fault after 3 s, until it holds', async () => {
    const bench = await createHandBench();
    bench.hardware.jammed = true;
    await bench.car('C');
    bench.charger.authorize(1, owner);
    await bench.seconds(2.9);
    assert.deepEqual([faults(bench), bench.view().lines], [[], []]);
    await bench.seconds(3_600);
    assert.deepEqual([faults(bench), bench.view().lines, bench.view().offeredA], [['lock-failure'], [], 0]);
    bench.hardware.jammed = false;
    // Whatever happens then, the motor is tried again.
    bench.charger.rulesChanged();
    await bench.seconds(1);
    assert.deepEqual([faults(bench), bench.view().lines], [[], [1, 2, 3]]);
    assert.deepEqual(bench.causes, ['lock-failure', 'no lock-failure']);
  });

  it('is none any more when there is nothing to hold', async () => {
    const bench = await createHandBench();
    bench.hardware.jammed = true;
    await bench.car('B');
    bench.charger.authorize(1, owner);
    await bench.seconds(10);
    assert.deepEqual(faults(bench), ['lock-failure']);
    bench.charger.end(1, { reason: 'Local' });
    await bench.seconds(1);
    assert.deepEqual([faults(bench), bench.told], [[], ['started', 'stopped Local']]);
  });
});

describe('a car that sleeps', () => {
  async function asleep(): Promise<HandBench> {
    const bench = await createHandBench();
    await bench.car('B');
    bench.charger.authorize(1, owner);
    await bench.seconds(20);
    bench.story();
    return bench;
  }

  it('is woken, and served when it asks', async () => {
    const bench = await asleep();
    await bench.seconds(20);
    assert.deepEqual(bench.story(), ['30 s: says -12 V', '34 s: offers nothing', '34.75 s: offers 32 A']);
    await bench.car('C');
    await bench.seconds(1);
    assert.deepEqual(bench.story(), ['40 s: closes 1,2,3']);
  });

  it('that asks before its offer is back is connected when it is', async () => {
    const bench = await asleep();
    await bench.seconds(14.2);
    await bench.car('C');
    await bench.seconds(0.5);
    assert.deepEqual([bench.view().asking, bench.view().lines], [true, []]);
    await bench.seconds(0.5);
    assert.deepEqual(bench.story().slice(-2), ['34.75 s: offers 32 A', '34.75 s: closes 1,2,3']);
  });

  it('and is unplugged meanwhile is not woken further', async () => {
    const bench = await asleep();
    await bench.seconds(12);
    await bench.car('A');
    await bench.seconds(3_600);
    assert.deepEqual(bench.story(), ['30 s: says -12 V', '32 s: offers nothing', '32 s: lets go']);
    assert.deepEqual(bench.told, ['started', 'stopped EVDisconnected']);
  });

  it('is not woken further when something goes wrong, and again when it is well', async () => {
    const bench = await asleep();
    await bench.seconds(12);
    await bench.cause('over-voltage', true, 0);
    await bench.seconds(100);
    assert.deepEqual(bench.story(), ['30 s: says -12 V', '32 s: offers nothing']);
    await bench.cause('over-voltage', false, 0);
    await bench.seconds(100);
    assert.equal(bench.story().filter((line) => line.endsWith('-12 V')).length, 1);
  });

  it('is taken for what it was while it is woken: nobody takes our own -12 V for its', async () => {
    const bench = await asleep();
    const seen = new Set<PilotState>();
    for (let tick = 0; tick < 200; tick++) {
      await bench.clock.advance(100);
      seen.add(bench.view().pilot);
    }
    assert.deepEqual([...seen], ['B']);
  });
});

describe('a residual current monitor that fails its test', () => {
  it('gets no car any energy, until this one has left and it passes', async () => {
    const bench = await createHandBench();
    bench.hardware.monitor = false;
    await bench.car('C');
    bench.charger.authorize(1, owner);
    await bench.seconds(60);
    assert.deepEqual([faults(bench), bench.view().lines, bench.view().offeredA], [['residual-current-monitor'], [], 0]);
    assert.ok(!bench.story().some((line) => line.includes('closes')));
    assert.deepEqual(bench.causes, ['residual-current-monitor', 'no residual-current-monitor']);
    bench.hardware.monitor = true;
    await bench.car('B');
    await bench.car('C');
    await bench.seconds(60);
    assert.deepEqual(bench.view().lines, []);
    await bench.car('A');
    assert.deepEqual(faults(bench), []);
    await bench.seconds(1);
    await bench.charge();
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
  });

  it('is tested before each closing', async () => {
    const bench = await charging();
    await bench.car('B');
    await bench.seconds(1);
    bench.hardware.monitor = false;
    await bench.car('C');
    await bench.seconds(1);
    assert.deepEqual([bench.view().lines, faults(bench)], [[], ['residual-current-monitor']]);
  });
});

describe('welded relays', () => {
  for (const [path, stop] of [
    ['that let the car stop first', true],
    ['with a car that goes on drawing', false],
  ] as const) {
    it(`do not keep the transaction from ending and being told, and hold the plug (${path})`, async () => {
      const bench = await charging();
      bench.hardware.weldedLines = [2];
      bench.charger.end(1, { reason: 'Local' });
      if (stop) await bench.car('B');
      await bench.seconds(stop ? 0.6 : 6.6);
      assert.deepEqual(bench.told, ['started', 'stopped Local']);
      assert.deepEqual([faults(bench), bench.view().session.phase], [['contactor-welded'], 'finishing']);
      await bench.seconds(3_600);
      assert.deepEqual([bench.view().lines, bench.view().locked, bench.causes], [[2], true, ['contactor-welded']]);
      assert.ok(bench.story().some((line) => line.endsWith('says -12 V')));
      assert.equal(bench.clock.pending(), 0);
    });
  }

  it('are found also without an end, which comes when it is asked for', async () => {
    const bench = await charging();
    bench.hardware.weldedLines = [1, 2, 3];
    await bench.car('B');
    await bench.seconds(60);
    assert.deepEqual([faults(bench), bench.told], [['contactor-welded'], ['started']]);
    bench.charger.end(1, { reason: 'Remote' });
    await bench.seconds(0);
    assert.deepEqual(bench.told, ['started', 'stopped Remote']);
  });

  it('that come open let the plug go, and stay a fault until the power is cut', async () => {
    const bench = await charging();
    bench.hardware.weldedLines = [2];
    await bench.car('B');
    await bench.seconds(60);
    assert.equal(bench.view().locked, true);
    bench.hardware.weldedLines = [];
    bench.hardware.setRelays([1]);
    bench.hardware.setRelays([]);
    await bench.seconds(1);
    assert.deepEqual([bench.view().lines, bench.view().locked, faults(bench)], [[], false, ['contactor-welded']]);
    bench.charger.end(1, { reason: 'Local' });
    await bench.car('A');
    await bench.seconds(60);
    assert.deepEqual(faults(bench), ['contactor-welded']);
  });
});

describe('relays that do not close', () => {
  it('are a fault until the power is cut, and the transaction ends when it is asked for', async () => {
    const bench = await createHandBench();
    bench.hardware.stuck = true;
    await bench.charge();
    assert.deepEqual([faults(bench), bench.view().offeredA], [['contactor-stuck'], 0]);
    bench.charger.end(1, { reason: 'Local' });
    await bench.car('A');
    await bench.seconds(60);
    assert.deepEqual([faults(bench), bench.told], [['contactor-stuck'], ['started', 'stopped Local']]);
  });
});

describe('a car that draws more than it is offered', () => {
  it('is cut off after 7 s, until it has left', async () => {
    const bench = await charging();
    await bench.currents([40, 40, 40]);
    await bench.seconds(6.999);
    assert.deepEqual([faults(bench), bench.view().lines], [[], [1, 2, 3]]);
    await bench.seconds(0.06);
    assert.deepEqual([faults(bench), bench.view().lines], [['over-current'], []]);
    await bench.currents([0, 0, 0]);
    await bench.seconds(3_600);
    assert.deepEqual([faults(bench), bench.view().lines], [['over-current'], []]);
    assert.deepEqual(bench.causes, ['over-current', 'no over-current']);
    await bench.car('A');
    await bench.seconds(1);
    assert.deepEqual(faults(bench), []);
  });

  it('is forgiven at once when it is unplugged before its current is seen to be gone', async () => {
    const bench = await charging();
    await bench.currents([40, 40, 40]);
    await bench.seconds(7);
    await bench.car('A');
    assert.deepEqual(faults(bench), ['over-current'], 'it flows, as far as anybody knows');
    await bench.currents([0, 0, 0]);
    assert.deepEqual(faults(bench), []);
  });

  it('has 7 s also when its offer goes down, and is not accused when it follows within them', async () => {
    for (const [followsAfter, accused] of [
      [6.9, false],
      [7.1, true],
    ] as const) {
      const bench = await charging();
      await bench.currents([32, 32, 32]);
      await bench.seconds(60);
      bench.charger.setLimit(1, 'schedule', 16);
      await bench.seconds(followsAfter);
      await bench.currents([16, 16, 16]);
      await bench.seconds(60);
      assert.deepEqual(faults(bench), accused ? ['over-current'] : []);
    }
  });

  it('and whose relays are welded is accused once', async () => {
    const bench = await charging();
    bench.hardware.weldedLines = [1, 2, 3];
    await bench.currents([40, 40, 40]);
    await bench.seconds(3_600);
    assert.deepEqual(bench.causes, ['over-current', 'contactor-welded']);
    assert.equal(bench.clock.pending(), 0);
  });
});

describe('a hot charger', () => {
  it('offers less, with hysteresis, and tells who says so', async () => {
    const bench = await charging();
    const offers: (readonly [number, string])[] = [];
    for (const celsius of [59, 61, 57, 66, 61, 59, 54]) {
      await bench.temperature(celsius);
      await bench.seconds(6);
      offers.push([bench.view().offeredA, bench.view().limit.source]);
    }
    assert.deepEqual(offers, [
      [32, 'hardware'],
      [20, 'temperature'],
      [20, 'temperature'],
      [10, 'temperature'],
      [10, 'temperature'],
      [20, 'temperature'],
      [32, 'hardware'],
    ]);
    assert.deepEqual([faults(bench), bench.causes], [[], []]);
  });

  it('gives nothing from 70 °C on, which is a fault, until it is cooler than 65 °C', async () => {
    const bench = await charging();
    await bench.temperature(70);
    await bench.clock.advance(100);
    assert.deepEqual([faults(bench), bench.view().lines], [['over-temperature'], []]);
    await bench.temperature(66);
    await bench.seconds(60);
    assert.deepEqual([faults(bench), bench.view().offeredA], [['over-temperature'], 0]);
    await bench.temperature(64);
    await bench.seconds(10);
    assert.deepEqual([faults(bench), bench.view().offeredA, bench.view().lines], [[], 10, [1, 2, 3]]);
    assert.deepEqual(bench.causes, ['over-temperature', 'no over-temperature']);
  });

  it('knows that it is hot from the moment at which it starts', async () => {
    const warm = await createHandBench({ celsius: 62 });
    assert.equal(warm.view().limit.maxCurrentA, 20);
    const hot = await createHandBench({ celsius: 75 });
    assert.deepEqual(faults(hot), ['over-temperature']);
    await hot.temperature(20);
    assert.deepEqual([faults(hot), hot.view().limit.maxCurrentA], [[], 32]);
  });
});

describe('the cable', () => {
  for (const [rating, offeredA] of [
    [13, 13],
    [20, 20],
    [32, 32],
    [63, 32],
    [undefined, 0],
  ] as const satisfies readonly (readonly [CableRating | undefined, number])[]) {
    it(`that bears ${rating ?? 'nobody knows how many'} A lets ${offeredA} A be offered in a socket`, async () => {
      const bench = await createHandBench();
      bench.hardware.rating = rating;
      await bench.car('B');
      bench.charger.authorize(1, owner);
      await bench.seconds(1);
      const { limit, offeredA: now } = bench.view();
      assert.deepEqual([now, limit.source], [offeredA, (rating ?? 0) < 32 ? 'cable' : 'hardware']);
      await bench.car('A');
      assert.deepEqual(bench.view().limits, { hardware: 32 });
    });
  }

  it('that is fixed bears what the connector does', async () => {
    const bench = await createHandBench({ hasLock: false, maxCurrentA: 20 });
    bench.hardware.rating = 13;
    await bench.charge();
    assert.deepEqual([bench.view().offeredA, bench.view().limits], [20, { hardware: 20 }]);
  });

  it('is bounded further by what is set for it', async () => {
    const bench = await charging();
    bench.charger.setLimit(1, 'cable', 10);
    assert.deepEqual(bench.view().limit, { source: 'cable', maxCurrentA: 10 });
    bench.charger.setLimit(1, 'cable', 40);
    assert.deepEqual(bench.view().limits, { hardware: 32, cable: 32 });
  });
});

describe('failing safe', () => {
  it('opens the relays under load, says -12 V, and lets the plug go after 5 s', async () => {
    const bench = await charging();
    await bench.cause('open-pen', true, 0);
    await bench.seconds(60);
    assert.deepEqual(bench.story(), ['2 s: says -12 V', '2 s: opens', '7 s: lets go']);
    assert.deepEqual([bench.view().session.phase, bench.view().pilot], ['transaction', 'C']);
  });

  it('goes on by itself when it is over, with the plug locked again', async () => {
    const bench = await charging();
    await bench.cause('moisture', true, 0);
    await bench.seconds(60);
    bench.story();
    await bench.cause('moisture', false, 0);
    await bench.seconds(60);
    assert.deepEqual(bench.story(), ['62 s: offers 32 A', '62 s: locks', '62.3 s: closes 1,2,3']);
  });

  it('does not let the plug go while the relays are closed', async () => {
    const bench = await charging();
    bench.hardware.weldedLines = [3];
    await bench.cause('open-pen', true, 0);
    await bench.seconds(3_600);
    assert.deepEqual([bench.view().lines, bench.view().locked], [[3], true]);
  });

  it('takes the plug’s leaving for what it is, and counts no car that comes meanwhile before it is over', async () => {
    const bench = await charging();
    await bench.cause('moisture', true, 0);
    await bench.seconds(10);
    await bench.car('A');
    assert.deepEqual([bench.told, bench.view().session.phase], [['started', 'stopped EVDisconnected'], 'idle']);
    await bench.car('B');
    assert.equal(bench.view().session.phase, 'idle');
    await bench.cause('moisture', false, 0);
    await bench.car('B');
    assert.equal(bench.view().session.phase, 'plugged');
  });
});

describe('what is wrong', () => {
  it('stacks: energy flows again when the last of it that blocks is over', async () => {
    const bench = await charging();
    await bench.cause('over-voltage', true, 0);
    await bench.cause('meter-lost', true);
    await bench.cause('reader-lost', true, 0);
    assert.deepEqual(faults(bench), ['over-voltage', 'reader-lost', 'meter-lost']);
    await bench.cause('over-voltage', false, 0);
    await bench.seconds(10);
    assert.deepEqual(bench.view().lines, []);
    await bench.cause('meter-lost', false);
    await bench.seconds(10);
    assert.deepEqual([faults(bench), bench.view().lines], [['reader-lost'], [1, 2, 3]]);
  });

  it('is told once when it is reported twice', async () => {
    const bench = await charging();
    for (const present of [true, true, false, false]) await bench.cause('tamper', present, 0);
    assert.deepEqual(bench.causes, ['tamper', 'no tamper']);
  });

  it('and waits for the car to leave does not wait for the next one when this one left first', async () => {
    const bench = await charging();
    await bench.cause('residual-current-dc', true);
    await bench.car('A');
    assert.deepEqual(faults(bench), ['residual-current-dc']);
    await bench.cause('residual-current-dc', false);
    assert.deepEqual(faults(bench), []);
  });

  it('and needs a power cycle outlives every car', async () => {
    const bench = await charging();
    await bench.cause('tilt', true, 0);
    await bench.cause('tilt', false, 0);
    await bench.car('A');
    await bench.seconds(3_600);
    await bench.car('B');
    assert.deepEqual(faults(bench), ['tilt']);
  });
});

describe('a limit', () => {
  it('lapses by itself at its time, with what it said of phases', async () => {
    const bench = await charging();
    const until = bench.clock.elapsed() + 100_000;
    bench.charger.setLimit(1, 'schedule', 10, { phases: 1, until });
    await bench.seconds(99.999);
    assert.deepEqual(
      [bench.view().limit, bench.view().phaseLimit],
      [{ source: 'schedule', maxCurrentA: 10 }, 'schedule'],
    );
    await bench.seconds(0.001);
    assert.deepEqual([bench.view().limits, bench.view().phaseLimit], [{ hardware: 32, cable: 32 }, undefined]);
    await bench.seconds(12);
    assert.equal(bench.view().offeredA, 0, 'back to three phases');
    await bench.seconds(20);
    assert.deepEqual([bench.view().offeredA, bench.view().phases], [32, 3]);
  });

  it('that is set again has its new time; one without lasts; each lapses for itself', async () => {
    const bench = await createHandBench();
    const until = (seconds: number) => ({ until: bench.clock.elapsed() + seconds * 1000 });
    bench.charger.setLimit(1, 'schedule', 10, until(10));
    bench.charger.setLimit(1, 'phase-cap', 12, until(20));
    bench.charger.setLimit(1, 'installer', 25);
    bench.charger.setLimit(1, 'schedule', 8, until(30));
    const sources: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      await bench.seconds(9.999);
      sources.push(`${bench.view().limit.source} ${bench.view().limit.maxCurrentA}`);
      await bench.seconds(0.001);
    }
    assert.deepEqual(sources, ['schedule 8', 'schedule 8', 'schedule 8', 'installer 25']);
    assert.deepEqual(bench.view().limits, { hardware: 32, installer: 25 });
    assert.equal(bench.clock.pending(), 0);
  });

  it('whose time is over already is gone at once', async () => {
    const bench = await charging();
    bench.charger.setLimit(1, 'schedule', 6, { until: 0 });
    await bench.seconds(10);
    assert.deepEqual(bench.view().limits, { hardware: 32, cable: 32 });
    assert.equal(bench.view().offeredA, 32);
  });

  it('names the first source of the table that wants one phase, in whatever order they were set', async () => {
    for (const order of [
      ['schedule', 'installer'],
      ['installer', 'schedule'],
    ] as const) {
      const bench = await createHandBench();
      for (const source of order) bench.charger.setLimit(1, source, 32, { phases: 1 });
      assert.equal(bench.view().phaseLimit, 'installer');
    }
  });

  it('below 6 A is a pause, and not one that a car is woken from', async () => {
    const bench = await charging();
    bench.charger.setLimit(1, 'schedule', 5.9);
    await bench.car('B');
    await bench.seconds(3_600);
    assert.deepEqual(bench.story(), ['2 s: offers nothing', '2 s: opens']);
  });
});

describe('a cable that is locked for good', () => {
  async function kept(): Promise<HandBench> {
    const bench = await createHandBench();
    bench.settings.lockCablePermanently = true;
    bench.charger.rulesChanged();
    return bench;
  }

  it('is locked when it comes, without any card, and stays when the car goes', async () => {
    const bench = await kept();
    await bench.seconds(1);
    assert.equal(bench.view().locked, false, 'an empty socket');
    await bench.car('B');
    await bench.seconds(1);
    assert.equal(bench.view().locked, true);
    await bench.car('A');
    await bench.seconds(3_600);
    assert.deepEqual([bench.view().locked, bench.view().session.phase], [true, 'idle']);
  });

  it('is as a fixed one: nobody waits for it, and it is nobody’s to unlock', async () => {
    const bench = await kept();
    bench.settings.unlockOnEvSideDisconnect = false;
    await bench.charge();
    await bench.car('A');
    await bench.seconds(10);
    assert.deepEqual([bench.told, bench.view().session.phase], [['started', 'stopped EVDisconnected'], 'idle']);
    assert.equal(bench.charger.hasLock(1), false);
  });

  it('is locked as soon as the key says so, and let go as soon as it says so no more', async () => {
    const bench = await createHandBench();
    await bench.car('B');
    await bench.seconds(1);
    assert.equal(bench.view().locked, false);
    bench.settings.lockCablePermanently = true;
    bench.charger.rulesChanged();
    await bench.seconds(1);
    assert.equal(bench.view().locked, true);
    bench.settings.lockCablePermanently = false;
    bench.charger.rulesChanged();
    await bench.seconds(1);
    assert.equal(bench.view().locked, false);
  });

  it('stays when the charger fails safe', async () => {
    const bench = await kept();
    await bench.charge();
    await bench.cause('open-pen', true, 0);
    await bench.seconds(60);
    assert.deepEqual([bench.view().lines, bench.view().locked], [[], true]);
  });
});

describe('the line of a car', () => {
  for (const [grid, onePhase, lines] of [
    [tn, 3, [3, 1, 2]],
    [{ type: 'IT', voltageV: 230, phases: 3 }, 2, [2, 3, 1]],
    [{ type: 'TN', voltageV: 230, phases: 1 }, 3, [1]],
    [{ type: 'IT', voltageV: 230, phases: 1 }, 3, [1, 2]],
  ] as const satisfies readonly (readonly [Grid, 1 | 2 | 3, readonly number[]])[]) {
    it(`is ${lines.join('-')} with OnePhaseChargingPhase ${onePhase} on ${grid.type} with ${grid.phases}`, async () => {
      const bench = await createHandBench({ grid });
      bench.settings.onePhaseChargingPhase = onePhase;
      await bench.charge();
      assert.deepEqual(bench.view().lines, lines);
      assert.equal(bench.view().phases, grid.phases);
      assert.deepEqual(faults(bench), []);
    });
  }

  it('is always the first one of a charger that switches no more', async () => {
    const bench = await createHandBench({ phases: 1 });
    bench.settings.onePhaseChargingPhase = 3;
    await bench.charge();
    assert.deepEqual([bench.view().lines, bench.view().phases], [[1], 1]);
  });

  it('stays as long as the car is there, also for another transaction, and is another one for the next car (RN-P3)', async () => {
    const bench = await charging();
    bench.settings.onePhaseChargingPhase = 3;
    bench.charger.rulesChanged();
    bench.charger.end(1, { reason: 'Local' });
    await bench.car('B');
    await bench.seconds(1);
    bench.charger.authorize(1, owner);
    await bench.car('C');
    await bench.seconds(1);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
    await bench.car('A');
    await bench.seconds(1);
    await bench.charge();
    assert.deepEqual(bench.view().lines, [3, 1, 2]);
  });

  it('is another one also when the car comes back within one transaction', async () => {
    const bench = await charging();
    bench.settings.stopOnEvSideDisconnect = false;
    bench.settings.onePhaseChargingPhase = 2;
    await bench.car('A');
    await bench.car('C');
    await bench.seconds(1);
    assert.deepEqual([bench.view().lines, bench.told], [[2, 3, 1], ['started']]);
    assert.deepEqual(faults(bench), []);
  });
});

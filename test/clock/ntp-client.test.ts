import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodePacket } from '../../src/clock/ntp-packet.ts';
import { SAMPLES } from '../../src/clock/ntp-question.ts';
import { createTimeWorld } from './time-world.ts';

/** How far what was agreed on is ahead of the clock, ms. */
async function offset(world: ReturnType<typeof createTimeWorld>): Promise<number | undefined> {
  const agreed = await world.ask();
  assert.equal(world.ntp.sockets(), 0, 'every socket is closed');
  return agreed === undefined ? undefined : Math.round((agreed.epoch - world.clock.epoch()) * 100) / 100;
}

describe('a client of time servers', () => {
  it('learns the time of a good one, by four questions 2 s apart, each with a nonce of its own', async () => {
    const world = createTimeWorld({ good: { offsetMs: 777 } });
    assert.equal(await offset(world), 777);
    const questions = world.ntp.asked('good');
    assert.equal(questions.length, SAMPLES);
    assert.equal(new Set(questions.map(({ transmit }) => transmit)).size, SAMPLES);
    assert.equal(world.truth.elapsed(), 6_010);
  });

  it('takes the sample that was on its way for the shortest time', async () => {
    const world = createTimeWorld({ crooked: { offsetMs: 100, thereMs: (nth) => (nth === 3 ? 10 : 500), backMs: 10 } });
    const agreed = await world.ask();
    assert.equal(Math.round(agreed?.delay ?? 0), 20);
    assert.equal(Math.round((agreed?.epoch ?? 0) - world.clock.epoch()), 100);
  });

  it('does not hear an answer that comes when the next question was asked', async () => {
    const world = createTimeWorld({ late: { offsetMs: 100, backMs: 2_500 } });
    assert.equal(await offset(world), undefined);
    const once = createTimeWorld({ late: { offsetMs: 100, backMs: (nth) => (nth === 2 ? 5 : 2_500) } });
    assert.equal(await offset(once), 100);
  });

  it('gives up one that is silent, or cannot be reached, or does not exist', async () => {
    assert.equal(await offset(createTimeWorld({ dumb: { silent: true } })), undefined);
    const world = createTimeWorld({ broken: { unreachable: true } });
    assert.equal(await offset(world), undefined);
    assert.equal(world.truth.elapsed(), 0);
    assert.equal(await offset(createTimeWorld({ dumb: { silent: true }, good: {} })), 0);
  });

  it('does not believe one that is not synchronised, or one that is far from its source', async () => {
    for (const changes of [{ leap: 3 }, { stratum: 16 }, { rootDispersionMs: 2_000 }]) {
      assert.equal(await offset(createTimeWorld({ useless: { changes } })), undefined);
    }
  });

  it('does not believe whoever answers in the place of its server, and hears the server all the same', async () => {
    const world = createTimeWorld({
      good: {
        offsetMs: 50,
        forged: (honest) =>
          encodePacket({ ...honest, origin: honest.origin ^ 1n, transmit: honest.transmit + (900n << 32n) }),
      },
    });
    assert.equal(await offset(world), 50);
    const kissed = createTimeWorld({
      good: { forged: (honest) => encodePacket({ ...honest, origin: 0n, stratum: 0, referenceId: 'DENY' }) },
    });
    assert.equal(await offset(kissed), 0);
  });

  it('hears the first of two answers to one question', async () => {
    const world = createTimeWorld({
      twice: { backMs: 5, forged: (honest) => encodePacket(honest), changes: { transmit: 1n, receive: 1n } },
    });
    assert.equal(await offset(world), 2, 'the honest one came 4 ms sooner');
  });

  it('leaves alone for a day one that denies, for an hour one that is asked too often', async () => {
    for (const [referenceId, hours] of [
      ['DENY', 24],
      ['RSTR', 24],
      ['RATE', 1],
    ] as const) {
      const world = createTimeWorld({ kissing: { changes: { stratum: 0, referenceId } } });
      assert.equal(await offset(world), undefined);
      assert.equal(world.ntp.asked('kissing').length, 1, 'the first kiss is enough');
      await world.seconds(hours * 3_600 - 1);
      await world.ask();
      assert.equal(world.ntp.asked('kissing').length, 1);
      await world.seconds(2);
      await world.ask();
      assert.equal(world.ntp.asked('kissing').length, 2);
    }
  });

  it('asks again soon one whose kiss says nothing of that', async () => {
    const world = createTimeWorld({ kissing: { changes: { stratum: 0, referenceId: 'INIT' } } });
    await world.ask();
    await world.ask();
    assert.equal(world.ntp.asked('kissing').length, 2);
  });

  it('is not moved by a liar among three', async () => {
    const world = createTimeWorld({
      liar: { offsetMs: 3_600_000, thereMs: 0, backMs: 0 },
      one: { offsetMs: 3 },
      two: {},
    });
    const agreed = await offset(world);
    assert.ok(agreed === 0 || agreed === 3, `${agreed}`);
  });

  it('believes nobody when the liar is one of two that answer', async () => {
    const world = createTimeWorld({ liar: { offsetMs: 3_600_000 }, good: {}, dumb: { silent: true } });
    assert.equal(await offset(world), undefined);
    assert.match(world.warnings.join(), /do not agree, 2 of 3/);
  });

  it('ends at once when it is stopped', async () => {
    const world = createTimeWorld({ dumb: { silent: true }, good: {} });
    const asked = world.client.ask();
    await world.seconds(1);
    world.client.stop();
    assert.equal(await asked, undefined);
    assert.equal(world.ntp.sockets(), 0);
    assert.equal(world.truth.pending(), 0);
  });
});

/** A disk without room, whose one meter lies on it too: what the simulation has found, each as a scenario of its own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reply, silence } from '../../src/central/scripted-answer.ts';
import { CARD } from '../support/world.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';

const configuration = { MeterValueSampleInterval: '60', ClockAlignedDataInterval: '900' };

async function charging(more: Readonly<Record<string, string>> = {}) {
  const world = createMortalWorld({ ...configuration, ...more });
  let full = false;
  await world.powerOn(() => (full ? 'disk full' : undefined));
  world.twin().board.plugIn(1);
  world.twin().board.swipe(CARD);
  await world.seconds(30);
  return {
    world,
    setFull(is: boolean) {
      full = is;
    },
  };
}

function sampled({ charger }: MortalWorld, context: string): readonly string[] {
  return charger
    .requests('MeterValues')
    .flatMap(({ meterValue }) => meterValue)
    .filter(({ sampledValue }) => sampledValue[0]?.context === context)
    .map(({ timestamp }) => timestamp);
}

describe('a disk without room, for the meter neither', () => {
  it('costs the samples of that time and no others, aligned ones neither', async () => {
    const { world, setFull } = await charging();
    await world.seconds(14 * 60);
    const before = sampled(world, 'Sample.Periodic').length;
    setFull(true);
    // The aligned moment 00:15:00, and two periodic samples.
    await world.seconds(120);
    assert.deepEqual(sampled(world, 'Sample.Clock'), []);
    assert.equal(sampled(world, 'Sample.Periodic').length, before);
    setFull(false);
    await world.seconds(15 * 60);
    assert.deepEqual(sampled(world, 'Sample.Clock'), ['2026-01-01T00:30:00.000Z']);
    assert.equal(sampled(world, 'Sample.Periodic').length, before + 15);
  });

  it('gives a card that turns out invalid no more energy, since nobody could count it', async () => {
    const world = createMortalWorld({
      StopTransactionOnInvalidId: 'false',
      MaxEnergyOnInvalidId: '1000',
      TransactionMessageRetryInterval: '0',
    });
    let full = false;
    await world.powerOn((write) => (full && write.collection === 'meter' ? 'disk full' : undefined));
    world.charger.intercept('StartTransaction', ({ usual }) => {
      const answer = usual();
      full = true;
      return answer.kind === 'reply' ? reply({ ...answer.payload, idTagInfo: { status: 'Blocked' } }) : answer;
    });
    // The verdict comes when energy has flowed for half a minute.
    world.charger.intercept('StartTransaction', silence, { times: 1 });
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(60);
    full = false;
    await world.seconds(600);
    const energyWh = world.twin().board.connectors[0]?.meter().energyWh ?? Number.NaN;
    assert.ok(energyWh > 50 && energyWh < 150, `${energyWh} Wh`);
    assert.equal(world.charger.status(1), 'SuspendedEVSE');
  });

  it('at the start lets no values be told before the transaction that a power cut has interrupted is ended', async () => {
    const { world } = await charging();
    await world.seconds(14 * 60);
    world.kill();
    await world.seconds(25);
    const told = world.charger.received.length;
    let full = true;
    await world.powerOn((write) => (full && write.collection !== 'meter' ? 'disk full' : undefined));
    await world.seconds(3);
    full = false;
    // 00:15:00 comes before the next try to end it.
    await world.seconds(60);
    const actions = world.charger.received
      .slice(told)
      .map(({ action }) => action)
      .filter((action) => action === 'MeterValues' || action === 'StopTransaction');
    assert.deepEqual(actions.slice(-2), ['StopTransaction', 'MeterValues']);
  });
});

/** What a charger notes of messages that break the rules, and of answers that come again (WP 8: InvalidMessages, AttemptedReplayAttacks). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late, replyAnything, wireText } from '../../src/central/scripted-answer.ts';
import { MAX_FRAME_LENGTH } from '../../src/rpc/rpc.ts';
import { createWorld, type World } from '../support/world.ts';

/** The Central System sends a text; what it is answered is of no interest. */
async function say(world: World, text: string): Promise<void> {
  void world.charger.exchange(text);
  await world.clock.settle();
}

async function heartbeat(world: World): Promise<void> {
  void world.charger.call('TriggerMessage', { requestedMessage: 'Heartbeat' });
  await world.clock.settle();
}

const call = (action: string, payload: unknown): string => JSON.stringify([2, 'an-id', action, payload]);

describe('a message that breaks the rules', () => {
  for (const [what, text, techInfo] of [
    ['is not JSON', 'good morning', 'the message is not JSON'],
    ['is not an array', '{"a":1}', 'the message is not a JSON array'],
    ['lacks its payload', '[2,"an-id","Reset"]', 'the payload is missing'],
    ['is of a type that there is not', '[9,"an-id",{}]', 'neither a CALL nor the answer to one'],
    [
      'is too long',
      `"${'x'.repeat(MAX_FRAME_LENGTH)}"`,
      `the message has ${MAX_FRAME_LENGTH + 2} characters; at most ${MAX_FRAME_LENGTH} are read`,
    ],
    ['breaks its schema', call('Reset', { type: 'Lukewarm' }), 'Reset: FormationViolation'],
  ] as const) {
    it(`since it ${what} is an InvalidMessages, for the security log alone`, async () => {
      const world = await createWorld();
      await say(world, text);
      await world.seconds(1);
      assert.deepEqual(world.securityEvents, [`InvalidMessages: ${techInfo}`]);
      assert.deepEqual(
        world.eventsKept().map((event) => [event.type, event.techInfo]),
        [['InvalidMessages', techInfo]],
      );
      assert.deepEqual(world.eventsTold(), [], 'it is not critical');
    });
  }

  for (const [what, answer] of [
    ['breaks its schema', replyAnything([])],
    ['is no frame', wireText((id) => `[3,"${id}"]`)],
  ] as const) {
    it(`as an answer that ${what} is one as well`, async () => {
      const world = await createWorld();
      world.charger.intercept('Heartbeat', answer, { times: 1 });
      await heartbeat(world);
      assert.deepEqual(world.securityEvents, ['InvalidMessages: the answer to Heartbeat']);
    });
  }

  it('is not one that is merely not served, or answered with an error', async () => {
    const world = await createWorld();
    await say(world, call('MakeCoffee', {}));
    await say(world, call('StartTransaction', {}));
    await say(world, call('Reset', { type: 'Lukewarm' }).replace('[2', '[4'));
    assert.deepEqual(world.securityEvents, []);
  });

  it('is noted once a minute, with how many there were', async () => {
    const world = await createWorld();
    const burst = async (): Promise<void> => {
      for (let count = 0; count < 200; count += 1) await say(world, 'no');
    };
    await burst();
    assert.equal(world.securityEvents.length, 1);
    await world.seconds(59);
    await burst();
    assert.equal(world.securityEvents.length, 1);
    await world.seconds(1);
    await burst();
    await world.seconds(600);
    await say(world, 'no');
    await world.seconds(600);
    await say(world, 'no');
    const event = 'InvalidMessages: the message is not JSON';
    assert.deepEqual(world.securityEvents, [event, `${event}; 399 more before`, `${event}; 199 more before`, event]);
  });

  it('is noted with nothing of what is in it, least of all an AuthorizationKey', async () => {
    const world = await createWorld();
    const secret = 'correct-horse-battery';
    const request = call('ChangeConfiguration', { key: 'AuthorizationKey', value: secret });
    for (const text of [
      request.slice(0, -1),
      request.replace(',{', `,"${secret}",{`),
      request.replace('{', `{"${secret}":1,`),
      request.replace('an-id', secret.repeat(5)),
      request.replace('[2', '[7'),
      `[3,"an-id",{"${secret}":`,
    ]) {
      await say(world, text);
      await world.seconds(60);
    }
    assert.equal(world.securityEvents.length, 6);
    const noted = JSON.stringify([world.securityEvents, world.eventsKept(), world.eventsTold()]);
    assert.doesNotMatch(noted, /horse|an-id/);
  });
});

describe('an answer', () => {
  const repeatLast = (world: World): Promise<void> => {
    const last = world.charger.received.at(-1);
    assert.equal(last?.action, 'Heartbeat');
    return say(world, JSON.stringify([3, last.messageId, { currentTime: '2026-01-01T00:00:00Z' }]));
  };

  it('that comes again is an AttemptedReplayAttacks, once a minute, for the security log alone', async () => {
    const world = await createWorld();
    await heartbeat(world);
    for (let count = 0; count < 3; count += 1) await repeatLast(world);
    await world.seconds(60);
    await repeatLast(world);
    const event = 'AttemptedReplayAttacks: the last answer came again';
    assert.deepEqual(world.securityEvents, [event, `${event}; 2 more before`]);
    assert.deepEqual(world.eventsTold(), []);
  });

  it('that comes late is none, nor one that belongs to nothing', async () => {
    const world = await createWorld();
    world.charger.intercept('Heartbeat', ({ usual }) => late(31_000, usual()), { times: 1 });
    await heartbeat(world);
    await world.seconds(60);
    await say(world, '[3,"nobody",{}]');
    assert.deepEqual(world.securityEvents, []);
  });

  it('to each attempt of a message that was sent again is none, late as they are', async () => {
    const world = await createWorld();
    // The answer to the first attempt comes while the second one waits, whose own comes when nobody waits any more.
    world.charger.intercept('SecurityEventNotification', ({ usual }) => late(100_000, usual()), { times: 2 });
    world.chargePoint().security.raise('TamperDetectionActivated', 'the cover');
    await world.seconds(400);
    assert.equal(world.eventsTold().length, 2);
    assert.deepEqual(world.securityEvents, ['TamperDetectionActivated: the cover']);
  });
});

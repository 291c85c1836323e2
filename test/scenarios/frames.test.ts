import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, replyAnything } from '../../src/central/scripted-answer.ts';
import { CALLERROR, MAX_ID_LENGTH } from '../../src/rpc/frame.ts';
import { MAX_FRAME_LENGTH } from '../../src/rpc/rpc.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { actionsTold } from './timeline.ts';

const models = ['zaptec-pro', 'reference'] as const;

/** What a text is answered with; undefined for nothing. */
async function answerTo(world: World, text: string): Promise<readonly unknown[] | undefined> {
  const answer = world.charger.exchange(text);
  await world.seconds(31);
  const answered = await answer;
  return answered === undefined ? undefined : JSON.parse(answered);
}

const call = (action: string, payload: unknown) => JSON.stringify([2, 'the-id', action, payload]);

/** [message type, id, code] of a refusal. */
async function refusalOf(world: World, text: string) {
  const answer = await answerTo(world, text);
  assert.equal(answer?.length, 5, JSON.stringify(answer));
  assert.equal(typeof answer?.[3], 'string');
  assert.ok(String(answer?.[3]).length <= 255);
  assert.deepEqual(answer?.[4], {});
  return answer?.slice(0, 3);
}

/** Everything that a message could have changed. */
const stateOf = ({ chargePoint, twin }: World) =>
  JSON.stringify([
    chargePoint()
      .configuration.keys()
      .map(({ key, text }) => [key.name, text]),
    chargePoint().records.all(),
    chargePoint().records.queueLength(),
    chargePoint().charger.view(1),
    twin().board.connectors[0]?.meter().energyWh,
    twin().board.light(),
  ]);

/** A world with a charger that is idle, and a check that it was neither changed nor made to say anything. */
async function createWatched(model: (typeof models)[number]) {
  const world = await createWorld({ model, configuration: { ClockAlignedDataInterval: '0' } });
  const before = stateOf(world);
  const told = world.charger.received.length;
  return {
    world,
    assertUnmoved() {
      assert.equal(stateOf(world), before);
      assert.deepEqual(
        actionsTold(world, told).filter((action) => action !== 'Heartbeat'),
        [],
      );
      assert.equal(world.charger.connections, 1);
    },
  };
}

for (const model of models) {
  describe(`a CALL that a ${model} cannot serve`, () => {
    it('is refused with NotImplemented when nobody knows its action', async () => {
      const { world, assertUnmoved } = await createWatched(model);
      for (const action of ['MakeCoffee', 'reset', 'Reset.req', '', 'constructor', '__proto__', 'toString']) {
        assert.deepEqual(await refusalOf(world, call(action, {})), [CALLERROR, 'the-id', 'NotImplemented'], action);
      }
      assertUnmoved();
    });

    it('is refused with NotSupported when only charge points send it', async () => {
      const { world, assertUnmoved } = await createWatched(model);
      for (const action of ['StartTransaction', 'BootNotification', 'Heartbeat', 'MeterValues', 'Authorize']) {
        assert.deepEqual(await refusalOf(world, call(action, {})), [CALLERROR, 'the-id', 'NotSupported'], action);
      }
      assertUnmoved();
    });
  });

  describe(`a payload that breaks its schema, sent to a ${model}`, () => {
    const violations = [
      ['without a field that there must be', 'Reset', {}, 'OccurenceConstraintViolation'],
      ['with a field of another type', 'RemoteStopTransaction', { transactionId: '1' }, 'TypeConstraintViolation'],
      ['with a value that there is not', 'Reset', { type: 'Warm' }, 'PropertyConstraintViolation'],
      [
        'with a text that is too long',
        'ChangeConfiguration',
        { key: 'k'.repeat(51), value: '1' },
        'PropertyConstraintViolation',
      ],
      ['with a field that nobody knows', 'ClearCache', { please: true }, 'FormationViolation'],
      ['that is no object', 'ClearCache', [], 'FormationViolation'],
      ['that is a text', 'Reset', 'Hard', 'FormationViolation'],
      ['with null for a value', 'Reset', { type: null }, 'TypeConstraintViolation'],
    ] as const;

    for (const [what, action, payload, byKind] of violations) {
      const code = model === 'reference' ? byKind : 'FormationViolation';
      it(`${what} is refused with ${code}, and changes nothing`, async () => {
        const { world, assertUnmoved } = await createWatched(model);
        assert.deepEqual(await refusalOf(world, call(action, payload)), [CALLERROR, 'the-id', code]);
        assertUnmoved();
      });
    }

    it('of null is that of an action without fields', async () => {
      const { world } = await createWatched(model);
      assert.deepEqual(await answerTo(world, '[2,"the-id","ClearCache",null]'), [3, 'the-id', { status: 'Accepted' }]);
    });
  });

  describe(`a frame that is none, sent to a ${model}`, () => {
    for (const [what, text] of [
      ['no JSON', 'hello'],
      ['nothing', ''],
      ['half a frame', '[2,"the-id","Reset",{"type":"Ha'],
      ['an object', '{"action":"Reset"}'],
      ['a number', '2'],
      ['an array without anything', '[]'],
      ['a message type in words', '["CALL","the-id","Reset",{"type":"Hard"}]'],
      ['an id that is a number', '[2,7,"Reset",{"type":"Hard"}]'],
    ] as const) {
      it(`but ${what} is refused without an id`, async () => {
        const { world, assertUnmoved } = await createWatched(model);
        assert.deepEqual(await refusalOf(world, text), [CALLERROR, '-1', 'GenericError']);
        assertUnmoved();
      });
    }

    const long = 'x'.repeat(MAX_ID_LENGTH + 1);
    for (const [what, text, id] of [
      ['without a payload', '[2,"the-id","ClearCache"]', 'the-id'],
      ['with one element too many', '[2,"the-id","ClearCache",{},{}]', 'the-id'],
      ['with an action that is no text', '[2,"the-id",5,{}]', 'the-id'],
      ['with an id that is too long', `[2,"${long}","ClearCache",{}]`, long],
    ] as const) {
      it(`but a CALL ${what} is refused by its id`, async () => {
        const { world, assertUnmoved } = await createWatched(model);
        assert.deepEqual(await refusalOf(world, text), [CALLERROR, id, 'FormationViolation']);
        assertUnmoved();
      });
    }

    it('but of a message type that OCPP does not know is ignored', async () => {
      const { world, assertUnmoved } = await createWatched(model);
      for (const text of [
        '[5,"the-id","Reset",{"type":"Hard"}]',
        '[0]',
        '[-2,"the-id"]',
        '[2.5,"the-id","Reset",{}]',
      ]) {
        assert.equal(await answerTo(world, text), undefined, text);
      }
      assertUnmoved();
    });

    it('but an answer that nobody waits for is ignored', async () => {
      const { world, assertUnmoved } = await createWatched(model);
      for (const text of [
        '[3,"nobody-asked",{}]',
        '[3,"nobody-asked",{"transactionId":1,"idTagInfo":{"status":"Blocked"}}]',
        '[4,"nobody-asked","InternalError","",{}]',
        '[3]',
        '[4,5]',
      ]) {
        assert.equal(await answerTo(world, text), undefined, text);
      }
      assertUnmoved();
    });

    it('but a binary message is refused', async () => {
      const { world, assertUnmoved } = await createWatched(model);
      const before = world.charger.frames.length;
      world.network.connections()[0]?.sendBinary('client', 100);
      await world.seconds(1);
      assert.deepEqual(
        world.charger.frames.slice(before).map(({ direction, kind, text }) => [direction, kind, JSON.parse(text)[2]]),
        [['in', 'error', 'GenericError']],
      );
      assertUnmoved();
    });

    it('but longer than can be read is refused unread, and one that is just not too long is read', async () => {
      const { world, assertUnmoved } = await createWatched(model);
      const frame = (length: number) => {
        const [head, tail] = ['[2,"the-id","ChangeConfiguration",{"key":"HeartbeatInterval","value":"', '"}]'];
        return head + '7'.repeat(length - head.length - tail.length) + tail;
      };
      assert.deepEqual(await refusalOf(world, frame(MAX_FRAME_LENGTH + 1)), [CALLERROR, '-1', 'GenericError']);
      assert.deepEqual((await refusalOf(world, frame(MAX_FRAME_LENGTH)))?.slice(0, 2), [CALLERROR, 'the-id']);
      assertUnmoved();
    });
  });

  it(`a ${model} charges after all of that as before`, async () => {
    const world = await createWorld({ model });
    for (const text of ['nonsense', '[]', '[2]', '[3]', '[9]', call('MakeCoffee', {}), call('Reset', {})]) {
      await answerTo(world, text);
    }
    await world.charge();
    assert.equal(world.charger.transactions.length, 1);
    assert.equal(world.charger.connections, 1);
  });
}

describe('an action that a model lacks', () => {
  it('is refused with NotSupported by a Zaptec Pro, whatever its payload', async () => {
    const { world, assertUnmoved } = await createWatched('zaptec-pro');
    for (const [action, payload] of [
      ['GetDiagnostics', { location: 'ftp://example.org/' }],
      ['GetDiagnostics', { nonsense: 1 }],
      ['UpdateFirmware', { location: 'ftp://example.org/fw', retrieveDate: '2026-01-01T00:00:00Z' }],
      ['SignedUpdateFirmware', {}],
      ['GetLog', {}],
    ] as const) {
      assert.deepEqual(await refusalOf(world, call(action, payload)), [CALLERROR, 'the-id', 'NotSupported'], action);
    }
    assertUnmoved();
  });
});

describe('a strange answer of the Central System', () => {
  it('with members that nobody knows is taken for what it says otherwise', async () => {
    const world = await createWorld();
    world.charger.intercept('Authorize', replyAnything({ idTagInfo: { status: 'Accepted' }, greeting: 'hello' }));
    await world.charge();
    world.assertNoComplaints();
  });

  it('with a code that OCPP does not know is a refusal like any other', async () => {
    const world = await createWorld();
    world.charger.intercept('Authorize', callError('OutOfPaper'), { times: 1 });
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    assert.equal(world.chargePoint().charger.view(1).session.phase, 'plugged');
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    assert.equal(world.charger.status(1), 'Charging');
    world.assertNoComplaints();
  });
});

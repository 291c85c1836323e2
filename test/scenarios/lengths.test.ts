/** Texts as long as they may be, and one character longer, in both directions (S 2.2, E4 3.58-3.62: CiStringN is at most N characters). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replyAnything } from '../../src/central/scripted-answer.ts';
import { createWorld, type World } from '../support/world.ts';

const bounds = [
  ['the idTag of RemoteStartTransaction', 'RemoteStartTransaction', 20, (text: string) => ({ idTag: text })],
  ['the key of ChangeConfiguration', 'ChangeConfiguration', 50, (text: string) => ({ key: text, value: '1' })],
  [
    'the value of ChangeConfiguration',
    'ChangeConfiguration',
    500,
    (text: string) => ({ key: 'FreeLunch', value: text }),
  ],
  ['a key of GetConfiguration', 'GetConfiguration', 50, (text: string) => ({ key: ['ResetRetries', text] })],
  ['the vendorId of DataTransfer', 'DataTransfer', 255, (text: string) => ({ vendorId: text })],
  ['the messageId of DataTransfer', 'DataTransfer', 50, (text: string) => ({ vendorId: 'a', messageId: text })],
] as const;

/** One character each, in one or more UTF-16 units and UTF-8 bytes. */
const characters = ['a', 'Z', ' ', '"', '\\', 'é', 'Ω', '車', '😀', '\u200b', '\u0001'];

async function answerTo(world: World, action: string, payload: unknown): Promise<readonly unknown[]> {
  const answer = world.charger.exchange(JSON.stringify([2, 'the-id', action, payload]));
  await world.seconds(1);
  return JSON.parse((await answer) ?? 'null');
}

for (const model of ['zaptec-pro', 'reference'] as const) {
  describe(`a text at its bound, sent to a ${model}:`, () => {
    for (const [what, action, bound, payload] of bounds) {
      it(`${what} has up to ${bound} characters, of whatever alphabet, and not one more`, async () => {
        const world = await createWorld({
          model,
          configuration: { AuthorizeRemoteTxRequests: 'false', ConnectionTimeOut: '1' },
        });
        for (const character of characters) {
          const [type] = await answerTo(world, action, payload(character.repeat(bound)));
          assert.equal(type, 3, JSON.stringify(character));
          // A remote start waits for its car; then the place is free again.
          await world.seconds(2);
          const refusal = await answerTo(world, action, payload(character.repeat(bound + 1)));
          const code = model === 'reference' ? 'PropertyConstraintViolation' : 'FormationViolation';
          assert.deepEqual(refusal.slice(0, 3), [4, 'the-id', code], JSON.stringify(character));
        }
      });
    }

    it('an idTag of any alphabet comes back as it was sent', async () => {
      for (const character of characters) {
        const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'false' } });
        const idTag = character.repeat(20);
        world.central.idTags.set(idTag, 'Accepted');
        world.twin().board.plugIn(1);
        await answerTo(world, 'RemoteStartTransaction', { idTag });
        await world.seconds(5);
        assert.deepEqual(
          world.charger.requests('StartTransaction').map((request) => request.idTag),
          [idTag],
        );
        assert.equal(world.charger.status(1), 'Charging');
        world.assertNoComplaints();
      }
    });

    it('a parentIdTag that is too long makes an answer that says nothing: nobody charges', async () => {
      for (const [length, phase] of [
        [20, 'transaction'],
        [21, 'plugged'],
      ] as const) {
        const world = await createWorld({ model });
        world.charger.intercept(
          'Authorize',
          replyAnything({ idTagInfo: { status: 'Accepted', parentIdTag: '車'.repeat(length) } }),
        );
        world.twin().board.plugIn(1);
        world.twin().board.swipe('04A1B2C3');
        await world.seconds(2);
        assert.equal(world.chargePoint().charger.view(1).session.phase, phase);
      }
    });
  });
}

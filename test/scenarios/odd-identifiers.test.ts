import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAuthorizationCache } from '../../src/features/authorization/cache.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { createWorld } from '../support/world.ts';

/** Any text of up to 20 characters is an idTag (S 7.28), also these. */
const oddOnes = ['', '\0', 'A\0B', '\ud800', '""', '"\\u0000"'] as const;

describe('an identifier that is no name for a record', () => {
  for (const idTag of oddOnes) {
    it(`starts from afar and is remembered as any other: ${JSON.stringify(idTag)}`, async () => {
      const world = await createWorld({ configuration: { AuthorizeRemoteTxRequests: 'true' } });
      world.central.idTags.set(idTag, 'Accepted');
      world.twin().board.plugIn(1);
      await world.seconds(1);
      const outcome = world.charger.call('RemoteStartTransaction', { idTag });
      await world.seconds(20);
      assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'Accepted' } });
      assert.equal(world.charger.status(1), 'Charging');
      assert.equal(world.charger.requests('StartTransaction')[0]?.idTag, idTag);

      // Known from before, it needs no question (the zaptec-pro has LocalPreAuthorize on).
      world.twin().board.plugOut(1);
      await world.seconds(10);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(idTag);
      await world.seconds(20);
      assert.equal(world.charger.requests('StartTransaction').length, 2);
      assert.equal(world.charger.requests('Authorize').length, 1);
      assert.deepEqual(world.warnings, []);
    });
  }

  it('is not taken for another', () => {
    const cache = createAuthorizationCache(createMemoryDatabase().open('CP001'));
    for (const [index, idTag] of oddOnes.entries()) {
      cache.put(idTag, { status: 'Accepted', parentIdTag: String(index) }, 0);
    }
    assert.deepEqual(
      oddOnes.map((idTag) => cache.get(idTag, 0)?.parentIdTag),
      ['0', '1', '2', '3', '4', '5'],
    );
  });
});

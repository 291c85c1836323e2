import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld } from '../support/world.ts';

const KEY = '0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF';

describe('the AuthorizationKey', () => {
  it('is presented as HTTP Basic under security profile 1, and the Central System lets nobody in without', async () => {
    const central = { chargers: { CP001: { authorizationKey: KEY } } };
    const stranger = await createWorld({ central });
    await stranger.seconds(1);
    assert.equal(stranger.charger.connections, 0);
    assert.ok(
      stranger.warnings.some((line) => line.includes('401')),
      stranger.warnings.join('\n'),
    );
    const world = await createWorld({ central, configuration: { SecurityProfile: '1', AuthorizationKey: KEY } });
    assert.equal(world.charger.status(1), 'Available');
  });

  it('is not presented under profile 0', async () => {
    const central = { chargers: { CP001: { authorizationKey: KEY } } };
    const world = await createWorld({ central, configuration: { AuthorizationKey: KEY } });
    await world.seconds(1);
    assert.equal(world.charger.connections, 0);
  });

  it('is answered first when it is changed, and then used for a new connection', async () => {
    const central = { chargers: { CP001: { authorizationKey: KEY } } };
    const world = await createWorld({ central, configuration: { SecurityProfile: '1', AuthorizationKey: KEY } });
    assert.equal(await world.configure('AuthorizationKey', 'a new password, long enough'), 'Accepted');
    assert.equal(world.charger.connections, 1);
    await world.seconds(10);
    assert.equal(world.charger.connections, 2);
    assert.equal(world.charger.requests('BootNotification').length, 1);
    world.assertNoComplaints();
  });

  it('can be written and never read, and stands in no log when it is refused', async () => {
    const world = await createWorld({ configuration: { AuthorizationKey: 'short secret' } });
    assert.equal(await world.configure('AuthorizationKey', 'another one'), 'Rejected');
    assert.equal(await world.configure('AuthorizationKey', KEY), 'Accepted');
    assert.deepEqual(await world.key('AuthorizationKey'), { value: undefined, readonly: false });
    const said = world.warnings.join('\n');
    assert.match(said, /AuthorizationKey expects 32 to 40 hexadecimal digits/);
    assert.doesNotMatch(said, /short secret|another one/);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SecurityProfile } from '../../src/central/admission.ts';
import type { CentralSystemOptions } from '../../src/central/central-system.ts';
import type { Identity } from '../../src/certificates/authority.ts';
import { authorizationHeader, parseAuthorizationKey } from '../../src/link/identity.ts';
import { authorityOf, DAY_MS, intermediate, NOW, OPERATOR, root, stranger } from './authorities.ts';
import { type BareCharger, boot, type CentralWorld, createCentralWorld } from './central-world.ts';

const KEY = 'a password of 16 or more';
const OTHER_KEY = 'FF'.repeat(20);
const server = intermediate.server('central');
const own = intermediate.client({ commonName: 'ZPR000001', organization: OPERATOR });

interface Shown {
  readonly id?: string;
  readonly key?: string;
  readonly client?: Identity;
  readonly secure?: boolean;
}

function createSecureWorld(options: CentralSystemOptions = {}) {
  const world = createCentralWorld({ authority: authorityOf(intermediate), ...options });
  world.network.listen('wss://central/ocpp', world.central.acceptor, { chain: server.chain, asksClient: true });
  return world;
}

/** Dials with what a charger may show. */
function come({ dial }: CentralWorld, { id = 'CP1', key, client, secure = client !== undefined }: Shown) {
  return dial(id, {
    url: `${secure ? 'wss' : 'ws'}://central/ocpp/${id}`,
    headers: key === undefined ? {} : { Authorization: authorizationHeader(id, parseAuthorizationKey(key)) },
    ...(client === undefined ? {} : { tls: { client } }),
  });
}

function isIn({ ending, protocol }: BareCharger): boolean {
  if (protocol !== undefined) return true;
  assert.deepEqual(ending, { kind: 'refused', status: 401, reason: 'Unauthorized' });
  return false;
}

describe('a security profile', () => {
  const ways: readonly (readonly [what: string, shown: Shown, profile: SecurityProfile])[] = [
    ['nothing', {}, 0],
    ['nothing over wss://', { secure: true }, 0],
    ['its key', { key: KEY }, 1],
    ['its key over wss://', { key: KEY, secure: true }, 2],
    ['its certificate', { client: own }, 3],
    ['its certificate and its key', { client: own, key: KEY }, 3],
  ];
  for (const asked of [0, 1, 2, 3] as const) {
    for (const [what, shown, profile] of ways) {
      test(`${asked} is ${profile >= asked ? 'reached' : 'not reached'} with ${what}`, async () => {
        const world = createSecureWorld({ securityProfile: asked, authorizationKey: KEY });
        assert.equal(isIn(await come(world, shown)), profile >= asked);
        assert.equal(world.central.charger('CP1').securityProfile, profile >= asked ? profile : undefined);
        assert.deepEqual(world.complaints(), []);
      });
    }
  }

  test('can be another one for a listed charger', async () => {
    const chargers = { STRONG: { authorizationKey: KEY, securityProfile: 2 }, WEAK: { securityProfile: 0 } } as const;
    const world = createSecureWorld({ securityProfile: 1, chargers });
    assert.equal(isIn(await come(world, { id: 'STRONG', key: KEY })), false);
    assert.equal(isIn(await come(world, { id: 'STRONG', key: KEY, secure: true })), true);
    assert.equal(isIn(await come(world, { id: 'WEAK' })), true);
  });

  test('is never lower than it was, and whoever tries is complained about (WP A05.FR.09)', async () => {
    const world = createSecureWorld({ authorizationKey: KEY });
    for (const [shown, enters] of [
      [{}, true],
      [{ key: KEY }, true],
      [{}, false],
      [{ key: KEY, secure: true }, true],
      [{ key: KEY }, false],
      [{ client: own }, true],
      [{ key: KEY, secure: true }, false],
      [{ client: own }, true],
    ] as const satisfies readonly (readonly [Shown, boolean])[]) {
      assert.equal(isIn(await come(world, shown)), enters, JSON.stringify(shown));
    }
    assert.deepEqual(world.complaints(), Array(3).fill('lower-security-profile'));
    assert.match(
      world.central.complaints[2]?.message ?? '',
      /^it comes with security profile 2 after it had come with 3$/,
    );
    world.central.setAuthorizationKey('CP1', undefined);
    assert.equal(isIn(await come(world, {})), true);
  });

  test('is not reached by a connection without the subprotocol', async () => {
    const world = createSecureWorld({ authorizationKey: KEY });
    const headers = { Authorization: authorizationHeader('CP1', parseAuthorizationKey(KEY)) };
    await world.dial('CP1', { protocols: ['ocpp2.0.1'], headers });
    assert.equal(isIn(await come(world, {})), true);
  });

  test('that is missing fills no book of complaints for who has never been here', async () => {
    const world = createSecureWorld({ securityProfile: 1 });
    assert.equal(isIn(await come(world, { id: 'NOBODY' })), false);
    assert.equal(isIn(await come(world, { id: 'NOBODY', key: KEY })), false);
    assert.deepEqual(world.complaints(), []);
    assert.deepEqual(world.central.chargers(), []);
    const said = world.log.map(([, message]) => message);
    assert.match(
      said[0] ?? '',
      /security profile 1 is asked of it: its AuthorizationKey is to be presented by HTTP Basic$/,
    );
    assert.match(said[1] ?? '', /no AuthorizationKey of it is known here$/);
    assert.doesNotMatch(said.join(), new RegExp(KEY));
  });
});

describe('a key', () => {
  test('that a charger has taken is the one that counts, and is told to who keeps it (WP A01.FR.03)', async () => {
    const kept: (readonly [string, string])[] = [];
    const keyTaken = (id: string, key: string) => void kept.push([id, key]);
    const world = createSecureWorld({ authorizationKey: KEY, securityProfile: 1, keyTaken });
    await world.dial(
      'CP1',
      { headers: { Authorization: authorizationHeader('CP1', parseAuthorizationKey(KEY)) } },
      { ChangeConfiguration: () => ({ reply: { status: 'Accepted' } }) },
    );
    void world.central.charger('CP1').call('ChangeConfiguration', { key: 'AuthorizationKey', value: OTHER_KEY });
    await world.clock.settle();
    assert.deepEqual(kept, [['CP1', OTHER_KEY]]);
    assert.equal(isIn(await come(world, { key: KEY })), false);
    assert.equal(isIn(await come(world, { key: OTHER_KEY })), true);
    assert.equal(isIn(await come(world, { id: 'CP2', key: KEY })), true);
    assert.deepEqual(world.complaints(), ['wrong-credentials']);
  });

  test('that cannot be kept counts all the same', async () => {
    const keyTaken = () => {
      throw new Error('the disk is full');
    };
    const world = createSecureWorld({ keyTaken });
    await world.dial('CP1', {}, { ChangeConfiguration: () => ({ reply: { status: 'Accepted' } }) });
    void world.central.charger('CP1').call('ChangeConfiguration', { key: 'AuthorizationKey', value: KEY });
    await world.clock.settle();
    assert.ok(world.log.some(([level, message]) => level === 'error' && message.includes('could not be kept')));
    assert.equal(isIn(await come(world, { key: KEY })), true);
    assert.equal(world.central.charger('CP1').securityProfile, 1);
  });

  test('that is known asks for nothing by itself, but has to be right when one is shown', async () => {
    const world = createSecureWorld();
    world.central.knowAuthorizationKey('CP1', KEY);
    assert.equal(isIn(await come(world, { key: OTHER_KEY })), false);
    assert.equal(isIn(await come(world, {})), true);
    assert.throws(() => world.central.knowAuthorizationKey('CP1', 'short'), /an AuthorizationKey is/);
  });
});

describe('a certificate of a charger', () => {
  const name = { commonName: 'ZPR000001', organization: OPERATOR };
  const wrong: readonly (readonly [what: string, client: Identity, why: RegExp])[] = [
    ['of nobody whom we know', stranger.client(name), /its issuer O=My CPO, CN=Stranger is not known/],
    [
      'that is over',
      intermediate.client(name, { notBefore: NOW - DAY_MS, notAfter: NOW - 1000 }),
      /it was valid until/,
    ],
    [
      'of another operator',
      intermediate.client({ ...name, organization: 'Other' }),
      /O of its certificate is "Other", not "My CPO"/,
    ],
    ['without an operator', intermediate.client({ commonName: 'ZPR000001' }), /O of its certificate is absent/],
    ['without a name', intermediate.client({ commonName: '', organization: OPERATOR }), /no CN/],
    ['that is none', { chain: 'x', privateKey: '' }, /no PEM/],
  ];
  for (const [what, client, why] of wrong) {
    test(`${what} is refused, also where none is asked for`, async () => {
      const world = createSecureWorld();
      await come(world, {});
      assert.equal(isIn(await come(world, { client })), false);
      assert.deepEqual(world.complaints(), ['wrong-certificate']);
      assert.match(world.central.complaints[0]?.message ?? '', why);
    });
  }

  test('counts for nothing beside the right key, unless it has to be right', async () => {
    const client = stranger.client(name);
    const lenient = createSecureWorld({ authorizationKey: KEY });
    assert.equal(isIn(await come(lenient, { client, key: KEY })), true);
    assert.equal(lenient.central.charger('CP1').securityProfile, 2);
    const strict = createSecureWorld({ authorizationKey: KEY, securityProfile: 3 });
    assert.equal(isIn(await come(strict, { client, key: KEY })), false);
  });

  test('is believed by nobody where there is no authority', async () => {
    const world = createCentralWorld({ securityProfile: 3 });
    world.network.listen('wss://central/ocpp', world.central.acceptor, { chain: server.chain, asksClient: true });
    assert.equal(isIn(await come(world, { client: own })), false);
  });

  test('that TLS itself has verified may be below somebody whom nobody here has seen', async () => {
    const world = createSecureWorld({ securityProfile: 3 });
    const [leaf = ''] = own.chain.split(/(?<=-----END CERTIFICATE-----\n)/);
    const request = { url: 'wss://central/ocpp/CP1', protocols: ['ocpp1.6'], headers: {} };
    const judge = (verified: boolean) =>
      world.central.acceptor({ ...request, tls: { clientChain: leaf, verified } }).kind;
    assert.equal(judge(true), 'accept');
    assert.equal(judge(false), 'refuse');
    await world.clock.advance(400 * DAY_MS);
    assert.equal(judge(true), 'refuse');
  });

  test('is of one charger only (WP A00.FR.427)', async () => {
    const world = createSecureWorld();
    assert.equal(isIn(await come(world, { client: own })), true);
    assert.equal(isIn(await come(world, { id: 'CP2', client: own })), false);
    assert.equal(isIn(await come(world, { client: own })), true);
  });

  test('is for the serial number that the charger tells (WP A00.FR.405)', async () => {
    const world = createSecureWorld();
    const charger = await come(world, { client: own });
    await charger.ask('BootNotification', { ...boot, chargePointSerialNumber: 'ZPR000001' });
    assert.deepEqual(world.complaints(), []);
    await charger.ask('BootNotification', { ...boot, chargeBoxSerialNumber: 'ZPR000002' });
    assert.deepEqual(world.complaints(), ['serial-number']);
    assert.equal(isIn(await come(world, { client: own })), false);
    assert.match(world.central.complaints[1]?.message ?? '', /is for ZPR000001, but its serial number is ZPR000002/);
  });

  test('leads over an intermediate to a root', () => {
    assert.equal(own.chain.split('BEGIN CERTIFICATE').length - 1, 2);
    assert.notEqual(root.certificate, intermediate.certificate);
  });
});

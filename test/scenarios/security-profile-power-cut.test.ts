/**
 * A power cut before anything that happens, and right before or after any write, of a change of the security parameters: the charger
 * connects afterwards, with what the Central System knows (WP A01, A05; DESIGN rule 3).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cutAt } from '../../src/store/faulty.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';
import { KEY, listenSecurely, OTHER_KEY, seeds, serverChain, stranger } from './security-acts.ts';

interface Change {
  readonly key: string;
  readonly value: string;
  readonly configuration: Readonly<Record<string, string>>;
  /** The Central System before. */
  readonly prepare?: (world: MortalWorld) => void;
  /** The Central System, once it has been told Accepted. */
  readonly accepted?: (world: MortalWorld) => void;
  /** The values of SecurityProfile that there may be in the end, when the Central System was told Accepted. */
  readonly ends: readonly string[];
}

const changes: Readonly<Record<string, Change>> = {
  'SecurityProfile, which the Central System insists on as soon as somebody has come with it': {
    key: 'SecurityProfile',
    value: '2',
    configuration: { AuthorizationKey: KEY },
    prepare(world) {
      const { acceptor } = world.central;
      const insists: typeof acceptor = (request) => {
        world.closePlain();
        return acceptor(request);
      };
      listenSecurely({ network: world.network, central: { ...world.central, acceptor: insists } });
    },
    ends: ['2'],
  },
  'SecurityProfile, which does not work': {
    key: 'SecurityProfile',
    value: '2',
    configuration: { AuthorizationKey: KEY },
    prepare: (world) => void listenSecurely(world, { chain: serverChain({}, 'central', stranger) }),
    ends: ['0'],
  },
  'AuthorizationKey, which the Central System insists on at once': {
    key: 'AuthorizationKey',
    value: OTHER_KEY,
    configuration: { SecurityProfile: '1', AuthorizationKey: KEY },
    prepare: (world) => world.central.setAuthorizationKey('CP001', KEY),
    accepted: (world) => world.central.setAuthorizationKey('CP001', OTHER_KEY),
    ends: ['1'],
  },
  'AuthorizationKey, which the Central System forgets': {
    key: 'AuthorizationKey',
    value: OTHER_KEY,
    configuration: { SecurityProfile: '1', AuthorizationKey: KEY },
    prepare: (world) => world.central.setAuthorizationKey('CP001', KEY),
    accepted: (world) => world.central.setAuthorizationKey('CP001', KEY),
    ends: ['1'],
  },
};

async function profileOf(world: MortalWorld): Promise<string | undefined> {
  const asked = world.charger.call('GetConfiguration', { key: ['SecurityProfile'] });
  await world.seconds(1);
  const answer = await asked;
  return answer.kind === 'confirmed' ? answer.payload.configurationKey?.[0]?.value : answer.kind;
}

/** Makes the change, with the power going as `powerOn` arranges it, and looks at what is left; false when the power never went. */
async function survives(
  { key, value, configuration, prepare, accepted, ends }: Change,
  powerOn: (world: MortalWorld) => Promise<void>,
  what: string,
): Promise<boolean> {
  const quick = { RetryBackoffRandomRange: '0', RetryBackoffRepeatTimes: '0', ClockAlignedDataInterval: '0' };
  const world = createMortalWorld({ ...quick, ...configuration }, { certificates: seeds.root });
  prepare?.(world);
  await powerOn(world);
  let status = 'no answer';
  if (world.alive()) {
    void world.charger.call('ChangeConfiguration', { key, value }).then((outcome) => {
      if (outcome.kind !== 'confirmed') return;
      status = outcome.payload.status;
      accepted?.(world);
    });
    await world.seconds(60);
  }
  const whole = world.alive();
  // A cut at the end is one, too.
  await world.powerOn();
  await world.seconds(60);
  assert.equal(world.twin().chargePoint().link.state().kind, 'connected', what);
  const before = configuration.SecurityProfile ?? '0';
  const profile = await profileOf(world);
  assert.ok(
    (status === 'Accepted' ? ends : [before, ...ends]).includes(profile ?? ''),
    `${what}: ${status}, ${profile}`,
  );
  assert.deepEqual(world.errors, [], what);
  // And it stays so.
  await world.powerOn();
  await world.seconds(10);
  assert.equal(world.twin().chargePoint().link.state().kind, 'connected', `${what}, at the next start`);
  assert.equal(await profileOf(world), profile, what);
  return !whole;
}

for (const [name, change] of Object.entries(changes)) {
  describe(`a power cut while the Central System changes ${name},`, () => {
    it('before anything that happens, leaves a charger that connects', async () => {
      let happening = 1;
      const at = (world: MortalWorld): Promise<void> => {
        world.killBefore(happening);
        return world.powerOn();
      };
      while (await survives(change, at, `happening ${happening}`)) happening += 1;
      assert.ok(happening > 10, String(happening));
    });

    for (const when of ['before', 'after'] as const) {
      it(`right ${when} any write, leaves a charger that connects`, async () => {
        let write = 1;
        const at = (world: MortalWorld): Promise<void> => world.powerOn(cutAt(write, when));
        while (await survives(change, at, `${when} write ${write}`)) write += 1;
        assert.ok(write > 2, String(write));
      });
    }
  });
}

/** The power goes between any two changes of the files: no certificate is half there, and no key is left over or lost. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reply } from '../../src/central/scripted-answer.ts';
import { createAuthority } from '../../src/certificates/authority.ts';
import { hashData } from '../../src/certificates/hash-data.ts';
import { isOfKey } from '../../src/certificates/key-pair.ts';
import type { CentralSystemAction, Request } from '../../src/ocpp16/actions.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { one } from '../certificates/authorities.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';

const certificateType = 'CentralSystemRootCertificate';

/** The status that the charger answers; undefined when it does not live to. */
async function answer<A extends CentralSystemAction>(world: MortalWorld, action: A, payload: Request<A>) {
  const outcome = world.charger.call(action, payload);
  await world.seconds(1);
  if (!world.alive()) return undefined;
  const answered = await outcome;
  return answered.kind === 'confirmed' ? (answered.payload as { readonly status: string }).status : answered.kind;
}

/** What one Central System wants of the charger's certificates. It goes on where it was interrupted. */
function visit(world: MortalWorld) {
  const options = { random: createSeededRandom(7), now: () => world.clock.now() };
  const [first, second] = ['First', 'Second'].map((commonName) => createAuthority(options, { commonName }));
  assert.ok(first !== undefined && second !== undefined);
  const hashes = hashData('SHA256', one(first.certificate), one(first.certificate));
  const chain = (): string => {
    const signed = first.sign(world.charger.requests('SignCertificate').at(-1)?.csr ?? '');
    assert.ok(signed.ok, JSON.stringify(signed));
    return signed.value;
  };
  const steps: readonly (() => Promise<string | undefined>)[] = [
    () => answer(world, 'InstallCertificate', { certificateType, certificate: first.certificate }),
    () => answer(world, 'ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }),
    () => answer(world, 'CertificateSigned', { certificateChain: chain() }),
    () => answer(world, 'InstallCertificate', { certificateType, certificate: second.certificate }),
    () => answer(world, 'DeleteCertificate', { certificateHashData: hashes }),
  ];
  return { steps, second };
}

/** What must hold whenever a charger stands. */
function assertWhole(world: MortalWorld, about: string): void {
  const { certificates } = world.twin().chargePoint();
  const own = certificates.presented();
  if (own !== undefined) assert.ok(isOfKey(one(own.chain), own.privateKey), about);
  for (const pem of certificates.trusted()) one(pem);
  const index = world.files.files.get('certificates/index.json');
  const named =
    index === undefined
      ? []
      : [
          ...Buffer.from(index.content)
            .toString()
            .matchAll(/"file": "([^"]+)"/g),
        ];
  assert.deepEqual(
    [...world.files.files.keys()]
      .filter((path) => path.startsWith('certificates/') && !path.endsWith('index.json'))
      .sort(),
    named.map(([, file]) => file ?? '').sort(),
    `${about}: what is on the disk is what the index names`,
  );
  assert.deepEqual(world.errors, [], about);
}

describe('a power cut among the certificates', () => {
  for (const when of ['before', 'after'] as const) {
    it(`J5: right ${when} any change of the files leaves all of it or none, and a charger that can go on`, async () => {
      let change = 0;
      for (let over = false; !over; ) {
        change += 1;
        const world = createMortalWorld({ CpoName: 'Operator', ClockAlignedDataInterval: '0' });
        world.charger.intercept('SignCertificate', reply({ status: 'Accepted' } as const));
        world.cutFiles({ change, when });
        await world.powerOn();
        const { steps, second } = visit(world);
        over = true;
        for (const [nth, step] of steps.entries()) {
          const about = `cut ${when} change ${change}, in step ${nth}`;
          let status = await step();
          if (status === undefined) {
            over = false;
            await world.powerOn();
            await world.seconds(5);
            assertWhole(world, about);
            status = await step();
            // What was done by the time of the cut is not there to be done again.
            const done = status === 'NotFound' || (nth === 2 && status === 'Rejected');
            assert.ok(status === 'Accepted' || done, `${about}: ${status}`);
          } else assert.equal(status, 'Accepted', about);
          assertWhole(world, about);
        }
        const { certificates } = world.twin().chargePoint();
        assert.deepEqual(certificates.trusted(), [second.certificate]);
        assert.notEqual(certificates.presented(), undefined);
      }
      assert.ok(change > 10, String(change));
    });
  }

  it('J5: at any moment between two happenings does so neither', async () => {
    let happening = 0;
    for (let over = false; !over; ) {
      happening += 1;
      const world = createMortalWorld({ CpoName: 'Operator', ClockAlignedDataInterval: '0' });
      world.charger.intercept('SignCertificate', reply({ status: 'Accepted' } as const));
      world.killBefore(happening);
      await world.powerOn();
      over = true;
      for (const step of visit(world).steps) {
        if (!world.alive() || (await step()) === undefined) {
          over = false;
          break;
        }
      }
      if (!over) {
        await world.powerOn();
        await world.seconds(5);
        assertWhole(world, `killed before happening ${happening}`);
      }
    }
    assert.ok(happening > 10, String(happening));
  });
});

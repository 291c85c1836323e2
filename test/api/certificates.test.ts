import assert from 'node:assert/strict';
import { test } from 'node:test';
import { one, root } from '../certificates/authorities.ts';
import { createWorld } from './api-world.ts';

test('without certificates there is nothing to be told', async (t) => {
  const world = await createWorld(t);
  assert.deepEqual((await world.ask('GET', '/certificates')).body, { roots: [], own: [], pending: null });
});

test('an installed root is told by subject, fingerprint and end, and the text of it is not', async (t) => {
  const world = await createWorld(t);
  const { certificate } = root('Operator');
  const payload = { certificateType: 'CentralSystemRootCertificate', certificate };
  world.say(JSON.stringify([2, 'i1', 'InstallCertificate', payload]));
  await world.clock.settle();
  const { text, body } = await world.ask('GET', '/certificates');
  const { fingerprint, notAfter, serialNumber } = one(certificate);
  assert.deepEqual(body.roots, [
    {
      use: 'central system',
      subject: body.roots[0].subject,
      fingerprint,
      notAfter: new Date(notAfter).toISOString(),
      serialNumber: body.roots[0].serialNumber,
    },
  ]);
  assert.match(body.roots[0].subject, /Operator/);
  assert.equal(body.roots[0].serialNumber.toUpperCase(), serialNumber);
  assert.doesNotMatch(text, /BEGIN|\.pem/);
});

test('a key that waits is told as that, and nothing of the key', async (t) => {
  const world = await createWorld(t, { file: { model: 'reference', configuration: { CpoName: 'Operator' } } });
  world.answers.set('SignCertificate', { status: 'Accepted' });
  world.say(JSON.stringify([2, 't1', 'ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }]));
  // The key is made by the machine, in its own time.
  while (world.received('SignCertificate').length === 0) await world.clock.settle();
  await world.clock.settle();
  const { text, body } = await world.ask('GET', '/certificates');
  assert.equal(body.pending.acceptedAt, new Date(world.clock.now()).toISOString());
  assert.doesNotMatch(text, /PRIVATE|\.pem|\.key/);
});

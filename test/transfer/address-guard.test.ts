import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAddressGuard } from '../../src/transfer/address-guard.ts';

describe('the address guard', () => {
  const guard = createAddressGuard({ own: () => [{ port: 8080 }], interfaces: () => ['192.168.1.5', 'fd12::5'] });
  const metadata = [
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    'fd00:ec2::254',
    '100.100.100.200',
  ];
  const forbidden = [...metadata, '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', '168.63.129.16'];

  for (const address of forbidden) {
    it(`lets nobody through to ${address}`, () => {
      assert.match(guard.refuse(address, 80) ?? '', /this link alone/);
    });
  }

  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '0.0.0.0',
    '::',
    '::ffff:127.0.0.1',
    '192.168.1.5',
    'fd12::5',
  ]) {
    it(`lets nobody through to the own API at ${address}, but to its neighbours`, () => {
      assert.match(guard.refuse(address, 8080) ?? '', /own control API/);
      assert.equal(guard.refuse(address, 8081), undefined);
    });
  }

  for (const address of ['10.0.0.1', '192.168.1.6', '1.1.1.1', '2001:db8::1', 'fec0::1', '169.253.1.1']) {
    it(`lets everybody through to ${address}`, () => {
      assert.equal(guard.refuse(address, 8080), undefined);
    });
  }

  it('lets through to what is allowed by name', () => {
    const allowing = createAddressGuard({
      allow: ['169.254.7.0/24', 'fe80::7', '127.0.0.1'],
      own: () => [{ port: 8080 }],
    });
    assert.equal(allowing.refuse('169.254.7.9', 80), undefined);
    assert.equal(allowing.refuse('fe80::7', 80), undefined);
    assert.equal(allowing.refuse('127.0.0.1', 8080), undefined);
    assert.match(allowing.refuse('169.254.8.9', 80) ?? '', /this link alone/);
    assert.match(allowing.refuse('fe80::8', 80) ?? '', /this link alone/);
    assert.match(allowing.refuse('::1', 8080) ?? '', /own control API/);
  });

  for (const text of ['localhost', '169.254.0.0/33', '::1/129', '10.0.0.0/x', '']) {
    it(`refuses to allow what is no address: ${JSON.stringify(text)}`, () => {
      assert.throws(() => createAddressGuard({ allow: [text] }), TypeError);
    });
  }
});

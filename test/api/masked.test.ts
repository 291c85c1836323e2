import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { masked } from '../../src/api/masked.ts';
import type { KeyState } from '../../src/features/configuration/configuration.ts';
import { textKey } from '../../src/features/configuration/key.ts';

const secret = textKey({
  name: 'Secret',
  profile: 'Vendor',
  access: 'W',
  default: '',
  meaning: 'For the test.',
  source: 'ours',
});

const configuration = {
  find: (name: string): KeyState | undefined =>
    name.toLowerCase() === 'secret' ? { key: secret, access: 'W', text: '', default: '' } : undefined,
};

function shown(text: string, action = 'ChangeConfiguration'): string {
  return masked({ direction: 'in', kind: 'call', action, text }, configuration);
}

test('the value of a key that can only be written is masked, however its name is written', () => {
  for (const key of ['Secret', 'SECRET', 'AuthorizationKey', 'authorizationKEY']) {
    const text = shown(JSON.stringify([2, 'x', 'ChangeConfiguration', { key, value: 'hunter2' }]));
    assert.deepEqual(JSON.parse(text), [2, 'x', 'ChangeConfiguration', { key, value: '…' }]);
  }
});

test('other keys, other messages and broken ones are shown as they are', () => {
  for (const [text, action] of [
    ['[2,"x","ChangeConfiguration",{"key":"HeartbeatInterval","value":"5"}]', 'ChangeConfiguration'],
    ['[2, "x", "DataTransfer", {"vendorId": "AuthorizationKey"}]', 'DataTransfer'],
    ['[2,"x","ChangeConfiguration",7]', 'ChangeConfiguration'],
    ['[2,"x","ChangeConfiguration",{"key":7}]', 'ChangeConfiguration'],
  ] as const) {
    assert.equal(shown(text, action), text);
  }
});

test('whatever the secret is, it is not in what is shown', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12, unit: 'grapheme' }), (value) => {
      const text = shown(JSON.stringify([2, 'x', 'ChangeConfiguration', { value, key: 'AuthorizationKey' }]));
      assert.ok(!text.includes(JSON.stringify(value)));
    }),
  );
});

test('a URL that files go to or come from is shown without user, password and query, wherever it stands', () => {
  for (const [action, payload, expected] of [
    ['GetDiagnostics', { location: 'ftp://user:hunter2@host/x' }, { location: 'ftp://host/x' }],
    ['UpdateFirmware', { location: 'https://host/x?token=hunter2' }, { location: 'https://host/x?…' }],
    [
      'GetLog',
      { requestId: 1, log: { remoteLocation: 'ftp://u:hunter2@host/' } },
      { requestId: 1, log: { remoteLocation: 'ftp://host/' } },
    ],
    ['SignedUpdateFirmware', { firmware: { location: 'hunter2' } }, { firmware: { location: '…' } }],
  ] as const) {
    assert.deepEqual(JSON.parse(shown(JSON.stringify([2, 'x', action, payload]), action)), [2, 'x', action, expected]);
  }
  const plain = '[2, "x", "GetDiagnostics", {"location": "ftp://host/x", "retries": 1}]';
  assert.equal(shown(plain, 'GetDiagnostics'), plain);
  assert.equal(shown('[2,"x","GetDiagnostics",{"location":"ftp://user:hunter2@', 'GetDiagnostics'), '…');
});

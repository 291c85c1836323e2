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

const signed = { retrieveDateTime: '2026-01-01T00:00:00Z', signingCertificate: 'PEM', signature: 'c2ln' };

const configuration = {
  find(name: string): KeyState | undefined {
    if (name === 'HeartbeatInterval') return { key: secret, access: 'RW', text: '', default: '' };
    return name.toLowerCase() === 'secret' ? { key: secret, access: 'W', text: '', default: '' } : undefined;
  },
};

function shown(text: string, action = 'ChangeConfiguration'): string {
  return masked({ direction: 'in', kind: 'call', action, text }, configuration);
}

test('the value of a key that can only be written, or that there is not, is masked, however its name is written', () => {
  for (const key of ['Secret', 'SECRET', 'AuthorizationKey', 'authorizationKEY', 'Unheard']) {
    const text = shown(JSON.stringify([2, 'x', 'ChangeConfiguration', { key, value: 'hunter2' }]));
    assert.deepEqual(JSON.parse(text), [2, 'x', 'ChangeConfiguration', { key, value: '…' }]);
  }
});

test('other keys, other messages and broken ones are shown as they are', () => {
  for (const [text, action] of [
    ['[2,"x","ChangeConfiguration",{"key":"HeartbeatInterval","value":"5"}]', 'ChangeConfiguration'],
    ['[2, "x", "DataTransfer", {"vendorId": "AuthorizationKey"}]', 'DataTransfer'],
    ['[2,"x","Unheard",{"value":7}]', 'Unheard'],
  ] as const) {
    assert.equal(shown(text, action), text);
  }
  for (const [kind, text] of [
    ['broken-call', '[2,"x","Heartbeat",{}'],
    ['unknown', '[7,"x"]'],
    ['result', '[3,"x",{"configurationKey":[{"key":"AuthorizationKey","readonly":false}]}]'],
  ] as const) {
    assert.equal(masked({ direction: 'in', kind, text }, configuration), text);
  }
});

test('of a message that may have a secret and is not as it should be nothing is shown', () => {
  for (const payload of [
    7,
    { key: 7, value: 'hunter2' },
    { Key: 'AuthorizationKey', Value: 'hunter2' },
    { key: 'AuthorizationKey', value: 'hunter2', newValue: 'hunter2' },
    { key: 'HeartbeatInterval', value: 'hunter2'.repeat(100) },
  ]) {
    const text = shown(JSON.stringify([2, 'x', 'ChangeConfiguration', payload]));
    assert.deepEqual(JSON.parse(text), [2, 'x', 'ChangeConfiguration', '…']);
  }
  const deep = `[2,"x","GetLog",${'['.repeat(100_000)}"hunter2"${']'.repeat(100_000)}]`;
  assert.equal(shown(deep, 'GetLog'), '[2,"x","GetLog","…"]');
});

test('a frame that is none is not shown where it may have a secret', () => {
  for (const [kind, text] of [
    ['broken-call', '[2,"x","ChangeConfiguration",{"key":"AuthorizationKey","value":"hunter2"}'],
    ['broken-call', '[2,"x","ChangeConfiguration",{"key":"AuthorizationKey","value":"hunter2"},"more"]'],
    ['too-long', '[2,"x","GetDiagnostics",{"location":"ftp://user:hunter2@host/…'],
    ['unknown', '[5,"x",{"remoteLocation":"hunter2"}]'],
    ['broken-answer', '[3,"x",{"key":"authorizationKEY","value":"hunter2"},1]'],
  ] as const) {
    assert.equal(masked({ direction: 'in', kind, text }, configuration), '…');
  }
  const misspelt = '[2,"x","changeConfiguration",{"key":"AuthorizationKey","value":"hunter2"}]';
  assert.equal(shown(misspelt, 'changeConfiguration'), '…');
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
    [
      'UpdateFirmware',
      { location: 'https://host/x?token=hunter2', retrieveDate: '2026-01-01T00:00:00Z' },
      { location: 'https://host/x?…', retrieveDate: '2026-01-01T00:00:00Z' },
    ],
    [
      'GetLog',
      { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'ftp://u:hunter2@host/' } },
      { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'ftp://host/' } },
    ],
    [
      'SignedUpdateFirmware',
      { requestId: 1, firmware: { ...signed, location: 'hunter2' } },
      { requestId: 1, firmware: { ...signed, location: '…' } },
    ],
  ] as const) {
    assert.deepEqual(JSON.parse(shown(JSON.stringify([2, 'x', action, payload]), action)), [2, 'x', action, expected]);
  }
  const plain = '[2, "x", "GetDiagnostics", {"location": "ftp://host/x", "retries": 1}]';
  assert.equal(shown(plain, 'GetDiagnostics'), plain);
  assert.equal(shown('[2,"x","GetDiagnostics",{"location":"ftp://user:hunter2@', 'GetDiagnostics'), '…');
});

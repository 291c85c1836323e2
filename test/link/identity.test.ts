import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  authorizationHeader,
  connectionUrl,
  LinkError,
  parseAuthorizationKey,
  shownUrl,
} from '../../src/link/identity.ts';

/** Any character of Unicode, those of ASCII more often. */
const character = fc
  .oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));

describe('the connection URL', () => {
  const cases: readonly (readonly [endpoint: string, identity: string, url: string])[] = [
    ['ws://host/ocpp', 'CP001', 'ws://host/ocpp/CP001'],
    ['ws://host/ocpp', 'RDAM 123', 'ws://host/ocpp/RDAM%20123'],
    ['ws://host/ocpp/', 'CP001', 'ws://host/ocpp/CP001'],
    ['ws://host', 'CP001', 'ws://host/CP001'],
    ['ws://host/', 'CP001', 'ws://host/CP001'],
    ['wss://host:8443/a/b', 'CP001', 'wss://host:8443/a/b/CP001'],
    ['ws://host/ocpp?tenant=7', 'CP001', 'ws://host/ocpp/CP001?tenant=7'],
    ['ws://host/ocpp/?tenant=7', 'CP001', 'ws://host/ocpp/CP001?tenant=7'],
    ['ws://host/ocpp', 'a/b', 'ws://host/ocpp/a%2Fb'],
    ['ws://host/ocpp', 'Größe', 'ws://host/ocpp/Gr%C3%B6%C3%9Fe'],
    ['ws://host/ocpp', '100%', 'ws://host/ocpp/100%25'],
    ['ws://host/ocpp', '%41', 'ws://host/ocpp/%2541'],
    ['ws://host/ocpp', 'a?b#c', 'ws://host/ocpp/a%3Fb%23c'],
    ['ws://host/ocpp', '00:11:22', 'ws://host/ocpp/00%3A11%3A22'],
    ['ws://host/a%20b', 'CP001', 'ws://host/a%20b/CP001'],
    ['ws://[::1]:9000/ocpp', 'CP001', 'ws://[::1]:9000/ocpp/CP001'],
  ];
  for (const [endpoint, identity, url] of cases) {
    it(`of ${endpoint} and ${identity} is ${url}`, () => assert.equal(connectionUrl(endpoint, identity), url));
  }

  it('ends, for whatever identity, with a segment that decodes to it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: character }), (identity) => {
        fc.pre(identity !== '.' && identity !== '..');
        const { pathname, search, hash } = new URL(connectionUrl('ws://host/ocpp', identity));
        assert.deepEqual([search, hash], ['', '']);
        const segments = pathname.split('/');
        assert.equal(segments.length, 3);
        assert.equal(decodeURIComponent(segments[2] ?? ''), identity);
      }),
    );
  });

  it('is shown, also when it cannot be used, without user, password and query', () => {
    for (const [url, shown] of [
      ['wss://host/ocpp/CP001?token=hunter2@x', 'wss://host/ocpp/CP001?…'],
      ['wss://user:hunter2@host/ocpp', 'wss://…@host/ocpp'],
      ['wss://user:hunter/2@host/ocpp?token=hunter2', 'wss://…@host/ocpp?…'],
      ['wss://host/ocpp', 'wss://host/ocpp'],
    ] as const) {
      assert.equal(shownUrl(url), shown);
    }
    for (const endpoint of ['ws://user:hunter2@host', 'ws://user:hunter/2@host', 'http://host?key=hunter2']) {
      const isDiscreet = (error: unknown) => error instanceof LinkError && !/hunter/.test(error.message);
      assert.throws(() => connectionUrl(endpoint, 'CP001'), isDiscreet);
    }
  });

  const unusable: readonly (readonly [endpoint: string, identity: string, complaint: RegExp])[] = [
    ['', 'CP001', /"" is not a URL; it looks like ws:/],
    ['host:9000/ocpp', 'CP001', /"host:9000\/ocpp" has the scheme host:; it looks like ws:/],
    ['http://host/ocpp', 'CP001', /has the scheme http:/],
    ['ws://host/ocpp#x', 'CP001', /holds a # part/],
    ['ws://host/ocpp', '', /identity "" is empty/],
    ['ws://host/ocpp', '..', /identity ".." means a folder/],
    ['ws://host/ocpp', '.', /identity "." means a folder/],
    ['ws://host/ocpp', '\ud800', /not well-formed/],
  ];
  for (const [endpoint, identity, complaint] of unusable) {
    it(`is refused for ${JSON.stringify(endpoint)} and ${JSON.stringify(identity)} with a hint`, () => {
      assert.throws(
        () => connectionUrl(endpoint, identity),
        (error) => error instanceof LinkError && complaint.test(error.message),
      );
    });
  }

  it('takes no credentials, and does not show them', () => {
    assert.throws(
      () => connectionUrl('ws://user:secret@host/ocpp', 'CP001'),
      (error) =>
        error instanceof LinkError && /AuthorizationKey/.test(error.message) && !/secret|user:/.test(error.message),
    );
  });
});

describe('the Authorization header', () => {
  it('carries identity and raw key bytes (the example of OCPP-J 6.2.2)', () => {
    const key = parseAuthorizationKey('0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF');
    assert.equal(authorizationHeader('AL1000', key), 'Basic QUwxMDAwOgABAgMEBQYH////////////////');
  });

  it('carries an identity outside ASCII in UTF-8', () => {
    const header = authorizationHeader('Größe', parseAuthorizationKey('a password of mine'));
    assert.equal(Buffer.from(header.slice(6), 'base64').toString('utf8'), 'Größe:a password of mine');
  });
});

describe('the AuthorizationKey', () => {
  it('is the bytes when it is hex of 16 to 20 bytes, in either case', () => {
    for (const length of [16, 17, 18, 19, 20]) {
      const hex = 'aB'.repeat(length);
      assert.deepEqual(parseAuthorizationKey(hex), new Uint8Array(length).fill(0xab), hex);
    }
  });

  const passwords = [
    'sixteen letters!',
    'x'.repeat(40),
    '0123456789abcdef', // hex, but of fewer than 16 bytes
    'f'.repeat(31),
    'f'.repeat(33), // not whole bytes
    'f'.repeat(39),
    'ÄÖÜäöüß€ÄÖÜäöüß€',
    'with:colon and %',
  ];
  for (const password of passwords) {
    it(`is the text itself in UTF-8 when it is ${password}`, () => {
      assert.deepEqual(Buffer.from(parseAuthorizationKey(password)).toString('utf8'), password);
    });
  }

  for (const text of [
    '',
    'fifteen letters',
    'x'.repeat(41),
    'f'.repeat(42),
    'a control char\u0007acter',
    `${'x'.repeat(20)}\ud800`,
  ]) {
    it(`is refused when it is ${JSON.stringify(text)}, and not shown`, () => {
      assert.throws(
        () => parseAuthorizationKey(text),
        (error) => error instanceof LinkError && (text === '' || !error.message.includes(text)),
      );
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { accessOf } from '../../../src/features/security-profile/access.ts';
import { createFailures, eventsOf } from '../../../src/features/security-profile/failures.ts';
import { inUse, onTrial, turned } from '../../../src/features/security-profile/on-trial.ts';
import { type Means, refusalOf } from '../../../src/features/security-profile/preconditions.ts';
import { LinkError } from '../../../src/link/identity.ts';
import { tlsFault } from '../../../src/link/tls-failure.ts';
import type { Ending } from '../../../src/link/transport.ts';

describe('something on trial', () => {
  it('has its turn first, and then each in turn, and neither is lost', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat(20), (proven, value, turns) => {
        let trial = onTrial(value);
        for (let turn = 0; turn < turns; turn += 1) trial = turned(trial);
        assert.equal(inUse(proven, trial), turns % 2 === 0 ? value : proven);
        assert.equal(trial.value, value);
      }),
    );
    assert.equal(inUse(1, undefined), 1);
  });
});

describe('the security profile that is asked for', () => {
  const all: Means = { current: 0, key: true, root: true, certificate: true };
  it('is taken when everything is there, and it is higher than the present one', () => {
    for (const current of [0, 1, 2, 3]) {
      for (const profile of [0, 1, 2, 3]) {
        const refused = refusalOf(profile, { ...all, current }) !== undefined;
        assert.equal(refused, profile <= current, `${current} to ${profile}`);
      }
    }
  });

  const needs: readonly (readonly [profile: number, needed: readonly (keyof Means)[]])[] = [
    [1, ['key']],
    [2, ['key', 'root']],
    [3, ['root', 'certificate']],
  ];
  for (const [profile, needed] of needs) {
    it(`${profile} needs ${needed.join(' and ')}, and nothing else`, () => {
      for (const mean of ['key', 'root', 'certificate'] as const) {
        assert.equal(refusalOf(profile, { ...all, [mean]: false }) !== undefined, needed.includes(mean), mean);
      }
    });
  }
});

describe('what a security profile makes of the connection', () => {
  const own = { chain: 'chain', privateKey: 'key', fingerprint: 'AA' };
  const access = (profile: number, endpoint: string, verifiesServer = false, roots: readonly string[] = ['root']) =>
    accessOf({
      profile,
      endpoint,
      verifiesServer,
      key: 'a password of 16 or more',
      verifiesHost: true,
      now: () => 7,
      trusted: () => roots,
      presented: () => own,
    });
  const rows: readonly (readonly [profile: number, url: string, basic: boolean, verified: boolean, shown: boolean])[] =
    [
      [0, 'ws://host/a', false, false, false],
      [1, 'ws://host/a', true, false, false],
      [2, 'wss://host/a', true, true, false],
      [3, 'wss://host/a', false, true, true],
    ];
  for (const [profile, url, basic, verified, shown] of rows) {
    it(`is for ${profile} a URL like ${url}`, () => {
      const { endpoint, authorizationKey, tls } = access(profile, 'ws://host/a');
      assert.deepEqual([endpoint, authorizationKey !== undefined], [url, basic]);
      const settings = tls?.();
      assert.deepEqual([settings?.verification !== undefined, settings?.client === own], [verified, shown]);
    });
  }

  it('leaves a wss:// URL as it is, and verifies its server where the model does', () => {
    assert.equal(access(0, 'wss://host').endpoint, 'wss://host');
    assert.deepEqual(access(0, 'wss://host').tls?.(), {});
    assert.notEqual(access(1, 'wss://host', true).tls?.().verification, undefined);
  });

  it('says what is missing', () => {
    assert.throws(
      () => access(0, 'wss://host', true, []).tls?.(),
      (error) => /quirks.verifiesServer/.test(String(error)),
    );
    assert.throws(() => access(2, 'wss://host', false, []).tls?.(), LinkError);
  });
});

describe('the security events of failed connections', () => {
  const refused = (status: number): Ending => ({ kind: 'refused', status, reason: '' });

  it('are none for what is about no security', () => {
    for (const ending of [
      refused(404),
      refused(503),
      { kind: 'failed', reason: 'connect ECONNREFUSED' },
      { kind: 'closed', code: 1006, reason: '' },
    ] as const) {
      assert.deepEqual(eventsOf(ending), []);
    }
  });

  it('are one for each reason, until a connection stands', () => {
    const raised: string[] = [];
    const failures = createFailures((type, techInfo) => raised.push(`${type} ${techInfo}`));
    const series = [refused(401), refused(403), refused(401), refused(404), refused(403)];
    for (const ending of series) failures.failed(ending);
    const once = [401, 403].map((status) => `FailedToAuthenticateAtCentralSystem HTTP ${status}`);
    assert.deepEqual(raised, once);
    failures.succeeded();
    for (const ending of series) failures.failed(ending);
    assert.deepEqual(raised, [...once, ...once]);
  });

  it('are bounded for a server that always fails in another way', () => {
    const raised: string[] = [];
    const failures = createFailures((type) => raised.push(type));
    for (let index = 0; index < 1000; index += 1)
      failures.failed({ kind: 'insecure', fault: { kind: 'tls version' }, reason: String(index) });
    assert.ok(raised.length > 1 && raised.length < 100, String(raised.length));
  });
});

describe('what OpenSSL says', () => {
  const alert = (number: number) => `EPROTO error:0A000410:SSL routines::x:y.c:918:SSL alert number ${number}`;
  const begun = { agreed: false, presented: false };
  it('has a name where it is certain what it means', () => {
    assert.deepEqual(tlsFault(alert(70), begun), { kind: 'tls version' });
    assert.deepEqual(tlsFault(alert(40), begun), { kind: 'cipher suite' });
    assert.deepEqual(tlsFault(alert(40), { agreed: true, presented: false }), {
      kind: 'client certificate',
      presented: false,
    });
    for (const number of [42, 43, 44, 45, 46, 48, 49, 116])
      assert.equal(tlsFault(alert(number), begun)?.kind, 'client certificate', String(number));
    assert.deepEqual(tlsFault('ERR_SSL_UNSUPPORTED_PROTOCOL unsupported protocol', begun), { kind: 'tls version' });
    assert.deepEqual(tlsFault('ERR_SSL_WRONG_VERSION_NUMBER wrong version number', begun), { kind: 'no tls' });
    assert.deepEqual(tlsFault('error: ee key too small', begun), { kind: 'server certificate', problem: 'too weak' });
  });

  it('has none where it may mean anything', () => {
    for (const text of [alert(80), 'ECONNRESET read ECONNRESET', 'ETIMEDOUT', 'connect ECONNREFUSED'])
      assert.equal(tlsFault(text, { agreed: false, presented: true }), undefined, text);
    assert.equal(tlsFault('ECONNRESET socket hang up', { agreed: true, presented: false }), undefined);
    assert.equal(tlsFault('ECONNRESET socket hang up', { agreed: true, presented: true })?.kind, 'client certificate');
  });
});

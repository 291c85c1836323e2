import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaint } from '../../src/link/complaint.ts';
import type { Ending } from '../../src/link/transport.ts';

const attempted = { url: 'ws://central/ocpp/CP1', identity: 'CP1', withKey: true };
const refused = (status: number, reason = ''): Ending => ({ kind: 'refused', status, reason });
const failed = (reason: string): Ending => ({ kind: 'failed', reason });

describe('the complaint about a connection attempt', () => {
  const cases: readonly (readonly [ending: Ending, words: RegExp])[] = [
    [refused(401), /does not accept the credentials of charge point CP1 .*AuthorizationKey must be the same/],
    [refused(403), /forbids charge point CP1 /],
    [refused(404), /does not know charge point CP1 at URL ws:\/\/central\/ocpp\/CP1 \(HTTP 404\): add it there/],
    [refused(302, 'Found'), /points elsewhere \(HTTP 302 Found\)/],
    [refused(503, 'Service Unavailable'), /not available at the moment/],
    [refused(500, 'Internal Server Error'), /charge point CP1 with HTTP 500 Internal Server Error instead/],
    [refused(418), /with HTTP 418 instead/],
    [failed('connect ECONNREFUSED 127.0.0.1:9'), /nothing listens there.*\(connect ECONNREFUSED 127.0.0.1:9\)/],
    [failed('getaddrinfo ENOTFOUND central'), /cannot be resolved.*ENOTFOUND/],
    [failed('connect EHOSTUNREACH 10.0.0.1'), /is the network up/],
    [failed('Opening handshake has timed out'), /does not answer in time/],
    [failed('socket hang up'), /does it expect TLS/],
    [failed('something new'), /cannot reach the Central System at ws:\/\/central\/ocpp\/CP1: something new$/],
    [{ kind: 'closed', code: 1006, reason: '' }, /hung up during the handshake$/],
  ];
  for (const [ending, words] of cases) {
    it(`about ${JSON.stringify(ending)} says what to look at`, () => {
      const sentence = complaint(ending, attempted);
      assert.match(sentence, words);
      assert.match(sentence, /ws:\/\/central\/ocpp\/CP1/);
    });
  }

  it('asks for a key when none was sent', () => {
    assert.match(complaint(refused(401), { ...attempted, withKey: false }), /set AuthorizationKey/);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultServers, parseNtpServer } from '../../src/clock/ntp-server.ts';

describe('the name of a time server', () => {
  const good: readonly (readonly [name: string, host: string, port: number])[] = [
    ['pool.ntp.org', 'pool.ntp.org', 123],
    ['localhost', 'localhost', 123],
    ['192.0.2.1', '192.0.2.1', 123],
    ['time.example:11123', 'time.example', 11_123],
    ['192.0.2.1:1', '192.0.2.1', 1],
    ['2001:db8::1', '2001:db8::1', 123],
    ['::1', '::1', 123],
    ['[::1]', '::1', 123],
    ['[2001:db8::1]:65535', '2001:db8::1', 65_535],
  ];
  for (const [name, host, port] of good) {
    it(`may be ${name}`, () => assert.deepEqual(parseNtpServer(name), { name, host, port }));
  }

  for (const name of [
    '',
    ':',
    'host:',
    'host:0',
    'host:65536',
    'host:ntp',
    'two words',
    'ntp://host',
    '[::1',
    '[]:5',
    'a/b',
  ]) {
    it(`may not be ${JSON.stringify(name)}`, () => assert.equal(parseNtpServer(name), undefined));
  }

  it('is read for each of those that are asked when none is named', () => {
    assert.equal(defaultServers.flatMap((name) => parseNtpServer(name) ?? []).length, 3);
  });
});

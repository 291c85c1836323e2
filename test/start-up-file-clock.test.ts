/** `clock` of the start-up file: who sets the charger's clock. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explain } from '../src/schema/validate.ts';
import { readStartUpFile } from '../src/start-up-file.ts';

const read = (more: Readonly<Record<string, unknown>>) =>
  readStartUpFile({ identity: { chargePointId: 'cp1' }, csms: { url: 'ws://central/ocpp' }, ...more });

function clockOf(more: Readonly<Record<string, unknown>>) {
  const result = read(more);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(result.startUp.ignored, []);
  return result.startUp.clock;
}

function complaints(more: Readonly<Record<string, unknown>>): readonly string[] {
  const result = read(more);
  assert.ok(!result.ok);
  return result.violations.map(explain);
}

describe('clock of the start-up file', () => {
  it("is the computer's unless told otherwise", () => {
    for (const clock of [undefined, {}, { source: 'system' }]) {
      assert.deepEqual(clockOf(clock === undefined ? {} : { clock }), { source: 'system' });
    }
  });

  it('follows the servers that are named, or those that Zaptec asks', () => {
    assert.deepEqual(clockOf({ clock: { source: 'ntp', servers: ['time.example', '127.0.0.1:11123'] } }), {
      source: 'ntp',
      servers: [
        { name: 'time.example', host: 'time.example', port: 123 },
        { name: '127.0.0.1:11123', host: '127.0.0.1', port: 11_123 },
      ],
    });
    for (const clock of [{ source: 'ntp' }, { source: 'ntp', servers: [] }]) {
      const told = clockOf({ clock });
      assert.deepEqual(told.source === 'ntp' && told.servers.map(({ name }) => name), [
        'pool.ntp.org',
        'no.pool.ntp.org',
        'europe.pool.ntp.org',
      ]);
    }
  });

  it('follows the Central System only in a reference', () => {
    const clock = { source: 'central-system' };
    assert.deepEqual(clockOf({ model: 'reference', clock }), clock);
    assert.deepEqual(complaints({ model: 'zaptec-pro', clock }), complaints({ clock }));
    const [complaint = '', ...others] = complaints({ clock });
    assert.deepEqual(others, []);
    for (const word of ['/clock/source', 'system or ntp for zaptec-pro', 'central-system']) {
      assert.ok(complaint.includes(word), complaint);
    }
  });

  it('does not follow anybody faster than real', () => {
    for (const source of ['ntp', 'central-system']) {
      const [complaint = ''] = complaints({ model: 'reference', clock: { source }, speed: 60 });
      assert.match(complaint, /\/speed.*60/);
    }
    assert.deepEqual(clockOf({ clock: { source: 'ntp', servers: ['a'] }, speed: 1 }).source, 'ntp');
  });

  it('names each server that cannot be one', () => {
    const found = complaints({ clock: { source: 'ntp', servers: ['good', 'host:0', 'two words'] } });
    assert.equal(found.length, 2);
    assert.match(found[0] ?? '', /\/clock\/servers\/1.*host:port.*host:0/);
    assert.match(found[1] ?? '', /\/clock\/servers\/2/);
  });
});

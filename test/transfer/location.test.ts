import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maskedLocation, readLocation } from '../../src/transfer/location.ts';

describe('a location', () => {
  it('is read with its parts, percent-decoded', () => {
    const location = readLocation('FTPS://us%40er:pa%3Ass@[::1]:2121/a%20b/');
    assert.ok(!('kind' in location));
    const { scheme, host, port, path, user } = location;
    assert.deepEqual(
      { scheme, host, port, path, user },
      {
        scheme: 'ftps',
        host: '::1',
        port: 2121,
        path: '/a b/',
        user: { name: 'us@er', password: 'pa:ss' },
      },
    );
  });

  for (const [text, shown] of [
    ['ftp://user:secret@files.example/logs/', 'ftp://files.example/logs/'],
    ['ftps://user:secret@files.example:990/', 'ftps://files.example:990/'],
    ['https://bucket.example/logs/x?X-Signature=secret#secret', 'https://bucket.example/logs/x?…'],
    ['secret over there', '…'],
    ['gopher://user:secret@host/', '…'],
    ['http://user:secret@', '…'],
  ] as const) {
    it(`is shown without what may be secret: ${text}`, () => {
      assert.equal(maskedLocation(text), shown);
    });
  }
});

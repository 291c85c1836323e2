import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDateTime, parseDateTime } from '../../src/schema/date-time.ts';
import { string } from '../../src/schema/schema.ts';
import { validate } from '../../src/schema/validate.ts';
import { texts } from './arbitrary.ts';

/** Texts that are read, and the same moment as we write it. */
const accepted: Readonly<Record<string, string>> = {
  '2013-02-01T15:09:18Z': '2013-02-01T15:09:18.000Z',
  '2013-02-01T15:09:18.123Z': '2013-02-01T15:09:18.123Z',
  '2013-02-01t15:09:18z': '2013-02-01T15:09:18.000Z',
  '2013-02-01 15:09:18Z': '2013-02-01T15:09:18.000Z',
  // Fractions of any length, after a point or a comma
  '2013-02-01T15:09:18.1Z': '2013-02-01T15:09:18.100Z',
  '2013-02-01T15:09:18.05Z': '2013-02-01T15:09:18.050Z',
  '2013-02-01T15:09:18,5Z': '2013-02-01T15:09:18.500Z',
  '2013-02-01T15:09:18.9999999Z': '2013-02-01T15:09:18.999Z',
  '2013-02-01T15:09:18.123456789123456789+01:00': '2013-02-01T14:09:18.123Z',
  // No seconds
  '2013-02-01T15:09Z': '2013-02-01T15:09:00.000Z',
  '2013-02-01T15:09+01:00': '2013-02-01T14:09:00.000Z',
  // Zones
  '2013-02-01T15:09:18': '2013-02-01T15:09:18.000Z',
  '2013-02-01T15:09': '2013-02-01T15:09:00.000Z',
  '2013-02-01T15:09:18.123': '2013-02-01T15:09:18.123Z',
  '2013-02-01T15:09:18+01:00': '2013-02-01T14:09:18.000Z',
  '2013-02-01T15:09:18+0100': '2013-02-01T14:09:18.000Z',
  '2013-02-01T15:09:18+01': '2013-02-01T14:09:18.000Z',
  '2013-02-01T15:09:18-05:30': '2013-02-01T20:39:18.000Z',
  '2013-02-01T15:09:18-00:00': '2013-02-01T15:09:18.000Z',
  '2013-01-01T00:30:00+01:00': '2012-12-31T23:30:00.000Z',
  // Basic form
  '20130201T150918Z': '2013-02-01T15:09:18.000Z',
  '20130201T150918.5Z': '2013-02-01T15:09:18.500Z',
  '20130201T1509Z': '2013-02-01T15:09:00.000Z',
  '20130201T150918': '2013-02-01T15:09:18.000Z',
  '20130201T150918+0100': '2013-02-01T14:09:18.000Z',
  '20130201T1509-0100': '2013-02-01T16:09:00.000Z',
  // The ends of a day, of a year, of what can be written
  '2013-02-01T24:00:00Z': '2013-02-02T00:00:00.000Z',
  '2013-02-01T24:00Z': '2013-02-02T00:00:00.000Z',
  '2013-12-31T24:00:00.000+01:00': '2013-12-31T23:00:00.000Z',
  '2016-12-31T23:59:60Z': '2017-01-01T00:00:00.000Z',
  '2016-12-31T23:59:60.5Z': '2017-01-01T00:00:00.500Z',
  '2017-01-01T00:59:60+01:00': '2017-01-01T00:00:00.000Z',
  '2012-02-29T00:00:00Z': '2012-02-29T00:00:00.000Z',
  '2000-02-29T00:00:00Z': '2000-02-29T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z': '1969-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00Z': '0001-01-01T00:00:00.000Z',
  '0000-01-01T00:00:00Z': '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.9999999Z': '9999-12-31T23:59:59.999Z',
};

for (const [text, canonical] of Object.entries(accepted)) {
  test(`${text} is ${canonical}`, () => {
    const moment = parseDateTime(text);
    assert.equal(moment, Date.parse(canonical));
    assert.equal(formatDateTime(moment ?? Number.NaN), canonical);
    assert.deepEqual(validate(string({ format: 'date-time' }), text), []);
  });
}

const refused = [
  '',
  'now',
  '2013',
  '2013-02-01',
  '20130201',
  '2013-02-01T',
  '2013-02-01T15',
  '2013-02-01T15Z',
  '2013-02-01T15:Z',
  '2013-02-01T15:0Z',
  '2013-02-01T15:09:Z',
  '2013-02-01T15:09:1Z',
  '2013-02-01T15:09:18.Z',
  '2013-02-01T15:09:18,',
  '2013-02-01T15:09.5Z',
  // Neither extended nor basic
  '2013-0201T15:09:18Z',
  '2013-02-01T150918Z',
  '20130201T15:09:18Z',
  '2013/02/01T15:09:18Z',
  '2013-02-01T15.09.18Z',
  '2013-02-01_15:09:18Z',
  '2013-02-01  15:09:18Z',
  '2013-02-01\n15:09:18Z',
  // No such day, no such hour
  '2013-02-30T15:09:18Z',
  '2013-02-29T15:09:18Z',
  '1900-02-29T15:09:18Z',
  '2013-04-31T15:09:18Z',
  '2013-00-01T15:09:18Z',
  '2013-13-01T15:09:18Z',
  '2013-02-00T15:09:18Z',
  '2013-01-32T15:09:18Z',
  '2013-02-01T25:00:00Z',
  '2013-02-01T24:00:01Z',
  '2013-02-01T24:01:00Z',
  '2013-02-01T24:00:00.001Z',
  '2013-02-01T15:60:00Z',
  '2013-02-01T15:09:61Z',
  '2013-02-01T15:09:60Z',
  '2016-12-31T23:59:60+01:00',
  // No such zone
  '2013-02-01T15:09:18ZZ',
  '2013-02-01T15:09:18 Z',
  '2013-02-01T15:09:18UTC',
  '2013-02-01T15:09:18+',
  '2013-02-01T15:09:18+1',
  '2013-02-01T15:09:18+01:',
  '2013-02-01T15:09:18+01:0',
  '2013-02-01T15:09:18+01:000',
  '2013-02-01T15:09:18+24:00',
  '2013-02-01T15:09:18+01:60',
  '2013-02-01T15:09:18+01:00Z',
  // Other things around it, other digits, other calendars
  ' 2013-02-01T15:09:18Z',
  '2013-02-01T15:09:18Z ',
  '+2013-02-01T15:09:18Z',
  '-2013-02-01T15:09:18Z',
  '12013-02-01T15:09:18Z',
  '２013-02-01T15:09:18Z',
  '2013-W05-5T15:09:18Z',
  '2013-032T15:09:18Z',
  '1359731358000',
  'Fri, 01 Feb 2013 15:09:18 GMT',
];

for (const text of refused) {
  test(`${JSON.stringify(text)} is no moment`, () => {
    assert.equal(parseDateTime(text), undefined);
    assert.equal(validate(string({ format: 'date-time' }), text)[0]?.kind, 'property');
  });
}

const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');
const moments = fc.integer({ min: earliest, max: latest });

test('every moment of the years 0000 to 9999 is read back as it was written', () => {
  fc.assert(
    fc.property(moments, (moment) => {
      const text = formatDateTime(moment);
      assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.equal(parseDateTime(text), moment);
    }),
  );
});

test('a moment is the same in every zone and in both forms', () => {
  const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
  const inside = fc.integer({ min: earliest + 86_400_000, max: latest - 86_400_000 });
  fc.assert(
    fc.property(inside, offsets, (moment, offset) => {
      const local = formatDateTime(moment + offset * 60_000).slice(0, -1);
      const amount = Math.abs(offset);
      const zone = [amount / 60, amount % 60].map((part) => String(Math.trunc(part)).padStart(2, '0'));
      const text = `${local}${offset < 0 ? '-' : '+'}${zone.join(':')}`;
      assert.equal(parseDateTime(text), moment);
      assert.equal(parseDateTime(`${local.replaceAll(/[-:]/g, '')}${offset < 0 ? '-' : '+'}${zone.join('')}`), moment);
    }),
  );
});

test('no text makes the parser throw', () => {
  const almost = moments.chain((moment) => {
    const text = formatDateTime(moment);
    return fc.tuple(fc.nat(text.length), fc.nat(3), texts(0, 2)).map(([at, cut, put]) => {
      return text.slice(0, at) + put + text.slice(at + cut);
    });
  });
  fc.assert(
    fc.property(fc.oneof(texts(0, 30), almost), (text) => {
      const moment = parseDateTime(text);
      assert.ok(moment === undefined || Number.isSafeInteger(moment));
    }),
  );
});

test('a moment outside of the years 0000 to 9999 is written as the nearest one inside', () => {
  assert.equal(formatDateTime(latest + 1), '9999-12-31T23:59:59.999Z');
  assert.equal(formatDateTime(Number.POSITIVE_INFINITY), '9999-12-31T23:59:59.999Z');
  assert.equal(formatDateTime(earliest - 1), '0000-01-01T00:00:00.000Z');
});

test('what is not a number is no moment to write', () => {
  assert.throws(() => formatDateTime(Number.NaN), RangeError);
});

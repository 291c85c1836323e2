import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { IdTagFileError, parseIdTags } from '../../src/central/id-tag-file.ts';
import { createIdTags, idTagStatuses } from '../../src/central/id-tags.ts';

const now = Date.UTC(2026, 0, 1);

describe('id tags', () => {
  const tags = createIdTags({
    idTags: {
      '04A1B2C3': 'Accepted',
      cafe0001: { status: 'Accepted', parentIdTag: 'FAMILY', expiresAt: now + 1000 },
      OLDBAD: { status: 'Blocked', expiresAt: now - 1000 },
    },
  });

  test('are found whatever their upper and lower case', () => {
    assert.deepEqual(tags.lookUp('04a1b2c3', now), { status: 'Accepted' });
    assert.equal(tags.lookUp('CAFE0001', now).status, 'Accepted');
  });

  test('come with group and expiry date', () => {
    assert.deepEqual(tags.lookUp('cafe0001', now), {
      status: 'Accepted',
      parentIdTag: 'FAMILY',
      expiryDate: '2026-01-01T00:00:01.000Z',
    });
  });

  test('are Expired from the expiry date on', () => {
    assert.equal(tags.lookUp('cafe0001', now + 999).status, 'Accepted');
    assert.equal(tags.lookUp('cafe0001', now + 1000).status, 'Expired');
  });

  test('that are Blocked stay Blocked when they expire', () => {
    assert.equal(tags.lookUp('OLDBAD', now).status, 'Blocked');
  });

  test('that are not listed are Invalid, or what the list says of them', () => {
    assert.deepEqual(tags.lookUp('STRANGER', now), { status: 'Invalid' });
    assert.deepEqual(createIdTags({ idTags: {}, unknown: 'Accepted' }).lookUp('STRANGER', now), { status: 'Accepted' });
  });

  test('can be changed and taken off the list', () => {
    const changing = createIdTags({ idTags: { ONE: 'Accepted' } });
    changing.set('one', 'Blocked');
    assert.equal(changing.lookUp('ONE', now).status, 'Blocked');
    changing.set('One', undefined);
    assert.equal(changing.lookUp('ONE', now).status, 'Invalid');
  });
});

describe('a file of id tags', () => {
  test('is read with the short and the long form', () => {
    const list = parseIdTags(`
idTags:
  04A1B2C3: Accepted
  04D4E5F6: { status: Blocked }
  CAFE0001: { status: Accepted, parentIdTag: FAMILY, expiryDate: 2030-01-01T00:00:00Z }
unknown: Expired
`);
    assert.deepEqual(list, {
      idTags: {
        '04A1B2C3': { status: 'Accepted' },
        '04D4E5F6': { status: 'Blocked' },
        CAFE0001: { status: 'Accepted', parentIdTag: 'FAMILY', expiresAt: Date.UTC(2030, 0, 1) },
      },
      unknown: 'Expired',
    });
  });

  test('leaves a tag that looks like a number the text that it is', () => {
    const { idTags } = parseIdTags(
      'idTags: { 0123: Accepted, 1E5: Accepted, 0x1F: Accepted, null: Accepted, 1.50: Accepted }',
    );
    assert.deepEqual(Object.keys(idTags).sort(), ['0123', '0x1F', '1.50', '1E5', 'null']);
  });

  test('may have no tags at all', () => {
    assert.deepEqual(parseIdTags('unknown: Accepted'), { idTags: {}, unknown: 'Accepted' });
  });

  const mistakes: readonly (readonly [text: string, message: RegExp])[] = [
    ['idTags: { A: Acepted }', /^\/idTags\/A: expected one of Accepted, Blocked, Expired, Invalid, got "Acepted"$/],
    ['idTags: { A: ConcurrentTx }', /^\/idTags\/A: expected one of/],
    ['idTags: { A: { status: Accepted, expiryDate: tomorrow } }', /^\/idTags\/A\/expiryDate: expected a date and time/],
    ['idTags: { A: { parentIdTag: B } }', /^\/idTags\/A\/status: expected a value/],
    [
      'idTags: { A: { status: Accepted, parent: B } }',
      /^\/idTags\/A\/parent: expected no member of this name, got "B"$/,
    ],
    ['idTags: { ABCDEFGHIJKLMNOPQRSTU: Accepted }', /expected at most 20 characters/],
    [
      'idTags: { A: { status: Accepted, parentIdTag: ABCDEFGHIJKLMNOPQRSTU } }',
      /^\/idTags\/A\/parentIdTag: expected at/,
    ],
    ['idTags: { AB: Accepted, ab: Blocked }', /^\/idTags\/ab: expected each tag once/],
    ['idTags: { A: [] }', /^\/idTags\/A: expected a string, got an array/],
    ['idTags: [A]', /^\/idTags: expected a status or an object for each tag, got \["A"\]$/],
    ['tags: {}', /^\/tags: expected only idTags and unknown, got "tags"$/],
    ['unknown: Maybe', /^\/unknown: expected one of/],
    ['just text', /^expected the members idTags and, if you like, unknown, got "just text"$/],
    ['', /^expected the members idTags/],
    ['idTags: {', /flow|expected|}/i],
    ['idTags: { A: *B }', /alias/i],
  ];
  for (const [text, message] of mistakes) {
    test(`is refused with the place, what was expected and what is there: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseIdTags(text),
        (error) => {
          assert.ok(error instanceof IdTagFileError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test('tells all its mistakes at once', () => {
    assert.throws(
      () => parseIdTags('idTags: { A: Yes, B: No }'),
      (error) => error instanceof IdTagFileError && error.message.split('\n').length === 2,
    );
  });

  test('gives any list back that was written down in it', () => {
    const tag = fc.stringMatching(/^[0-9A-F]{1,20}$/);
    fc.assert(
      fc.property(fc.dictionary(tag, fc.constantFrom(...idTagStatuses)), (written) => {
        const text = `idTags:\n${Object.entries(written)
          .map(([idTag, is]) => `  ${idTag}: ${is}\n`)
          .join('')}`;
        const tags = createIdTags(parseIdTags(Object.keys(written).length === 0 ? 'idTags: {}' : text));
        for (const [idTag, is] of Object.entries(written)) assert.equal(tags.lookUp(idTag, now).status, is);
      }),
    );
  });

  test('reads anything or says what is wrong, and throws nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseIdTags(text);
        } catch (error) {
          assert.ok(error instanceof IdTagFileError, String(error));
        }
      }),
    );
  });

  test('stands as an example in the repository', async () => {
    const text = await readFile(new URL('../../examples/id-tags.yaml', import.meta.url), 'utf8');
    const tags = createIdTags(parseIdTags(text));
    assert.equal(tags.lookUp('04a1b2c3', now).status, 'Accepted');
    assert.equal(tags.lookUp('CAFE0002', now).status, 'Expired');
  });
});

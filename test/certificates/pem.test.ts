/** PEM, as it comes from all sorts of Central Systems. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readPem, writePem } from '../../src/certificates/pem.ts';

const content = fc.uint8Array({ minLength: 1, maxLength: 200 });

/** What the endings of lines become on their way. */
const endings: readonly ((pem: string) => string)[] = [
  (pem) => pem,
  (pem) => pem.replaceAll('\n', '\r\n'),
  (pem) => pem.replaceAll('\n', '\r'),
  (pem) => pem.replaceAll('\n', '\\n'),
  (pem) => pem.replaceAll('\n', '\\r\\n'),
  (pem) => pem.replaceAll('\n', '  \n\t'),
  (pem) => pem.trimEnd(),
];

/** What some put before, between and after. */
const noise = fc.constantFrom(
  '',
  '\n',
  'subject=CN = Root\nissuer=CN = Root\n',
  'Bag Attributes: <none>\n',
  '\uFEFF',
  '  ',
);

const bytes = (read: ReturnType<typeof readPem>) =>
  read.ok && read.value.map((each) => Buffer.from(each).toString('hex'));

describe('PEM', () => {
  it('is read as it was written, whatever became of its line ends and whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.array(content, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...endings),
        noise,
        noise,
        (contents, ending, before, between) => {
          const text = contents.map((each) => `${before}${writePem(each, 'CERTIFICATE')}${between}`).join('');
          assert.deepEqual(
            bytes(readPem(ending(text), 'CERTIFICATE')),
            contents.map((each) => Buffer.from(each).toString('hex')),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('of other kinds in between is passed over', () => {
    const text = writePem(Buffer.from('key'), 'PRIVATE KEY') + writePem(Buffer.from('one'), 'CERTIFICATE');
    assert.deepEqual(bytes(readPem(text, 'CERTIFICATE')), [Buffer.from('one').toString('hex')]);
  });

  for (const [text, why] of [
    ['', 'expected PEM with a CERTIFICATE, got no PEM'],
    ['MIIB', 'expected PEM with a CERTIFICATE, got no PEM'],
    [writePem(Buffer.from('x'), 'PRIVATE KEY'), 'expected PEM with a CERTIFICATE, got PRIVATE KEY'],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n', 'the CERTIFICATE has no end'],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END PRIVATE KEY-----', 'the CERTIFICATE has no end'],
    ['-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----', 'the CERTIFICATE is not base64'],
    ['-----BEGIN CERTIFICATE-----\nMII*\n-----END CERTIFICATE-----', 'the CERTIFICATE is not base64'],
    [
      `${writePem(Buffer.from('x'), 'CERTIFICATE')}-----BEGIN CERTIFICATE-----\nMI\n-----END CERTIFICATE-----`,
      'CERTIFICATE 2 is not base64',
    ],
    [`-----BEGIN CERTIFICATE-----\nMIIB\n${writePem(Buffer.from('x'), 'CERTIFICATE')}`, 'CERTIFICATE 1 has no end'],
  ] as const) {
    it(`that is none is refused: ${why} (${JSON.stringify(text.slice(0, 40))})`, () => {
      assert.deepEqual(readPem(text, 'CERTIFICATE'), { ok: false, why });
    });
  }

  it('that is anything at all never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('-----BEGIN ', '-----END ', 'CERTIFICATE', '-----', '\n', 'A', '=') }),
        (text) => {
          const read = readPem(text, 'CERTIFICATE');
          assert.ok(read.ok ? read.value.length > 0 : read.why.length > 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

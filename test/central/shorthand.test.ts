import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCommand } from '../../src/central/command.ts';
import type { Surroundings } from '../../src/central/shorthand.ts';
import { readCertificate } from '../../src/certificates/certificate.ts';
import { hashData } from '../../src/certificates/hash-data.ts';
import { intermediate, NOW, root } from './authorities.ts';

const signature = JSON.stringify({ signature: 'AAEC', signingCertificate: 'PEM' });
const files: Readonly<Record<string, string | Uint8Array>> = {
  'pki/root.pem': root.certificate,
  'pki/ca.pem': intermediate.certificate,
  'both.pem': intermediate.certificate + root.certificate,
  'fw.signature.json': signature,
  'fw.sig': new Uint8Array([0, 1, 255]),
  'fw.base64': 'AAEC\nAAEC\n',
  'half.json': '{"signature":"AAEC"}',
};

const surroundings: Surroundings = {
  now: () => NOW,
  readFile(path) {
    const content = files[path];
    if (content === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    return Buffer.from(content);
  },
};

function payloadOf(line: string): unknown {
  const command = parseCommand(line, surroundings);
  assert.equal(command.kind, 'call', JSON.stringify(command));
  return command.kind === 'call' ? command.payload : undefined;
}

function mistakeOf(line: string): string {
  const command = parseCommand(line, surroundings);
  return command.kind === 'mistake' ? command.message : '';
}

describe('a shorthand at the prompt', () => {
  test('is the text of a file', () => {
    assert.deepEqual(
      payloadOf(
        'CP1 InstallCertificate {certificateType: ManufacturerRootCertificate, certificate: file:pki/root.pem}',
      ),
      { certificateType: 'ManufacturerRootCertificate', certificate: root.certificate },
    );
  });

  test('is the hash data of the certificate in a file, with its issuer behind it', () => {
    const own = readCertificate(root.certificate);
    assert.ok(own.ok);
    assert.deepEqual(payloadOf('CP1 DeleteCertificate {certificateHashData: file:pki/root.pem}'), {
      certificateHashData: hashData('SHA256', own.value, own.value),
    });
    assert.doesNotThrow(() => payloadOf('CP1 DeleteCertificate {certificateHashData: file:both.pem}'));
    assert.match(mistakeOf('CP1 DeleteCertificate {certificateHashData: file:pki/ca.pem}'), /its issuer is not in it/);
    assert.match(mistakeOf('CP1 DeleteCertificate {certificateHashData: file:fw.base64}'), /expected PEM/);
  });

  const update = (signed: string, certificate = 'x') =>
    `CP1 SignedUpdateFirmware {requestId: 1, firmware: {location: "http://h/fw", retrieveDateTime: now, installDateTime: now+90, signature: "${signed}", signingCertificate: "${certificate}"}}`;
  const signatures: readonly (readonly [file: string, base64: string])[] = [
    ['fw.signature.json', 'AAEC'],
    ['fw.sig', 'AAH/'],
    ['fw.base64', 'AAECAAEC'],
  ];
  for (const [file, base64] of signatures) {
    test(`is a signature, whatever form it has: ${file}`, () => {
      assert.deepEqual(payloadOf(update(`file:${file}`)), {
        requestId: 1,
        firmware: {
          location: 'http://h/fw',
          retrieveDateTime: '2026-01-01T00:00:00.000Z',
          installDateTime: '2026-01-01T00:01:30.000Z',
          signature: base64,
          signingCertificate: 'x',
        },
      });
    });
  }

  test('is the member of that name where the file has several', () => {
    const { firmware } = payloadOf(update('file:fw.signature.json', 'file:fw.signature.json')) as {
      firmware: { signingCertificate: string };
    };
    assert.equal(firmware.signingCertificate, 'PEM');
    assert.match(mistakeOf(update('x', 'file:half.json')), /it has no member signingCertificate/);
  });

  test('that cannot be read is a mistake that names member and file', () => {
    assert.equal(
      mistakeOf('CP1 CertificateSigned {certificateChain: file:nowhere.pem}'),
      "The payload of CertificateSigned is wrong: certificateChain: file:nowhere.pem cannot be used: ENOENT: no such file or directory, open 'nowhere.pem'.",
    );
  });

  test('is only taken for one where it can be one', () => {
    const getLog = { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'file:pki/root.pem' } };
    assert.deepEqual(payloadOf(`CP1 GetLog ${JSON.stringify(getLog)}`), getLog);
    const change = { key: 'CpoName', value: 'now' };
    assert.deepEqual(payloadOf(`CP1 ChangeConfiguration ${JSON.stringify(change)}`), change);
    const plain = { certificateChain: 'file' };
    assert.deepEqual(payloadOf(`CP1 CertificateSigned ${JSON.stringify(plain)}`), plain);
  });

  test('is none without surroundings', () => {
    const command = parseCommand('CP1 CertificateSigned {certificateChain: file:pki/root.pem}');
    assert.deepEqual(command.kind === 'call' && command.payload, { certificateChain: 'file:pki/root.pem' });
  });
});

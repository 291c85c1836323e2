import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilesError } from '../../src/files/files.ts';
import { createFilesDisk, createMemoryFiles } from '../../src/files/memory.ts';
import { filesConformance } from './conformance.ts';

filesConformance('memory', () => {
  const disk = createFilesDisk();
  return { open: () => createMemoryFiles(disk), remove: () => {} };
});

test('a disk that was opened again serves nobody else', () => {
  const disk = createFilesDisk();
  const killed = createMemoryFiles(disk);
  killed.write('file', '1');
  const files = createMemoryFiles(disk);
  for (const refused of [() => killed.read('file'), () => killed.write('file', '2'), () => killed.remove('file')]) {
    assert.throws(refused, FilesError);
  }
  assert.deepEqual(files.read('file'), Uint8Array.of(49));
});

test('a disk that is full takes nothing more, keeps what it has, and works on when there is room', () => {
  const disk = createFilesDisk(8);
  const files = createMemoryFiles(disk);
  files.write('five', '12345');
  const writer = files.open('pieces');
  writer.write(Buffer.from('123'));
  for (const refused of [
    () => files.write('four', '1234'),
    () => files.write('five', '123456789'),
    () => files.append('five', '6789'),
    () => writer.write(Buffer.from('4')),
  ]) {
    assert.throws(refused, { name: 'FilesError', message: /the disk is full/ });
  }
  assert.deepEqual(files.list(''), ['five']);
  files.write('five', '1');
  files.append('five', '2345678');
  assert.equal(files.size('five'), 8);
});

test('a file keeps who may read it, for a test to look at', () => {
  const disk = createFilesDisk();
  const files = createMemoryFiles(disk);
  files.write('key.pem', 'secret');
  files.write('root.pem', 'open', { mode: 0o644 });
  files.append('root.pem', 'er');
  assert.equal(disk.files.get('key.pem')?.mode, 0o600);
  assert.equal(disk.files.get('root.pem')?.mode, 0o644);
});

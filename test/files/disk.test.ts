import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDiskFiles } from '../../src/files/disk.ts';
import { FilesError } from '../../src/files/files.ts';
import { explain } from '../../src/files/files-error.ts';
import { filesConformance } from './conformance.ts';

const makeRoot = (): string => mkdtempSync(join(tmpdir(), 'pilotwire-files-'));

filesConformance('disk', () => {
  const root = makeRoot();
  return { open: () => createDiskFiles(root), remove: () => rmSync(root, { recursive: true, force: true }) };
});

function inRoot(work: (root: string) => void): void {
  const root = makeRoot();
  try {
    work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('nothing is made on the disk before something is stored', () => {
  inRoot((root) => {
    const files = createDiskFiles(join(root, 'data'));
    assert.deepEqual(files.list(''), []);
    assert.equal(files.read('a'), undefined);
    assert.equal(existsSync(join(root, 'data')), false);
    files.write('a/b', 'text');
    assert.equal(readFileSync(join(root, 'data/a/b'), 'utf8'), 'text');
  });
});

test('files are for this user alone unless told otherwise, whatever the umask', () => {
  inRoot((root) => {
    const files = createDiskFiles(root);
    const mode = (path: string): string => (statSync(join(root, path)).mode & 0o777).toString(8);
    const before = process.umask(0o077);
    try {
      files.write('keys/key.pem', 'secret');
      files.write('keys/root.pem', 'open', { mode: 0o644 });
      const writer = files.open('firmware', { mode: 0o640 });
      writer.close();
      files.append('log', 'line');
    } finally {
      process.umask(before);
    }
    assert.deepEqual(['keys', 'keys/key.pem', 'keys/root.pem', 'firmware', 'log'].map(mode), [
      '700',
      '600',
      '644',
      '640',
      '600',
    ]);
    files.write('keys/root.pem', 'secret now');
    assert.equal(mode('keys/root.pem'), '600');
  });
});

test('the unfinished files of a killed process are gone from the disk when the root is opened again', () => {
  inRoot((root) => {
    createDiskFiles(root).open('firmware').write(Buffer.from('half'));
    assert.equal(readdirSync(join(root, '.unfinished')).length, 1);
    createDiskFiles(root);
    assert.deepEqual(readdirSync(root), []);
  });
});

test('a write that fails leaves nothing unfinished', () => {
  inRoot((root) => {
    const files = createDiskFiles(root);
    files.write('a', 'file');
    assert.throws(() => files.write('a/b', 'text'), { name: 'FilesError', message: /a\/b.*name a file in a folder/ });
    assert.deepEqual(readdirSync(join(root, '.unfinished')), []);
  });
});

test('a root that is no directory is explained', () => {
  inRoot((root) => {
    writeFileSync(join(root, 'data'), '');
    const files = createDiskFiles(join(root, 'data'));
    assert.equal(files.read('a'), undefined);
    assert.deepEqual(files.list(''), []);
    assert.throws(() => files.write('a', ''), {
      name: 'FilesError',
      message: /^the file a cannot be used: a part of its path/,
    });
  });
});

test('what the operating system says becomes a sentence with what to do; anything else is left as it is', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  assert.deepEqual(
    explain('firmware', full),
    new FilesError(
      'the file firmware cannot be used: the disk is full (ENOSPC: no space left on device, write); ' +
        'make room on the disk; what was asked for has not been stored',
      { cause: full },
    ),
  );
  const other = new TypeError('something else');
  assert.equal(explain('firmware', other), other);
});

/** The suite to which all Files are held; an implementation says how to make a place for them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Files, FilesError } from '../../src/files/files.ts';

/** A place that outlives what is opened there: a directory, a disk in memory. */
export interface Place {
  /** Opens it; whoever had it open before is as good as killed. */
  open(): Files;
  remove(): void;
}

export function filesConformance(name: string, makePlace: () => Place): void {
  function withPlace(work: (place: Place) => void): void {
    const place = makePlace();
    try {
      work(place);
    } finally {
      place.remove();
    }
  }

  const withFiles = (work: (files: Files) => void): void => withPlace((place) => work(place.open()));
  const text = (files: Files, path: string): string | undefined => {
    const content = files.read(path);
    return content === undefined ? undefined : Buffer.from(content).toString();
  };

  describe(`${name}: files`, () => {
    test('a file is read as it was written, a second write replaces it, and what is not there is undefined', () => {
      withFiles((files) => {
        assert.equal(files.read('certificates/root.pem'), undefined);
        assert.equal(files.size('certificates/root.pem'), undefined);
        files.write('certificates/root.pem', Uint8Array.of(0, 255, 10));
        assert.deepEqual(files.read('certificates/root.pem'), Uint8Array.of(0, 255, 10));
        assert.equal(files.size('certificates/root.pem'), 3);
        files.write('certificates/root.pem', 'schlüssel');
        assert.equal(text(files, 'certificates/root.pem'), 'schlüssel');
        assert.equal(files.size('certificates/root.pem'), 10);
        files.write('empty', '');
        assert.deepEqual(files.read('empty'), new Uint8Array());
      });
    });

    test('a part of a file is read from its offset on, and ends where the file ends', () => {
      withFiles((files) => {
        files.write('firmware.bin', '0123456789');
        const part = (from: number, length: number) => {
          const read = files.read('firmware.bin', { from, length });
          return read && Buffer.from(read).toString();
        };
        assert.equal(part(0, 4), '0123');
        assert.equal(part(4, 4), '4567');
        assert.equal(part(8, 4), '89');
        assert.equal(part(10, 4), '');
        assert.equal(part(99, 4), '');
        assert.equal(files.read('other', { from: 0, length: 1 }), undefined);
      });
    });

    test('append adds to the end, and begins a file that is not there', () => {
      withFiles((files) => {
        files.append('logs/lines', 'one\n');
        files.append('logs/lines', Buffer.from('two\n'));
        assert.equal(text(files, 'logs/lines'), 'one\ntwo\n');
      });
    });

    test('what was written and what was read share nothing with the files', () => {
      withFiles((files) => {
        const written = Uint8Array.of(1, 2);
        files.write('bytes', written);
        files.append('more', written);
        const writer = files.open('pieces');
        writer.write(written);
        written[0] = 9;
        writer.close();
        for (const path of ['bytes', 'more', 'pieces']) {
          const read = files.read(path);
          assert.deepEqual(read, Uint8Array.of(1, 2), path);
          if (read !== undefined) read[1] = 9;
          assert.deepEqual(files.read(path), Uint8Array.of(1, 2), path);
        }
      });
    });

    test('remove tells whether there was something', () => {
      withFiles((files) => {
        assert.equal(files.remove('a/b/c'), false);
        files.write('a/b/c', '1');
        assert.equal(files.remove('a/b/c'), true);
        assert.equal(files.remove('a/b/c'), false);
        assert.equal(files.read('a/b/c'), undefined);
      });
    });

    test('rename moves a file, also into another folder and over another file', () => {
      withFiles((files) => {
        files.write('logs/now', 'new');
        files.write('old', 'old');
        files.rename('logs/now', 'old');
        assert.equal(text(files, 'old'), 'new');
        assert.equal(files.read('logs/now'), undefined);
        files.rename('old', 'deep/down/there');
        assert.equal(text(files, 'deep/down/there'), 'new');
        files.rename('deep/down/there', 'deep/down/there');
        assert.equal(text(files, 'deep/down/there'), 'new');
        assert.throws(() => files.rename('nothing', 'deep/down/there'), FilesError);
        assert.equal(text(files, 'deep/down/there'), 'new');
      });
    });

    test('list has the names of the files right in a folder, in order', () => {
      withFiles((files) => {
        assert.deepEqual(files.list(''), []);
        assert.deepEqual(files.list('certificates'), []);
        for (const path of ['certificates/b', 'certificates/a', 'certificates/deep/c', 'root', 'certificatesx']) {
          files.write(path, '');
        }
        assert.deepEqual(files.list(''), ['certificatesx', 'root']);
        assert.deepEqual(files.list('certificates'), ['a', 'b']);
        assert.deepEqual(files.list('certificates/deep'), ['c']);
        assert.deepEqual(files.list('root'), []);
      });
    });

    test('a folder is no file and a file no folder, and folders go with the last file in them', () => {
      withFiles((files) => {
        files.write('a/b', '1');
        files.write('c', '1');
        assert.equal(files.read('a'), undefined);
        assert.equal(files.size('a'), undefined);
        assert.equal(files.remove('a'), false);
        assert.equal(files.read('c/d'), undefined);
        for (const refused of [
          () => files.write('a', ''),
          () => files.append('a', ''),
          () => files.open('a').close(),
          () => files.write('c/d', ''),
          () => files.append('c/d', ''),
          () => files.open('c/d').close(),
          () => files.rename('c', 'a'),
          () => files.rename('a/b', 'a'),
          () => files.rename('a/b', 'c/d'),
          () => files.rename('c', 'c/d'),
          () => files.rename('a', 'e'),
        ]) {
          assert.throws(refused, FilesError, String(refused));
        }
        assert.equal(text(files, 'a/b'), '1');
        assert.equal(text(files, 'c'), '1');
        files.remove('a/b');
        files.write('a', 'a file now');
        assert.equal(text(files, 'a'), 'a file now');
      });
    });

    for (const path of [
      '',
      '/',
      '/etc/passwd',
      '..',
      '../x',
      'a/../../x',
      'a/./b',
      'a//b',
      'a/',
      'C:\\x',
      'a\\..\\b',
    ]) {
      test(`a path that would leave the root or has two spellings is refused: ${JSON.stringify(path)}`, () => {
        withFiles((files) => {
          refusedEverywhere(files, path);
        });
      });
    }

    for (const path of ['a\0b', 'a\nb', '\ud800', 'x'.repeat(256), '.unfinished', '.unfinished/1']) {
      test(`a name that not every disk can hold, or that is taken, is refused: ${JSON.stringify(path).slice(0, 20)}`, () => {
        withFiles((files) => {
          refusedEverywhere(files, path);
        });
      });
    }

    function refusedEverywhere(files: Files, path: string): void {
      files.write('there', '1');
      for (const refused of [
        () => files.read(path),
        () => files.write(path, ''),
        () => files.append(path, ''),
        () => files.open(path),
        () => files.remove(path),
        () => files.rename(path, 'elsewhere'),
        () => files.rename('there', path),
        () => files.size(path),
        ...(path === '' ? [] : [() => files.list(path)]),
      ]) {
        assert.throws(refused, TypeError, String(refused));
      }
      assert.deepEqual(files.list(''), ['there']);
    }
  });

  describe(`${name}: files in pieces`, () => {
    test('a file is there, whole, once it is closed', () => {
      withFiles((files) => {
        files.write('firmware', 'old');
        const writer = files.open('firmware');
        writer.write(Buffer.from('one '));
        writer.write(Buffer.from('two'));
        assert.equal(text(files, 'firmware'), 'old');
        assert.deepEqual(files.list(''), ['firmware']);
        writer.close();
        assert.equal(text(files, 'firmware'), 'one two');
        assert.throws(() => writer.write(Buffer.from('more')), FilesError);
        assert.throws(() => writer.close(), FilesError);
        writer.discard();
        assert.equal(text(files, 'firmware'), 'one two');
      });
    });

    test('what is discarded leaves what was there', () => {
      withFiles((files) => {
        files.write('firmware', 'old');
        const writer = files.open('firmware');
        writer.write(Buffer.from('new'));
        writer.discard();
        writer.discard();
        assert.throws(() => writer.close(), FilesError);
        assert.equal(text(files, 'firmware'), 'old');
        assert.deepEqual(files.list(''), ['firmware']);
      });
    });

    test('two that write the same file do not mix: the last that is closed counts', () => {
      withFiles((files) => {
        const [one, two] = [files.open('file'), files.open('file')];
        one.write(Buffer.from('1'));
        two.write(Buffer.from('2'));
        one.write(Buffer.from('1'));
        two.close();
        one.close();
        assert.equal(text(files, 'file'), '11');
      });
    });
  });

  describe(`${name}: files and power`, () => {
    test('what was stored is there when the place is opened again', () => {
      withPlace((place) => {
        const before = place.open();
        before.write('written', '1');
        before.append('appended', '2');
        before.write('moved', '3');
        before.rename('moved', 'there');
        before.write('removed', '4');
        before.remove('removed');
        const after = place.open();
        assert.deepEqual(after.list(''), ['appended', 'there', 'written']);
        assert.equal(text(after, 'written'), '1');
        assert.equal(text(after, 'appended'), '2');
        assert.equal(text(after, 'there'), '3');
      });
    });

    test('what was not closed leaves nothing behind, and cannot be closed any more', () => {
      withPlace((place) => {
        const killed = place.open().open('firmware');
        killed.write(Buffer.from('half'));
        const after = place.open();
        const mine = after.open('mine');
        mine.write(Buffer.from('whole'));
        assert.throws(() => killed.close(), FilesError);
        killed.discard();
        mine.close();
        assert.deepEqual(after.list(''), ['mine']);
        assert.equal(text(after, 'mine'), 'whole');
      });
    });
  });
}

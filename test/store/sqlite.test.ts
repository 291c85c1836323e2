import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { sqlite } from '../../src/store/sqlite-module.ts';
import { storeConformance } from './conformance.ts';
import { inDirectory, makeDirectory } from './directory.ts';

storeConformance('sqlite', () => {
  const directory = makeDirectory();
  return { open: () => openSqliteDatabase(join(directory.path, 'records.db')), remove: directory.remove };
});

/** The permissions of a file, as octal digits. */
function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test('missing directories are made, and nobody else may read them or the new files', async () => {
  await inDirectory((directory) => {
    const file = join(directory, 'one', 'two', 'records.db');
    const database = openSqliteDatabase(file);
    database.open('CP1').collection<number>('things').put(1, 1);
    assert.equal(mode(join(directory, 'one')), '700');
    assert.equal(mode(join(directory, 'one', 'two')), '700');
    assert.equal(mode(file), '600');
    assert.equal(mode(`${file}-wal`), '600');
    database.close();
  });
});

test('the permissions of a file that exists are left as they are', async () => {
  await inDirectory((directory) => {
    const file = join(directory, 'records.db');
    writeFileSync(file, '');
    chmodSync(file, 0o640);
    openSqliteDatabase(file).close();
    assert.equal(mode(file), '640');
  });
});

test('closing writes the log back: one file is left, and it holds everything', async () => {
  await inDirectory((directory) => {
    const file = join(directory, 'records.db');
    const database = openSqliteDatabase(file);
    database.open('CP1').collection<number>('things').put(1, 1);
    assert.deepEqual(readdirSync(directory), ['records.db', 'records.db-wal']);
    database.close();
    assert.deepEqual(readdirSync(directory), ['records.db']);
    const raw = new sqlite.DatabaseSync(file, { readOnly: true });
    assert.equal(raw.prepare('SELECT count(*) AS number FROM record').get()?.number, 1);
    raw.close();
  });
});

test('the file says that its log is written ahead, so that it can be recovered by any SQLite', async () => {
  await inDirectory((directory) => {
    const file = join(directory, 'records.db');
    openSqliteDatabase(file).close();
    const raw = new sqlite.DatabaseSync(file, { readOnly: true });
    assert.equal(raw.prepare('PRAGMA journal_mode').get()?.journal_mode, 'wal');
    raw.close();
  });
});

test('a number is stored as an integer, and the charge point and the collection are named once', async () => {
  await inDirectory((directory) => {
    const file = join(directory, 'records.db');
    const database = openSqliteDatabase(file);
    const things = database.open('CP1').collection<number>('things');
    for (let key = 0; key < 100; key++) things.put(key, key);
    database.close();
    const raw = new sqlite.DatabaseSync(file, { readOnly: true });
    assert.deepEqual({ ...raw.prepare('SELECT DISTINCT typeof(key) AS type FROM record').get() }, { type: 'integer' });
    assert.equal(raw.prepare('SELECT count(*) AS number FROM collection').get()?.number, 1);
    raw.close();
  });
});

test('a name that SQLite would read as something else is a plain file', async () => {
  await inDirectory((directory) => {
    const before = process.cwd();
    process.chdir(directory);
    try {
      for (const name of [':memory:', 'file:x?mode=memory']) {
        const database = openSqliteDatabase(name);
        database.open('CP1').collection<number>('things').put(1, 1);
        database.close();
        assert.equal(statSync(join(directory, name)).isFile(), true);
      }
    } finally {
      process.chdir(before);
    }
  });
});

test('loading SQLite prints no warning, and keeps no other warning back', () => {
  const module = JSON.stringify(import.meta.resolve('../../src/store/sqlite.ts'));
  const script = `import(${module}).then(() => process.emitWarning('SQLite or not', 'ExperimentalWarning'))`;
  const { stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
  assert.match(stderr, /ExperimentalWarning: SQLite or not/);
  assert.doesNotMatch(stderr, /SQLite is/);
});

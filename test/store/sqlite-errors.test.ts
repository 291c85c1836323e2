import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { migrate, migrations } from '../../src/store/migrations.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { sqlite } from '../../src/store/sqlite-module.ts';
import { createSqliteRecords } from '../../src/store/sqlite-records.ts';
import { StoreError } from '../../src/store/store.ts';
import { inDirectory } from './directory.ts';
import { runToEnd, start } from './processes/run.ts';

const onLinux = { skip: process.platform !== 'linux' };

/** Throws unless `work` throws a StoreError that names `file` and says what was found and what to do. */
function refuses(work: () => unknown, file: string, found: RegExp, advice: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.ok(error.message.includes(file), error.message);
    assert.match(error.message, found);
    assert.match(error.message, advice);
    return true;
  });
}

/** Makes a database with some records, closed. */
function makeDatabase(file: string): void {
  const database = openSqliteDatabase(file);
  const things = database.open('CP1').collection<string>('things');
  for (let key = 0; key < 200; key++) things.put(key, `text ${key} `.repeat(20));
  database.close();
}

/** Runs SQL on the file, past our code. */
function tamper(file: string, sql: string): void {
  const raw = new sqlite.DatabaseSync(file);
  raw.exec(sql);
  raw.close();
}

describe('a file that is not ours', () => {
  const latest = migrations.length;

  test('a database of a newer release is refused and left as it is', async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      makeDatabase(file);
      tamper(file, `PRAGMA user_version = ${latest + 1}`);
      const before = readFileSync(file);
      const found = new RegExp(`newer release.*layout ${latest + 1}.*up to ${latest}`);
      refuses(() => openSqliteDatabase(file), file, found, /use that release, or another file/);
      assert.deepEqual(readFileSync(file), before);
    });
  });

  test('a database of another program is refused and left as it is', async () => {
    await inDirectory((directory) => {
      for (const [name, sql] of [
        ['tables.db', 'CREATE TABLE record (a)'],
        ['version.db', 'PRAGMA user_version = 1'],
      ] as const) {
        const file = join(directory, name);
        tamper(file, sql);
        const before = readFileSync(file);
        refuses(() => openSqliteDatabase(file), file, /database of another program/, /name a database of pilotwire/);
        assert.deepEqual(readFileSync(file), before);
      }
    });
  });

  test('a file that is no database is refused and left as it is', async () => {
    await inDirectory((directory) => {
      for (const content of ['a letter to a friend\n', 'x'.repeat(10_000), `SQLite format 3\0${'x'.repeat(5000)}`]) {
        const file = join(directory, 'letter');
        writeFileSync(file, content);
        refuses(() => openSqliteDatabase(file), file, /not an SQLite database/, /name a database of pilotwire/);
        assert.equal(readFileSync(file, 'utf8'), content);
      }
    });
  });
});

describe('a damaged database', () => {
  test('a page full of rubbish is found when the database is opened', async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      makeDatabase(file);
      const bytes = readFileSync(file);
      bytes.fill(0x5a, 5 * 4096, 6 * 4096);
      writeFileSync(file, bytes);
      refuses(() => openSqliteDatabase(file), file, /damaged/, /put a backup in its place/);
    });
  });

  test('a file that was cut off is found when the database is opened', async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      makeDatabase(file);
      truncateSync(file, 4 * 4096);
      refuses(() => openSqliteDatabase(file), file, /damaged/, /put a backup in its place/);
    });
  });

  test('a record whose text is damaged is a StoreError when it is read; the other records can be read', async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      makeDatabase(file);
      tamper(file, `UPDATE record SET value = '"no end' WHERE key = 7`);
      const database = openSqliteDatabase(file);
      const things = database.open('CP1').collection<string>('things');
      refuses(() => things.get(7), file, /not JSON/, /put a backup in its place/);
      refuses(() => things.entries(), file, /not JSON/, /put a backup in its place/);
      assert.match(things.get(8) ?? '', /^text 8/);
      database.close();
    });
  });
});

describe('a place where no database can be', () => {
  test('a directory is refused', async () => {
    await inDirectory((directory) => {
      refuses(() => openSqliteDatabase(directory), directory, /it is a directory/, /name a file/);
    });
  });

  test('a path that leads through a file is refused', async () => {
    await inDirectory((directory) => {
      writeFileSync(join(directory, 'file'), '');
      for (const file of [join(directory, 'file', 'records.db'), join(directory, 'file', 'more', 'records.db')]) {
        refuses(() => openSqliteDatabase(file), file, /a part of its path is a file/, /name a file in a directory/);
      }
    });
  });

  /** What a user without special rights is told about `file`. */
  function told(file: string): string {
    return runToEnd('stranger', [file]).join('\n');
  }

  test('a file that may only be read is refused', onLinux, async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      makeDatabase(file);
      chmodSync(file, 0o444);
      chmodSync(directory, 0o777);
      assert.match(told(file), /^StoreError: .*records\.db .*access is denied .*give this user the right/);
      chmodSync(file, 0o666);
      assert.equal(told(file), 'no error');
    });
  });

  test(
    'a directory that may only be read is refused, for a new database and for one that lies in it',
    onLinux,
    async () => {
      await inDirectory((directory) => {
        const file = join(directory, 'records.db');
        chmodSync(directory, 0o555);
        assert.match(told(file), /^StoreError: .*records\.db .*access is denied .*give this user the right/);
        assert.match(told(join(directory, 'more', 'new.db')), /^StoreError: .*new\.db .*access is denied/);
        chmodSync(directory, 0o777);
        makeDatabase(file);
        chmodSync(file, 0o666);
        chmodSync(directory, 0o555);
        assert.match(told(file), /^StoreError: .*records\.db .*it is read-only .*give this user the right/);
      });
    },
  );
});

describe('a database that is in use', () => {
  test('a second handle in the same process is refused until the first is closed', async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      const first = openSqliteDatabase(file);
      refuses(
        () => openSqliteDatabase(file, { busyTimeout: 0 }),
        file,
        /another process holds it/,
        /a file of its own/,
      );
      first.open('CP1').collection<number>('things').put(1, 1);
      first.close();
      openSqliteDatabase(file, { busyTimeout: 0 }).close();
    });
  });

  test('another process that only holds it keeps us out, and no longer when it is killed', async () => {
    await inDirectory(async (directory) => {
      const file = join(directory, 'records.db');
      makeDatabase(file);
      const holder = start('holder', file);
      await once(holder.stdout, 'data');
      refuses(() => openSqliteDatabase(file, { busyTimeout: 0 }), file, /another process holds it/, /stop the other/);
      const ended = once(holder, 'close');
      holder.kill('SIGKILL');
      await ended;
      openSqliteDatabase(file, { busyTimeout: 0 }).close();
    });
  });
});

describe('a write that cannot be stored', () => {
  /** A database in a file that cannot have more than `pages` pages. */
  function openLimited(file: string, pages: number) {
    const connection = new sqlite.DatabaseSync(file);
    connection.exec('PRAGMA journal_mode = WAL');
    migrate(connection);
    const limit = (count: number) => connection.exec(`PRAGMA max_page_count = ${count}`);
    limit(pages);
    return { database: createSqliteRecords(connection, file), limit };
  }

  test('a full database takes the transaction back, keeps what it has, and works on when there is room', async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      const { database, limit } = openLimited(file, 20);
      const store = database.open('CP1');
      const things = store.collection<string>('things');
      const text = 'x'.repeat(3000);
      things.put(0, text);
      const fill = () => {
        for (let key = 1; key < 100; key++) things.put(key, text);
      };
      refuses(() => store.transaction(fill), file, /the disk is full/, /make room/);
      assert.equal(things.count(), 1);
      assert.equal(things.get(0), text);
      limit(1000);
      store.transaction(fill);
      assert.equal(things.count(), 100);
      database.close();
    });
  });

  test('a caller that catches the error inside the transaction cannot commit the half of it', async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      const { database } = openLimited(file, 20);
      const store = database.open('CP1');
      const things = store.collection<string>('things');
      const work = () => {
        things.put('half', 'written');
        assert.throws(
          () => store.transaction(() => things.put('large', 'x'.repeat(200_000))),
          (error) => error instanceof StoreError,
        );
        assert.throws(() => things.put('other half', 'written'), StoreError);
      };
      refuses(() => store.transaction(work), file, /the disk is full/, /make room/);
      assert.equal(things.count(), 0);
      things.put('later', 'written');
      assert.deepEqual(things.entries(), [['later', 'written']]);
      database.close();
    });
  });

  test('a disk that fails while a transaction is written loses that one and no other', onLinux, async () => {
    await inDirectory((directory) => {
      const file = join(directory, 'records.db');
      makeDatabase(file);
      const found = JSON.parse(runToEnd('filler', [file], 1024 * 1024).join('')) as Record<string, unknown>;
      assert.match(String(found.failure), /^StoreError: .*records\.db .*(disk is full|fails to read or write)/);
      assert.equal(Number(found.committed) > 10, true);
      assert.deepEqual([found.left, found.right, found.first], [found.committed, found.committed, 1500]);
      const database = openSqliteDatabase(file);
      const store = database.open('CP1');
      assert.equal(store.collection('left').count(), found.committed);
      assert.equal(store.collection('right').count(), found.committed);
      assert.equal(store.collection('things').count(), 200);
      database.close();
    });
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOwner, type Migration, migrate, migrations } from '../../src/store/migrations.ts';
import { sqlite } from '../../src/store/sqlite-module.ts';
import { StoreError } from '../../src/store/store.ts';

const first: Migration = { version: 1, sql: 'CREATE TABLE one (a); INSERT INTO one VALUES (1)' };
const second: Migration = { version: 2, sql: 'CREATE TABLE two (a); UPDATE one SET a = a + 1' };
const broken: Migration = {
  version: 2,
  sql: 'CREATE TABLE two (a); UPDATE one SET a = 9; INSERT INTO none VALUES (1)',
};

function open() {
  const connection = new sqlite.DatabaseSync(':memory:');
  return {
    connection,
    version: () => connection.prepare('PRAGMA user_version').get()?.user_version,
    value: () => connection.prepare('SELECT a FROM one').get()?.a,
    tables: () =>
      connection
        .prepare('SELECT name FROM sqlite_schema ORDER BY name')
        .all()
        .map(({ name }) => name),
  };
}

test('the steps are numbered from 1 without a gap', () => {
  assert.deepEqual(
    migrations.map(({ version }) => version),
    migrations.map((_, index) => index + 1),
  );
});

test('an empty file goes through all steps, and a second start does nothing', () => {
  const { connection, version, value } = open();
  migrate(connection, [first, second]);
  assert.deepEqual([version(), value()], [2, 2]);
  migrate(connection, [first, second]);
  assert.deepEqual([version(), value()], [2, 2]);
});

test('a file of an older layout goes through the steps that it lacks', () => {
  const { connection, version, value } = open();
  migrate(connection, [first]);
  assert.deepEqual([version(), value()], [1, 1]);
  migrate(connection, [first, second]);
  assert.deepEqual([version(), value()], [2, 2]);
});

test('a step that fails leaves no trace, and the steps before it stay', () => {
  const { connection, version, value, tables } = open();
  assert.throws(() => migrate(connection, [first, broken]), /none/);
  assert.deepEqual([version(), value(), tables()], [1, 1, ['one']]);
  migrate(connection, [first, second]);
  assert.deepEqual([version(), value()], [2, 2]);
});

test('the owner of an empty file and of a migrated one is accepted, of a newer one not', () => {
  const { connection } = open();
  checkOwner(connection, 'file', [first]);
  migrate(connection, [first, second]);
  checkOwner(connection, 'file', [first, second]);
  assert.throws(() => checkOwner(connection, 'file', [first]), StoreError);
});

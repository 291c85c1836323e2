import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createSystemRandom } from '../../src/random/system-random.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { inDirectory } from './directory.ts';
import { start } from './processes/run.ts';

test('a process that is killed loses nothing that it has acknowledged, and leaves no half of a transaction', async () => {
  const random = createSystemRandom();
  await inDirectory(async (directory) => {
    const file = join(directory, 'records.db');
    let before = 0;
    for (let round = 0; round < 6; round++) {
      const patience = 1 + Math.floor(random.next() * 300);
      const acknowledged = await writeAndKill(file, before + patience);
      const database = openSqliteDatabase(file);
      const store = database.open('CP1');
      const left = store.collection<string>('left').entries();
      const count = left.length;
      assert.equal(count >= acknowledged, true, `${acknowledged} acknowledged, ${count} found`);
      // The one that was committed but not yet printed.
      assert.equal(count <= acknowledged + 1, true, `${acknowledged} acknowledged, ${count} found`);
      assert.deepEqual(store.collection<string>('right').entries(), left);
      assert.equal(store.collection<number>('sum').get('all'), (count * (count + 1)) / 2);
      left.forEach(([key, text], index) => {
        assert.deepEqual([key, text.length], [index + 1, (index + 1) % 2000]);
      });
      database.close();
      assert.equal(count >= before + patience, true);
      before = count;
    }
  });
});

/** Lets a process write until it has acknowledged transaction `enough`, kills it, and returns the last acknowledged. */
async function writeAndKill(file: string, enough: number): Promise<number> {
  const child = start('writer', file);
  const ended = once(child, 'close');
  let acknowledged = 0;
  // After the kill the pipe may still hold some lines; they were acknowledged too.
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === enough) child.kill('SIGKILL');
  }
  await ended;
  return acknowledged;
}

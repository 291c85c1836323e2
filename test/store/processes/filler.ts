/**
 * Fills a database until a transaction fails, and prints as JSON what it found: the error, the number of transactions
 * that were committed, the records of both collections right after the error, and whether a get still works.
 */
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';

const database = openSqliteDatabase(process.argv[2] ?? '');
const store = database.open('CP1');
const left = store.collection<string>('left');
const right = store.collection<string>('right');
let committed = 0;
let failure = '';
while (failure === '') {
  try {
    store.transaction(() => {
      left.put(committed + 1, 'x'.repeat(1500));
      right.put(committed + 1, 'x'.repeat(1500));
    });
    committed++;
  } catch (error) {
    failure = String(error);
  }
}
const found = { failure, committed, left: left.count(), right: right.count(), first: left.get(1)?.length };
database.close();
console.log(JSON.stringify(found));

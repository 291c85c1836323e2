/**
 * Writes transactions until it is killed. Each puts its number into two collections and adds it to a sum; then, and only
 * then, the number goes to standard output.
 */
import { writeSync } from 'node:fs';
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';

const store = openSqliteDatabase(process.argv[2] ?? '').open('CP1');
const left = store.collection<string>('left');
const right = store.collection<string>('right');
const sum = store.collection<number>('sum');

for (let number = left.count() + 1; ; number++) {
  store.transaction(() => {
    left.put(number, 'x'.repeat(number % 2000));
    sum.put('all', (sum.get('all') ?? 0) + number);
    right.put(number, 'x'.repeat(number % 2000));
  });
  writeSync(1, `${number}\n`);
}

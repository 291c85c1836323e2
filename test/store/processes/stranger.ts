/** Opens a database as a user without special rights, and prints the name and the message of the error. */
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';

// For root every file can be written; "nobody" has the number 65534 on every Linux.
if (process.getuid?.() === 0) process.setuid?.(65534);
try {
  openSqliteDatabase(process.argv[2] ?? '').close();
  console.log('no error');
} catch (error) {
  console.log(String(error));
}

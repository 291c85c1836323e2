/** Opens a database, says so, and holds it until standard input ends. */
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';

const database = openSqliteDatabase(process.argv[2] ?? '');
process.stdout.write('open\n');
process.stdin.on('end', () => database.close()).resume();

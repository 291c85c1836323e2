/** Starts the programs of this folder, which use a database in a process of their own. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

function program(name: string): string {
  return join(import.meta.dirname, `${name}.ts`);
}

/** Starts a program; its standard output and input are pipes. */
export function start(name: string, ...args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [program(name), ...args]);
  child.stderr.pipe(process.stderr);
  return child;
}

/** Runs a program to its end and returns the lines it printed. Files cannot grow beyond `largestFile` bytes. */
export function runToEnd(name: string, args: readonly string[], largestFile?: number): readonly string[] {
  const command = [process.execPath, program(name), ...args];
  // POSIX: the unit of the limit is 512 bytes.
  const limit = largestFile === undefined ? '' : `ulimit -f ${largestFile / 512} && `;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return stdout.trimEnd().split('\n');
}

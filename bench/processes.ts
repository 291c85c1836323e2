/**
 * The processes that the bench starts, and talking with them.
 *
 * Guarantees: what a process says is heard in order, also when nobody was listening yet; a process that ends before it was
 * stopped makes whoever waits for its next word fail; `stopAll` leaves none behind.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Talker {
  /** Says something to the process and returns the next thing that it says. */
  ask<Answer>(question: unknown): Promise<Answer>;
  /** The next thing that the process says. */
  next<Word>(): Promise<Word>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Starts an entry file of this folder. */
export function startTalker(
  entry: string,
  options: { readonly args?: readonly string[]; readonly nodeOptions?: readonly string[] } = {},
): Talker {
  const { args = [], nodeOptions = [] } = options;
  const child = remember(
    fork(join(import.meta.dirname, entry), [...args], {
      execArgv: [...nodeOptions],
      stdio: ['ignore', 2, 2, 'ipc'],
      // As an installed package runs: compiled, without the part of Node.js that reads TypeScript, which holds 30 MB.
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    }),
  );
  const said: unknown[] = [];
  const waiting: { readonly resolve: (word: unknown) => void; readonly reject: (error: Error) => void }[] = [];
  let end: Error | undefined;
  child.on('message', (word) => {
    const first = waiting.shift();
    if (first === undefined) said.push(word);
    else first.resolve(word);
  });
  child.once('exit', (code, signal) => {
    end = new Error(`${entry} ended early (${signal ?? `exit code ${code}`})`);
    for (const { reject } of waiting) reject(end);
  });
  function next<Word>(): Promise<Word> {
    if (said.length > 0) return Promise.resolve(said.shift() as Word);
    if (end !== undefined) return Promise.reject(end);
    return new Promise((resolve, reject) => {
      waiting.push({ resolve: (word) => resolve(word as Word), reject });
    });
  }
  return {
    next,
    ask(question) {
      child.send(question as object);
      return next();
    },
    stop: () => stop(child),
  };
}

export interface Started {
  /** Never fulfilled; rejected when the process ends. */
  readonly ended: Promise<never>;
  /** Asks it to end, and waits. */
  end(): Promise<void>;
}

/** Starts Node.js with these arguments in the repository's root; nothing is heard of it. */
export function startNode(args: readonly string[]): Started {
  const cwd = join(import.meta.dirname, '..');
  const child = remember(spawn(process.execPath, [...args], { cwd, stdio: 'ignore' }));
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error(`node ${args[0]} ended before it said anything`)));
  });
  // Whoever asks it to end does not wait for this.
  ended.catch(() => undefined);
  return { ended, end: () => stop(child, 'SIGTERM') };
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((child) => stop(child)));
}

function remember(child: ChildProcess): ChildProcess {
  running.add(child);
  // What could not be started has no exit of its own.
  child.once('error', () => child.emit('exit', null, null));
  child.once('exit', () => running.delete(child));
  return child;
}

function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (!running.has(child)) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

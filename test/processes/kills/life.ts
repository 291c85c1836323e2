/**
 * Processes that are started to be killed, and how far they come.
 *
 * Guarantees: a process is killed by its own id; whatever has been started is gone after `endAll`, and by itself when this
 * process is gone; a process that ends although nobody has killed it is an error.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import type { StartUpFile } from '../../../src/start-up-file.ts';

/** How far a life comes, in this order. */
export const milestones = ['spawned', 'opening', 'open', 'started', 'accepted'] as const;
export type Milestone = (typeof milestones)[number];

/** What the busy charger is told. */
export interface LifeOptions {
  readonly startUp: StartUpFile;
  /** The database. */
  readonly file: string;
  /** Of all lives of this charger. */
  readonly seed: number;
  readonly life: number;
  /** ms since 1970: where the charger's time agrees with ours. */
  readonly origin: number;
  readonly cards: readonly string[];
  readonly inPeace: boolean;
}

/** When it is to die: so many ms after it was seen at the milestone. */
export interface Fate {
  readonly after: Milestone;
  readonly ms: number;
}

/** What a charger says about itself in a line of output. */
export type Utterance = { readonly reached: Milestone } | { readonly error: string } | undefined;

export interface Death {
  readonly reached: Milestone;
  /** What its log had to say as errors. */
  readonly errors: readonly string[];
}

export interface Program {
  /** What it writes to standard output and to standard error, line by line, until its end. */
  readonly lines: AsyncIterableIterator<string>;
  readonly errorLines: AsyncIterableIterator<string>;
  readonly input: Writable;
  kill(): void;
  /** Its exit code, null when it was killed. */
  readonly ended: Promise<number | null>;
}

export interface Nursery {
  /** Throws after `endAll`. */
  start(script: string, args: readonly string[]): Program;
  /** Kills what still lives, and lets nothing begin any more. */
  endAll(): Promise<void>;
}

/** `cache`: a folder where Node.js keeps compiled code from one process for the next. */
export function createNursery(cache: string): Nursery {
  const alive = new Set<Program>();
  let closed = false;
  return {
    start(script, args) {
      if (closed) throw new Error('all is over');
      const child = spawn(process.execPath, [script, ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, NODE_COMPILE_CACHE: cache },
      });
      // Who is killed does not read any more.
      child.stdin.on('error', () => undefined);
      const program: Program = {
        lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
        errorLines: createInterface({ input: child.stderr })[Symbol.asyncIterator](),
        input: child.stdin,
        kill: () => void child.kill('SIGKILL'),
        ended: once(child, 'exit').then(([code]) => {
          alive.delete(program);
          return code as number | null;
        }),
      };
      alive.add(program);
      return program;
    },
    async endAll() {
      closed = true;
      const all = [...alive];
      for (const program of all) program.kill();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

/** Lets a charger live until its fate or, without one, to its own end. `hear` understands the lines of one of its outputs. */
export async function live(
  program: Program,
  fate: Fate | undefined,
  lines: AsyncIterable<string>,
  hear: (line: string) => Utterance,
): Promise<Death> {
  let reached: Milestone = 'spawned';
  let timer: NodeJS.Timeout | undefined;
  const errors: string[] = [];
  const arm = (): void => {
    if (fate === undefined || timer !== undefined) return;
    if (milestones.indexOf(reached) >= milestones.indexOf(fate.after)) timer = setTimeout(program.kill, fate.ms);
  };
  arm();
  for await (const line of lines) {
    const said = hear(line);
    if (said === undefined) continue;
    if ('error' in said) errors.push(said.error);
    else reached = said.reached;
    arm();
  }
  const code = await program.ended;
  clearTimeout(timer);
  if (fate === undefined ? code !== 0 : code !== null) {
    throw new Error(`a charger ended by itself with ${code} after ${reached}: ${await rest(program.errorLines)}`);
  }
  return { reached, errors };
}

/** The lines that are left, as one text. */
export async function rest(lines: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all.join('\n');
}

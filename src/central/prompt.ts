/**
 * The prompt of the Central System: lines in, answers out. An adapter of node:readline; what the lines mean is in command.ts.
 *
 * Guarantees: one command after the other, each after the answer of the one before, so that a piped script runs in order;
 * `finished` resolves when the input ends, at `quit`, or after `close`, and nothing is printed afterwards.
 */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { CentralSystem } from './central-system.ts';
import { complete, parseCommand } from './command.ts';
import { runCommand } from './run-command.ts';
import type { Surroundings } from './shorthand.ts';

export interface PromptOptions {
  readonly central: CentralSystem;
  readonly input: Readable;
  readonly output: Writable;
  /** Is a person at the other end: with a prompt, line editing and completion. Not so for piped lines. */
  readonly terminal: boolean;
  /** For the shorthands of payloads; absent: there are none. */
  readonly surroundings?: Surroundings | undefined;
}

export interface Prompt {
  readonly finished: Promise<void>;
  /** Prints a line above the one that is being typed. */
  print(line: string): void;
  close(): void;
}

export function startPrompt({ central, input, output, terminal, surroundings }: PromptOptions): Prompt {
  let over = false;
  const lines = createInterface({
    input,
    output,
    terminal,
    prompt: terminal ? '> ' : '',
    completer: (line: string) => {
      const [completions, part] = complete(
        line,
        central.chargers().map(({ id }) => id),
      );
      return [[...completions], part];
    },
  });

  function print(line: string): void {
    if (over) return;
    // On a terminal: back to the beginning of the line that is being typed, and over it.
    output.write(terminal ? `\r\u001b[2K${line}\n` : `${line}\n`);
    if (terminal) lines.prompt(true);
  }

  async function run(): Promise<void> {
    if (terminal) lines.prompt();
    for await (const line of lines) {
      const command = parseCommand(line, surroundings);
      if (command.kind === 'quit' || over) break;
      for (const answer of await runCommand(command, central)) print(answer);
      if (terminal && !over) lines.prompt();
    }
    over = true;
    lines.close();
  }

  return {
    finished: run(),
    print,
    close() {
      over = true;
      lines.close();
    },
  };
}

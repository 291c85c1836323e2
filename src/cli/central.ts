/** `pilotwire central`: the small Central System, with a prompt on a terminal and frames as lines. */
import { readFileSync } from 'node:fs';
import { createCentralSystem } from '../central/central-system.ts';
import { frameLine } from '../central/frame-line.ts';
import { IdTagFileError, parseIdTags } from '../central/id-tag-file.ts';
import { createIdTags, type IdTags } from '../central/id-tags.ts';
import { startPrompt } from '../central/prompt.ts';
import { startCentralServer } from '../central/server.ts';
import { createSystemClock } from '../clock/system-clock.ts';
import { createSystemRandom } from '../random/system-random.ts';
import { createLog } from './log.ts';
import { explainPort } from './ports.ts';
import { untilStopped } from './until-stopped.ts';
import { UsageError } from './usage-error.ts';

export interface CentralOptions {
  readonly port: number;
  readonly host: string;
  readonly token?: string;
  readonly idTags?: string;
  readonly logLevel: string;
}

export async function central(options: CentralOptions): Promise<void> {
  const idTags = readIdTags(options.idTags);
  const log = await createLog(options.logLevel);
  let print = (line: string): void => void process.stdout.write(`${line}\n`);
  const system = createCentralSystem({
    clock: createSystemClock(),
    random: createSystemRandom(),
    log,
    idTags,
    // It may have been restarted while its chargers went on: they only reconnect.
    options: {
      strangers: 'serve',
      observe: (event) => event.kind === 'frame' && print(frameLine(event.frame)),
    },
  });
  const { host, port, token } = options;
  const server = await explainPort(startCentralServer({ central: system, log, host, port, token }), host, port);
  print(`chargers: ${server.url}   page and HTTP: ${server.httpUrl}`);
  print(`for example: pilotwire run --csms ${server.url} --id cp001`);
  const prompt = startPrompt({
    central: system,
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
  });
  print = prompt.print;
  // A person who types `quit` is done; an input that was never there is not the end.
  const quit = process.stdin.isTTY === true ? prompt.finished : new Promise<never>(() => undefined);
  await Promise.race([untilStopped(), quit]);
  prompt.close();
  await server.close();
  process.exit(0);
}

function readIdTags(file: string | undefined): IdTags {
  if (file === undefined) return createIdTags({ idTags: {}, unknown: 'Accepted' });
  try {
    return createIdTags(parseIdTags(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof IdTagFileError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(`the id tags ${file} cannot be read: ${(error as Error).message}`);
  }
}

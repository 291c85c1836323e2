/** `pilotwire central`: the small Central System, with a prompt on a terminal and frames as lines. */
import { readFileSync } from 'node:fs';
import { createCentralSystem } from '../central/central-system.ts';
import { frameLine } from '../central/frame-line.ts';
import { IdTagFileError, parseIdTags } from '../central/id-tag-file.ts';
import { createIdTags, type IdTags } from '../central/id-tags.ts';
import { startPrompt } from '../central/prompt.ts';
import { type CentralServer, startCentralServer } from '../central/server.ts';
import { createSystemClock } from '../clock/system-clock.ts';
import { createDiskFiles } from '../files/disk.ts';
import { createSystemRandom } from '../random/system-random.ts';
import { type CentralSecurity, type CentralSecurityOptions, readCentralSecurity } from './central-security.ts';
import { createLog } from './log.ts';
import { explainPort } from './ports.ts';
import { untilStopped } from './until-stopped.ts';
import { UsageError } from './usage-error.ts';

export interface CentralOptions extends CentralSecurityOptions {
  readonly port: number;
  readonly host: string;
  readonly token?: string;
  readonly idTags?: string;
  readonly files?: string;
  readonly logLevel: string;
}

export async function central(options: CentralOptions): Promise<void> {
  const idTags = readIdTags(options.idTags);
  const clock = createSystemClock();
  const random = createSystemRandom();
  const security = await readCentralSecurity(options, { random, now: () => clock.now() });
  const log = await createLog(options.logLevel);
  let print = (line: string): void => void process.stdout.write(`${line}\n`);
  const system = createCentralSystem({
    clock,
    random,
    log,
    idTags,
    // It may have been restarted while its chargers went on: they only reconnect.
    options: {
      strangers: 'serve',
      ...security.central,
      observe: (event) => event.kind === 'frame' && print(frameLine(event.frame)),
    },
  });
  for (const [chargerId, password] of Object.entries(security.passwords))
    system.knowAuthorizationKey(chargerId, password);
  const { host, port, token } = options;
  const files = options.files === undefined ? undefined : createDiskFiles(options.files);
  const listening = startCentralServer({ central: system, log, host, port, token, tls: security.tls, files });
  const server = await explainPort(listening, host, port);
  for (const line of greeting(server, security, files !== undefined)) print(line);
  const prompt = startPrompt({
    central: system,
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
    surroundings: { readFile: (path) => readFileSync(path), now: () => clock.now() },
  });
  print = prompt.print;
  // A person who types `quit` is done; an input that was never there is not the end.
  const quit = process.stdin.isTTY === true ? prompt.finished : new Promise<never>(() => undefined);
  await Promise.race([untilStopped(), quit]);
  prompt.close();
  await server.close();
  process.exit(0);
}

/** Where it can be reached, and what it asks for. */
function greeting(
  { url, httpUrl, port }: CentralServer,
  { host, central: { securityProfile = 0 } }: CentralSecurity,
  servesFiles: boolean,
): readonly string[] {
  const secureUrl = `wss://${host}:${port}/ocpp`;
  const urls = [...(securityProfile < 2 ? [url] : []), ...(host === undefined ? [] : [secureUrl])];
  return [
    `chargers: ${urls.join(' or ')}   page and HTTP: ${httpUrl}`,
    ...(servesFiles ? [`files: ${httpUrl}/files/   uploads: ${httpUrl}/uploads/`] : []),
    securityProfile === 0
      ? `for example: pilotwire run --csms ${url} --id cp001`
      : `every charger needs security profile ${securityProfile} or higher`,
  ];
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

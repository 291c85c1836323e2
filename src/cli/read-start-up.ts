/**
 * The start-up file and the options of the command line, as one: the options win. Throws UsageError for what is wrong, which shows
 * no secret.
 */
import { readFileSync } from 'node:fs';
import { explain } from '../schema/validate.ts';
import { readStartUpFile, type StartUp } from '../start-up-file.ts';
import { UsageError } from './usage-error.ts';

export interface StartUpOptions {
  readonly config?: string;
  readonly csms?: string;
  readonly id?: string;
  readonly model?: string;
  readonly port?: number;
  readonly dataDir?: string;
  readonly speed?: number;
}

export async function readStartUp(options: StartUpOptions): Promise<StartUp> {
  const file = options.config === undefined ? {} : await parse(options.config);
  if (options.config === undefined && (options.csms === undefined || options.id === undefined)) {
    throw new UsageError(
      'run needs --csms URL and --id ID, or --config FILE (for example: pilotwire run --csms ws://127.0.0.1:9000/ocpp --id cp001)',
    );
  }
  const result = readStartUpFile(isRecord(file) ? merge(file, options) : file);
  if (result.ok) return result.startUp;
  const where = options.config ?? 'the options';
  throw new UsageError(
    [`${where} cannot be used:`, ...result.violations.map((each) => `  ${explain(each)}`)].join('\n'),
  );
}

type Fields = Readonly<Record<string, unknown>>;

function merge(file: Fields, { csms, id, model, port, dataDir, speed }: StartUpOptions): Fields {
  const listen = file.api ?? file.controlApi;
  return {
    ...file,
    ...(csms === undefined ? {} : { csms: { ...part(file.csms), url: csms } }),
    ...(id === undefined ? {} : { identity: { ...part(file.identity), chargePointId: id } }),
    ...(model === undefined ? {} : { model }),
    ...(port === undefined ? {} : { api: { ...part(listen), port } }),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(speed === undefined ? {} : { speed }),
  };
}

async function parse(path: string): Promise<unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`the start-up file ${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    // JSON needs no parser that has to be loaded first.
    if (path.endsWith('.json')) return JSON.parse(text);
    const { parse: parseYaml } = await import('yaml');
    return parseYaml(text);
  } catch (error) {
    throw new UsageError(`the start-up file ${path} is neither JSON nor YAML: ${withoutExcerpt(error as Error)}`);
  }
}

/** The parsers' sentences go on with a piece of the file, and that may be the one with a password in it. */
function withoutExcerpt({ message }: Error): string {
  const [sentence = ''] = message.replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, '').split('\n');
  return sentence.replace(/:$/, '');
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A part of the file that options are put into; what is no object is left for the validation to refuse. */
function part(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/**
 * Files over FTP and FTPS (RFC 959, RFC 4217), in passive mode (WP N01).
 *
 * Guarantees, beside those of the port:
 * - the data connection goes to the machine of the control connection, whatever the server says, and not to an own port;
 * - `ftps` without a port is TLS from the first byte at 990, or where nothing listens there, AUTH TLS at 21; with a port it is
 *   AUTH TLS, but for 990; with `ftps` nothing goes unencrypted;
 * - where the path of an upload is a directory of the server, the file goes into it.
 */
import { Readable, Writable } from 'node:stream';
import type { Client } from 'basic-ftp';
import type { Location, Scheme } from './location.ts';
import type { Patience } from './patience.ts';
import { Forbidden, reach } from './reach.ts';
import type { Surroundings } from './surroundings.ts';
import type { Download, DownloadOutcome, Failure, Refusal, Upload, UploadOutcome } from './transfer.ts';

/** The port of FTP over TLS from the first byte. */
const IMPLICIT_PORT = 990;

const PLAIN_PORT = 21;

/** What a reply says (RFC 959, 4.2.2). For 550 see `refused`. */
const refusals: Readonly<Record<number, Refusal>> = {
  500: 'message',
  501: 'message',
  502: 'operation',
  503: 'message',
  504: 'operation',
  530: 'permission',
  532: 'permission',
  534: 'permission',
  553: 'permission',
};

interface Door {
  readonly port: number;
  /** True is AUTH TLS, implicit is TLS from the first byte. */
  readonly secure: boolean | 'implicit';
}

export function uploadByFtp(
  { name, content }: Upload,
  location: Location,
  patience: Patience,
  surroundings: Surroundings,
): Promise<UploadOutcome> {
  return withServer(location, patience, surroundings, 'permission', async (client) => {
    const target = await place(client, location.path, name);
    await client.uploadFrom(Readable.from([Buffer.from(content)], { objectMode: false }), target);
    return { kind: 'done' };
  });
}

export function downloadByFtp(
  { limit, receive }: Download,
  location: Location,
  patience: Patience,
  surroundings: Surroundings,
): Promise<DownloadOutcome> {
  let bytes = 0;
  let verdict: DownloadOutcome | undefined;
  const sink = new Writable({
    write(chunk: Uint8Array, _, done) {
      bytes += chunk.length;
      if (bytes > limit) verdict = { kind: 'too-large', reason: `the file is longer than ${limit} bytes` };
      else verdict = received(receive, chunk);
      done(verdict === undefined ? null : new Error(verdict.kind));
    },
  });
  return withServer(location, patience, surroundings, 'other', async (client) => {
    try {
      await client.downloadTo(sink, location.path.replace(/^\/+/, ''));
      return { kind: 'done', bytes };
    } catch (error) {
      if (verdict !== undefined) return verdict;
      throw error;
    }
  });
}

function received(receive: Download['receive'], chunk: Uint8Array): DownloadOutcome | undefined {
  try {
    receive(chunk);
    return undefined;
  } catch (error) {
    return { kind: 'not-stored', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Goes to the folder where the file belongs; returns its name there. */
async function place(client: Client, path: string, name: string): Promise<string> {
  const folders = path.split('/').filter((each) => each !== '');
  if (folders.length === 0) return name;
  if (path.endsWith('/')) {
    await client.cd(folders.join('/'));
    return name;
  }
  const { FTPError } = await import('basic-ftp');
  try {
    await client.cd(folders.join('/'));
    return name;
  } catch (error) {
    // No directory, so it is to be the file itself.
    if (!(error instanceof FTPError)) throw error;
  }
  const file = folders.pop() ?? name;
  if (folders.length > 0) await client.cd(folders.join('/'));
  return file;
}

/** Does `work` with a server that has let us in; `unavailable` is what its 550 says of the work. */
async function withServer<O>(
  location: Location,
  patience: Patience,
  surroundings: Surroundings,
  unavailable: Refusal,
  work: (client: Client) => Promise<O>,
): Promise<O | Failure> {
  const { Client, FTPError } = await import('basic-ftp');
  // Its own time-outs are of no use under another clock.
  const client = new Client(0);
  const close = (): void => client.close();
  patience.signal.addEventListener('abort', close);
  try {
    await enter(client, location, patience, surroundings);
    client.trackProgress(patience.touch);
    keepWithin(client, surroundings);
    return await work(client);
  } catch (error) {
    if (error instanceof FTPError) return refused(error, unavailable, location);
    throw error;
  } finally {
    patience.signal.removeEventListener('abort', close);
    client.close();
  }
}

async function enter(
  client: Client,
  location: Location,
  patience: Patience,
  surroundings: Surroundings,
): Promise<void> {
  const { scheme, port, host, user } = location;
  const all = doors(scheme, port);
  for (const [index, door] of all.entries()) {
    const [first] = await reach(host, door.port, surroundings);
    if (patience.signal.aborted) throw new Error('cancelled');
    try {
      await client.access({
        host: first?.address ?? host,
        port: door.port,
        secure: door.secure,
        ...(user === undefined ? {} : { user: user.name, password: user.password }),
        ...(door.secure === false ? {} : { secureOptions: await tlsOptions(host, surroundings) }),
      });
      patience.touch();
      return;
    } catch (error) {
      if (index === all.length - 1 || !isClosedDoor(error)) throw error;
    }
  }
}

/** Where a server may be listening, and how: the next is tried where nothing listens at the one before. */
export function doors(scheme: Scheme, port: number | undefined): readonly Door[] {
  if (scheme === 'ftp') return [{ port: port ?? PLAIN_PORT, secure: false }];
  if (port === IMPLICIT_PORT) return [{ port, secure: 'implicit' }];
  if (port !== undefined) return [{ port, secure: true }];
  return [
    { port: IMPLICIT_PORT, secure: 'implicit' },
    { port: PLAIN_PORT, secure: true },
  ];
}

/** We connect to an address; the certificate is of the name. */
async function tlsOptions(host: string, { trusted }: Surroundings) {
  const { isIP } = await import('node:net');
  const ca = await trusted();
  return { host, ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca === undefined ? {} : { ca }) };
}

function isClosedDoor(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

/** The data connection is looked at before anything goes over it. */
function keepWithin(client: Client, { guard }: Surroundings): void {
  const { prepareTransfer } = client;
  client.prepareTransfer = async (context) => {
    const reply = await prepareTransfer(context);
    const { remoteAddress = '', remotePort = 0 } = context.dataSocket ?? {};
    const why = guard.refuse(remoteAddress, remotePort);
    if (why !== undefined) throw new Forbidden(why);
    return reply;
  };
}

/** Servers say 550 to whom may not write, and where there is nothing to read. */
function refused(
  { code, message }: { readonly code: number; readonly message: string },
  unavailable: Refusal,
  { user }: Location,
): Failure {
  const because = code === 550 ? unavailable : (refusals[code] ?? 'other');
  // A server may repeat the command that it does not like, and that may be PASS.
  const said = user === undefined || user.password === '' ? message : message.replaceAll(user.password, '…');
  return { kind: 'refused', because, reason: `the server says ${said.slice(0, 200)}` };
}

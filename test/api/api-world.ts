/**
 * A twin under a virtual clock, its Central System in memory, and its API on a real socket. Every answer that comes through
 * here is held against what the OpenAPI document promises, by a validator that is not ours.
 */
import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { TestContext } from 'node:test';
import * as JsonSchema from 'typebox/schema';
import { type Api, startApi } from '../../src/api/api.ts';
import { createObservableLog, type ObservableLog } from '../../src/api/observable-log.ts';
import type { Clock } from '../../src/clock/clock.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import type { Files } from '../../src/files/files.ts';
import { accept } from '../../src/link/acceptor.ts';
import { createLoopbackNetwork, type LoopbackNetwork } from '../../src/link/loopback.ts';
import type { Socket } from '../../src/link/transport.ts';
import { type LogDetails, silentLog } from '../../src/log/log.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { createTwin, type Twin, type TwinOptions } from '../../src/twin.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of any shape; the document says which
  readonly body: any;
}

export interface Asking {
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface World {
  readonly clock: VirtualClock;
  readonly network: LoopbackNetwork;
  readonly twin: Twin;
  readonly api: Api;
  readonly log: ObservableLog;
  /** Warnings and errors. */
  readonly complaints: readonly string[];
  /** What the Central System answers to a CALL of this action; undefined: nothing at all. */
  readonly answers: Map<string, unknown>;
  /** The payloads of the CALLs that the Central System has got, by action. */
  readonly received: (action: string) => readonly unknown[];
  /** The Central System sends a text. */
  readonly say: (text: string) => void;
  readonly ask: (method: string, path: string, asking?: Asking) => Promise<Answer>;
  readonly watch: () => Promise<Reader>;
  /** Lets what is due now happen until the promise is kept. */
  readonly until: <T>(promise: Promise<T>) => Promise<T>;
}

const usual: readonly (readonly [string, unknown])[] = [
  ['BootNotification', { status: 'Accepted', currentTime: '2026-01-01T00:00:00Z', interval: 300 }],
  ['Authorize', { idTagInfo: { status: 'Accepted' } }],
  ['Heartbeat', { currentTime: '2026-01-01T00:00:00Z' }],
  ['StartTransaction', { transactionId: 4711, idTagInfo: { status: 'Accepted' } }],
  ['StopTransaction', {}],
  ['StatusNotification', {}],
  ['MeterValues', {}],
  ['SecurityEventNotification', {}],
  ['DataTransfer', { status: 'Accepted', data: 'pong' }],
];

/** A world that is taken down after the test; its charge point is up and accepted, unless `started` is false. */
export async function createWorld(
  t: TestContext,
  options: {
    readonly file?: Readonly<Record<string, unknown>>;
    readonly token?: string;
    readonly host?: string;
    readonly started?: boolean;
    readonly files?: Files;
    /** The charger's clock, and who sets it; `base` is the world's. */
    readonly time?: (base: Clock) => Pick<TwinOptions, 'clock' | 'discipline'>;
  } = {},
): Promise<World> {
  const clock = createVirtualClock();
  const network = createLoopbackNetwork({ clock });
  const answers = new Map<string, unknown>(usual);
  const calls: { readonly action: string; readonly payload: unknown }[] = [];
  let server: Socket | undefined;
  network.listen('ws://central/ocpp', () =>
    accept('ocpp1.6', (socket) => {
      server = socket;
      return {
        opened() {},
        pong() {},
        binary() {},
        closed() {},
        message(text) {
          const [type, id, action, payload] = JSON.parse(text);
          if (type !== 2) return;
          calls.push({ action, payload });
          const answer = answers.get(action);
          if (answer instanceof Error) socket.send(JSON.stringify([4, id, answer.message, 'no', {}]));
          else if (answer !== undefined) socket.send(JSON.stringify([3, id, answer]));
        },
      };
    }),
  );
  const complaints: string[] = [];
  const complain = (message: string, details?: LogDetails) => {
    complaints.push(details === undefined ? message : `${message} ${JSON.stringify(details)}`);
  };
  const log = createObservableLog({ ...silentLog, warn: complain, error: complain });
  const read = readStartUpFile({
    identity: { chargePointId: 'cp1' },
    csms: { url: 'ws://central/ocpp' },
    ...options.file,
  });
  assert.ok(read.ok, JSON.stringify(read));
  const twin = createTwin({
    startUp: read.startUp,
    store: createMemoryDatabase().open('cp1'),
    ...(options.files === undefined ? {} : { files: options.files }),
    transport: network.transport,
    clock,
    networkClock: clock,
    random: createSeededRandom(1),
    log,
    ...options.time?.(clock),
  });
  const { token, host = '127.0.0.1' } = options;
  const api = await startApi({ twin, host, port: 0, log, token });
  t.after(async () => {
    twin.stop();
    await api.close();
  });
  if (options.started !== false) {
    twin.start();
    await clock.advance(1_000);
  }

  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const plainAsk = (method: string, path: string, asking: Asking = {}) =>
    send(api, method, path, { ...asking, headers: { ...authorization, ...asking.headers } });
  const document = (await plainAsk('GET', '/openapi.json')).body;

  return {
    clock,
    network,
    twin,
    api,
    log,
    complaints,
    answers,
    received: (action) => calls.filter((call) => call.action === action).map(({ payload }) => payload),
    say: (text) => server?.send(text),
    async ask(method, path, asking) {
      const answer = await plainAsk(method, path, asking);
      assertPromised(document, method, path, answer);
      return answer;
    },
    watch: () => watch(api, document, authorization),
    async until(promise) {
      let kept = false;
      const mark = () => {
        kept = true;
      };
      promise.then(mark, mark);
      while (!kept) await clock.settle();
      return promise;
    },
  };
}

function open(api: Api, method: string, path: string, { body, headers = {} }: Asking): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asking = request(
      `${api.url}${path}`,
      {
        method,
        agent: false,
        headers: {
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      resolve,
    );
    asking.on('error', reject);
    asking.end(text);
  });
}

async function send(api: Api, method: string, path: string, asking: Asking): Promise<Answer> {
  const response = await open(api, method, path, asking);
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const { statusCode: status = 0, headers } = response;
  return { status, headers, text, body: /json/.test(headers['content-type'] ?? '') ? JSON.parse(text) : undefined };
}

// biome-ignore lint/suspicious/noExplicitAny: the document is JSON
type Document = any;

/** The status, the media type and the content are what the document says of this call. */
export function assertPromised(document: Document, method: string, path: string, answer: Answer): void {
  const { status, headers, text, body } = answer;
  const [place = ''] = path.split('?');
  const known = Object.keys(document.paths).find((template) => {
    return new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(place);
  });
  const operation = known === undefined ? undefined : document.paths[known][method.toLowerCase()];
  if (operation === undefined) {
    assert.ok(
      status === 404 || status === 405 || status === 401,
      `${method} ${path} is no call, but answers ${status}`,
    );
    assertFits(document, { $ref: '#/components/schemas/Problem' }, body);
    return;
  }
  const promised = operation.responses[status] ?? operation.responses.default;
  if (promised.content === undefined) {
    assert.equal(text, '');
    return;
  }
  const [[mediaType, { schema }]] = Object.entries(promised.content) as [[string, { schema: unknown }]];
  assert.ok(headers['content-type']?.startsWith(mediaType), `${headers['content-type']} is not ${mediaType}`);
  assertFits(document, schema, body ?? text);
  if (operation.responses[status] === undefined) assert.ok(status >= 400, `${method} ${path} may not answer ${status}`);
}

/** Holds JSON against a schema of the document. */
export function assertFits(document: Document, schema: unknown, value: unknown): void {
  // References lead into the document, so the document is the schema, with this one in front.
  const whole = { ...(schema as object), components: document.components };
  const [fits, errors] = JsonSchema.Errors(whole, value);
  assert.ok(fits, `${JSON.stringify(value)}\ndoes not fit\n${JSON.stringify(schema)}\n${JSON.stringify(errors)}`);
}

export interface Told {
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of any shape; the document says which
  readonly data: any;
}

/** A reader of server-sent events. */
export interface Reader {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The next event of this kind that was not taken yet; those before it are skipped. */
  next(kind: string): Promise<Told>;
  /** The next comment line. */
  comment(): Promise<string>;
  /** Kinds and data of all that has come so far and was not taken. */
  waiting(): readonly Told[];
  /** Kept when the stream has ended; false when it was cut off. */
  readonly ended: Promise<boolean>;
  readonly response: IncomingMessage;
  close(): void;
}

async function watch(api: Api, document: Document, headers: Readonly<Record<string, string>>): Promise<Reader> {
  const response = await open(api, 'GET', '/events', { headers });
  const events: Told[] = [];
  const comments: string[] = [];
  let wake = (): void => undefined;
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const kind = fields.get('event');
      if (fields.has('')) comments.push(fields.get('') ?? '');
      if (kind === undefined) continue;
      const data = JSON.parse(fields.get('data') ?? '');
      assert.ok(document['x-events'][kind], `nobody has promised an event ${kind}`);
      assertFits(document, document['x-events'][kind], data);
      events.push({ kind, data });
    }
    wake();
  });
  const ended = new Promise<boolean>((resolve) => {
    response.on('error', () => undefined);
    response.on('close', () => resolve(response.complete));
  });

  async function take<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    next: (kind) =>
      take(() => {
        const at = events.findIndex((event) => event.kind === kind);
        return at < 0 ? undefined : events.splice(0, at + 1).at(-1);
      }),
    comment: () => take(() => comments.shift()),
    waiting: () => events,
    ended,
    response,
    close: () => response.destroy(),
  };
}

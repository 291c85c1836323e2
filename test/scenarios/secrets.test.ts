/**
 * A life in which every secret that a charge point can have is used, and then a search for each of them, in every form, wherever
 * somebody may look: logs, events, the API, uploads, security events, files, and what the Central System is told.
 */
import assert from 'node:assert/strict';
import { type IncomingMessage, request } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startApi } from '../../src/api/api.ts';
import { createObservableLog } from '../../src/api/observable-log.ts';
import type { Log } from '../../src/log/log.ts';
import type { CentralSystemAction, Request } from '../../src/ocpp16/actions.ts';
import { formatDateTime } from '../../src/ocpp16/date-time.ts';
import { leaks, type Secret, secretKey, secretText } from '../support/secret.ts';
import { createWorld, type World } from '../support/world.ts';
import { chainFor, extended, install, signed } from './certificate-acts.ts';
import { firmwareOf, manufacturer, signatureOf } from './firmware-world.ts';
import { authority, listenSecurely, own, secureStart } from './security-acts.ts';

const FIRST_KEY = '5ec4e70123456789ABCDEF5ec4e7012345678900';
const SECOND_KEY = 'a second password; do not tell';
const REFUSED_KEY = 'too short, Olga';
const BROKEN_KEY = 'broken frames have secrets too';
const PASSWORD = 'ftp-password-of-Olga';
const QUERY = 'signature-in-a-query';
const UPLINK = 'tenant-token-in-the-uplink';
const TOKEN = 'the-token-of-the-control-api';

const FILES = 'http://files.example';
const location = (path: string, origin = FILES): string =>
  `${origin.replace('://', `://olga:${PASSWORD}@`)}${path}?sig=${QUERY}`;

/** What somebody may look at, by where it is found. */
type Evidence = Map<string, string>;

interface Life {
  readonly world: World;
  readonly evidence: Evidence;
  readonly secrets: readonly Secret[];
}

/** Calls, and waits until all that follows at once has happened. */
async function act<A extends CentralSystemAction>(world: World, action: A, payload: Request<A>): Promise<void> {
  const outcome = world.charger.call(action, payload);
  await world.seconds(5);
  const answer = await outcome;
  assert.ok(answer.kind === 'confirmed', `${action}: ${JSON.stringify(answer)}`);
}

/** A text as it is on the wire; whatever is answered. */
async function say(world: World, text: string): Promise<void> {
  const answer = world.charger.exchange(text);
  await world.clock.settle();
  assert.notEqual(await answer, undefined);
}

async function tryKeys(world: World): Promise<void> {
  assert.equal(await world.configure('AuthorizationKey', REFUSED_KEY), 'Rejected');
  const change = (payload: unknown) => JSON.stringify([2, 'm', 'ChangeConfiguration', payload]);
  const right = { key: 'AuthorizationKey', value: BROKEN_KEY };
  for (const text of [
    change({ ...right, value: `${BROKEN_KEY}${'.'.repeat(500)}` }),
    change({ ...right, value: { text: BROKEN_KEY } }),
    change({ ...right, newValue: BROKEN_KEY }),
    change({ Key: 'AuthorizationKey', Value: BROKEN_KEY }),
    change(right).slice(0, -1),
    change(right).replace(/]$/, ',"more"]'),
    change(right).replace('Change', 'change'),
    change(right).replace('AuthorizationKey', 'authorizationKEY2'),
    change({ ...right, filling: '.'.repeat(300_000) }),
  ]) {
    await say(world, text);
  }
  assert.equal(await world.configure('AuthorizationKey', SECOND_KEY), 'Accepted');
  await world.seconds(5);
  assert.equal(world.charger.connections, 2);
  // The Central System changes its mind, and back.
  world.central.setAuthorizationKey('CP001', FIRST_KEY);
  world.charger.terminate();
  await world.seconds(300);
  world.central.setAuthorizationKey('CP001', SECOND_KEY);
  world.charger.terminate();
  await world.seconds(300);
  assert.equal(world.charger.connected, true);
}

async function tryLocations(world: World): Promise<void> {
  const server = world.transfers.serve(FILES);
  const retrieveDate = formatDateTime(world.clock.now());
  for (const url of [
    location('/logs/'),
    location('/logs/', 'http://nobody.example'),
    `sftp://olga:${PASSWORD}@files.example/`,
  ]) {
    await act(world, 'GetDiagnostics', { location: url, retries: 0 });
    await act(world, 'GetLog', { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: url }, retries: 0 });
    await act(world, 'UpdateFirmware', { location: url, retrieveDate, retries: 0 });
  }
  const long = `${location('/')}${'.'.repeat(600)}`;
  await say(world, JSON.stringify([2, 'm', 'GetLog', { logType: 'x', requestId: 1, log: { remoteLocation: long } }]));
  await say(world, JSON.stringify([2, 'm', 'GetDiagnostics', { location: [long] }]));
  await say(world, JSON.stringify([2, 'm', 'UpdateFirmware', { location: long }]));
  assert.equal(await install(world, manufacturer.certificate, 'ManufacturerRootCertificate'), 'Accepted');
  server.files.set('/firmware', firmwareOf('9.9.9'));
  await act(world, 'SignedUpdateFirmware', {
    requestId: 7,
    retries: 0,
    firmware: { location: location('/firmware'), retrieveDateTime: retrieveDate, ...signatureOf(firmwareOf('8.8.8')) },
  });
  assert.deepEqual(
    world.charger.requests('SignedFirmwareStatusNotification').map(({ status }) => status),
    ['Downloading', 'Downloaded', 'InvalidSignature'],
  );
}

/** The keys that it has made: the one that waits, and the one that is presented. */
async function tryCertificates(world: World): Promise<readonly Secret[]> {
  world.charger.intercept('SignCertificate', { kind: 'reply', payload: { status: 'Accepted' } });
  assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
  assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
  world.central.setAuthorizationKey('CP001', undefined);
  await act(world, 'ChangeConfiguration', { key: 'SecurityProfile', value: '3' });
  await world.seconds(30);
  assert.equal((await world.key('SecurityProfile'))?.value, '3');
  assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
  const keys = [...world.files.files.values()].flatMap(
    ({ content }) =>
      /-----BEGIN[^-]*PRIVATE KEY-----[^-]+-----END[^-]*-----/.exec(Buffer.from(content).toString())?.[0] ?? [],
  );
  assert.equal(keys.length, 3, 'of the start-up file, of the certificate, of the request');
  return keys.map((key, index) => secretKey(`private key ${index}`, key));
}

/** The content of the answer; `end` waits for all of it. */
async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
  body?: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const more = body === undefined ? {} : { 'content-type': 'application/json' };
    const asking = request(url, { method, agent: false, headers: { ...headers, ...more } }, resolve);
    asking.on('error', reject).end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return `${response.statusCode} ${JSON.stringify(response.headers)} ${text}`;
}

/** Whatever can be got of the API, and what it says to those who may not, or who are wrong. */
async function askAll(url: string, evidence: Evidence): Promise<void> {
  const token = { authorization: `Bearer ${TOKEN}` };
  const document = JSON.parse((await textOf(await ask(`${url}/openapi.json`, token))).replace(/^.*?} (?={)/s, ''));
  const paths = Object.entries<Readonly<Record<string, unknown>>>(document.paths);
  const readable = paths.filter(([path, { get }]) => get !== undefined && path !== '/events').map(([path]) => path);
  assert.ok(readable.length > 8, readable.join());
  for (const path of readable) {
    const filled = path.replace('{id}', '1');
    evidence.set(`GET ${path}`, await textOf(await ask(`${url}${filled}`, token)));
    evidence.set(`GET ${path} without a token`, await textOf(await ask(`${url}${filled}`, {})));
  }
  const wrong = { authorization: `Bearer not ${TOKEN.length}` };
  evidence.set('a wrong token', await textOf(await ask(`${url}/status`, wrong)));
  evidence.set('a wrong path', await textOf(await ask(`${url}/configuration/AuthorizationKey`, token)));
  evidence.set('a wrong body', await textOf(await ask(`${url}/reboot`, token, 'POST', '{"type":')));
}

async function live(t: TestContext): Promise<Life> {
  const evidence: Evidence = new Map();
  const lines: string[] = [];
  const at =
    (level: string): Log['info'] =>
    (message, details) =>
      void lines.push(`${level} ${message} ${JSON.stringify(details ?? {})}`);
  const log = createObservableLog({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') });
  const start = secureStart(2, {
    model: 'reference',
    central: { chargers: { CP001: { authorizationKey: FIRST_KEY } } },
    configuration: { AuthorizationKey: FIRST_KEY, CpoName: 'Tests' },
    log,
  });
  const world = await createWorld({
    ...start,
    file: { csms: { url: `wss://central/ocpp?token=${UPLINK}` }, api: { token: TOKEN } },
  });
  listenSecurely(world);
  const { host, token } = world.startUp.api;
  const api = await startApi({ twin: world.twin(), host, port: 0, token, log });
  t.after(() => api.close());
  const events = await ask(`${api.url}/events`, { authorization: `Bearer ${TOKEN}` });
  const told = textOf(events);
  world.twin().start();
  await world.seconds(5);
  assert.equal(world.charger.connected, true);

  await tryKeys(world);
  await tryLocations(world);
  const made = await tryCertificates(world);
  await world.charge();
  await world.seconds(60);
  await askAll(api.url, evidence);
  const uploads = world.transfers.serve('http://last.example');
  await act(world, 'GetDiagnostics', { location: location('/', 'http://last.example') });
  await act(world, 'GetLog', {
    logType: 'SecurityLog',
    requestId: 2,
    log: { remoteLocation: location('/', 'http://last.example') },
  });
  assert.equal(uploads.uploads.length, 2);
  for (const { name, content } of uploads.uploads) evidence.set(`upload ${name}`, `${name} ${gunzipSync(content)}`);
  await api.close();
  evidence.set('GET /events', await told);
  world.powerCut();
  await world.powerOn();
  await world.seconds(60);
  assert.equal(world.charger.connected, true);

  evidence.set('log', lines.join('\n'));
  evidence.set('security log', JSON.stringify(world.chargePoint().security.entries()));
  evidence.set('warnings', world.warnings.join('\n'));
  const fromCharger = world.charger.frames.filter(({ direction }) => direction === 'in').map(({ text }) => text);
  evidence.set('what the Central System is told', fromCharger.join('\n'));
  for (const [path, { content }] of world.files.files) {
    if (!path.startsWith('certificates/')) evidence.set(`file ${path}`, Buffer.from(content).toString('latin1'));
  }
  const secrets = [
    ...Object.entries({ FIRST_KEY, SECOND_KEY, REFUSED_KEY, BROKEN_KEY, PASSWORD, QUERY, UPLINK, TOKEN }).map(
      ([name, text]) => secretText(name, text),
    ),
    secretKey('client key of the start-up file', own.privateKey),
    ...made,
  ];
  return { world, evidence, secrets };
}

describe('the secrets of a charge point', () => {
  it('are nowhere where somebody may look, in no form', async (t) => {
    const { evidence, secrets } = await live(t);
    const found = [...evidence].flatMap(([place, text]) =>
      leaks(secrets, text).map((name) => {
        const secret = secrets.find((each) => each.name === name);
        const line = text.split('\n').find((each) => secret?.forms.some((form) => each.includes(form)));
        return `${name} in ${place}: ${line?.slice(0, 500)}`;
      }),
    );
    assert.deepEqual(found, []);
    // What was searched is what there is to be seen.
    for (const [place, word] of [
      ['log', 'ChangeConfiguration'],
      ['log', 'dialling wss://central/ocpp/CP001'],
      ['log', 'nobody.example'],
      ['GET /events', 'AuthorizationKey'],
      ['GET /events', 'SignedUpdateFirmware'],
      ['GET /configuration', 'AuthorizationKey'],
      ['GET /status', '"state":"connected"'],
      ['security log', 'InvalidFirmwareSignature'],
      ['what the Central System is told', 'a value that is not shown'],
      ['a wrong token', '401'],
    ] as const) {
      assert.ok(evidence.get(place)?.includes(word), `${word} is not in ${place}`);
    }
    assert.ok([...evidence.keys()].some((place) => place.startsWith('file logs/')));
    assert.ok([...evidence.keys()].some((place) => place.startsWith('upload CP001-diagnostics')));
  });

  it('lie in files for this user alone', async (t) => {
    const { world, secrets } = await live(t);
    const holding = [...world.files.files].filter(
      ([, { content }]) => leaks(secrets, Buffer.from(content).toString().replaceAll('\n', '')).length > 0,
    );
    assert.ok(holding.length > 0);
    for (const [path, { mode }] of holding) {
      assert.match(path, /^certificates\/(charge-point|pending)\//);
      assert.equal(mode, 0o600, path);
    }
  });

  it('are found by this search, in whatever form', () => {
    const secret = secretText('it', FIRST_KEY);
    const bytes = Buffer.from(FIRST_KEY, 'hex');
    for (const text of [
      FIRST_KEY,
      Buffer.from(FIRST_KEY).toString('hex'),
      ...['', 'a', 'ab', 'abc'].map((user) => Buffer.concat([Buffer.from(`${user}:`), bytes]).toString('base64')),
      Buffer.from(`user:${FIRST_KEY}@host`).toString('base64'),
    ]) {
      assert.deepEqual(leaks([secret], `before ${text} after`), ['it'], text);
    }
    assert.deepEqual(leaks([secretKey('key', own.privateKey)], own.privateKey.replaceAll('\n', '')), ['key']);
    assert.deepEqual(leaks([secret], 'nothing'), []);
  });
});

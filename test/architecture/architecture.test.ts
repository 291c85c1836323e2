/**
 * The house stands as CONTRIBUTING.md draws it: imports go along the arrows only, and time, chance, files and sockets come in
 * through ports (DESIGN rules 2 and 10). Both are tables here; a new folder or adapter is entered there, or this fails.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../../src');

/** Which rooms a room may import from. Its own files it always may. `.` are the files beside the rooms. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  clock: ['random', 'log'],
  random: [],
  log: [],
  page: [],
  web: ['clock', 'log', 'rpc', 'transfer', 'ocpp16', 'schema'],
  store: [],
  files: [],
  transfer: ['clock'],
  certificates: ['clock', 'random', 'log', 'files'],
  firmware: ['files', 'clock', 'log', 'certificates'],
  ocpp16: ['schema'],
  charger: ['clock'],
  link: ['certificates', 'clock', 'random', 'log'],
  rpc: ['ocpp16', 'schema', 'clock', 'random', 'log'],
  boards: ['charger', 'clock', 'random'],
  models: ['ocpp16', 'rpc'],
  features: [
    'rpc',
    'charger',
    'store',
    'files',
    'transfer',
    'certificates',
    'firmware',
    'clock',
    'random',
    'log',
    'link',
    'models',
    'ocpp16',
    'schema',
  ],
  central: ['rpc', 'link', 'certificates', 'files', 'clock', 'random', 'log', 'ocpp16', 'page', 'schema', 'web'],
  '.': [
    'features',
    'rpc',
    'charger',
    'boards',
    'store',
    'files',
    'transfer',
    'certificates',
    'firmware',
    'clock',
    'random',
    'log',
    'link',
    'models',
    'ocpp16',
    'schema',
  ],
  api: [
    '.',
    'features',
    'rpc',
    'charger',
    'boards',
    'certificates',
    'files',
    'firmware',
    'transfer',
    'clock',
    'log',
    'link',
    'models',
    'ocpp16',
    'page',
    'schema',
    'web',
  ],
  watch: ['.', 'api', 'central', 'rpc', 'link', 'files', 'transfer', 'clock', 'random', 'ocpp16', 'schema'],
  play: [
    '.',
    'watch',
    'api',
    'central',
    'store',
    'files',
    'transfer',
    'clock',
    'random',
    'log',
    'link',
    'rpc',
    'ocpp16',
    'schema',
  ],
  testing: [
    '.',
    'watch',
    'api',
    'features',
    'charger',
    'store',
    'files',
    'firmware',
    'transfer',
    'log',
    'ocpp16',
    'schema',
  ],
  cli: [
    '.',
    'play',
    'watch',
    'api',
    'central',
    'boards',
    'store',
    'files',
    'transfer',
    'certificates',
    'firmware',
    'clock',
    'random',
    'log',
    'link',
    'models',
    'schema',
  ],
};

/** What may be used only in the adapters of a port, and which those are. */
const ports: readonly { readonly what: RegExp; readonly named: string; readonly adapters: readonly RegExp[] }[] = [
  {
    named: 'time: Date.now, new Date(), performance.now',
    what: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b/,
    adapters: [/^clock\/system-clock\.ts$/],
  },
  {
    named: 'timers: setTimeout, setInterval, setImmediate',
    what: /(?<!\.)\bset(Timeout|Interval|Immediate)\b/,
    adapters: [/^clock\/(system|virtual)-clock\.ts$/, /^cli\/until-stopped\.ts$/],
  },
  {
    named: 'chance: Math.random, randomUUID and the like',
    what: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/,
    adapters: [/^random\/system-random\.ts$/],
  },
  {
    named: 'files: node:fs, node:sqlite',
    what: /'node:(fs|fs\/promises|sqlite)'/,
    adapters: [/^store\/(sqlite[a-z-]*|migrations)\.ts$/, /^files\/disk\.ts$/, /^page\/built-page\.ts$/, /^cli\//],
  },
  {
    named: 'sockets: ws, basic-ftp, node:net, node:http, node:tls, node:dns, fetch',
    what: /from 'ws'|import\('ws'\)|'node:(net|https?|tls|dgram|dns)'|'basic-ftp'|\bfetch\(/,
    adapters: [
      /^clock\/udp\.ts$/,
      /^transfer\/(http|ftp|network-transfer|reach|address-guard)\.ts$/,
      /^link\/(web-socket|tls-socket|tls-peer)\.ts$/,
      // The names of HTTP statuses, and the type of an address.
      /^link\/acceptor\.ts$/,
      /^central\/(server|event-hub|web-socket-server|tls-entrance|admission|problem|http-routes)\.ts$/,
      /^api\//,
      /^web\/(audience|event-stream|guard)\.ts$/,
    ],
  },
];

const files = globSync('**/*.ts', { cwd: root }).map((file) => ({
  file,
  room: file.includes('/') ? (file.split('/')[0] ?? '.') : '.',
  code: withoutComments(readFileSync(join(root, file), 'utf8')),
}));

describe('the architecture', () => {
  it('is about all of the source', () => {
    assert.ok(files.length > 100, `only ${files.length} files were found`);
    assert.deepEqual(
      files.map(({ room }) => room).filter((room) => !(room in arrows)),
      [],
    );
  });

  it('has imports only along the arrows', () => {
    const wrong = files.flatMap(({ file, room, code }) =>
      importsOf(code)
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(root, join(root, dirname(file), target)))
        .map((target) => ({ target, to: target.includes('/') ? (target.split('/')[0] ?? '.') : '.' }))
        .filter(({ to }) => to !== room && !arrows[room]?.includes(to))
        .map(({ target }) => `${file} imports ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('reaches time, chance, files and sockets only through their ports', () => {
    const wrong = ports.flatMap(({ what, named, adapters }) =>
      files
        .filter(({ file, code }) => what.test(code) && !adapters.some((adapter) => adapter.test(file)))
        .map(({ file }) => `${file} uses ${named}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('has no adapter in its table that is none', () => {
    const idle = ports.flatMap(({ what, named, adapters }) =>
      adapters
        .filter((adapter) => !files.some(({ file, code }) => adapter.test(file) && what.test(code)))
        .map((adapter) => `${adapter} is listed for ${named}`),
    );
    assert.deepEqual(idle, []);
  });

  it('has a guarantee or a purpose in the first lines of every file', () => {
    const silent = files
      .map(({ file }) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
      .filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text))
      .map(({ file }) => file);
    assert.deepEqual(silent, []);
  });
});

function importsOf(code: string): string[] {
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, target]) => target ?? '');
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

/** Real time servers on loopback, of stratum 8, each in a process of its own: ntp-server.ts, and chronyd where there is one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface TimeServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** How to start those that this machine has, by name. */
export function timeServers(): Readonly<Record<string, () => Promise<TimeServer>>> {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  const chronyd = folders.map((folder) => join(folder, 'chronyd')).find((path) => existsSync(path));
  return { 'ntp-server.ts': startOwn, ...(chronyd === undefined ? {} : { chronyd: () => startChronyd(chronyd) }) };
}

/** It touches neither the computer's clock (-x) nor anything outside of a folder of its own. */
async function startChronyd(path: string): Promise<TimeServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pilotwire-time-'));
  const port = await freePort();
  const configuration = [
    `port ${port}`,
    'bindaddress 127.0.0.1',
    'allow 127.0.0.1',
    'local stratum 8',
    'cmdport 0',
    `bindcmdaddress ${join(folder, 'chronyd.sock')}`,
    `pidfile ${join(folder, 'chronyd.pid')}`,
  ];
  const file = join(folder, 'chrony.conf');
  writeFileSync(file, `${configuration.join('\n')}\n`);
  const child = spawn(path, ['-d', '-x', '-U', '-u', userInfo().username, '-f', file], { stdio: 'ignore' });
  return {
    port,
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startOwn(): Promise<TimeServer> {
  const file = join(import.meta.dirname, 'ntp-server.ts');
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(createInterface(child.stdout), 'line');
  return { port: Number(port), stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/** chronyd takes no port 0. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

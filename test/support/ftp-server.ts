/**
 * A small FTP server (RFC 959, 2428, 4217) in passive mode, on a port of its own of this machine: it takes files and gives them, with
 * TLS if it has a certificate. `user` may log in with `secret`.
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificate.ts';
import type { FileServer, Misbehaviour } from './file-server.ts';

export interface FtpServer extends FileServer {
  readonly folders: Set<string>;
  /** Does it know EPSV? Otherwise PASV only. */
  extended: boolean;
  /** Leads the data connections to another port. */
  dataPort: number | undefined;
}

/** Parts of the answers to commands that need no thought. */
const constant: Readonly<Record<string, string>> = {
  OPTS: '200 ok',
  TYPE: '200 ok',
  STRU: '200 ok',
  PBSZ: '200 ok',
  PROT: '200 ok',
  FEAT: '211 no features',
  USER: '331 and the password',
};

export async function startFtpServer(certificate?: TestCertificate): Promise<FtpServer> {
  const files = new Map<string, Buffer>();
  const folders = new Set<string>(['/']);
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const dataServers = new Set<Server>();
  let how: Misbehaviour | undefined;

  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket.on('error', () => socket.destroy());
  };
  const secured = (socket: Socket): Socket =>
    certificate === undefined
      ? socket
      : kept(new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(certificate) }));
  const listen = (server: Server): Promise<number> =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

  function converse(plain: Socket): void {
    let control = plain;
    let folder = '/';
    let encrypted = false;
    let data: Promise<Socket> | undefined;
    const say = (line: string): void => void control.write(`${line}\r\n`);
    const pathOf = (name: string): string => (name.startsWith('/') ? name : `${folder.replace(/\/$/, '')}/${name}`);

    async function passive(reply: (port: number) => string): Promise<void> {
      const door = createServer();
      dataServers.add(door);
      const port = await listen(door);
      data = new Promise((resolve) =>
        door.once('connection', (socket) => {
          door.close();
          resolve(encrypted ? secured(kept(socket)) : kept(socket));
        }),
      );
      say(reply(server.dataPort ?? port));
    }

    async function store(path: string): Promise<void> {
      say('150 send it');
      const socket = await data;
      if (socket === undefined) return say('425 no data connection');
      if (how === 'cuts') return void socket.once('data', () => [socket, control].map((each) => each.destroy()));
      files.set(path, await buffer(socket));
      say('226 stored');
    }

    async function retrieve(path: string): Promise<void> {
      const file = files.get(path);
      if (file === undefined) return say('550 no such file');
      say('150 here it comes');
      const socket = await data;
      if (how !== 'cuts') {
        socket?.end(file);
        return say('226 sent');
      }
      socket?.write(file.subarray(0, file.length / 2), () => [socket, control].map((each) => each.destroy()));
    }

    const commands: Readonly<Record<string, (argument: string) => unknown>> = {
      AUTH() {
        if (certificate === undefined) return say('502 no TLS');
        say('234 go on');
        control.removeAllListeners('data');
        control = secured(control);
        encrypted = true;
        return hear();
      },
      PASS: (password) => say(password === 'secret' ? '230 welcome' : '530 not you'),
      CWD(name) {
        const path = pathOf(name);
        if (!folders.has(path)) return say('550 no such folder');
        folder = path;
        return say('250 ok');
      },
      EPSV: () => (server.extended ? passive((port) => `229 here (|||${port}|)`) : say('500 what?')),
      PASV: () => passive((port) => `227 here (127,0,0,1,${port >> 8},${port & 255})`),
      STOR: (name) => (how === 'refuses' ? say('550 you may not') : store(pathOf(name))),
      RETR: (name) => (how === 'refuses' ? say('553 you may not') : retrieve(pathOf(name))),
    };

    function hear(): void {
      let line = '';
      control.on('data', (chunk) => {
        const lines = (line + String(chunk)).split('\r\n');
        line = lines.pop() ?? '';
        for (const each of lines) {
          requests.push(each);
          const [command = '', argument = ''] = each.split(/ (.*)/);
          if (how === 'silent' && ['STOR', 'RETR'].includes(command)) continue;
          const answer = constant[command];
          if (answer !== undefined) say(answer);
          else (commands[command] ?? (() => say('502 not here')))(argument);
        }
      });
    }

    hear();
    say('220 hello');
  }

  const listener = createServer((socket) => converse(kept(socket)));
  const port = await listen(listener);
  const server: FtpServer = {
    files,
    folders,
    requests,
    port,
    extended: true,
    dataPort: undefined,
    behave(next) {
      how = next;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      for (const each of dataServers) each.close();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
  return server;
}

/**
 * The Datagrams port over real UDP.
 *
 * Guarantee, beyond those of the port: a socket that is open does not keep the process alive.
 */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns';
import type { Datagrams } from './datagrams.ts';

export function createUdp(): Datagrams {
  return {
    open({ host, port }, listener) {
      let close = (): void => undefined;
      let send = (_: Uint8Array): void => undefined;
      let over = false;
      const end = (): void => {
        over = true;
        close();
      };
      const fail = (error: Error): void => {
        if (over) return;
        end();
        listener.failed(error.message);
      };
      lookup(host, (error, address, family) => {
        if (over) return;
        if (error) return fail(error);
        const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
        socket.unref();
        close = () => socket.close();
        // Also what an ICMP message says of an earlier datagram, as ECONNREFUSED.
        socket.on('error', fail);
        socket.on('message', (bytes) => {
          if (!over) listener.message(bytes);
        });
        // A connected socket: the kernel takes nothing from any other address.
        socket.once('connect', () => {
          if (over) return;
          send = (bytes) => socket.send(bytes);
          listener.opened();
        });
        socket.connect(port, address);
      });
      return {
        send(bytes) {
          if (!over) send(bytes);
        },
        close() {
          if (!over) end();
        },
      };
    },
  };
}

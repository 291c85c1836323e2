/**
 * A Transport with nothing between the charge point and whoever plays its Central System: what is sent is there at once. It keeps
 * the promises of the port, and costs no task of the clock for a message.
 */
import type { Clock } from '../../src/clock/clock.ts';
import type { Ending, Socket, SocketListener, Transport } from '../../src/link/transport.ts';

export interface Wire {
  readonly transport: Transport;
  connected(): boolean;
  /** Counts connections. */
  connections(): number;
  /** To the charge point; not from within a message of its own. */
  send(text: string): void;
  sendBinary(length: number): void;
  /** Breaks the connection. */
  cut(): void;
}

const BROKEN: Ending = { kind: 'closed', code: 1006, reason: '' };

/** `central` hears of each new connection, and what the charge point says. */
export function createBareWire(
  clock: Clock,
  central: { readonly opened: () => void; readonly message: (text: string) => void },
): Wire {
  /** The charge point's end of the present connection. */
  let present: SocketListener | undefined;
  let connections = 0;

  function dial(listener: SocketListener): Socket {
    let over = false;
    clock.after(0, () => {
      if (over) return;
      present = listener;
      connections += 1;
      central.opened();
      listener.opened('ocpp1.6');
    });
    const end = (ending: Ending): void => {
      if (over) return;
      over = true;
      if (present === listener) present = undefined;
      clock.after(0, () => listener.closed(ending));
    };
    return {
      send(text) {
        if (present === listener) central.message(text);
      },
      ping() {
        clock.after(0, () => {
          if (present === listener) listener.pong();
        });
      },
      close: (code, reason) => end({ kind: 'closed', code, reason }),
      terminate: () => end(BROKEN),
    };
  }

  return {
    transport: { dial: (_, listener) => dial(listener) },
    connected: () => present !== undefined,
    connections: () => connections,
    send: (text) => present?.message(text),
    sendBinary: (length) => present?.binary(length),
    cut() {
      const listener = present;
      present = undefined;
      if (listener !== undefined) clock.after(0, () => listener.closed(BROKEN));
    },
  };
}

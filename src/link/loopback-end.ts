/**
 * One end of a connection in memory: the part of a WebSocket that answers pings and shakes hands at the close (RFC 6455, 5.5).
 *
 * Guarantees: those of Socket and SocketListener; `closed` is heard once, and never inside a call of the socket's owner.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { Secured } from './tls.ts';
import type { Ending, Socket, SocketListener } from './transport.ts';

/** What travels between two ends. `gone`: the connection below the WebSocket ended. */
export type Frame =
  | { readonly kind: 'opened'; readonly protocol: string; readonly secured?: Secured | undefined }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly length: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'gone' };

export interface End {
  /** What its owner holds. */
  readonly socket: Socket;
  listen(listener: SocketListener): void;
  /** Gives the handshake up after so many ms. */
  expectOpening(timeoutMs: number): void;
  /** From now on frames can leave, through `put`; `buried` is called when this end is over. */
  connect(put: (frame: Frame) => void, buried: () => void): void;
  receive(frame: Frame): void;
  /** It is over, for this reason; the listener hears it now. Does nothing when it was over already. */
  end(ending: Ending): void;
  over(): boolean;
}

/** How long a polite close waits for the other end, ms. */
const CLOSE_TIMEOUT_MS = 5000;

const BROKEN: Ending = { kind: 'closed', code: 1006, reason: '' };

/** An end that is not open yet. */
export function createEnd(clock: Clock, put?: (frame: Frame) => void, buried?: () => void): End {
  let stage: 'connecting' | 'open' | 'closing' | 'terminated' | 'over' = 'connecting';
  let listener: SocketListener | undefined;
  let deadline: Timer | undefined;

  function end(ending: Ending): void {
    if (stage === 'over') return;
    stage = 'over';
    deadline?.cancel();
    buried?.();
    listener?.closed(ending);
  }

  function terminate(): void {
    if (stage === 'terminated' || stage === 'over') return;
    stage = 'terminated';
    put?.({ kind: 'gone' });
    clock.after(0, () => end(BROKEN));
  }

  function receiveClose(code: number, reason: string): void {
    if (stage === 'open') put?.({ kind: 'close', code, reason });
    end({ kind: 'closed', code, reason });
  }

  function receive(frame: Frame): void {
    if (stage === 'terminated' || stage === 'over') return;
    switch (frame.kind) {
      case 'opened':
        if (stage !== 'connecting') return;
        stage = 'open';
        deadline?.cancel();
        listener?.opened(frame.protocol, frame.secured);
        return;
      case 'text':
        listener?.message(frame.text);
        return;
      case 'binary':
        listener?.binary(frame.length);
        return;
      case 'ping':
        if (stage === 'open') put?.({ kind: 'pong' });
        return;
      case 'pong':
        listener?.pong();
        return;
      case 'close':
        receiveClose(frame.code, frame.reason);
        return;
      case 'gone':
        end(BROKEN);
    }
  }

  return {
    socket: {
      send: (text) => {
        if (stage === 'open') put?.({ kind: 'text', text });
      },
      ping: () => {
        if (stage === 'open') put?.({ kind: 'ping' });
      },
      close: (code, reason) => {
        if (stage === 'connecting') terminate();
        if (stage !== 'open') return;
        stage = 'closing';
        put?.({ kind: 'close', code, reason });
        deadline = clock.after(CLOSE_TIMEOUT_MS, terminate);
      },
      terminate,
    },
    listen(next) {
      listener = next;
    },
    expectOpening(timeoutMs) {
      deadline = clock.after(timeoutMs, () => {
        put?.({ kind: 'gone' });
        end({ kind: 'failed', reason: `the opening handshake timed out after ${timeoutMs} ms` });
      });
    },
    connect(nextPut, nextBuried) {
      put = nextPut;
      buried = nextBuried;
    },
    receive,
    end,
    over: () => stage === 'terminated' || stage === 'over',
  };
}

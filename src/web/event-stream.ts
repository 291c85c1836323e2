/**
 * One reader of server-sent events (HTML standard, 9.2).
 *
 * Guarantees: each event arrives whole and in order, or the connection ends; a reader that does not keep up is cut off once
 * `most` bytes wait for it, so it costs no more memory than that; `closed` is told once, whoever ends it.
 */
import type { ServerResponse } from 'node:http';

/** How long a reader that is behind is waited for at the end, ms of inactivity. */
const FAREWELL_MS = 1_000;

export interface EventStream {
  /** `data` is one line. */
  send(event: string, data: string): void;
  /** Keeps what is in between from taking the connection for dead. */
  comment(text: string): void;
  /** Ends politely; ready when the reader has all, or has read nothing for a second. */
  end(): Promise<void>;
}

export function createEventStream(
  response: ServerResponse,
  options: {
    /** Bytes. */
    readonly most: number;
    readonly tooSlow: () => void;
    readonly closed: () => void;
  },
): EventStream {
  let open = true;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  response.on('error', () => response.destroy());
  response.on('close', () => {
    open = false;
    options.closed();
  });

  function write(text: string): void {
    if (!open) return;
    response.write(text);
    if (response.writableLength <= options.most) return;
    open = false;
    options.tooSlow();
    response.destroy();
  }

  write('retry: 2000\n\n');
  return {
    send: (event, data) => write(`event: ${event}\ndata: ${data}\n\n`),
    comment: (text) => write(`: ${text}\n\n`),
    end() {
      if (response.closed) return Promise.resolve();
      open = false;
      return new Promise((resolve) => {
        response.once('close', resolve);
        response.setTimeout(FAREWELL_MS, () => response.destroy());
        response.end();
      });
    },
  };
}

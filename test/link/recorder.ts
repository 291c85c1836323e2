/** What a socket's listener heard, in order, as one readable line each; and a way to wait for it. */
import type { Ending, SocketListener } from '../../src/link/transport.ts';

export interface Recorder extends SocketListener {
  readonly heard: readonly string[];
  /** The endings alone. */
  readonly endings: readonly Ending[];
}

/** Wakes whoever waits for the world to change. */
export interface Bell {
  ring(): void;
  /** Resolves when `condition` holds; looks at it after each ring. */
  until(condition: () => boolean): Promise<void>;
}

export function createBell(): Bell {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const now = waiting;
      waiting = [];
      for (const wake of now) wake();
    },
    async until(condition) {
      while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

/** `then` is called after each event with its line. */
export function createRecorder(then: (line: string) => void = () => undefined): Recorder {
  const heard: string[] = [];
  const endings: Ending[] = [];
  const note = (line: string) => {
    heard.push(line);
    then(line);
  };
  return {
    heard,
    endings,
    opened: (protocol) => note(`opened ${protocol}`),
    message: (text) => note(`message ${text}`),
    binary: (length) => note(`binary ${length}`),
    pong: () => note('pong'),
    closed: (ending) => {
      endings.push(ending);
      note(`closed ${ending.kind}${ending.kind === 'closed' ? ` ${ending.code} ${ending.reason}` : ''}`.trimEnd());
    },
  };
}

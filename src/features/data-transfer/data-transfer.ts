/**
 * DataTransfer from the Central System (S 5.6): whoever builds a charger registers handlers for vendors and their messages.
 *
 * Guarantees: a vendor that nobody has registered is answered UnknownVendorId, a message that the vendor's handlers do not know
 * UnknownMessageId, both without data; names are compared as CiStrings; a handler that throws, that does not answer within
 * `THINKING_MS`, or that answers something that cannot be sent, is answered for with Rejected, and the charger goes on.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { Handlers } from '../../rpc/router.ts';

/** What a vendor's message is answered with. `data` has at most `LONGEST_DATA` characters as JSON. */
export interface DataTransferAnswer {
  readonly status: 'Accepted' | 'Rejected';
  readonly data?: string;
}

/** Answers one vendor's message, within 20 s; `data` is as it came. */
export type DataTransferHandler = (data: string | undefined) => DataTransferAnswer | Promise<DataTransferAnswer>;

/** Handlers by vendorId, and within by messageId; '' is the message without a messageId. */
export type DataTransferHandlers = Readonly<Record<string, Readonly<Record<string, DataTransferHandler>>>>;

/** How long a handler may take, ms (ours): less than the 30 s that Central Systems wait. */
export const THINKING_MS = 20_000;

/** How many handlers may think at the same time; further messages are Rejected (ours). */
export const MOST_THINKING = 20;

/** How long the data of an answer may be, characters as JSON (ours: half of the longest message that we read ourselves). */
export const LONGEST_DATA = 131_072;

export interface DataTransfer {
  readonly handlers: Handlers;
  /** Whoever still thinks is not waited for any longer. */
  stop(): void;
}

export function createDataTransfer(options: {
  readonly vendors: DataTransferHandlers;
  /** The network's time: a handler's is real, however fast the charger's runs. */
  readonly clock: Clock;
  readonly log: Log;
}): DataTransfer {
  const { vendors, clock, log } = options;
  const thinking = new Set<Timer>();

  /** What the handler answers. Rejects with what is wrong with it. */
  async function ask(handler: DataTransferHandler, data: string | undefined): Promise<DataTransferAnswer> {
    let patience: Timer | undefined;
    const over = new Promise<never>((_, reject) => {
      patience = clock.after(THINKING_MS, () => reject(new Error(`no answer within ${THINKING_MS / 1000} s`)));
      thinking.add(patience);
    });
    try {
      return sendable(await Promise.race([handler(data), over]));
    } finally {
      patience?.cancel();
      if (patience !== undefined) thinking.delete(patience);
    }
  }

  return {
    handlers: {
      async DataTransfer({ vendorId, messageId = '', data }) {
        const messages = named(vendors, vendorId);
        if (messages === undefined) return { reply: { status: 'UnknownVendorId' } };
        const handler = named(messages, messageId);
        if (handler === undefined) return { reply: { status: 'UnknownMessageId' } };
        if (thinking.size >= MOST_THINKING) return { reply: { status: 'Rejected' } };
        try {
          return { reply: await ask(handler, data) };
        } catch (error) {
          log.error(`DataTransfer of ${vendorId} failed`, { messageId, error: String(error) });
          return { reply: { status: 'Rejected' } };
        }
      },
    },
    stop() {
      for (const patience of thinking) patience.cancel();
      thinking.clear();
    },
  };
}

/** What of an answer is sent; throws when it cannot be. Handlers are other people's, and may be without types. */
function sendable({ status, data }: DataTransferAnswer): DataTransferAnswer {
  if (status !== 'Accepted' && status !== 'Rejected') throw new TypeError(`there is no status ${status} for an answer`);
  if (data === undefined) return { status };
  if (typeof data !== 'string') throw new TypeError('the data of an answer is text');
  const { length } = JSON.stringify(data);
  if (length > LONGEST_DATA)
    throw new RangeError(`an answer of ${length} characters; at most ${LONGEST_DATA} are sent`);
  return { status, data };
}

/** The own entry of that name, whatever the case of its letters (S 2.2: a CiString). */
function named<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(table).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

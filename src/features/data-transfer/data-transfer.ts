/**
 * DataTransfer from the Central System (S 5.6): whoever builds a charger registers handlers for vendors and their messages.
 *
 * Guarantees: a vendor that nobody has registered is answered UnknownVendorId, a message that the vendor's handlers do not know
 * UnknownMessageId, both without data; names are compared as CiStrings; a handler that throws is answered Rejected, and the
 * charger goes on.
 */
import type { Log } from '../../log/log.ts';
import type { Handlers } from '../../rpc/router.ts';

/** What a vendor's message is answered with. */
export interface DataTransferAnswer {
  readonly status: 'Accepted' | 'Rejected';
  readonly data?: string;
}

/** Answers one vendor's message; `data` is as it came. */
export type DataTransferHandler = (data: string | undefined) => DataTransferAnswer | Promise<DataTransferAnswer>;

/** Handlers by vendorId, and within by messageId; '' is the message without a messageId. */
export type DataTransferHandlers = Readonly<Record<string, Readonly<Record<string, DataTransferHandler>>>>;

export function dataTransferHandlers(vendors: DataTransferHandlers, log: Log): Handlers {
  return {
    async DataTransfer({ vendorId, messageId = '', data }) {
      const messages = named(vendors, vendorId);
      if (messages === undefined) return { reply: { status: 'UnknownVendorId' } };
      const handler = named(messages, messageId);
      if (handler === undefined) return { reply: { status: 'UnknownMessageId' } };
      try {
        const { status, data: answer } = await handler(data);
        return { reply: answer === undefined ? { status } : { status, data: answer } };
      } catch (error) {
        log.error(`DataTransfer of ${vendorId} failed`, { messageId, error: String(error) });
        return { reply: { status: 'Rejected' } };
      }
    },
  };
}

/** The own entry of that name, whatever the case of its letters (S 2.2: a CiString). */
function named<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(table).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

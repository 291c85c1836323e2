/**
 * DataTransfer from the Central System (S 5.6): whoever builds a charger registers handlers for vendors and their messages.
 *
 * Guarantees: a vendor that nobody has registered is answered UnknownVendorId, a message that the vendor's handlers do not know
 * UnknownMessageId, both without data; a handler that throws is answered Rejected, and the charger goes on.
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
      const messages = Object.hasOwn(vendors, vendorId) ? vendors[vendorId] : undefined;
      if (messages === undefined) return { reply: { status: 'UnknownVendorId' } };
      const handler = Object.hasOwn(messages, messageId) ? messages[messageId] : undefined;
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

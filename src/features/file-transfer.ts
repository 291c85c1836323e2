/**
 * Over which protocols this charger gets and gives files (E4 3.88).
 * Guarantee: a transfer over another one is not begun; its outcome is `not-supported`.
 */
import { readLocation } from '../transfer/location.ts';
import type { Failure, Transfer } from '../transfer/transfer.ts';
import type { Configuration } from './configuration/configuration.ts';
import { listKey } from './configuration/key.ts';

const protocols = ['FTP', 'FTPS', 'HTTP', 'HTTPS'];

export const SupportedFileTransferProtocols = listKey({
  name: 'SupportedFileTransferProtocols',
  profile: 'FirmwareManagement',
  access: 'R',
  default: protocols,
  meaning: 'Over which protocols the charger uploads logs and downloads firmware.',
  source: 'E4 3.88',
  refuse: (items) => (items.every((item) => protocols.includes(item)) ? undefined : `any of ${protocols.join(', ')}`),
});

export const fileTransferKeys = [SupportedFileTransferProtocols];

/** `transfer`, as far as the configuration goes. Without one there is no transfer at all. */
export function supportedTransfer(
  configuration: Pick<Configuration, 'value'>,
  transfer: Transfer | undefined,
): Transfer {
  const refuse = (url: string): Failure | undefined => {
    const location = readLocation(url);
    if ('kind' in location) return location;
    const protocol = location.scheme.toUpperCase();
    return configuration.value(SupportedFileTransferProtocols).includes(protocol)
      ? undefined
      : { kind: 'not-supported', reason: `this charger has no ${protocol}` };
  };
  const nowhere: Failure = { kind: 'not-supported', reason: 'this charger has no file transfer' };
  return {
    upload: async (upload) => refuse(upload.url) ?? transfer?.upload(upload) ?? nowhere,
    download: async (download) => refuse(download.url) ?? transfer?.download(download) ?? nowhere,
  };
}

/** A charger's start-up file out of a part of one, and of what is only known where it is started. Pure. */
import { readStartUpFile, type StartUpFile, type StartUpResult } from '../start-up-file.ts';

/** What is told beside the file; it wins over it. */
export interface Told {
  /** ws:// or wss:// URL of the Central System, without the identity. */
  readonly csms: string;
  /** Default: the file's, or cp001. */
  readonly id?: string | undefined;
  readonly model?: string | undefined;
  readonly speed?: number | undefined;
}

/** A start-up file in which nothing is needed. */
export type StartUpPart = Readonly<Partial<Omit<StartUpFile, 'identity' | 'csms'>>> & {
  readonly identity?: Readonly<Partial<StartUpFile['identity']>>;
  readonly csms?: Readonly<Partial<StartUpFile['csms']>>;
};

/** As readStartUpFile; what is wrong is told with its path in the part. */
export function completeStartUp(
  file: StartUpPart | Readonly<Record<string, unknown>>,
  { csms, id, model, speed }: Told,
): StartUpResult {
  return readStartUpFile({
    ...file,
    ...(model === undefined ? {} : { model }),
    ...(speed === undefined ? {} : { speed }),
    identity: {
      chargePointId: 'cp001',
      ...fieldsOf(file.identity),
      ...(id === undefined ? {} : { chargePointId: id }),
    },
    csms: { ...fieldsOf(file.csms), url: csms },
  });
}

function fieldsOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

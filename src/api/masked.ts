/**
 * The text of a frame as it may be shown.
 *
 * Guarantees: the value that a ChangeConfiguration has for a key that can only be written (a password), or that there is not, is not in
 * it, nor the user, password and query of a URL that files go to or come from; of a message that could have one and is not as it should
 * be nothing is shown that it holds; every other frame is shown as it is on the wire; no frame makes it throw.
 */
import type { Configuration } from '../features/configuration/configuration.ts';
import { type Action, actions, isAction, type Request } from '../ocpp16/actions.ts';
import { isConfidential, mayBeConfidential } from '../ocpp16/confidential.ts';
import { callText, parseFrame } from '../rpc/frame.ts';
import type { FrameEvent } from '../rpc/rpc.ts';
import { validate } from '../schema/validate.ts';
import { maskedLocation } from '../transfer/location.ts';

type Keys = Pick<Configuration, 'find'>;

/** Put where a secret stood, or may have. */
const MASK = '…';

export function masked({ kind, action = '', text }: FrameEvent, configuration: Keys): string {
  if (kind === 'result' || kind === 'error') return text;
  if (kind !== 'call' || !isAction(action)) return mayBeConfidential(text) ? MASK : text;
  if (!isConfidential(action)) return text;
  const frame = parseFrame(text);
  if (frame.kind !== 'call') return MASK;
  const fits = validate(actions[action].request, frame.payload).length === 0;
  const shown = fits ? withoutSecrets(action, frame.payload, configuration) : MASK;
  return shown === frame.payload ? text : callText(frame.id, action, shown);
}

/** The same payload where there is no secret in it. */
function withoutSecrets(action: Action, payload: unknown, configuration: Keys): unknown {
  const mask = maskers[action] as ((payload: unknown, configuration: Keys) => unknown) | undefined;
  return mask === undefined ? MASK : mask(payload, configuration);
}

const maskers: { readonly [A in Action]?: (payload: Request<A>, configuration: Keys) => unknown } = {
  ChangeConfiguration(payload, configuration) {
    // What a key is about that the charger does not have, nobody knows.
    const { access = 'W' } = configuration.find(payload.key) ?? {};
    return access === 'W' ? { ...payload, value: MASK } : payload;
  },
  GetDiagnostics: withoutLocation,
  UpdateFirmware: withoutLocation,
  GetLog(payload) {
    const remoteLocation = maskedLocation(payload.log.remoteLocation);
    if (remoteLocation === payload.log.remoteLocation) return payload;
    return { ...payload, log: { ...payload.log, remoteLocation } };
  },
  SignedUpdateFirmware(payload) {
    const firmware = withoutLocation(payload.firmware);
    return firmware === payload.firmware ? payload : { ...payload, firmware };
  },
};

function withoutLocation<P extends { readonly location: string }>(payload: P): P {
  const location = maskedLocation(payload.location);
  return location === payload.location ? payload : { ...payload, location };
}

/**
 * The text of a frame as it may be shown to people.
 *
 * Guarantees: the value that a ChangeConfiguration has for a secret key (a password) is not in it, nor the user, password and query of a
 * URL that files go to or come from; of a message that could have one and is not as it should be nothing is shown that it holds; every
 * other frame is shown as it is on the wire; no frame makes it throw.
 */
import { type Action, actions, isAction, type Request } from '../ocpp16/actions.ts';
import { isConfidential, mayBeConfidential } from '../ocpp16/confidential.ts';
import { callText, parseFrame } from '../rpc/frame.ts';
import type { FrameEvent } from '../rpc/rpc.ts';
import { validate } from '../schema/validate.ts';
import { maskedLocation } from '../transfer/location.ts';

type IsSecret = (key: string) => boolean;

/** The password of the connection (WP 7.2). */
const isPassword: IsSecret = (key) => key.toLowerCase() === 'authorizationkey';

/** Put where a secret stood, or may have. */
const MASK = '…';

/** `isSecret`: configuration keys whose value nobody may see. */
export function shownFrame(
  { kind, action = '', text }: Pick<FrameEvent, 'kind' | 'action' | 'text'>,
  isSecret: IsSecret = isPassword,
): string {
  if (kind === 'result' || kind === 'error') return text;
  if (kind !== 'call' || !isAction(action)) return mayBeConfidential(text) ? MASK : text;
  if (!isConfidential(action)) return text;
  const frame = parseFrame(text);
  if (frame.kind !== 'call') return MASK;
  const fits = validate(actions[action].request, frame.payload).length === 0;
  const shown = fits ? withoutSecrets(action, frame.payload, isSecret) : MASK;
  return shown === frame.payload ? text : callText(frame.id, action, shown);
}

/** The same payload where there is no secret in it. */
function withoutSecrets(action: Action, payload: unknown, isSecret: IsSecret): unknown {
  const mask = maskers[action] as ((payload: unknown, isSecret: IsSecret) => unknown) | undefined;
  return mask === undefined ? MASK : mask(payload, isSecret);
}

const maskers: { readonly [A in Action]?: (payload: Request<A>, isSecret: IsSecret) => unknown } = {
  ChangeConfiguration: (payload, isSecret) => (isSecret(payload.key) ? { ...payload, value: MASK } : payload),
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

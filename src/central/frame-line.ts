/**
 * A frame as one line for a person: time (UTC), charger, direction, action, what it says, how long it took. Pure.
 *
 *     09:00:00.000 CP001 → StartTransaction connectorId=1 idTag=04A1B2C3 meterStart=1200
 *     09:00:00.004 CP001 ← StartTransaction ✓ idTagInfo.status=Accepted transactionId=7
 *     09:00:05.120 CP001 → RemoteStopTransaction ✓ status=Accepted (48 ms)
 *
 * `→` comes from the charger, `←` goes to it; ✓ is a CALLRESULT, ✗ a CALLERROR, ! something that is no proper frame.
 *
 * Guarantee: one line of bounded length without control characters, whatever the charger sent.
 */
import { type Frame, parseFrame } from '../rpc/frame.ts';
import { formatDateTime } from '../schema/date-time.ts';
import type { CentralFrame } from './central-frame.ts';

/** How much of what a frame says is shown, in characters. */
const MOST = 200;

const marks: Readonly<Record<Frame['kind'], string>> = {
  call: '',
  result: '✓',
  error: '✗',
  unknown: '!',
  'broken-call': '!',
  'broken-answer': '!',
};

export function frameLine(frame: CentralFrame): string {
  const { at, chargerId, direction, action, kind, text, latencyMs, complaint } = frame;
  const parsed = parseFrame(text);
  const mark = kind === 'binary' || kind === 'too-long' ? '!' : marks[kind];
  const parts = [
    formatDateTime(at).slice(11, 23),
    chargerId,
    direction === 'in' ? '→' : '←',
    action ?? '?',
    mark,
    summary(parsed, text),
    latencyMs === undefined ? '' : `(${Math.round(latencyMs)} ms)`,
    complaint === undefined ? '' : `[${complaint}]`,
  ];
  return parts
    .filter((part) => part !== '')
    .map(printable)
    .join(' ')
    .trimEnd();
}

function summary(frame: Frame, text: string): string {
  switch (frame.kind) {
    case 'call':
      return shortened(frame.action === 'MeterValues' ? meterValuesSummary(frame.payload) : members(frame.payload));
    case 'result':
      return shortened(members(frame.payload));
    case 'error':
      return shortened(`${frame.code}${frame.description === '' ? '' : `: ${frame.description}`}`);
    default:
      return shortened(text);
  }
}

/** How deep objects are shown; no message of OCPP 1.6 is deeper. */
const DEEPEST = 5;

/** `a=1 b.c=two list=[3]` */
function members(value: unknown, path = '', depth = 0): string {
  if (Array.isArray(value)) return `${path}=[${value.length}]`;
  if (typeof value === 'object' && value !== null) {
    if (depth > DEEPEST) return `${path}={…}`;
    const prefix = path === '' ? '' : `${path}.`;
    return Object.entries(value)
      .map(([name, member]) => members(member, prefix + name, depth + 1))
      .join(' ');
  }
  const shown = typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value);
  return path === '' ? shown : `${path}=${shown}`;
}

/** The newest values instead of the number of entries. */
function meterValuesSummary(payload: unknown): string {
  const { meterValue, ...rest } = (payload ?? {}) as { meterValue?: unknown };
  const entries: readonly unknown[] = Array.isArray(meterValue) ? meterValue : [];
  const last = entries.at(-1) as { sampledValue?: unknown } | null | undefined;
  const values: readonly unknown[] = Array.isArray(last?.sampledValue) ? last.sampledValue : [];
  const more = entries.length > 1 ? `meterValue=[${entries.length}]` : '';
  return [members(rest), more, ...values.map(sampledValue)].filter((part) => part !== '').join(' ');
}

function sampledValue(value: unknown): string {
  const { measurand, phase, value: reading, unit } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const name = [measurand ?? 'Energy.Active.Import.Register', phase].filter((part) => part !== undefined).join('.');
  return `${name}=${String(reading)}${unit === undefined ? '' : String(unit)}`;
}

function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '�');
}

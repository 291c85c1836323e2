/** GetDiagnostics and GetLog, as the scenarios ask them, and what comes of it. */
import { gunzipSync } from 'node:zlib';
import type { Confirmation, Request } from '../../../src/ocpp16/actions.ts';
import type { Uploaded } from '../../../src/transfer/loopback.ts';
import type { World } from '../../support/world.ts';

export const ORIGIN = 'http://files.example';
export const URL_WITH_PASSWORD = 'http://user:hushhush@files.example/logs/';

type Answer<A extends 'GetDiagnostics' | 'GetLog'> = Confirmation<A> | string;

/** The answer, or the code of the refusal; by then all that follows from it at once has happened. */
export async function ask<A extends 'GetDiagnostics' | 'GetLog'>(
  world: World,
  action: A,
  payload: Request<A>,
): Promise<Answer<A>> {
  const outcome = world.charger.call(action, payload);
  await world.clock.settle();
  const answer = await outcome;
  if (answer.kind === 'confirmed') return answer.payload as Confirmation<A>;
  return answer.kind === 'refused' ? answer.code : answer.kind;
}

export const getLog = (world: World, requestId: number, more: Partial<Request<'GetLog'>> = {}) =>
  ask(world, 'GetLog', { logType: 'DiagnosticsLog', requestId, log: { remoteLocation: URL_WITH_PASSWORD }, ...more });

export const getDiagnostics = (world: World, more: Partial<Request<'GetDiagnostics'>> = {}) =>
  ask(world, 'GetDiagnostics', { location: URL_WITH_PASSWORD, ...more });

/** What has been told of uploads, in order: `7 Uploading`. */
export function logStatuses(world: World): readonly string[] {
  return world.charger
    .requests('LogStatusNotification')
    .map(({ status, requestId }) => (requestId === undefined ? status : `${requestId} ${status}`));
}

export function diagnosticsStatuses(world: World): readonly string[] {
  return world.charger.requests('DiagnosticsStatusNotification').map(({ status }) => status);
}

/** The lines of an uploaded file. */
export function linesOf({ content }: Uploaded): readonly Readonly<Record<string, unknown>>[] {
  return gunzipSync(content)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/**
 * A command of the prompt, carried out: what is to be printed, line by line.
 *
 * Guarantee: it never throws; what goes wrong is a line.
 */
import { describeOutcome, type Outcome } from '../rpc/outcome.ts';
import { explain } from '../schema/validate.ts';
import type { CentralCharger } from './central-charger.ts';
import type { CentralSystem } from './central-system.ts';
import { type Command, words } from './command.ts';
import type { Complaint } from './complaints.ts';
import { frameLine } from './frame-line.ts';
import { sendableActions, sendCall, type Unsendable } from './send-call.ts';
import type { Transaction } from './transactions.ts';

/** How many of the newest things are printed. */
const NEWEST = 20;

export async function runCommand(command: Command, central: CentralSystem): Promise<readonly string[]> {
  switch (command.kind) {
    case 'nothing':
    case 'quit':
      return [];
    case 'mistake':
      return [command.message];
    case 'help':
      return help();
    case 'list':
      return orNone(central.chargers().map(chargerLine), 'No charger has come yet.');
    case 'transactions':
      return orNone(central.transactions().slice(-NEWEST).map(transactionLine), 'There are no transactions yet.');
    case 'complaints':
      return orNone(central.complaints.slice(-NEWEST).map(complaintLine), 'There is nothing to complain about.');
    case 'frames': {
      const charger = central.find(command.chargerId);
      if (charger === undefined) return [unknownCharger(command.chargerId)];
      return orNone(charger.frames.slice(-NEWEST).map(frameLine), `${command.chargerId} has sent nothing yet.`);
    }
    case 'call': {
      const { chargerId, action, payload } = command;
      return [answerLine(chargerId, action, await sendCall(central, chargerId, action, payload))];
    }
  }
}

function answerLine(chargerId: string, action: string, outcome: Unsendable | Outcome<unknown>): string {
  switch (outcome.kind) {
    case 'unknown-charger':
      return unknownCharger(chargerId);
    case 'unknown-action':
      return `There is no action ${action} that a Central System can send.`;
    case 'wrong-direction':
      return `${action} is sent by charge points only.`;
    case 'invalid-payload':
      return `The payload of ${action} is wrong: ${outcome.violations.map(explain).join('; ')}.`;
    case 'confirmed':
      return `${chargerId} ${action}: ${JSON.stringify(outcome.payload)}`;
    default:
      return `${chargerId} ${action} was ${describeOutcome(outcome)}.`;
  }
}

function help(): readonly string[] {
  const width = Math.max(...Object.keys(words).map(({ length }) => length));
  return [
    ...Object.entries(words).map(([word, what]) => `${word.padEnd(width)}  ${what}`),
    `Actions: ${sendableActions.join(', ')}.`,
  ];
}

function chargerLine({ id, connected, registration, securityProfile, boot, connectors }: CentralCharger): string {
  const what = boot === undefined ? '' : ` ${boot.chargePointVendor} ${boot.chargePointModel}`;
  const statuses = connectors.map(({ connectorId, status }) => ` ${connectorId}:${status}`).join('');
  const profile = securityProfile === undefined || securityProfile === 0 ? '' : ` profile ${securityProfile}`;
  return `${id} ${connected ? 'connected' : 'away'} ${registration}${profile}${what}${statuses}`;
}

function transactionLine(transaction: Transaction): string {
  const { transactionId, chargerId, connectorId, idTag, meterStart, startedAt, register, state } = transaction;
  const end =
    state.kind === 'stopped'
      ? `stopped ${state.stoppedAt} (${state.reason}), ${state.meterStop - meterStart} Wh`
      : `${state.kind}, ${Math.round(register - meterStart)} Wh so far`;
  return `${transactionId} ${chargerId} connector ${connectorId} ${idTag} started ${startedAt}, ${end}`;
}

function complaintLine({ chargerId, kind, message, rule }: Complaint): string {
  return `${chargerId} ${kind}: ${message} (${rule})`;
}

function unknownCharger(chargerId: string): string {
  return `No charger ${chargerId} has come yet; list shows those that have.`;
}

function orNone(lines: readonly string[], none: string): readonly string[] {
  return lines.length === 0 ? [none] : lines;
}

/**
 * One run of the fuzzer: steps on a charge point, each frame held against what is due to it, and in the end a charge that must
 * still be possible.
 */
import assert from 'node:assert/strict';
import { SecurityProfile } from '../../src/features/security-profile/keys.ts';
import type { Action } from '../../src/ocpp16/actions.ts';
import { actions } from '../../src/ocpp16/actions.ts';
import { errorCodeFor, errorCodes } from '../../src/ocpp16/error-codes.ts';
import { validate } from '../../src/schema/validate.ts';
import type { FuzzCall } from './calls.ts';
import { type Addressee, type Due, dueTo, unreadable } from './due.ts';
import type { Happening, Step } from './steps.ts';
import type { Target } from './target.ts';

/** What came up, by a name: a fuzzer that never hits something is none. */
export type Tally = Map<string, number>;

/** A charge point that lost its connection has this long to come back, unless its keys say otherwise, ms. */
const COMES_BACK_MS = 600_000;
/** An answer may take so long, ms. */
const ANSWER_MS = 30_000;
/** More timers than these nobody needs who has nothing to do. */
const MOST_TIMERS = 40;
const CARD = 'CARD';

export async function runSteps(target: Target, steps: readonly Step[], tally: Tally): Promise<void> {
  const { clock } = target;
  const count = (name: string): void => void tally.set(name, (tally.get(name) ?? 0) + 1);
  /** CALLs that wait for their answer, by id, on connection number `connection`. */
  const owed = new Map<string, Action[]>();
  let connection = target.connections();
  let calls = 0;

  for (const step of steps) await take(step);
  await clock.advance(ANSWER_MS);
  settleAnswers(target.takeAnswers());
  assert.deepEqual([...owed], [], 'CALLs that were never answered');
  await lookAround();
  await chargeAsEver();
  assert.deepEqual(target.errors.filter(isFailure), []);

  async function take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'manner':
        return target.setManner(step.manner);
      case 'time':
        await clock.advance(step.ms);
        settleAnswers(target.takeAnswers());
        return;
      case 'world':
        happen(step.what);
        await clock.settle();
        settleAnswers(target.takeAnswers());
        return;
      default:
        await comeBack();
        await sendFrame(step);
        settleAnswers([]);
    }
  }

  function happen(what: Happening): void {
    const { board } = target.twin();
    if (what === 'plug in') board.plugIn(1);
    if (what === 'plug out') board.plugOut(1);
    if (what === 'swipe') board.swipe(CARD);
    if (what === 'break') board.raiseFault(1, { id: 'fault', code: 'GroundFailure', blocking: true });
    if (what === 'mend') board.clearFault(1, 'fault');
    if (what === 'cut') target.cut();
  }

  /** A reset, a new key, a cut: the connection may be gone. */
  async function comeBack(): Promise<void> {
    if (target.connected()) return;
    await clock.runUntil(target.connected, COMES_BACK_MS).catch(() => {
      // Keys that make it wait for years: as it was asked to.
      target.twin().setOnline(false);
      target.twin().setOnline(true);
      return clock.runUntil(target.connected, COMES_BACK_MS);
    });
    await clock.settle();
    settleAnswers(target.takeAnswers());
    count('came back');
  }

  async function sendFrame(
    step: Extract<Step, { kind: 'call' | 'text' | 'binary' | 'answer' | 'repeat' }>,
  ): Promise<void> {
    if (step.kind === 'answer') {
      if (target.answerOldest() !== undefined) count('late answer');
      await clock.settle();
      settleAnswers(target.takeAnswers());
      return;
    }
    if (step.kind === 'binary')
      return expectFrom(() => target.sendBinary(step.length), silent() ? { kind: 'nothing' } : unreadable);
    if (step.kind === 'repeat') {
      const again = target.lastAnswer();
      if (again !== undefined) await expectFrom(() => target.send(again), { kind: 'nothing' });
      return;
    }
    calls += 1;
    const text =
      step.kind === 'text'
        ? step.text
        : JSON.stringify([2, step.id ?? `fuzz-${calls}`, step.call.action, step.call.payload]);
    const due = dueTo(text, addressee());
    // Of two answers with one id nobody could tell whose they are.
    if (due.kind === 'answer' && owed.has(due.id)) return;
    await expectFrom(() => target.send(text), step.kind === 'call' ? exactly(due, step.call) : due);
  }

  function silent(): boolean {
    return target.chargePoint().registration() === 'Rejected';
  }

  function addressee(): Addressee {
    const { handledActions, model } = target.chargePoint();
    return { handled: handledActions, silent: silent(), codeByKind: model.quirks.schemaViolationCode === 'ByKind' };
  }

  /** What is wrong in one place only has one code. */
  function exactly(due: Due, { broken }: FuzzCall): Due {
    const byKind = broken !== undefined && due.kind === 'refusal' && due.codes.length > 1;
    return byKind ? { ...due, codes: [errorCodeFor(broken)] } : due;
  }

  async function expectFrom(send: () => void, due: Due): Promise<void> {
    const before = target.snapshot();
    send();
    await clock.settle();
    const answers = [...target.takeAnswers()];
    count(due.kind === 'refusal' ? due.codes.join() : due.kind === 'answer' ? due.action : 'nothing');
    if (due.kind === 'answer') {
      owe(due.id, due.action);
      if (answers.some((answer) => saysNo(due.id, answer))) {
        count('no');
        assert.equal(target.snapshot(), before, 'what is answered with no changes nothing');
      }
    } else {
      assert.equal(target.snapshot(), before, 'what is refused or ignored changes nothing');
      if (due.kind === 'refusal') assertRefusal(answers.shift(), due);
      assert.deepEqual(answers, [], 'more answers than are due');
    }
    settleAnswers(answers);
  }

  function assertRefusal(answer: string | undefined, { id, codes }: Extract<Due, { kind: 'refusal' }>): void {
    assert.ok(answer !== undefined, `no answer, due is ${codes.join(' or ')}`);
    const [type, to, code, description, details, ...rest] = JSON.parse(answer) as readonly unknown[];
    assert.deepEqual([type, to, typeof description, details, rest], [4, id, 'string', {}, []]);
    assert.ok(codes.includes(String(code)), `${code}: due is ${codes.join(' or ')}`);
    assert.ok(String(description).length <= 255);
  }

  function owe(id: string, action: Action): void {
    const known = owed.get(id);
    if (known === undefined) owed.set(id, [action]);
    else known.push(action);
  }

  /** Each answer belongs to a CALL that has had none. */
  function settleAnswers(answers: readonly string[]): void {
    for (const answer of answers) {
      const [type, id, ...parts] = JSON.parse(answer) as [number, string, ...unknown[]];
      const waiting = owed.get(id) ?? [];
      const index = waiting.findIndex((action) => fits(action, type, parts));
      assert.ok(index >= 0, `${answer} answers nothing, or does not fit: owed are ${waiting.join() || 'none'}`);
      waiting.splice(index, 1);
      if (waiting.length === 0) owed.delete(id);
    }
    if (target.connections() === connection && target.connected()) return;
    // On another connection nobody would understand the answer.
    connection = target.connections();
    owed.clear();
  }

  /** The store and the timers stay small, whatever has come. */
  async function lookAround(): Promise<void> {
    const { configuration } = target.chargePoint();
    assert.ok(clock.pending() <= MOST_TIMERS + target.records('outbox'), `${clock.pending()} timers`);
    assert.ok(target.records('configuration') <= configuration.keys().length);
    assert.ok(target.records('availability') <= target.connectors.length + 1);
    assert.ok(target.records('meter') <= target.connectors.length);
    assert.ok(target.records('authorization-cache') <= 1024);
  }

  /** Killed, and set up again as a Central System would, it serves the next car. */
  async function chargeAsEver(): Promise<void> {
    target.setManner('proper');
    await target.restart();
    const isAccepted = (): boolean => target.connected() && target.chargePoint().registration() === 'Accepted';
    await comeBack();
    await clock.runUntil(isAccepted, COMES_BACK_MS);
    const { configuration, records } = target.chargePoint();
    for (const { key, access, default: value } of configuration.keys()) {
      // WP A00.FR.005: it is never lowered.
      if (access === 'RW' && key !== SecurityProfile) await settle('ChangeConfiguration', { key: key.name, value });
    }
    for (const connectorId of [0, ...target.connectors]) {
      await settle('ChangeAvailability', { connectorId, type: 'Operative' });
    }
    await clock.runUntil(() => records.queueLength() === 0, COMES_BACK_MS);
    assert.equal(target.records('transactions'), 0);
    const [starts, stops] = [target.asked('StartTransaction'), target.asked('StopTransaction')];
    const { board } = target.twin();
    board.plugIn(1);
    board.swipe('NEXT');
    await clock.runUntil(() => target.asked('StartTransaction') === starts + 1, COMES_BACK_MS);
    await clock.advance(60_000);
    board.plugOut(1);
    await clock.runUntil(() => target.asked('StopTransaction') === stops + 1, COMES_BACK_MS);
    await clock.runUntil(() => records.queueLength() === 0, COMES_BACK_MS);
    assert.equal(target.records('transactions') + target.records('transaction-values'), 0);
  }

  async function settle(action: Action, payload: object): Promise<void> {
    calls += 1;
    target.send(JSON.stringify([2, `set up ${calls}`, action, payload]));
    await clock.settle();
    const [answer = ''] = target.takeAnswers();
    assert.match(answer, /"(Accepted|Scheduled|RebootRequired)"/, `${action} ${JSON.stringify(payload)}`);
  }
}

/** Does it answer this action as it may be answered? A failure inside is no answer. */
function fits(action: Action, type: number, parts: readonly unknown[]): boolean {
  if (type === 3) return parts.length === 1 && validate(actions[action].confirmation, parts[0]).length === 0;
  return (
    type === 4 && parts.length === 3 && parts[0] !== 'InternalError' && errorCodes.some((code) => code === parts[0])
  );
}

/** A CALLRESULT that is a refusal all the same (S 7: the statuses of confirmations). */
function saysNo(id: string, answer: string): boolean {
  const [type, to, payload] = JSON.parse(answer) as [number, string, { readonly status?: string }];
  return type === 3 && to === id && /^(Rejected|NotSupported|Unknown.*)$/.test(payload.status ?? '');
}

/** A message that the Central System would not take is the Central System's own fault. */
function isFailure(error: string): boolean {
  return !/^security event \w+ was .*; given up|given up after/.test(error);
}

/** The words that wait, look, talk as the Central System, or steer the scenario: one row each. */
import { callError, hangUp, replyAnything, type ScriptedAnswer, silence } from '../central/scripted-answer.ts';
import {
  type Action,
  actions,
  type ChargePointAction,
  isCentralSystemAction,
  isChargePointAction,
} from '../ocpp16/actions.ts';
import { describeOutcome } from '../rpc/outcome.ts';
import {
  array,
  enumeration,
  integer,
  number,
  object,
  optional,
  record,
  type Schema,
  type Static,
  string,
  unknown,
} from '../schema/schema.ts';
import { explain, type Violation } from '../schema/validate.ts';
import { type Conditions, checkConditions, conditionMembers } from '../watch/conditions.ts';
import { type FramePattern, framePatternMembers, framePatterns } from '../watch/frame-pattern.ts';
import { checkPattern, mismatches, shown } from '../watch/match.ts';
import { valueAt } from '../watch/pointer.ts';
import { PATIENCE_S } from '../watch/witness.ts';
import type { Act, Block, Stage, Word } from './word.ts';

const within = optional(
  number({ minimum: 0, default: PATIENCE_S, description: "How long it may take, seconds of the charger's time." }),
);

const capture = optional(
  record(string({ pattern: '^(/.*)?$' }), {
    description: 'Variables to set, each with the place in the payload that it gets: { id: /transactionId }.',
  }),
);

/** Lets the compiler infer the arguments of each row. */
function act<T>(
  row: Omit<Act, 'kind' | 'args' | 'run' | 'check' | 'sets'> & {
    readonly args: Schema<T>;
    readonly check?: (args: T, path: string) => readonly Violation[];
    readonly sets?: (args: T) => readonly string[];
    readonly run: (args: T, stage: Stage) => void | Promise<void>;
  },
): Act {
  return { kind: 'act', ...row };
}

function block<T>(
  row: Omit<Block, 'kind' | 'args' | 'passes' | 'check' | 'sets'> & {
    readonly args: Schema<T>;
    readonly check?: (args: T, path: string) => readonly Violation[];
    readonly sets?: (args: T) => readonly string[];
    readonly passes: (args: T) => readonly Readonly<Record<string, unknown>>[];
  },
): Block {
  return { kind: 'block', ...row };
}

const expectArgs = object({ ...framePatternMembers, within, capture });

const actionsOf = (are: (action: Action) => boolean) => (Object.keys(actions) as Action[]).filter(are);

const callArgs = object({
  action: enumeration(actionsOf(isCentralSystemAction)),
  payload: optional(unknown({ description: 'Default {}.' })),
  answer: optional(unknown({ description: 'A pattern of the CALLRESULT.' })),
  error: optional(string({ description: 'The code of the CALLERROR that is to come instead.' })),
  capture,
});

const answersArgs = object({
  action: enumeration(actionsOf(isChargePointAction)),
  payload: optional(unknown({ description: 'The payload of a CALLRESULT.' })),
  error: optional(string({ description: 'The code of a CALLERROR.' })),
  nothing: optional(enumeration(['silence', 'hang-up'], { description: 'No answer; or the connection is gone, too.' })),
  times: optional(integer({ minimum: 1, description: 'How many CALLs; absent: all from now on.' })),
});

export const ownWords: Readonly<Record<string, Word>> = {
  wait: act({
    group: 'Waiting and looking',
    meaning: "Lets so many seconds of the charger's time pass",
    args: number({ minimum: 0 }),
    example: 'wait: 3600',
    run: (seconds, { witness }) => witness.pass(seconds * 1000),
  }),
  'wait-until': act({
    group: 'Waiting and looking',
    meaning: 'Waits until all of the conditions hold at once. Each takes a value or a matcher',
    args: object({
      connector: optional(integer({ minimum: 1, default: 1, description: 'Whose conditions they are.' })),
      ...conditionMembers,
      within,
    }) as Schema<Readonly<Record<string, unknown>>>,
    example: 'wait-until: { status: Charging, offeredCurrentA: { $at-least: 6 }, within: 10 }',
    check: (args, path) => checkConditions(conditionsOf(args), path),
    run: (args, { witness }) =>
      witness.until(conditionsOf(args), Number(args.connector ?? 1), Number(args.within ?? PATIENCE_S) * 1000),
  }),
  expect: act({
    group: 'Waiting and looking',
    meaning: 'Waits for a frame that came after the last act and after the frame that was found last',
    args: expectArgs,
    example: 'expect: { action: StartTransaction, payload: { idTag: 04A1B2C3, meterStart: { $type: integer } } }',
    check: ({ payload }, path) => checkPattern(payload, `${path}/payload`),
    sets: captured,
    async run({ within: seconds = PATIENCE_S, capture: wanted, ...pattern }, stage) {
      const { payload } = await stage.witness.frame(pattern, seconds * 1000);
      keep(wanted, payload, stage);
    },
  }),
  'expect-all': act({
    group: 'Waiting and looking',
    meaning: 'Waits for several frames, in whatever order they come',
    args: object({ frames: framePatterns, within }),
    example: 'expect-all: { frames: [{ action: StopTransaction }, { action: StatusNotification }] }',
    check: ({ frames }, path) =>
      frames.flatMap(({ payload }, index) => checkPattern(payload, `${path}/frames/${index}/payload`)),
    async run({ frames, within: seconds = PATIENCE_S }, { witness }) {
      await witness.allFrames(frames, seconds * 1000);
    },
  }),
  'expect-no': act({
    group: 'Waiting and looking',
    meaning: 'Lets time pass and fails when such a frame came since the last act or the frame that was found last',
    args: object({ ...framePatternMembers, for: number({ minimum: 0, description: 'Seconds.' }) }),
    example: 'expect-no: { action: StartTransaction, for: 60 }',
    check: ({ payload }, path) => checkPattern(payload, `${path}/payload`),
    run({ for: seconds, ...pattern }, { witness }) {
      return witness.noFrame(pattern as FramePattern, seconds * 1000);
    },
  }),
  configuration: act({
    group: 'Waiting and looking',
    meaning: 'Holds configuration keys, as texts, against a value or a matcher each; an unknown key is absent',
    args: record(unknown()),
    example: "configuration: { HeartbeatInterval: '300', AuthorizationKey: { $absent: true } }",
    check: (keys, path) => Object.entries(keys).flatMap(([key, pattern]) => checkPattern(pattern, `${path}/${key}`)),
    run(keys, { witness }) {
      const { configuration } = witness.twin.chargePoint();
      const wrong = Object.entries(keys).flatMap(([key, pattern]) => {
        const found = configuration.find(key);
        const readable = found === undefined || found.access === 'W' ? undefined : found.text;
        return mismatches(pattern, readable, `/${key}`);
      });
      if (wrong.length > 0) throw witness.disappointed(wrong.map(explain).join('; '));
    },
  }),
  call: act({
    group: 'The Central System',
    meaning:
      'Sends a CALL to the charger and waits for the answer; without `answer` and `error` any CALLRESULT will do',
    args: callArgs,
    example: 'call: { action: RemoteStopTransaction, payload: { transactionId: 7 }, answer: { status: Accepted } }',
    builtInOnly: true,
    check: ({ answer }, path) => checkPattern(answer, `${path}/answer`),
    sets: captured,
    run: call,
  }),
  'central-answers': act({
    group: 'The Central System',
    meaning: 'From now on answers CALLs of this action otherwise than usual: with a payload, an error, or nothing',
    args: answersArgs,
    example: 'central-answers: { action: StartTransaction, error: InternalError, times: 1 }',
    builtInOnly: true,
    check: ({ payload, error, nothing }, path) =>
      [payload, error, nothing].filter((each) => each !== undefined).length === 1
        ? []
        : [{ path, kind: 'occurrence', expected: 'one of payload, error, nothing', got: 'none or several of them' }],
    run({ action, payload, error, nothing, times }, { central }) {
      const wire = { silence, 'hang-up': hangUp } as const;
      const said: ScriptedAnswer<ChargePointAction> =
        nothing !== undefined ? wire[nothing] : error !== undefined ? callError(error) : replyAnything(payload);
      central?.intercept(action as ChargePointAction, said, times === undefined ? {} : { times });
    },
  }),
  set: act({
    group: 'The scenario',
    meaning: 'Sets variables',
    args: record(unknown()),
    example: 'set: { card: 04A1B2C3 }',
    sets: Object.keys,
    run(values, { variables }) {
      for (const [name, value] of Object.entries(values)) variables.set(name, value);
    },
  }),
  speed: act({
    group: 'The scenario',
    meaning:
      "With --csms: how many times faster than real the charger's time runs from now on. Without, time takes none, and nothing is done",
    args: number({ minimum: 0.001, maximum: 100_000 }),
    example: 'speed: 60',
    run: (speed, stage) => stage.setSpeed(speed),
  }),
  repeat: block({
    group: 'The scenario',
    meaning: 'Does its steps so many times, or once for each item of a list',
    args: object({
      times: optional(integer({ minimum: 0, maximum: 10_000 })),
      each: optional(array(unknown(), { description: 'In place of `times`.' })),
      as: optional(string({ minLength: 1, description: 'The variable that is the item, or the number from 1.' })),
      steps: array(unknown(), { minItems: 1, description: 'Steps.' }),
    }),
    example: 'repeat: { each: [soft, hard], as: type, steps: [{ reboot: {} }, { wait: 60 }] }',
    check: ({ times, each }, path) =>
      (times === undefined) === (each === undefined)
        ? [{ path, kind: 'occurrence', expected: 'either times or each', got: 'both or neither' }]
        : [],
    sets: ({ as }) => (as === undefined ? [] : [as]),
    passes({ times = 0, each, as }) {
      const values = each ?? Array.from({ length: times }, (_, index) => index + 1);
      return values.map((value) => (as === undefined ? {} : { [as]: value }));
    },
  }),
};

function conditionsOf({ connector: _, within: __, ...wanted }: Readonly<Record<string, unknown>>): Conditions {
  return wanted;
}

function captured({
  capture: wanted = {},
}: {
  readonly capture?: Readonly<Record<string, string>>;
}): readonly string[] {
  return Object.keys(wanted);
}

function keep(wanted: Readonly<Record<string, string>> = {}, payload: unknown, { variables, witness }: Stage): void {
  for (const [name, pointer] of Object.entries(wanted)) {
    const value = valueAt(payload, pointer);
    if (value === undefined)
      throw witness.disappointed(`there is nothing at ${pointer} for ${name}: ${shown(payload)}`);
    variables.set(name, value);
  }
}

async function call(args: Static<typeof callArgs>, stage: Stage): Promise<void> {
  const { action, payload = {}, answer, error, capture: wanted } = args;
  const { central, witness } = stage;
  if (central === undefined) throw witness.disappointed('only the built-in Central System can be told to send a CALL');
  witness.act();
  const outcome = await central.call(action as 'DataTransfer', payload as never);
  if (outcome.kind === 'refused' && outcome.code === error) return;
  if (outcome.kind !== 'confirmed' || error !== undefined) {
    const expected = error === undefined ? '' : `, not refused with ${error}`;
    throw witness.disappointed(`${action} was ${describeOutcome(outcome)}${expected}`);
  }
  const wrong = answer === undefined ? [] : mismatches(answer, outcome.payload);
  if (wrong.length > 0) {
    throw witness.disappointed(`${action} was answered ${shown(outcome.payload)}: ${wrong.map(explain).join('; ')}`);
  }
  keep(wanted, outcome.payload, stage);
}

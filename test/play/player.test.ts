import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { junitReport } from '../../src/play/junit-report.ts';
import { stepLines, summaryLines } from '../../src/play/text-report.ts';
import { played, reasonOf } from './played.ts';

describe('a step that fails', () => {
  /** The steps, and what is said of the one that fails. */
  const rows: Readonly<Record<string, readonly [steps: string, reason: RegExp]>> = {
    'wait-until says what was there instead': [
      '- plug-in\n- wait-until: { status: Charging, transaction: true, locked: { $type: boolean }, within: 7 }',
      /^waited 7 s for connector 1 to have status Charging, transaction true, .*; status was Preparing, transaction was false$/,
    ],
    'wait-until of the link says why it waits': [
      '- offline\n- wait-until: { registration: Rejected, link: connected, within: 1 }',
      /^waited 1 s for the charger to have .*; registration was Accepted, link was offline$/,
    ],
    'expect says that there was none': [
      '- plug-in\n- expect: { action: StartTransaction, payload: { connectorId: 1 }, within: 5 }',
      /^waited 5 s for StartTransaction from the charger with \{"connectorId":1\}; there was none$/,
    ],
    'expect says that there was no connection': [
      '- offline\n- plug-in\n- swipe: { idTag: A }\n- expect: { action: Authorize, within: 5 }',
      /; there was none, and no connection: the link is offline$/,
    ],
    'expect says what was different': [
      '- plug-in\n- expect: { action: StatusNotification, payload: { status: Charging, connectorId: { $at-least: 2 } }, within: 5 }',
      /; there were 2, the last one with \/status: expected "Charging", got "Preparing"; \/connectorId: expected at least 2, got 1$/,
    ],
    'expect says that it came before the last act': [
      '- wait: 10\n- plug-in\n- expect: { action: BootNotification, within: 5 }',
      /; there was none since the last act or the frame found last, only one 15 s ago$/,
    ],
    'expect finds no frame twice': [
      '- plug-in\n- expect: { payload: { status: Preparing } }\n- expect: { payload: { status: Preparing }, within: 2 }',
      /^waited 2 s for CALL with .*; there was none since the last act or the frame found last, only one 2 s ago$/,
    ],
    'expect-all says which are missing': [
      '- plug-in\n- expect-all: { within: 3, frames: [{ action: Authorize }, { action: StatusNotification }, { action: StopTransaction }] }',
      /^waited 3 s for Authorize from the charger \(there was none\), and for StopTransaction .*\(there was none\)$/,
    ],
    'expect-no says that it came': [
      '- plug-in\n- wait: 3\n- expect-no: { action: StatusNotification, for: 1 }',
      /^there was StatusNotification from the charger, which was not to come$/,
    ],
    'capture says that nothing is there': [
      '- plug-in\n- expect: { action: StatusNotification, capture: { x: /transactionId } }',
      /^there is nothing at \/transactionId for x: \{"connectorId":1,/,
    ],
    'configuration says what each key is': [
      '- configuration: { HeartbeatInterval: "1", NoSuchKey: x, AuthorizationKey: { $absent: true } }',
      /^\/HeartbeatInterval: expected "1", got "300"; \/NoSuchKey: expected "x", got nothing$/,
    ],
    'call says how it was answered': [
      '- call: { action: ChangeAvailability, payload: { connectorId: 0, type: Operative }, answer: { status: Scheduled } }',
      /^ChangeAvailability was answered \{"status":"Accepted"\}: \/status: expected "Scheduled", got "Accepted"$/,
    ],
    'call says that it was refused': [
      '- call: { action: GetDiagnostics, payload: { location: "ftp://x/" } }',
      /^GetDiagnostics was refused with NotSupported/,
    ],
    'call says that it was not refused': [
      '- call: { action: ClearCache, error: NotSupported }',
      /^ClearCache was confirmed, not refused with NotSupported$/,
    ],
    'an act says what the API would': ['- plug-in: { connector: 7 }', /^There is no connector "7" here, only 1/],
    'an act checks what a variable was': [
      `- repeat: { each: [[1], "04A1B2C3"], as: card, steps: [{ swipe: { idTag: "\${card}" } }] }`,
      /^\/swipe\/idTag: expected a string, got an array of 1 item$/,
    ],
    'data-transfer says what was answered': [
      '- data-transfer: { vendorId: x, answer: { status: Accepted } }',
      /^the answer was \{"status":"UnknownVendorId"\}: \/status: expected "Accepted"/,
    ],
  };
  for (const [what, [steps, reason]] of Object.entries(rows)) {
    it(what, async () => {
      const result = await played(steps);
      assert.equal(result.passed, false);
      assert.match(reasonOf(result), reason);
    });
  }
});

describe('a scenario', () => {
  it('skips what comes after a failure, also inside and after a block', async () => {
    const result = await played(`
- repeat:
    times: 3
    as: n
    steps:
    - wait-until: { energyWh: { $at-most: 5 }, within: 0 }
    - meter: { energyWh: "\${n}" }
    - configuration: { HeartbeatInterval: { $matches: "^[^\${n}]" } }
- wait: 5
- repeat: { times: 2, steps: [{ wait: 1 }] }`);
    assert.deepEqual(
      result.steps.map(({ path, depth, outcome }) => `${path} ${depth} ${outcome.kind}`),
      [
        '/steps/0 0 passed',
        '/steps/1 0 passed',
        '/steps/1/repeat/steps/0 1 passed',
        '/steps/1/repeat/steps/1 1 passed',
        '/steps/1/repeat/steps/2 1 passed',
        '/steps/1/repeat/steps/0 1 passed',
        '/steps/1/repeat/steps/1 1 passed',
        '/steps/1/repeat/steps/2 1 passed',
        '/steps/1/repeat/steps/0 1 passed',
        '/steps/1/repeat/steps/1 1 passed',
        '/steps/1/repeat/steps/2 1 failed',
        '/steps/2 0 skipped',
        '/steps/3 0 skipped',
      ],
    );
  });

  it('is the same in every run, and takes the time of the charger that it says', async () => {
    const steps =
      '- plug-in\n- swipe: { idTag: A }\n- wait: 3600\n- wait-until: { energyWh: { $at-least: 1000000 }, within: 400.5 }';
    const [one, other] = [await played(steps), await played(steps)];
    assert.deepEqual(one, other);
    assert.equal(one.tookMs, 4_000_500);
    assert.deepEqual(
      one.steps.map(({ tookMs }) => tookMs),
      [0, 0, 0, 3_600_000, 400_500],
    );
  });

  it('has values in its variables, not only texts', async () => {
    const result = await played(
      `
- plug-in
- swipe: { idTag: "\${card}" }
- expect: { action: StartTransaction, kind: result, capture: { id: /transactionId } }
- call: { action: RemoteStopTransaction, payload: { transactionId: "\${id}" }, answer: { status: Accepted } }
- set: { text: "transaction \${id}" }
- call: { action: DataTransfer, payload: { vendorId: x, data: "\${text}" } }
- expect: { action: DataTransfer, direction: in, payload: { data: transaction 1 } }`,
      'variables: { card: AB }',
    );
    assert.equal(result.passed, true, JSON.stringify(result.steps.at(-1)));
  });

  it('has a Central System that answers as it is told', async () => {
    const result = await played(
      `
- central-answers: { action: Authorize, payload: { idTagInfo: { status: Blocked } }, times: 1 }
- plug-in
- swipe: { idTag: A }
- expect: { action: Authorize, kind: result, payload: { idTagInfo: { status: Blocked } } }
- central-answers: { action: Authorize, error: InternalError, times: 1 }
- swipe: { idTag: A }
- expect: { action: Authorize, kind: error, payload: { code: InternalError } }
- swipe: { idTag: NOT-ME }
- expect: { action: Authorize, kind: result, payload: { idTagInfo: { status: Invalid } } }
- swipe: { idTag: A }
- expect: { action: StartTransaction }
- wait-until: { status: Charging }`,
      'central: { idTags: [{ idTag: A, status: Accepted }], unknown: Invalid }',
    );
    assert.equal(result.passed, true, JSON.stringify(result.steps.at(-1)));
  });

  it('tells what the Central System holds to be against the rules', async () => {
    const result = await played('- plug-in\n- swipe: { idTag: A }\n- wait: 100\n- meter: { energyWh: 0 }\n- wait: 100');
    assert.equal(result.passed, true);
    assert.match(result.complaints.join(), /register.*S 7\.31/);
    assert.match(
      summaryLines(result).join('\n'),
      /passed: 6 passed, 0 failed, 0 skipped.*\n {2}the Central System complains: /,
    );
  });

  it('operates everything that the control API does', async () => {
    const result = await played(
      `
- plug-in: { connector: 2, car: van-11kw-ventilated }
- ev: { connector: 2, soc: 20 }
- wait-until: { connector: 2, pilot: B, status: Preparing }
- fault: { connector: 0, id: tilted, errorCode: OtherError, faulted: true, info: on its side }
- expect: { action: StatusNotification, payload: { connectorId: 2, status: Faulted } }
- clear-fault: { connector: 0, id: tilted }
- wait-until: { connector: 2, errors: [], status: Preparing }
- security-event: { type: TamperDetectionActivated }
- expect: { action: SecurityEventNotification, payload: { type: TamperDetectionActivated } }
- reboot
- expect: { action: BootNotification }
- speed: 10
- plug-out: { connector: 2 }
- wait-until: { connector: 2, pilot: A, registration: Accepted, status: Available }`,
      'charger: { model: reference, connectors: [{ id: 1 }, { id: 2 }] }',
    );
    assert.equal(result.passed, true, JSON.stringify(result.steps.at(-1)));
  });
});

describe('a report', () => {
  it('for people has the reason and the last frames of what failed', async () => {
    const result = await played('- plug-in\n- expect: { action: StartTransaction, within: 1 }\n- plug-out');
    const [, , failed = [], skipped] = result.steps.map(stepLines);
    assert.equal(failed[0], '  ✗ expect { action: StartTransaction, within: 1 } (1 s)');
    assert.match(failed[1] ?? '', /^ {6}waited 1 s for StartTransaction/);
    assert.equal(failed[2], '      the last frames:');
    assert.match(failed.at(-2) ?? '', /00:00:00.000 cp001 → StatusNotification connectorId=1 status=Preparing/);
    assert.deepEqual(skipped, ['  - plug-out (skipped)']);
    assert.deepEqual(summaryLines(result), ["  FAILED: 2 passed, 1 failed, 1 skipped, in 1 s of the charger's time"]);
  });

  it('for machines is well-formed, whatever stands in it', async () => {
    const nasty = '<&>"\u0001]]>';
    const result = await played(
      `- plug-in\n- expect: { action: Authorize, payload: { idTag: ${JSON.stringify(nasty)} }, within: 1 }\n- plug-out`,
    );
    const text = junitReport([{ file: 'a&b.yaml', result }]);
    assert.match(
      text,
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="pilotwire play" tests="4" failures="1" skipped="1">/,
    );
    assert.match(text, /<testsuite name="a test" file="a&amp;b.yaml" tests="4" failures="1" skipped="1" time="1">/);
    assert.match(
      text,
      /<testcase name="4. plug-out" classname="a&amp;b.yaml\/steps\/3" time="0">\s*<skipped\/>\s*<\/testcase>/,
    );
    assert.match(
      text,
      /<failure message="waited 1 s for Authorize [^"]*&quot;idTag&quot;[^"]*">[^<]*StatusNotification[^<]*<\/failure>/,
    );
    // Nothing between the tags, and no control character, that would end or break them.
    assert.match(text, /^(<[^<>]*>|[^<>])*$/);
    assert.doesNotMatch(text, /[^\t\n\r\u{20}-\u{10FFFF}]/u);
    assert.doesNotMatch(text, /&(?!(amp|lt|gt|quot|apos|#\d+);)/);
  });
});

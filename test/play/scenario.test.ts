import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readScenario } from '../../src/play/scenario.ts';
import { vocabulary } from '../../src/play/vocabulary.ts';
import { problemsOf } from './played.ts';

const file = (step: string) => `name: a\nsteps:\n- wait: 1\n- ${step}\n`;

describe('a scenario file', () => {
  /** What stands there, and what is said about it. */
  const rows: readonly (readonly [text: string, problem: RegExp])[] = [
    ['name: [', /^this is no YAML: .*line 1/s],
    ['[]', /^expected an object/],
    ['steps: [offline]', /^\/name: expected a value/],
    ['name: a\nsteps: []', /^\/steps: expected at least 1 item/],
    ['name: a\nsteps: [offline]\nstep: 1', /^\/step: expected no member of this name/],
    [file('plug'), /^\/steps\/1: expected one of plug-in, plug-out, .*got plug$/],
    [file('3'), /^\/steps\/1: expected a step: a word with its arguments, got 3$/],
    [file('{ plug-in: {}, swipe: {} }'), /^\/steps\/1: expected one word.*got plug-in, swipe$/],
    [file('wait: soon'), /^\/steps\/1\/wait: expected a number, got "soon"$/],
    [file('swipe: { idTag: 0123 }'), /^\/steps\/1\/swipe\/idTag: expected a string, got 123$/],
    [file('swipe: {}'), /^\/steps\/1\/swipe\/idTag: expected a value/],
    [file('plug-in: { car: tank }'), /^\/steps\/1\/plug-in\/car: expected one of .*compact-11kw.*got "tank"$/],
    [file('fault: { id: x, errorCode: Hot }'), /^\/steps\/1\/fault\/errorCode: expected one of .*got "Hot"$/],
    [file('clear-fault: {}'), /^\/steps\/1\/clear-fault\/id: expected a value/],
    [file('offline: { now: true }'), /^\/steps\/1\/offline\/now: expected no member/],
    [file('wait-until: { status: Chargin }'), /^\/steps\/1\/wait-until\/status: expected one of .*got "Chargin"$/],
    [file('wait-until: { state: A }'), /^\/steps\/1\/wait-until\/state: expected no member/],
    [file('wait-until: { within: 3 }'), /^\/steps\/1\/wait-until: expected one of status, .*got no condition$/],
    [file('wait-until: { led: { $is: red } }'), /^\/steps\/1\/wait-until\/led\/\$is: expected one of \$type/],
    [file('expect: { action: Boot }'), /^\/steps\/1\/expect\/action: expected one of .*got "Boot"$/],
    [file('expect: { payload: { a: { $type: real } } }'), /^\/steps\/1\/expect\/payload\/a\/\$type: expected one of/],
    [file('expect: { capture: { a: idTag } }'), /^\/steps\/1\/expect\/capture\/a: expected text matching/],
    [file('call: { action: Authorize }'), /^\/steps\/1\/call\/action: expected one of .*got "Authorize"$/],
    [file('central-answers: { action: Reset, nothing: silence }'), /^\/steps\/1\/central-answers\/action: /],
    [
      file('central-answers: { action: Authorize }'),
      /^\/steps\/1\/central-answers: expected one of payload, error, nothing/,
    ],
    [file('repeat: { steps: [offline] }'), /^\/steps\/1\/repeat: expected either times or each/],
    [
      file('repeat: { times: 2, steps: [offline, { wait: x }] }'),
      /^\/steps\/1\/repeat\/steps\/1\/wait: expected a number/,
    ],
    [
      file(`swipe: { idTag: "\${card}" }`),
      /^\/steps\/1\/swipe: expected a variable that is set somewhere.*got \$\{card\}$/,
    ],
    [`${file('offline')}charger: 3`, /^\/charger: expected an object, got 3$/],
    [`${file('offline')}charger: { grid: { type: TT } }`, /^\/charger\/grid\/type: expected one of TN, IT, got "TT"$/],
    [
      `${file('offline')}charger: { connectors: [{ id: 1 }, { id: 2 }] }`,
      /^\/charger\/connectors: expected at most 1 for zaptec-pro/,
    ],
    [`${file('offline')}central: { idTags: [{ idTag: A }] }`, /^\/central\/idTags\/0\/status: expected a value/],
  ];
  for (const [text, problem] of rows) {
    it(`${JSON.stringify(
      text
        .split('\n')
        .filter((line) => !/^(name: a|steps:|- wait: 1|)$/.test(line))
        .join(' '),
    )} is refused with its place`, () => {
      assert.match(problemsOf(text)[0] ?? '', problem);
    });
  }

  it('is told everything that is wrong at once', () => {
    assert.equal(problemsOf('name: a\ncharger: { car: 3 }\nsteps: [{ wait: x }, plug, { swipe: {} }]').length, 4);
  });

  it('cannot talk as a Central System that is not ours', () => {
    const problems = problemsOf(file('call: { action: Reset, payload: { type: Soft } }'), { csms: 'ws://there/ocpp' });
    assert.deepEqual(problems, [
      '/steps/1/call: expected no such step with --csms, which only the built-in Central System can do, got call',
    ]);
  });

  it('may leave anything to variables', () => {
    const text = `name: a
variables: { n: 1, what: Charging }
steps:
- plug-in: { connector: "\${n}" }
- wait: "\${n}"
- wait-until: { status: "\${what}", powerW: { $at-least: "\${n}" } }
- expect: { action: StartTransaction, kind: result, capture: { id: /transactionId } }
- call: { action: RemoteStopTransaction, payload: { transactionId: "\${id}" } }
- repeat: { each: [a, b], as: x, steps: [{ swipe: { idTag: "\${x}" } }] }`;
    const result = readScenario(text);
    assert.ok(result.ok, JSON.stringify(result));
  });

  it('gives way to the command line', () => {
    const text = `${file('offline')}charger: { model: reference, identity: { chargePointId: mine }, speed: 3 }`;
    const own = readScenario(text);
    const told = readScenario(text, { csms: 'wss://there/x', id: 'yours', model: 'zaptec-pro', speed: 60 });
    assert.ok(own.ok && told.ok);
    const facts = ({ startUp }: typeof own.scenario) => [
      startUp.identity.chargePointId,
      startUp.model.name,
      startUp.speed,
      startUp.csmsUrl,
    ];
    assert.deepEqual(facts(own.scenario), ['mine', 'reference', 3, 'ws://central/ocpp']);
    assert.deepEqual(facts(told.scenario), ['yours', 'zaptec-pro', 60, 'wss://there/x']);
  });
});

describe('the vocabulary', () => {
  for (const [name, { example }] of Object.entries(vocabulary)) {
    it(`has an example of ${name} that can be read`, () => {
      const result = readScenario(file(example));
      assert.ok(result.ok, JSON.stringify(result));
      assert.equal(result.scenario.steps[1]?.name, name);
    });
  }
});

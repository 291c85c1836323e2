import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { callText, errorText, type Frame, type JsonObject, parseFrame, resultText } from '../../src/rpc/frame.ts';
import { nearFrames } from './frames.ts';

const longestId = 'x'.repeat(36);
const tooLongId = 'x'.repeat(37);

/** A frame that is to be refused without naming an id. */
function nameless(reason: string): Frame {
  return { kind: 'broken-call', id: undefined, reason };
}

const notJson = nameless('the message is not JSON');
const notAnArray = nameless('the message is not a JSON array');
const noNumber = nameless('the message type is not a number');
const noIdAtAll = nameless('the message id is not a string');
const answerToNothing: Frame = { kind: 'unknown', reason: 'the message id of an answer is not a string' };

const readings: readonly (readonly [what: string, text: string, frame: Frame])[] = [
  ['a CALL', '[2,"1","Reset",{"type":"Hard"}]', { kind: 'call', id: '1', action: 'Reset', payload: { type: 'Hard' } }],
  ['a CALL in a roomy layout', ' [ 2 , "1", "Reset",\n{} ] ', { kind: 'call', id: '1', action: 'Reset', payload: {} }],
  ['a CALL without payload, by null', '[2,"1","Reset",null]', { kind: 'call', id: '1', action: 'Reset', payload: {} }],
  ['a CALL of an odd action', '[2,"1","__proto__",{}]', { kind: 'call', id: '1', action: '__proto__', payload: {} }],
  ['a CALL whose payload is no object', '[2,"1","Reset",[]]', { kind: 'call', id: '1', action: 'Reset', payload: [] }],
  ['a CALL with an empty id', '[2,"","Reset",{}]', { kind: 'call', id: '', action: 'Reset', payload: {} }],
  [
    'a CALL with the longest id',
    `[2,"${longestId}","Reset",{}]`,
    { kind: 'call', id: longestId, action: 'Reset', payload: {} },
  ],
  ['a CALLRESULT', '[3,"1",{"status":"Accepted"}]', { kind: 'result', id: '1', payload: { status: 'Accepted' } }],
  ['a CALLRESULT without payload, by null', '[3,"1",null]', { kind: 'result', id: '1', payload: {} }],
  [
    'a CALLERROR',
    '[4,"1","NotSupported","no",{"a":1}]',
    { kind: 'error', id: '1', code: 'NotSupported', description: 'no', details: { a: 1 } },
  ],
  [
    'a CALLERROR with a code that nobody knows',
    '[4,"1","Tired","",{}]',
    { kind: 'error', id: '1', code: 'Tired', description: '', details: {} },
  ],
  [
    'a CALLERROR without details',
    '[4,"1","InternalError","sorry"]',
    { kind: 'error', id: '1', code: 'InternalError', description: 'sorry', details: {} },
  ],
  [
    'a CALLERROR without description',
    '[4,"1","InternalError"]',
    { kind: 'error', id: '1', code: 'InternalError', description: '', details: {} },
  ],
  [
    'a CALLERROR without code',
    '[4,"1"]',
    { kind: 'error', id: '1', code: 'GenericError', description: '', details: {} },
  ],
  [
    'a CALLERROR of wrong types',
    '[4,"1",500,null,[1]]',
    { kind: 'error', id: '1', code: 'GenericError', description: '', details: {} },
  ],
  [
    'a CALLERROR that is too long',
    '[4,"1","GenericError","",{},"more"]',
    { kind: 'error', id: '1', code: 'GenericError', description: '', details: {} },
  ],

  ['nothing', '', notJson],
  ['half a CALL', '[2,"1","Reset",{"type":"Ha', notJson],
  ['plain words', 'hello', notJson],
  ['an object', '{"id":"1"}', notAnArray],
  ['null', 'null', notAnArray],
  ['a number', '2', notAnArray],
  ['a string', '"[2]"', notAnArray],
  ['an empty array', '[]', noNumber],
  ['a message type in quotes', '["2","1","Reset",{}]', noNumber],
  ['a message type in an array', '[[2],"1","Reset",{}]', noNumber],
  ['a message type of null', '[null,"1","Reset",{}]', noNumber],
  ['a message type that is the name of an inherited member', '["constructor","1","Reset",{}]', noNumber],
  ['a message type that is the name of a prototype', '["__proto__","1","Reset",{}]', noNumber],
  ['a message type that cannot be made a string', '[{"toString":1},"1","Reset",{}]', noNumber],
  ['arrays within arrays, very deep', '['.repeat(100_000) + ']'.repeat(100_000), noNumber],

  ['an unknown message type', '[5,"1",{}]', { kind: 'unknown', reason: '5 is no message type of OCPP 1.6' }],
  ['a negative message type', '[-2,"1",{}]', { kind: 'unknown', reason: '-2 is no message type of OCPP 1.6' }],
  ['a message type with a fraction', '[2.5,"1",{}]', { kind: 'unknown', reason: '2.5 is no message type of OCPP 1.6' }],
  [
    'a message type beyond all numbers',
    '[1e999]',
    { kind: 'unknown', reason: 'Infinity is no message type of OCPP 1.6' },
  ],

  ['a CALL without anything', '[2]', noIdAtAll],
  ['a CALL whose id is a number', '[2,1,"Reset",{}]', noIdAtAll],
  ['a CALL whose id is null', '[2,null,"Reset",{}]', noIdAtAll],
  [
    'a CALL whose id is too long',
    `[2,"${tooLongId}","Reset",{}]`,
    { kind: 'broken-call', id: tooLongId, reason: 'the message id is longer than 36 characters' },
  ],
  ['a CALL without action', '[2,"1"]', { kind: 'broken-call', id: '1', reason: 'the action is not a string' }],
  [
    'a CALL whose action is a number',
    '[2,"1",7,{}]',
    { kind: 'broken-call', id: '1', reason: 'the action is not a string' },
  ],
  ['a CALL without payload', '[2,"1","Reset"]', { kind: 'broken-call', id: '1', reason: 'the payload is missing' }],
  [
    'a CALL that is too long',
    '[2,"1","Reset",{},{}]',
    { kind: 'broken-call', id: '1', reason: 'a CALL has four elements' },
  ],

  ['a CALLRESULT without anything', '[3]', answerToNothing],
  ['a CALLRESULT whose id is a number', '[3,1,{}]', answerToNothing],
  ['a CALLRESULT without payload', '[3,"1"]', { kind: 'broken-answer', id: '1', reason: 'the payload is missing' }],
  [
    'a CALLRESULT that is too long',
    '[3,"1",{},{}]',
    { kind: 'broken-answer', id: '1', reason: 'a CALLRESULT has three elements' },
  ],
  ['a CALLERROR without anything', '[4]', answerToNothing],
  ['a CALLERROR whose id is null', '[4,null,"GenericError","",{}]', answerToNothing],
];

const kinds: readonly string[] = ['call', 'result', 'error', 'unknown', 'broken-call', 'broken-answer'];

/** As it is after the way over the wire. */
function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) ?? {};
}

describe('reading a frame', () => {
  for (const [what, text, frame] of readings) {
    it(`reads ${what}`, () => assert.deepEqual(parseFrame(text), frame));
  }

  it('any text gives a frame whose members are of the types that they promise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), nearFrames), (text) => {
        const frame = parseFrame(text);
        assert.ok(kinds.includes(frame.kind));
        if (frame.kind === 'call') {
          assert.ok(typeof frame.id === 'string' && frame.id.length <= 36);
          assert.equal(typeof frame.action, 'string');
        }
        if (frame.kind === 'call' || frame.kind === 'result')
          assert.ok(frame.payload !== null && frame.payload !== undefined);
        if (frame.kind === 'result' || frame.kind === 'broken-answer') assert.equal(typeof frame.id, 'string');
        if (frame.kind === 'broken-call') assert.ok(frame.id === undefined || typeof frame.id === 'string');
        if (frame.kind === 'error') {
          assert.deepEqual(
            [typeof frame.id, typeof frame.code, typeof frame.description],
            ['string', 'string', 'string'],
          );
          assert.ok(typeof frame.details === 'object' && frame.details !== null && !Array.isArray(frame.details));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writing a frame', () => {
  const ids = fc.string({ maxLength: 36 });
  const objects = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;

  it('a CALL is read back as it was written, and a payload of null as {}', () => {
    fc.assert(
      fc.property(ids, fc.string(), fc.jsonValue(), (id, action, payload) => {
        assert.deepEqual(parseFrame(callText(id, action, payload)), {
          kind: 'call',
          id,
          action,
          payload: overTheWire(payload),
        });
      }),
    );
  });

  it('a CALLRESULT is read back as it was written', () => {
    fc.assert(
      fc.property(ids, fc.jsonValue(), (id, payload) => {
        assert.deepEqual(parseFrame(resultText(id, payload)), { kind: 'result', id, payload: overTheWire(payload) });
      }),
    );
  });

  it('a CALLERROR is read back as it was written', () => {
    fc.assert(
      fc.property(ids, fc.string(), fc.string(), objects, (id, code, description, details) => {
        assert.deepEqual(parseFrame(errorText(id, code, description, details)), {
          kind: 'error',
          id,
          code,
          description,
          details: overTheWire(details),
        });
      }),
    );
  });

  it('each has exactly the elements of its type, in order', () => {
    assert.equal(callText('7', 'Heartbeat', {}), '[2,"7","Heartbeat",{}]');
    assert.equal(resultText('7', {}), '[3,"7",{}]');
    assert.equal(errorText('7', 'GenericError', '', {}), '[4,"7","GenericError","",{}]');
  });
});

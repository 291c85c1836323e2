/** Texts as a broken, careless or hostile Central System might send them. What each is due is not known here (due.ts). */
import fc from 'fast-check';
import { nearFrames } from '../rpc/frames.ts';

const call = (id: unknown, action: unknown, payload: unknown): string => JSON.stringify([2, id, action, payload]);

/** As deep as a message can be. */
const depths = fc.constantFrom(10, 1_000, 100_000);

function nested(open: string, core: string, close: string, depth: number): string {
  return `${open.repeat(depth)}${core}${close.repeat(depth)}`;
}

/** Lists and objects in one another, as a frame of their own, as a payload, within one, or as an answer. */
const bombs = fc
  .tuple(fc.constantFrom(['[', '1', ']'], ['{"a":', '1', '}'], ['[', '', ''], ['[{"":', '0', '}]']), depths, fc.nat(5))
  .map(([[open = '', core = '', close = ''], depth, place]) => {
    // The two halves together must stay below the longest message.
    const bomb = nested(open, core, close, Math.min(depth, Math.floor(200_000 / (open.length + close.length))));
    return [
      bomb,
      `[2,"bomb","GetConfiguration",${bomb}]`,
      `[2,"bomb","DataTransfer",{"vendorId":"v","data":${bomb}}]`,
      `[2,"bomb","GetConfiguration",{"key":[${bomb}]}]`,
      `[3,"bomb",${bomb}]`,
      `[4,"bomb","GenericError","",${bomb}]`,
    ][place] as string;
  });

/** Numbers that JSON has and JavaScript has not, where a number belongs. */
const numbers = fc
  .tuple(
    fc.constantFrom(
      '1e999',
      '-1e999',
      '9007199254740993',
      '1234567890123456789012345678901234567890',
      '1e-999',
      '-0',
      '1.0',
    ),
    fc.constantFrom('UnlockConnector', 'ChangeAvailability', 'RemoteStopTransaction'),
  )
  .map(([number, action]) =>
    action === 'RemoteStopTransaction'
      ? `[2,"number","${action}",{"transactionId":${number}}]`
      : action === 'UnlockConnector'
        ? `[2,"number","${action}",{"connectorId":${number}}]`
        : `[2,"number","${action}",{"connectorId":${number},"type":"Operative"}]`,
  );

const poisonousNames = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
);

/** Names that every object has, as actions, ids, members and keys. */
const poison = fc.tuple(poisonousNames, fc.nat(5)).map(([name, place]) => {
  const member = `{${JSON.stringify(name)}:{"polluted":true}}`;
  return [
    call('poison', name, {}),
    call(name, 'ClearCache', {}),
    `[2,"poison","ClearCache",${member}]`,
    `[2,"poison","DataTransfer",{"vendorId":${JSON.stringify(name)},"messageId":"toString"}]`,
    call('poison', 'GetConfiguration', { key: [name] }),
    call('poison', 'ChangeConfiguration', { key: name, value: name }),
  ][place] as string;
});

const oddIds = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-1',
    '0',
    'x'.repeat(36),
    'x'.repeat(37),
    'x'.repeat(5_000),
    '\ud800',
    '\u0000',
    '🔌'.repeat(18),
    '🔌'.repeat(19),
  ),
  fc.string({ maxLength: 40 }),
);

/** Well-formed but for the id, or not even that. */
const idTexts = fc
  .tuple(oddIds, fc.constantFrom('ClearCache', 'GetLog', 'Nonsense'))
  .map(([id, action]) => call(id, action, {}));

/** Every type number there is and some that there are not. */
const typeTexts = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, 2.5, 1e21, '2', true, null), fc.nat(5))
  .map(([type, length]) => JSON.stringify([type, 'type', 'ClearCache', {}, {}].slice(0, length)));

const lonely = fc.constantFrom(
  '',
  ' ',
  '\n\t ',
  '\u0000',
  '\ufeff[2,"bom","ClearCache",{}]',
  'null',
  'true',
  '0',
  '"[2]"',
  '{}',
  '[]',
  '[[]]',
  '[[2,"batch","ClearCache",{}]]',
  '{"0":2,"1":"object","2":"ClearCache","3":{}}',
  '[2,"a","ClearCache",{}][2,"b","ClearCache",{}]',
  '[2,"comma","ClearCache",{},]',
  "[2,'quotes','ClearCache',{}]",
  '[2,"twice","UnlockConnector",{"connectorId":"x","connectorId":99}]',
  ' [ 2 , "blanks" , "ClearCache" , { } ] ',
  '[2,"null","ClearCache",null]',
  '[2,"list","ClearCache",[]]',
  '[2,"text","ClearCache",""]',
  '[2,"escape","Clear\\u0043ache",{}]',
  '[2,"surrogate","DataTransfer",{"vendorId":"\ud800"}]',
  '[2,"surrogate","DataTransfer",{"vendorId":"\\udfff"}]',
  '[2,"control","DataTransfer",{"vendorId":"\u0001"}]',
  '[2,"case","clearcache",{}]',
);

/** Cut somewhere, or with something after it. */
const torn = fc
  .tuple(
    fc.constantFrom('ClearCache', 'GetConfiguration', 'Reset'),
    fc.nat(40),
    fc.constantFrom('', '}', ']', '\u0000', 'x'),
  )
  .map(([action, at, more]) => `${call('torn', action, { type: 'Soft' }).slice(0, at)}${more}`);

/** Answers to nothing that was ever asked. */
const strayAnswers = fc.tuple(fc.uuid(), fc.nat(3), fc.jsonValue()).map(([id, form, payload]) =>
  JSON.stringify(
    [
      [3, id, payload],
      [4, id, 'GenericError', '', {}],
      [3, id],
      [4, id, payload],
    ][form],
  ),
);

export const hostileTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: nearFrames },
  { weight: 10, arbitrary: lonely },
  { weight: 8, arbitrary: idTexts },
  { weight: 8, arbitrary: typeTexts },
  { weight: 8, arbitrary: poison },
  { weight: 6, arbitrary: numbers },
  { weight: 8, arbitrary: torn },
  { weight: 8, arbitrary: strayAnswers },
  { weight: 4, arbitrary: fc.string() },
);

/** They cost a thousand times as much as others. */
export const heavyTexts: fc.Arbitrary<string> = fc.oneof(
  bombs,
  fc
    .constantFrom(262_144, 262_145, 1_000_000)
    .map((length) => `[2,"long","ClearCache",{}]${' '.repeat(length)}`.slice(0, length)),
  fc
    .nat(3_000)
    .map((members) => `[2,"wide","ClearCache",{${Array.from({ length: members }, (_, n) => `"${n}":${n}`).join()}}]`),
);

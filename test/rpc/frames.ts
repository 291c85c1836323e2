/** Texts as a broken, careless or hostile other side might send them: near-valid frames of OCPP-J. */
import fc from 'fast-check';
import { actions } from '../../src/ocpp16/actions.ts';
import { validValues } from '../schema/arbitrary.ts';

const actionNames = Object.keys(actions) as (keyof typeof actions)[];

/** Made once: making them takes longer than drawing from them. */
const validRequests = actionNames.map((name) =>
  fc.tuple(fc.constant<string>(name), validValues(actions[name].request)),
);

/** A request that is right more often than not, to an action that there is more often than not. */
export const namedRequests: fc.Arbitrary<readonly [action: string, payload: unknown]> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(...validRequests) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom<string[]>(...actionNames), fc.jsonValue()) },
  { weight: 1, arbitrary: fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'reset')), fc.jsonValue()) },
);

const ids = fc.oneof(
  { weight: 6, arbitrary: fc.uuid() },
  { weight: 2, arbitrary: fc.string({ maxLength: 45 }) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const types = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<unknown[]>(2, 2, 2, 3, 4) },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.integer(), fc.double(), fc.constantFrom('2', 'constructor', null), fc.jsonValue()),
  },
);

/** The elements of a frame that is right, or nearly. */
const elements: fc.Arbitrary<readonly unknown[]> = fc
  .tuple(types, ids, namedRequests)
  .map(([type, id, [action, payload]]) =>
    type === 3 ? [type, id, payload] : type === 4 ? [type, id, action, '', payload] : [type, id, action, payload],
  );

const mangled = fc
  .tuple(elements, fc.nat(), fc.constantFrom('keep', 'keep', 'drop', 'add', 'swap', 'null'), fc.jsonValue())
  .map(([frame, at, how, other]) => {
    const index = at % frame.length;
    switch (how) {
      case 'drop':
        return frame.toSpliced(index, 1);
      case 'add':
        return frame.toSpliced(index, 0, other);
      case 'swap':
        return frame.with(index, other);
      case 'null':
        return frame.with(index, null);
      default:
        return frame;
    }
  });

/** The text of such a frame, sometimes cut off or with something before or after it. */
export const nearFrames: fc.Arbitrary<string> = fc
  .tuple(mangled, fc.constantFrom('whole', 'whole', 'whole', 'whole', 'cut', 'more'), fc.nat())
  .map(([frame, how, at]) => {
    const text = JSON.stringify(frame);
    if (how === 'cut') return text.slice(0, at % text.length);
    return how === 'more' ? `${text}${text}` : text;
  });

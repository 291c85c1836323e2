/** CALLs whose payload fits its schema, as chance or as somebody who knows the charger would send them, and such as are broken in one place. */
import fc from 'fast-check';
import { declaredKeys } from '../../src/charge-point.ts';
import { type Action, actions } from '../../src/ocpp16/actions.ts';
import { messageTriggers } from '../../src/ocpp16/enumerations.ts';
import type { ViolationKind } from '../../src/schema/validate.ts';
import { mutations, validValues } from '../schema/arbitrary.ts';

export interface FuzzCall {
  readonly action: Action;
  readonly payload: unknown;
  /** What is wrong with the payload; undefined for nothing. */
  readonly broken?: ViolationKind;
  /** Why it is broken, for people. */
  readonly how?: string;
}

const names = Object.keys(actions) as Action[];

const anyCall: fc.Arbitrary<FuzzCall> = fc.oneof(
  ...names.map((action) => fc.record({ action: fc.constant(action), payload: validValues(actions[action].request) })),
);

const connectorId = fc.constantFrom(0, 1, 1, 1, 2, 3, -1, 2_147_483_647);
const idTag = fc.constantFrom('CARD', 'card', 'OTHER', 'FAMILY', '', 'x'.repeat(20));
const keyNames = declaredKeys.map(({ name }) => name);
const keyName = fc
  .tuple(fc.constantFrom(...keyNames), fc.nat(9))
  .map(([name, dice]) => (dice === 0 ? name.toUpperCase() : dice === 1 ? `${name} ` : name));
const keyValue = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '2',
    '10',
    '60',
    '900',
    '-1',
    '2147483647',
    '2147483648',
    '1e3',
    ' 5 ',
    '',
    'true',
    'FALSE',
  ),
  fc.constantFrom(
    'Energy.Active.Import.Register',
    'Voltage,Current.Import',
    'constructor',
    'Voltage.L1,,',
    '0.RST,1.RST',
  ),
  fc.constantFrom('0123456789abcdef0123456789abcdef', 'password password', 'x'.repeat(500), '🔌'),
);

/** Who knows the charger hits more than who does not. */
const seasoned: { readonly [A in Action]?: fc.Arbitrary<unknown> } = {
  ChangeAvailability: fc.record({ connectorId, type: fc.constantFrom('Operative', 'Operative', 'Inoperative') }),
  ChangeConfiguration: fc.record({ key: keyName, value: keyValue }),
  GetConfiguration: fc.record({ key: fc.array(keyName, { maxLength: 5 }) }, { requiredKeys: [] }),
  ClearCache: fc.constant({}),
  RemoteStartTransaction: fc.record({ connectorId, idTag }, { requiredKeys: ['idTag'] }),
  RemoteStopTransaction: fc.record({ transactionId: fc.integer({ min: -1, max: 9 }) }),
  Reset: fc.record({ type: fc.constantFrom('Soft', 'Hard') }),
  UnlockConnector: fc.record({ connectorId }),
  TriggerMessage: fc.record(
    { requestedMessage: fc.constantFrom(...messageTriggers), connectorId },
    { requiredKeys: ['requestedMessage'] },
  ),
};
const seasonedNames = Object.keys(seasoned) as Action[];
const seasonedCall: fc.Arbitrary<FuzzCall> = fc.oneof(
  ...seasonedNames.map((action) => ({
    // A reset takes a while.
    weight: action === 'Reset' ? 1 : action === 'ChangeConfiguration' ? 12 : 6,
    arbitrary: fc.record({ action: fc.constant(action), payload: seasoned[action] ?? fc.constant({}) }),
  })),
);

export const fittingCalls: fc.Arbitrary<FuzzCall> = fc.oneof(anyCall, seasonedCall);

export const brokenCalls: fc.Arbitrary<FuzzCall> = fc.tuple(anyCall, fc.nat()).map(([{ action, payload }, at]) => {
  const all = mutations(actions[action].request, payload);
  const mutation = all[at % all.length];
  return mutation === undefined
    ? { action, payload }
    : { action, payload: mutation.value, broken: mutation.kind, how: `${mutation.what} at ${mutation.path}` };
});

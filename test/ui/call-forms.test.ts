/** What the forms of the Central System's page begin with, and what its state makes of events: without a browser. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sendableActions } from '../../src/central/send-call.ts';
import type { Transaction } from '../../src/central/transactions.ts';
import { actions } from '../../src/ocpp16/actions.ts';
import { validate } from '../../src/schema/validate.ts';
import { after, type CentralState, type Told } from '../../ui/src/central/central-state.ts';
import { beginningOf, initial } from '../../ui/src/central/form/beginnings.ts';
import { presetsOf } from '../../ui/src/central/form/presets.ts';
import type { Situation } from '../../ui/src/central/form/situation.ts';
import { samplesOf } from '../../ui/src/central/samples.ts';

const idle: Situation = {
  connectorId: 2,
  connectorIds: [0, 1, 2],
  transactionId: undefined,
  transactionIds: [],
  idTag: '04A1B2C3',
  idTags: [
    { idTag: '04A1B2C3', status: 'Accepted' },
    { idTag: '04D4E5F6', status: 'Blocked' },
  ],
  keys: [],
  now: Date.UTC(2026, 0, 31, 21, 4, 13),
};
const charging: Situation = { ...idle, transactionId: 7, transactionIds: [7] };

describe('the form of a CALL', () => {
  test('begins with what can be sent as it is', () => {
    for (const situation of [idle, charging]) {
      for (const action of sendableActions) {
        assert.deepEqual(
          validate(actions[action].request, beginningOf(action, actions[action].request, situation)),
          [],
          action,
        );
      }
    }
  });

  test('has no preset that its schema refuses', () => {
    for (const situation of [idle, charging]) {
      for (const action of sendableActions) {
        for (const { title, payload } of presetsOf(action)) {
          assert.deepEqual(validate(actions[action].request, payload(situation)), [], `${action}: ${title}`);
        }
      }
    }
  });

  test('knows the connector, the transaction and the card that are meant', () => {
    const begun = (action: 'RemoteStartTransaction' | 'RemoteStopTransaction' | 'SetChargingProfile') =>
      JSON.stringify(beginningOf(action, actions[action].request, charging));
    assert.equal(begun('RemoteStartTransaction'), '{"idTag":"04A1B2C3","connectorId":2}');
    assert.equal(begun('RemoteStopTransaction'), '{"transactionId":7}');
    assert.match(begun('SetChargingProfile'), /"transactionId":7.*TxProfile/);
    assert.match(
      JSON.stringify(beginningOf('SetChargingProfile', actions.SetChargingProfile.request, idle)),
      /TxDefaultProfile/,
    );
  });

  test('begins every optional member with a value that its schema takes', () => {
    for (const action of sendableActions) {
      const schema = actions[action].request;
      if (schema.type !== 'object' || schema.properties === undefined) continue;
      for (const [name, its] of Object.entries(schema.properties)) {
        assert.deepEqual(validate(its, initial(its, name, charging)), [], `${action}.${name}`);
      }
    }
  });
});

const transaction = (transactionId: number, more: Partial<Transaction> = {}): Transaction => ({
  transactionId,
  chargerId: 'CP1',
  connectorId: 1,
  idTag: 'A',
  idTagInfo: { status: 'Accepted' },
  meterStart: 0,
  startedAt: '2026-01-01T00:00:00Z',
  reservationId: undefined,
  meterValues: 0,
  register: 0,
  state: { kind: 'running' },
  ...more,
});

const hello: Told = {
  kind: 'hello',
  data: { now: '2026-01-01T00:00:00Z', chargers: [], idTags: { idTags: [], unknown: 'Accepted' } },
};

describe("the page's state", () => {
  const greeted = after(undefined, [hello]) as CentralState;

  test('is nothing before it was told, and is told anew by each hello', () => {
    const changed: Told = { kind: 'transaction', data: transaction(1) };
    assert.equal(after(undefined, [changed]), undefined);
    assert.equal(after(undefined, [changed, hello])?.transactions.length, 0);
    assert.equal(after(undefined, [hello, changed])?.transactions.length, 1);
  });

  test('leaves alone what an event is not about', () => {
    const next = after(greeted, [{ kind: 'transaction', data: transaction(1) }]);
    assert.equal(next?.chargers, greeted.chargers);
    assert.equal(next?.complaints, greeted.complaints);
    assert.equal(next?.idTags, greeted.idTags);
  });

  test('has one running transaction on a connector', () => {
    const next = after(greeted, [
      { kind: 'transaction', data: transaction(1) },
      { kind: 'transaction', data: transaction(2, { connectorId: 2 }) },
      { kind: 'transaction', data: transaction(3) },
      { kind: 'transaction', data: transaction(3, { register: 500 }) },
    ]);
    assert.deepEqual(
      next?.transactions.map(({ transactionId, state, register }) => [transactionId, state.kind, register]),
      [
        [1, 'abandoned', 0],
        [2, 'running', 0],
        [3, 'running', 500],
      ],
    );
  });
});

describe('samples out of MeterValues', () => {
  const timestamp = '2026-01-01T00:00:10Z';
  const sample = (sampledValue: readonly unknown[]) =>
    samplesOf({ connectorId: 1, meterValue: [{ timestamp, sampledValue }] })?.samples[0];

  test('are in W, A and Wh, whatever unit they came in', () => {
    assert.deepEqual(
      sample([
        { value: '7.4', measurand: 'Power.Active.Import', unit: 'kW' },
        { value: '16', measurand: 'Current.Import', phase: 'L1' },
        { value: '15.5', measurand: 'Current.Import', phase: 'L2-N' },
        { value: '1.5', unit: 'kWh' },
      ]),
      { at: Date.parse(timestamp), powerW: 7_400, currentA: { L1: 16, L2: 15.5 }, energyWh: 1_500 },
    );
  });

  test('sum the power of the phases only where there is no whole', () => {
    const phase = (name: string) => ({ value: '1000', measurand: 'Power.Active.Import', phase: name });
    assert.equal(sample([phase('L1'), phase('L2')])?.powerW, 2_000);
    assert.equal(sample([phase('L1'), { value: '1800', measurand: 'Power.Active.Import' }])?.powerW, 1_800);
  });

  test('are none where nothing can be read', () => {
    for (const values of [
      [],
      [{ value: 'much' }],
      [{ value: '3', measurand: 'Voltage' }],
      [{ value: 'AAAA', format: 'SignedData' }],
    ])
      assert.equal(sample(values), undefined, JSON.stringify(values));
    for (const payload of [null, 1, {}, { connectorId: 1 }, { connectorId: 1, meterValue: [null, {}] }])
      assert.deepEqual(samplesOf(payload)?.samples ?? [], []);
  });
});

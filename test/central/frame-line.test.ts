import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { CentralFrame } from '../../src/central/central-frame.ts';
import { frameLine } from '../../src/central/frame-line.ts';

const base = { chargerId: 'CP001', at: Date.UTC(2026, 0, 1, 9, 0, 5, 120) } as const;

describe('the line of a frame', () => {
  const cases: readonly (readonly [line: string, frame: Omit<CentralFrame, 'chargerId' | 'at'>])[] = [
    [
      '09:00:05.120 CP001 → StartTransaction connectorId=1 idTag=04A1B2C3 meterStart=1200',
      {
        direction: 'in',
        kind: 'call',
        action: 'StartTransaction',
        text: '[2,"1","StartTransaction",{"connectorId":1,"idTag":"04A1B2C3","meterStart":1200}]',
      },
    ],
    [
      '09:00:05.120 CP001 ← StartTransaction ✓ transactionId=7 idTagInfo.status=Accepted',
      {
        direction: 'out',
        kind: 'result',
        action: 'StartTransaction',
        text: '[3,"1",{"transactionId":7,"idTagInfo":{"status":"Accepted"}}]',
      },
    ],
    [
      '09:00:05.120 CP001 → RemoteStopTransaction ✓ status=Accepted (48 ms)',
      {
        direction: 'in',
        kind: 'result',
        action: 'RemoteStopTransaction',
        text: '[3,"1",{"status":"Accepted"}]',
        latencyMs: 48.2,
      },
    ],
    [
      '09:00:05.120 CP001 ← Authorize ✗ PropertyConstraintViolation: too long',
      {
        direction: 'out',
        kind: 'error',
        action: 'Authorize',
        text: '[4,"1","PropertyConstraintViolation","too long",{}]',
      },
    ],
    [
      '09:00:05.120 CP001 → MeterValues connectorId=1 transactionId=7 meterValue=[2] Energy.Active.Import.Register=1234.5Wh Current.Import.L1=16A Temperature=21',
      {
        direction: 'in',
        kind: 'call',
        action: 'MeterValues',
        text: JSON.stringify([
          2,
          '1',
          'MeterValues',
          {
            connectorId: 1,
            transactionId: 7,
            meterValue: [
              { timestamp: 't', sampledValue: [{ value: '1' }] },
              {
                timestamp: 't',
                sampledValue: [
                  { value: '1234.5', unit: 'Wh' },
                  { value: '16', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
                  { value: '21', measurand: 'Temperature' },
                ],
              },
            ],
          },
        ]),
      },
    ],
    [
      '09:00:05.120 CP001 ← GetConfiguration ✓ configurationKey=[2] unknownKey=[0]',
      {
        direction: 'out',
        kind: 'result',
        action: 'GetConfiguration',
        text: '[3,"1",{"configurationKey":[{},{}],"unknownKey":[]}]',
      },
    ],
    [
      '09:00:05.120 CP001 ← DataTransfer vendorId=a data="two words" messageId=""',
      {
        direction: 'out',
        kind: 'call',
        action: 'DataTransfer',
        text: '[2,"1","DataTransfer",{"vendorId":"a","data":"two words","messageId":""}]',
      },
    ],
    [
      '09:00:05.120 CP001 → Heartbeat',
      { direction: 'in', kind: 'call', action: 'Heartbeat', text: '[2,"1","Heartbeat",{}]' },
    ],
    [
      '09:00:05.120 CP001 → ? ! {nonsense [the message is not JSON]',
      { direction: 'in', kind: 'broken-call', text: '{nonsense', complaint: 'the message is not JSON' },
    ],
    [
      '09:00:05.120 CP001 → ? ! [a binary message of 12 bytes]',
      { direction: 'in', kind: 'binary', text: '', complaint: 'a binary message of 12 bytes' },
    ],
  ];
  for (const [line, frame] of cases) {
    test(`reads ${line.slice(19)}`, () => {
      assert.equal(frameLine({ ...base, ...frame }), line);
    });
  }

  test('is one line of bounded length, whatever was sent', () => {
    const payload = fc.oneof(fc.json(), fc.string(), fc.string({ maxLength: 2000, minLength: 1000 }));
    const action = fc.oneof(fc.constantFrom('MeterValues', 'Reset'), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(
        payload,
        action,
        fc.constantFrom(2, 3, 4),
        fc.string({ maxLength: 20 }),
        (content, name, type, id) => {
          const text = type === 2 ? `[2,"1",${JSON.stringify(name)},${content}]` : `[${type},"1",${content}]`;
          const line = frameLine({ chargerId: id, at: base.at, direction: 'in', kind: 'call', action: name, text });
          assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}]/u);
          assert.ok(line.length < 400, line);
        },
      ),
    );
  });

  test('survives a payload that is deeper than the stack', () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const line = frameLine({ ...base, direction: 'in', kind: 'call', action: 'X', text: `[2,"1","X",${deep}]` });
    assert.match(line, /a\.a\.a/);
  });

  test('survives meter values of any shape', () => {
    for (const meterValue of [null, 1, [null], [1], [{ sampledValue: [null, 1, {}] }]]) {
      const text = JSON.stringify([2, '1', 'MeterValues', { meterValue }]);
      assert.match(frameLine({ ...base, direction: 'in', kind: 'call', action: 'MeterValues', text }), /MeterValues/);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Command, complete, parseCommand } from '../../src/central/command.ts';

describe('a line at the prompt', () => {
  const commands: readonly (readonly [line: string, command: Command])[] = [
    ['', { kind: 'nothing' }],
    ['   ', { kind: 'nothing' }],
    ['list', { kind: 'list' }],
    [' transactions ', { kind: 'transactions' }],
    ['complaints', { kind: 'complaints' }],
    ['help', { kind: 'help' }],
    ['quit', { kind: 'quit' }],
    ['frames CP1', { kind: 'frames', chargerId: 'CP1' }],
    ['CP1 ClearCache', { kind: 'call', chargerId: 'CP1', action: 'ClearCache', payload: {} }],
    ['CP1 Reset {"type":"Soft"}', { kind: 'call', chargerId: 'CP1', action: 'Reset', payload: { type: 'Soft' } }],
    ['CP1 reset {type: Soft}', { kind: 'call', chargerId: 'CP1', action: 'Reset', payload: { type: 'Soft' } }],
    [
      '"RDAM 123"  Unlock  { connectorId: 1 }',
      { kind: 'call', chargerId: 'RDAM 123', action: 'UnlockConnector', payload: { connectorId: 1 } },
    ],
    [
      'CP1 ChangeConfiguration {"key": "HeartbeatInterval", "value": "60"}',
      {
        kind: 'call',
        chargerId: 'CP1',
        action: 'ChangeConfiguration',
        payload: { key: 'HeartbeatInterval', value: '60' },
      },
    ],
    ['list ClearCache', { kind: 'call', chargerId: 'list', action: 'ClearCache', payload: {} }],
  ];
  for (const [line, command] of commands) {
    test(`is understood: ${JSON.stringify(line)}`, () => {
      assert.deepEqual(parseCommand(line), command);
    });
  }

  const mistakes: readonly (readonly [line: string, message: RegExp])[] = [
    ['frames', /^Of which charger\? Write: frames <charger>\.$/],
    ['CP1', /^What is to be sent to CP1\? Write: CP1 <Action> \{payload\}\. Or help\.$/],
    ['"RDAM 1"', /Write: "RDAM 1" <Action>/],
    ['CP1 Rest', /^There is no action "Rest" that a Central System can send; help shows more\.$/],
    ['CP1 Heartbeat', /^Heartbeat is sent by charge points only\.$/],
    [
      'CP1 Reset',
      /^The payload of Reset is wrong: \/type: expected a value \(the member is required\), got nothing\.$/,
    ],
    ['CP1 Reset {type: Warm}', /\/type: expected one of Hard, Soft, got "Warm"\.$/],
    ['CP1 ChangeConfiguration {key: X, value: 60}', /\/value: expected a string, got 60\.$/],
    ['CP1 Reset {type: ', /^The payload cannot be read: /],
    ['CP1 Reset *type', /^The payload cannot be read: /],
    ['CP1 Reset [1]', /expected an object, got an array of 1 item\.$/],
  ];
  for (const [line, message] of mistakes) {
    test(`is a mistake, and a sentence says which: ${JSON.stringify(line)}`, () => {
      const command = parseCommand(line);
      assert.equal(command.kind, 'mistake');
      assert.match(command.kind === 'mistake' ? command.message : '', message);
    });
  }

  test('may be anything', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('CP1', 'Reset', 'list', 'frames', '{', '"', '*a', '&a', '!!x', ': '),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (parts) => {
        assert.equal(typeof parseCommand(parts.join(' ')).kind, 'string');
      }),
    );
  });
});

describe('the completion', () => {
  const chargers = ['CP1', 'CP2', 'RDAM 123'];

  test('of the first word is a command or a charger', () => {
    assert.deepEqual(complete('CP', chargers), [['CP1 ', 'CP2 '], 'CP']);
    assert.deepEqual(complete('tr', chargers), [['transactions '], 'tr']);
    assert.deepEqual(complete('"R', chargers), [['"RDAM 123" '], '"R']);
    assert.ok(complete('', chargers)[0].length > chargers.length);
  });

  test('of the second word is an action, in any spelling, or after frames a charger', () => {
    assert.deepEqual(complete('CP1 un', chargers), [['UnlockConnector '], 'un']);
    assert.deepEqual(complete('"RDAM 123" Cle', chargers), [['ClearCache ', 'ClearChargingProfile '], 'Cle']);
    assert.deepEqual(complete('frames CP', chargers), [['CP1 ', 'CP2 '], 'CP']);
    assert.ok(complete('CP1 ', chargers)[0].includes('Reset '));
  });

  test('of a payload is nothing', () => {
    assert.deepEqual(complete('CP1 Reset {', chargers), [[], 'CP1 Reset {']);
  });
});

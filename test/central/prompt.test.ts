import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { CentralSystem } from '../../src/central/central-system.ts';
import { parseCommand } from '../../src/central/command.ts';
import { startPrompt } from '../../src/central/prompt.ts';
import { runCommand } from '../../src/central/run-command.ts';
import { type CentralWorld, createCentralWorld, status } from './central-world.ts';

/** What a line gives, after whatever is due has happened. */
async function run({ central, clock }: CentralWorld, line: string): Promise<readonly string[]> {
  const lines = runCommand(parseCommand(line), central);
  await clock.settle();
  return lines;
}

describe('a command', () => {
  test('tells that there is nothing yet', async () => {
    const world = createCentralWorld();
    assert.deepEqual(await run(world, 'list'), ['No charger has come yet.']);
    assert.deepEqual(await run(world, 'transactions'), ['There are no transactions yet.']);
    assert.deepEqual(await run(world, 'complaints'), ['There is nothing to complain about.']);
    assert.deepEqual(await run(world, 'frames CP1'), ['No charger CP1 has come yet; list shows those that have.']);
    assert.deepEqual(await run(world, 'CP1 ClearCache'), ['No charger CP1 has come yet; list shows those that have.']);
    assert.deepEqual(await run(world, ''), []);
  });

  test('lists chargers, transactions, complaints and frames', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    await charger.ask('StatusNotification', status(0, 'Available'));
    await charger.ask('StatusNotification', status(1, 'Charging'));
    const timestamp = world.time();
    await charger.ask('StartTransaction', { connectorId: 1, idTag: '04A1B2C3', meterStart: 100, timestamp });
    assert.deepEqual(await run(world, 'list'), ['CP1 connected Accepted Zaptec Zaptec Pro 0:Available 1:Charging']);
    assert.deepEqual(await run(world, 'transactions'), [
      `1 CP1 connector 1 04A1B2C3 started ${timestamp}, running, 0 Wh so far`,
    ]);
    await charger.ask('StopTransaction', { transactionId: 1, meterStop: 350, timestamp, reason: 'Remote' });
    assert.deepEqual(await run(world, 'transactions'), [
      `1 CP1 connector 1 04A1B2C3 started ${timestamp}, stopped ${timestamp} (Remote), 250 Wh`,
    ]);
    await charger.say('[2,"1","Foo",{}]');
    assert.deepEqual(await run(world, 'complaints'), ['CP1 unknown-action: there is no action "Foo" (OCPP-J 4.2.3)']);
    assert.match((await run(world, 'frames CP1')).at(-1) ?? '', /← Foo ✗ NotImplemented/);
    world.central.charger('CP1').terminate();
    await world.clock.settle();
    assert.match((await run(world, 'list'))[0] ?? '', /^CP1 away Accepted/);
    assert.deepEqual(await run(world, 'CP1 ClearCache'), ['CP1 ClearCache was not answered: there is no connection.']);
  });

  test('sends a CALL and tells its outcome', async () => {
    const world = createCentralWorld();
    await world.join('CP1', { Reset: () => ({ reply: { status: 'Accepted' } }) });
    assert.deepEqual(await run(world, 'CP1 reset {type: Hard}'), ['CP1 Reset: {"status":"Accepted"}']);
    assert.deepEqual(await run(world, 'CP1 ClearCache'), [
      'CP1 ClearCache was refused with NotSupported: ClearCache is not supported.',
    ]);
  });

  test('helps', async () => {
    const lines = await run(createCentralWorld(), 'help');
    assert.ok(lines.some((line) => line.startsWith('<charger> <Action> {payload}  sends a CALL')));
    assert.match(lines.at(-1) ?? '', /^Actions: .*Reset/);
  });
});

describe('the prompt', () => {
  function pipe(central: CentralSystem, terminal = false) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const prompt = startPrompt({ central, input, output, terminal });
    const printed = prompt.finished.then(() => {
      output.end();
      return text(output);
    });
    return { input, prompt, printed };
  }

  test('runs piped lines in order until they end', async () => {
    const { input, printed } = pipe(createCentralWorld().central);
    input.end('list\nCP1 Rest\n\ntransactions\n');
    assert.equal(
      await printed,
      'No charger has come yet.\nThere is no action "Rest" that a Central System can send; help shows more.\nThere are no transactions yet.\n',
    );
  });

  test('ends at quit', async () => {
    const { input, printed } = pipe(createCentralWorld().central);
    input.write('list\nquit\nlist\n');
    assert.equal(await printed, 'No charger has come yet.\n');
  });

  test('ends when it is closed', async () => {
    const { prompt, printed } = pipe(createCentralWorld().central);
    prompt.close();
    prompt.print('too late');
    assert.equal(await printed, '');
  });

  test('on a terminal prints above the line that is being typed', async () => {
    const { input, prompt, printed } = pipe(createCentralWorld().central, true);
    prompt.print('a frame');
    input.write('quit\r');
    const shown = await printed;
    assert.ok(shown.includes('> '));
    assert.ok(shown.includes('\r\u001b[2Ka frame\n'));
  });
});

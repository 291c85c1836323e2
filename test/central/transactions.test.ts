import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Request } from '../../src/ocpp16/actions.ts';
import { type CentralWorld, createCentralWorld, register, status } from './central-world.ts';

function start({ time }: CentralWorld, change: Partial<Request<'StartTransaction'>> = {}): Request<'StartTransaction'> {
  return { connectorId: 1, idTag: '04A1B2C3', meterStart: 1000, timestamp: time(), ...change };
}

function stop(
  { time }: CentralWorld,
  transactionId: number,
  change: Partial<Request<'StopTransaction'>> = {},
): Request<'StopTransaction'> {
  return { transactionId, meterStop: 5000, timestamp: time(), ...change };
}

describe('Authorize', () => {
  test('tells what is known of the tag', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    const ask = async (idTag: string) => (await charger.ask('Authorize', { idTag })).idTagInfo;
    assert.deepEqual(await ask('04a1b2c3'), { status: 'Accepted' });
    assert.deepEqual(await ask('04D4E5F6'), { status: 'Blocked' });
    assert.deepEqual(await ask('mother'), { status: 'Accepted', parentIdTag: 'FAMILY' });
    assert.deepEqual(await ask('STRANGER'), { status: 'Invalid' });
    assert.equal((await ask('SOON')).status, 'Accepted');
    await world.clock.advance(3_600_000);
    assert.equal((await ask('SOON')).status, 'Expired');
  });
});

describe('a transaction', () => {
  test('gets a positive number, higher than all before, on whatever charger', async () => {
    const world = createCentralWorld();
    const [one, two] = [await world.join('CP1'), await world.join('CP2')];
    const first = await one.ask('StartTransaction', start(world));
    const second = await two.ask('StartTransaction', start(world, { idTag: 'MOTHER' }));
    const third = await one.ask('StartTransaction', start(world, { connectorId: 2, idTag: 'FATHER' }));
    assert.deepEqual(
      [first, second, third].map(({ transactionId }) => transactionId),
      [1, 2, 3],
    );
    assert.deepEqual(
      world.central.transactions().map(({ chargerId }) => chargerId),
      ['CP1', 'CP2', 'CP1'],
    );
  });

  test('may begin to count elsewhere', async () => {
    const world = createCentralWorld({ firstTransactionId: 1_000_000 });
    const charger = await world.join('CP1');
    assert.equal((await charger.ask('StartTransaction', start(world))).transactionId, 1_000_000);
  });

  test('is kept from its start to its stop', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    const began = world.time();
    await charger.ask('StartTransaction', start(world, { reservationId: 9 }));
    await world.clock.advance(60_000);
    await charger.ask('MeterValues', {
      connectorId: 1,
      transactionId: 1,
      meterValue: [register(world.time(-30), 1500), register(world.time(), 2000)],
    });
    const [transaction] = world.central.charger('CP1').transactions;
    const known = {
      transactionId: 1,
      chargerId: 'CP1',
      connectorId: 1,
      idTag: '04A1B2C3',
      idTagInfo: { status: 'Accepted' },
      meterStart: 1000,
      startedAt: began,
      reservationId: 9,
      meterValues: 2,
    };
    assert.deepEqual(transaction, { ...known, register: 2000, state: { kind: 'running' } });
    await charger.ask('StopTransaction', stop(world, 1, { reason: 'EVDisconnected' }));
    assert.deepEqual(transaction, {
      ...known,
      register: 5000,
      state: {
        kind: 'stopped',
        meterStop: 5000,
        stoppedAt: world.time(),
        reason: 'EVDisconnected',
        idTag: undefined,
        transactionData: 0,
      },
    });
    assert.deepEqual(world.complaints(), []);
  });

  test('whose start is repeated is the same one', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    const request = start(world);
    const first = await charger.ask('StartTransaction', request);
    assert.deepEqual(await charger.ask('StartTransaction', request), first);
    assert.deepEqual(await charger.ask('StartTransaction', { ...request, idTag: '04a1b2c3' }), first);
    await charger.ask('StopTransaction', stop(world, first.transactionId));
    assert.deepEqual(await charger.ask('StartTransaction', request), first);
    assert.equal(world.central.transactions().length, 1);
    assert.deepEqual(world.complaints(), []);
  });

  for (const change of [{ connectorId: 2 }, { idTag: 'MOTHER' }, { meterStart: 1001 }, { timestamp: 'later' }]) {
    test(`whose start differs in ${Object.keys(change)[0]} is another one`, async () => {
      const world = createCentralWorld();
      const charger = await world.join('CP1');
      const request = start(world);
      await charger.ask('StartTransaction', request);
      const differs = { ...request, ...change, ...('timestamp' in change ? { timestamp: world.time(1) } : {}) };
      assert.equal((await charger.ask('StartTransaction', differs)).transactionId, 2);
    });
  }

  test('gets a number also when its tag may not charge', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    const { transactionId, idTagInfo } = await charger.ask('StartTransaction', start(world, { idTag: '04D4E5F6' }));
    assert.ok(transactionId > 0);
    assert.equal(idTagInfo.status, 'Blocked');
  });

  test('of a tag that is charging elsewhere gets ConcurrentTx, until that has ended', async () => {
    const world = createCentralWorld();
    const [one, two] = [await world.join('CP1'), await world.join('CP2')];
    await one.ask('StartTransaction', start(world));
    const second = await two.ask('StartTransaction', start(world));
    assert.equal(second.idTagInfo.status, 'ConcurrentTx');
    await one.ask('StopTransaction', stop(world, 1));
    // The refused one does not count as charging, although it has not been stopped yet.
    const third = await one.ask('StartTransaction', start(world, { meterStart: 5000 }));
    assert.equal(third.idTagInfo.status, 'Accepted');
  });

  test('of a tag that is charging elsewhere is Accepted where that is allowed', async () => {
    const world = createCentralWorld({ concurrentTransactions: 'allow' });
    const [one, two] = [await world.join('CP1'), await world.join('CP2')];
    await one.ask('StartTransaction', start(world));
    assert.equal((await two.ask('StartTransaction', start(world))).idTagInfo.status, 'Accepted');
  });

  test('ends the one that was never stopped on its connector, and does not count as concurrent with it', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    await charger.ask('StartTransaction', start(world));
    const second = await charger.ask('StartTransaction', start(world, { meterStart: 2000 }));
    assert.equal(second.idTagInfo.status, 'Accepted');
    assert.deepEqual(
      world.central.transactions().map(({ state }) => state.kind),
      ['abandoned', 'running'],
    );
    assert.deepEqual(world.complaints(), ['never-stopped']);
  });

  test('that was abandoned can still be stopped', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    await charger.ask('StartTransaction', start(world));
    await charger.ask('StartTransaction', start(world, { meterStart: 2000 }));
    await charger.ask('StopTransaction', stop(world, 1, { meterStop: 1900, timestamp: world.time(-1) }));
    assert.deepEqual(
      world.central.transactions().map(({ state }) => state.kind),
      ['stopped', 'running'],
    );
    assert.equal(
      (await charger.ask('StartTransaction', start(world, { connectorId: 2 }))).idTagInfo.status,
      'ConcurrentTx',
    );
  });

  test('can be stopped again without a word about it, if nothing is told differently', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    await charger.ask('StartTransaction', start(world));
    const request = stop(world, 1, { idTag: '04A1B2C3' });
    const first = await charger.ask('StopTransaction', request);
    assert.deepEqual(first, { idTagInfo: { status: 'Accepted' } });
    assert.deepEqual(await charger.ask('StopTransaction', request), first);
    assert.deepEqual(world.complaints(), []);
    await charger.ask('StopTransaction', { ...request, meterStop: 5001 });
    assert.deepEqual(world.complaints(), ['stopped-differently']);
    const { state } = world.central.transactions()[0] ?? assert.fail();
    assert.equal(state.kind === 'stopped' && state.meterStop, 5000);
  });

  test('that is unknown is stopped with a normal answer and a complaint', async () => {
    const world = createCentralWorld();
    const [one, two] = [await world.join('CP1'), await world.join('CP2')];
    assert.deepEqual(await one.ask('StopTransaction', stop(world, 77)), {});
    await one.ask('StartTransaction', start(world));
    await two.ask('StopTransaction', stop(world, 1));
    assert.deepEqual(world.complaints(), ['unknown-transaction', 'unknown-transaction']);
    assert.equal(world.central.transactions()[0]?.state.kind, 'running');
  });

  test('that never got a number is told of as -1, without a complaint (E4 3.18)', async () => {
    const world = createCentralWorld();
    const charger = await world.join('CP1');
    await charger.ask('MeterValues', { connectorId: 1, transactionId: -1, meterValue: [register(world.time(), 1)] });
    assert.deepEqual(await charger.ask('StopTransaction', stop(world, -1, { idTag: 'MOTHER' })), {
      idTagInfo: { status: 'Accepted', parentIdTag: 'FAMILY' },
    });
    assert.deepEqual(world.complaints(), []);
  });

  test('that has ended is forgotten when enough newer ones have; one that runs is not', async () => {
    const world = createCentralWorld({ keep: { transactions: 2 } });
    const charger = await world.join('CP1');
    await charger.ask('StartTransaction', start(world, { connectorId: 9, idTag: 'MOTHER' }));
    for (const transactionId of [2, 3, 4, 5]) {
      const request = start(world, { meterStart: transactionId * 1000 });
      assert.equal((await charger.ask('StartTransaction', request)).transactionId, transactionId);
      await charger.ask('StopTransaction', stop(world, transactionId, { meterStop: transactionId * 1000 + 1 }));
    }
    assert.deepEqual(
      world.central.transactions().map(({ transactionId }) => transactionId),
      [1, 4, 5],
    );
    assert.deepEqual(world.complaints(), []);
    const forgotten = await charger.ask('StartTransaction', start(world, { meterStart: 2000 }));
    assert.equal(forgotten.transactionId, 6);
  });
});

describe('complaints about transactions', () => {
  const cases: readonly {
    readonly about: string;
    readonly complaints: readonly string[];
    readonly run: (world: CentralWorld, charger: Awaited<ReturnType<CentralWorld['join']>>) => Promise<unknown>;
  }[] = [
    {
      about: 'a stop below the start',
      complaints: ['meter-stop-below-start'],
      run: async (world, charger) => charger.ask('StopTransaction', stop(world, 1, { meterStop: 900 })),
    },
    {
      about: 'a stop before the start',
      complaints: ['ended-before-it-began'],
      run: async (world, charger) => charger.ask('StopTransaction', stop(world, 1, { timestamp: world.time(-3600) })),
    },
    {
      about: 'a stop by a tag of no common group',
      complaints: ['stopped-by-stranger'],
      run: async (world, charger) => charger.ask('StopTransaction', stop(world, 1, { idTag: 'FATHER' })),
    },
    {
      about: 'nothing, when the tag that stops is written otherwise',
      complaints: [],
      run: async (world, charger) => charger.ask('StopTransaction', stop(world, 1, { idTag: '04a1b2c3' })),
    },
    {
      about: 'nothing, when the tag that stops is of the same group',
      complaints: [],
      run: async (world, charger) => {
        const { transactionId } = await charger.ask(
          'StartTransaction',
          start(world, { connectorId: 2, idTag: 'MOTHER' }),
        );
        await charger.ask('StopTransaction', stop(world, transactionId, { idTag: 'father' }));
      },
    },
    {
      about: 'a register that falls between samples',
      complaints: ['register-falls'],
      run: async (world, charger) => {
        const meterValue = [register(world.time(60), 2000), register(world.time(120), 1990)];
        await charger.ask('MeterValues', { connectorId: 1, transactionId: 1, meterValue });
      },
    },
    {
      about: 'a register that falls below the start',
      complaints: ['register-falls'],
      run: async (world, charger) =>
        charger.ask('MeterValues', { connectorId: 1, transactionId: 1, meterValue: [register(world.time(60), 900)] }),
    },
    {
      about: 'a register that falls from the last sample to the stop',
      complaints: ['register-falls'],
      run: async (world, charger) => {
        await charger.ask('MeterValues', {
          connectorId: 1,
          transactionId: 1,
          meterValue: [register(world.time(), 6000)],
        });
        await charger.ask('StopTransaction', stop(world, 1));
      },
    },
    {
      about: 'a register that falls within the data of a stop',
      complaints: ['register-falls'],
      run: async (world, charger) => {
        const transactionData = [
          register(world.time(), 1000),
          register(world.time(), 4000),
          register(world.time(), 3000),
        ];
        await charger.ask('StopTransaction', stop(world, 1, { transactionData }));
      },
    },
    {
      about: 'a next transaction that begins below the last one (the register is not re-based)',
      complaints: ['register-falls'],
      run: async (world, charger) => {
        await charger.ask('StopTransaction', stop(world, 1));
        await charger.ask('StartTransaction', start(world, { meterStart: 0 }));
      },
    },
    {
      about: 'nothing, when whole watt-hours and fractions meet',
      complaints: [],
      run: async (world, charger) => {
        const values = [{ value: '0.9996', unit: 'kWh' as const }];
        await charger.ask('MeterValues', {
          connectorId: 1,
          transactionId: 1,
          meterValue: [{ timestamp: world.time(), sampledValue: values }],
        });
      },
    },
    {
      about: 'nothing, when older samples come later',
      complaints: [],
      run: async (world, charger) => {
        const meterValue = [register(world.time(60), 2000), register(world.time(30), 1500)];
        await charger.ask('MeterValues', { connectorId: 1, transactionId: 1, meterValue });
      },
    },
    {
      about: 'nothing, when another measurand, phase or location falls',
      complaints: [],
      run: async (world, charger) => {
        const sampledValue = [
          { value: '1', measurand: 'Current.Import' },
          { value: '1', phase: 'L1' },
          { value: '1', location: 'Inlet' },
          { value: '1', format: 'SignedData' },
        ] as const;
        const meterValue = [{ timestamp: world.time(60), sampledValue }];
        await charger.ask('MeterValues', { connectorId: 1, transactionId: 1, meterValue });
      },
    },
    {
      about: 'a value that is no number',
      complaints: ['meter-value'],
      run: async (world, charger) => {
        const meterValue = [{ timestamp: world.time(), sampledValue: [{ value: '12,5' }] }];
        await charger.ask('MeterValues', { connectorId: 1, transactionId: 1, meterValue });
      },
    },
    {
      about: 'meter values of an unknown transaction',
      complaints: ['unknown-transaction'],
      run: async (world, charger) =>
        charger.ask('MeterValues', { connectorId: 1, transactionId: 5, meterValue: [register(world.time(), 1000)] }),
    },
    {
      about: 'meter values of a stopped transaction',
      complaints: ['stopped-transaction'],
      run: async (world, charger) => {
        await charger.ask('StopTransaction', stop(world, 1));
        await charger.ask('MeterValues', {
          connectorId: 1,
          transactionId: 1,
          meterValue: [register(world.time(), 5001)],
        });
        assert.equal(world.central.transactions()[0]?.register, 5000);
      },
    },
    {
      about: 'meter values of another connector than the transaction',
      complaints: ['connector'],
      run: async (world, charger) =>
        charger.ask('MeterValues', { connectorId: 2, transactionId: 1, meterValue: [register(world.time(), 1000)] }),
    },
    {
      about: 'meter values that do not name the running transaction',
      complaints: ['meter-values-of-no-transaction'],
      run: async (world, charger) =>
        charger.ask('MeterValues', { connectorId: 1, meterValue: [register(world.time(60), 1000)] }),
    },
    {
      about: 'nothing, when meter values were read before the running transaction or on the main meter',
      complaints: [],
      run: async (world, charger) => {
        await charger.ask('MeterValues', { connectorId: 1, meterValue: [register(world.time(-60), 990)] });
        await charger.ask('MeterValues', { connectorId: 0, meterValue: [register(world.time(60), 1)] });
      },
    },
    {
      about: 'a transaction on connector 0',
      complaints: ['connector'],
      run: async (world, charger) => charger.ask('StartTransaction', start(world, { connectorId: 0, idTag: 'MOTHER' })),
    },
    {
      about: 'a start on a connector that is not Preparing',
      complaints: ['start-without-preparing'],
      run: async (world, charger) => {
        await charger.ask('StatusNotification', status(2, 'Available'));
        await charger.ask('StartTransaction', start(world, { connectorId: 2, idTag: 'MOTHER' }));
      },
    },
    {
      about: 'nothing, when the start tells of the time before the connection',
      complaints: [],
      run: async (world, charger) => {
        await charger.ask('StatusNotification', status(2, 'Available'));
        await charger.ask(
          'StartTransaction',
          start(world, { connectorId: 2, idTag: 'MOTHER', timestamp: world.time(-60) }),
        );
      },
    },
  ];
  for (const { about, complaints, run } of cases) {
    test(`tell of ${about}`, async () => {
      const world = createCentralWorld();
      const charger = await world.join('CP1');
      await charger.ask('StatusNotification', status(1, 'Preparing'));
      await charger.ask('StartTransaction', start(world));
      await run(world, charger);
      assert.deepEqual(world.complaints(), complaints);
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonCar } from '../src/boards/virtual/car-models.ts';
import { readStartUpFile } from '../src/start-up-file.ts';

const file = { identity: { chargePointId: 'cp1' }, csms: { url: 'ws://central/ocpp' } };
const tuktuk = { name: 'tuktuk', batteryKwh: 8, maxCurrentA: 10, phases: 1 };

function read(more: object) {
  return readStartUpFile({ ...file, ...more });
}

function violations(more: object): readonly (readonly [path: string, expected: string, got: string])[] {
  const result = read(more);
  return result.ok ? [] : result.violations.map(({ path, expected, got }) => [path, expected, got]);
}

test('what a description leaves out is as in the built-in cars', () => {
  const result = read({ cars: [tuktuk], car: 'tuktuk' });
  assert.ok(result.ok);
  assert.deepEqual(result.startUp.cars, [{ ...commonCar, ...tuktuk }]);
  assert.equal(result.startUp.car, 'tuktuk');
});

test('a description can say everything', () => {
  const car = {
    ...tuktuk,
    minCurrentA: 8,
    ventilation: true,
    cableA: 13,
    targetSoc: 80,
    curve: [
      { fromSoc: 0, fraction: 1 },
      { fromSoc: 50.5, fraction: 0.8 },
    ],
    reaction: { startMs: 20_000 },
    manners: { sleepsAfterMs: 30_000, refusesItThreePhase: true, failsOnPhaseSwitch: true, overdraw: 1.1 },
  };
  const result = read({ cars: [car] });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(result.startUp.cars, [{ ...car, reaction: { ...commonCar.reaction, startMs: 20_000 } }]);
});

test('a description that cannot be a car is refused with each field, what is expected there and what stood there', () => {
  for (const [wrong, ...expected] of [
    [{ maxCurrentA: 5 }, ['/cars/0/maxCurrentA', 'at least 6', '5']],
    [{ phases: 4 }, ['/cars/0/phases', 'at most 3', '4']],
    [{ batteryKwh: '58' }, ['/cars/0/batteryKwh', 'a number', '"58"']],
    [{ colour: 'red' }, ['/cars/0/colour', 'no member of this name', '"red"']],
    [{ minCurrentA: 12 }, ['/cars/0/minCurrentA', 'at most maxCurrentA, 10', '12']],
    [{ cableA: 16 }, ['/cars/0/cableA', 'one of 13, 20, 32, 63', '16']],
    [{ curve: [{ fromSoc: 10, fraction: 1 }] }, ['/cars/0/curve/0/fromSoc', '0 in the first step', '10']],
    [
      {
        curve: [
          { fromSoc: 0, fraction: 1 },
          { fromSoc: 0, fraction: 0.5 },
        ],
      },
      ['/cars/0/curve/1/fromSoc', 'more than 0', '0'],
    ],
    [{ manners: { sleeps: true } }, ['/cars/0/manners/sleeps', 'no member of this name', 'true']],
    [{ name: 'compact-11kw' }, ['/cars/0/name', 'a name that no other car has', '"compact-11kw"']],
  ] as const) {
    assert.deepEqual(violations({ cars: [{ ...tuktuk, ...wrong }] }), expected);
  }
  assert.deepEqual(violations({ cars: [tuktuk, tuktuk] }), [
    ['/cars/1/name', 'a name that no other car has', '"tuktuk"'],
  ]);
});

test('a car that is to come by itself is one of those that there are', () => {
  assert.deepEqual(violations({ car: 'compact-11kw' }), []);
  const [[path = '', expected = '', got = ''] = []] = violations({ cars: [tuktuk], car: 'tractor' });
  assert.deepEqual([path, got], ['/car', '"tractor"']);
  assert.match(expected, /^one of compact-11kw, .*, tuktuk$/);
});

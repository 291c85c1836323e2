/** Composite schedules that were worked out by hand, from the specification's own example on. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composite, FALLBACK, max, type Question, type ShortPeriod, tx, txDefault } from './worked.ts';

const at = '2026-05-04T12:00:00Z';
const HOUR = 3600;
const DAY = 24 * HOUR;

/** S 9.4: less power by day. */
const specification = txDefault({
  chargingProfileId: 100,
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  startSchedule: '2013-01-01T00:00Z',
  duration: 86_400,
  unit: 'W',
  periods: [
    [0, 11_000, 3],
    [28_800, 6000, 3],
    [72_000, 11_000, 3],
  ],
});

/** From Monday to Friday. */
const workdays = txDefault({
  stackLevel: 1,
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Weekly',
  startSchedule: '2026-01-05T00:00:00Z',
  duration: 5 * DAY,
  periods: [[0, 10]],
});

const everyDay = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' } as const;
const always16 = txDefault({ periods: [[0, 16]] });

const examples: readonly (Question & { readonly what: string; readonly is: readonly ShortPeriod[] })[] = [
  {
    what: "the specification's example is three periods from 06:00 on: midnight changes nothing",
    installed: [specification],
    at: '2013-01-05T06:00:00Z',
    duration: DAY,
    unit: 'W',
    is: [
      [0, 11_000, 3],
      [2 * HOUR, 6000, 3],
      [14 * HOUR, 11_000, 3],
    ],
  },
  {
    what: "the specification's example in A",
    installed: [specification],
    at: '2013-01-01T00:00:00Z',
    duration: DAY,
    is: [
      [0, 15.9, 3],
      [28_800, 8.7, 3],
      [72_000, 15.9, 3],
    ],
  },
  {
    what: "the specification's example says nothing before it has begun",
    installed: [specification],
    at: '2012-12-31T23:59:00Z',
    duration: 120,
    unit: 'W',
    is: [FALLBACK, [60, 11_000, 3]],
  },
  {
    what: 'a level that ends gives way to the one below, and ChargePointMaxProfile bounds both',
    installed: [
      max({ periods: [[0, 10]] }),
      txDefault({
        periods: [
          [0, 16],
          [60, 8],
        ],
      }),
      txDefault({ stackLevel: 1, duration: 31, periods: [[0, 7]] }),
    ],
    at,
    since: '2026-05-04T11:59:59Z',
    duration: 300,
    is: [
      [0, 7, 3],
      [30, 10, 3],
      [59, 8, 3],
    ],
  },
  {
    what: 'a week, from a Friday noon on',
    installed: [workdays, always16],
    at: '2026-03-27T12:00:00Z',
    duration: 7 * DAY,
    is: [
      [0, 10, 3],
      [12 * HOUR, 16, 3],
      [60 * HOUR, 10, 3],
    ],
  },
  {
    what: 'what is longer than the recurrence is not executed (E4 3.44)',
    installed: [
      txDefault({
        ...everyDay,
        startSchedule: '2026-05-01T00:00:00Z',
        duration: 100_000,
        periods: [
          [0, 16],
          [82_800, 6],
          [90_000, 32],
        ],
      }),
    ],
    at: '2026-05-04T22:00:00Z',
    duration: 4 * HOUR,
    is: [
      [0, 16, 3],
      [HOUR, 6, 3],
      [2 * HOUR, 16, 3],
    ],
  },
  {
    what: 'what is shorter than the recurrence gives way to a lower level until it begins again (E4 3.43)',
    installed: [
      txDefault({
        ...everyDay,
        stackLevel: 3,
        startSchedule: '2026-05-01T08:00:00Z',
        duration: 10 * HOUR,
        periods: [[0, 8]],
      }),
      always16,
    ],
    at: '2026-05-04T07:00:00Z',
    duration: 2 * DAY,
    is: [
      [0, 16, 3],
      [HOUR, 8, 3],
      [11 * HOUR, 16, 3],
      [25 * HOUR, 8, 3],
      [35 * HOUR, 16, 3],
    ],
  },
  {
    what: 'what is shorter than the recurrence, with nothing below, is as if there were no profile (E4 3.43)',
    installed: [txDefault({ ...everyDay, startSchedule: '2026-05-04T12:00:10Z', duration: 20, periods: [[0, 8]] })],
    at,
    duration: DAY,
    is: [FALLBACK, [10, 8, 3], [30, 48, 3]],
  },
  {
    what: 'the highest level never gives way when it has no end (E4 3.7)',
    installed: [
      tx({
        stackLevel: 8,
        periods: [
          [0, 16],
          [10, 6],
        ],
      }),
      tx({ stackLevel: 7, periods: [[0, 32]] }),
    ],
    at,
    duration: 600,
    is: [
      [0, 16, 3],
      [10, 6, 3],
    ],
  },
  {
    what: 'a schedule that lasts 0 s says nothing',
    installed: [txDefault({ stackLevel: 1, duration: 0, periods: [[0, 6]] }), always16],
    at,
    duration: 60,
    is: [[0, 16, 3]],
  },
  {
    what: 'periods after the end are not executed, and the last one holds until the end',
    installed: [
      tx({
        duration: 30,
        periods: [
          [0, 10],
          [20, 12],
          [40, 14],
        ],
      }),
    ],
    at,
    duration: 60,
    is: [
      [0, 10, 3],
      [20, 12, 3],
      [30, 48, 3],
    ],
  },
  ...[1, 2].map((connectorId) => ({
    what: `of two TxDefaultProfiles of one level, connector 1 has its own, and connector 2 that of all: connector ${connectorId}`,
    installed: [txDefault({ periods: [[0, 16]] }), txDefault({ connectorId: 1, periods: [[0, 20]] })],
    at,
    duration: 60,
    connectorId,
    is: [[0, connectorId === 1 ? 20 : 16, 3]] as const,
  })),
  {
    what: 'a higher TxDefaultProfile of all prevails over the connector’s own',
    installed: [
      txDefault({ stackLevel: 1, duration: 30, periods: [[0, 16]] }),
      txDefault({ connectorId: 1, periods: [[0, 20]] }),
    ],
    at,
    duration: 60,
    is: [
      [0, 16, 3],
      [30, 20, 3],
    ],
  },
  {
    what: 'a TxProfile goes before a TxDefaultProfile of any level, also when it allows more, and leaves it where it ends',
    installed: [tx({ duration: 30, periods: [[0, 32]] }), txDefault({ stackLevel: 8, periods: [[0, 6]] })],
    at,
    duration: 60,
    is: [
      [0, 32, 3],
      [30, 6, 3],
    ],
  },
  {
    what: 'Relative counts from when charging began',
    installed: [
      txDefault({
        chargingProfileKind: 'Relative',
        periods: [
          [0, 6],
          [900, 16],
        ],
      }),
    ],
    at,
    since: '2026-05-04T11:50:00Z',
    duration: 600,
    is: [
      [0, 6, 3],
      [300, 16, 3],
    ],
  },
  {
    what: 'a schedule without startSchedule that recurs does so from when charging began',
    installed: [tx({ ...everyDay, duration: 10, periods: [[0, 6]] })],
    at: '2026-05-05T11:59:55Z',
    since: at,
    duration: 60,
    is: [FALLBACK, [5, 6, 3], [15, 48, 3]],
  },
  {
    what: 'fractions of seconds are cut off, and offsets are understood',
    installed: [
      tx({
        startSchedule: '2026-05-04T14:00:10.999+02:00',
        validTo: '2026-05-04T07:00:20.001-05:00',
        periods: [[0, 6]],
      }),
    ],
    at,
    duration: 60,
    is: [FALLBACK, [10, 6, 3], [20, 48, 3]],
  },
  {
    what: 'W on one phase, on two and on three, in A',
    installed: [
      tx({
        unit: 'W',
        periods: [
          [0, 3680, 1],
          [10, 7360, 2],
          [20, 11_040, 3],
          [30, 11_040],
        ],
      }),
    ],
    at,
    duration: 60,
    is: [
      [0, 16, 1],
      [10, 16, 2],
      [20, 16, 3],
    ],
  },
  {
    what: 'A on one phase, on two and on three, in W',
    installed: [
      tx({
        periods: [
          [0, 16, 1],
          [10, 16, 2],
          [20, 16],
        ],
      }),
    ],
    at,
    duration: 60,
    unit: 'W',
    is: [
      [0, 3680, 1],
      [10, 7360, 2],
      [20, 11_040, 3],
    ],
  },
  {
    what: 'W on an IT grid, in A: three phases carry the root of 3',
    installed: [
      tx({
        unit: 'W',
        periods: [
          [0, 11_000],
          [10, 3680, 1],
        ],
      }),
    ],
    grid: 'IT',
    at,
    duration: 60,
    is: [
      [0, 27.6, 3],
      [10, 16, 1],
    ],
  },
  {
    what: 'A on an IT grid, in W',
    installed: [always16],
    grid: 'IT',
    at,
    duration: 60,
    unit: 'W',
    is: [[0, 6373.9, 3]],
  },
  ...(['A', 'W'] as const).map((unit) => ({
    what: `ChargePointMaxProfile and TxProfile allow the same, each in its unit, in ${unit}`,
    installed: [max({ unit: 'W', periods: [[0, 11_040]] }), tx({ periods: [[0, 16]] })],
    at,
    duration: 60,
    unit,
    is: [[0, unit === 'A' ? 16 : 11_040, 3]] as const,
  })),
  ...(['A', 'W'] as const).map((unit) => ({
    what: `the lower current and the lower number of phases, whosever they are, in ${unit}`,
    installed: [max({ unit: 'W', periods: [[0, 3680, 1]] }), tx({ unit: 'W', periods: [[0, 6900, 3]] })],
    at,
    duration: 60,
    unit,
    is: [[0, unit === 'A' ? 10 : 2300, 1]] as const,
  })),
  {
    what: 'ChargePointMaxProfile alone; without startSchedule it has begun when it was received',
    installed: [
      max({
        periods: [
          [0, 16],
          [60, 20],
        ],
      }),
    ],
    at,
    duration: 60,
    is: [[0, 20, 3]],
  },
  {
    what: 'no profile',
    installed: [],
    at,
    duration: 60,
    is: [FALLBACK],
  },
];

describe('a composite schedule worked out by hand', () => {
  for (const { what, is, ...question } of examples) {
    it(what, () => assert.deepEqual(composite(question), is));
  }
});

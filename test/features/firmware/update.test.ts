import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  advance,
  begin,
  type Candidate,
  givesWay,
  type Happening,
  type Milestone,
  resumed,
  type Stage,
  type Update,
  updateStages,
} from '../../../src/features/firmware/update.ts';
import { words } from '../../../src/features/firmware/words.ts';
import { firmwareStatuses } from '../../../src/ocpp16/enumerations.ts';
import { signedFirmwareStatuses } from '../../../src/ocpp16/security-enumerations.ts';

const candidate: Candidate = { version: '2', sha256: 'b' };

const happenings = fc.oneof(
  ...(
    [
      'due',
      'downloaded',
      'wrong signature',
      'bad package',
      'held',
      'free',
      'installation failed',
      'not restarted',
    ] as const
  ).map((kind) => fc.constant<Happening>({ kind })),
  fc.constant<Happening>({ kind: 'proved' }),
  fc.constant<Happening>({ kind: 'sound', ...candidate }),
  fc.boolean().map((own): Happening => ({ kind: 'switched', own })),
  fc.record({ kind: fc.constant('download failed' as const), now: fc.nat(1000), final: fc.boolean() }),
);

const updates = fc.record({
  channel: fc.constantFrom('UpdateFirmware' as const, 'SignedUpdateFirmware' as const),
  location: fc.constant('http://x/'),
  retrieveAt: fc.nat(100),
  retries: fc.nat(3),
  retryInterval: fc.nat(100),
});

/** What comes of it all: every stage, and everything that was told. */
function live(update: Update, events: readonly Happening[]) {
  const first = begin(update, 50);
  const stages: Stage[] = [first.stage];
  const milestones: Milestone[] = [...first.milestones];
  for (const event of events) {
    const step = advance(stages.at(-1) as Stage, event, update);
    if (step === undefined) continue;
    stages.push(step.stage);
    milestones.push(...step.milestones);
  }
  return { stages, milestones };
}

const ends: readonly Milestone[] = [
  'download failed',
  'invalid signature',
  'package refused',
  'installation failed',
  'installed',
];

describe('an update of the firmware, whatever happens', () => {
  it('installs nothing that was not found sound, and ends with one end, after which nothing is told', () => {
    fc.assert(
      fc.property(updates, fc.array(happenings, { maxLength: 40 }), (update, events) => {
        const { stages, milestones } = live(update, events);
        const kinds = stages.map(({ kind }) => kind);
        const over = kinds.indexOf('over');
        assert.ok(over === -1 || over === kinds.length - 1, 'nothing follows the end');
        if (kinds.includes('installing')) assert.ok(kinds.indexOf('waiting') < kinds.indexOf('installing'));
        assert.equal(milestones.filter((each) => ends.includes(each)).length, over === -1 ? 0 : 1);
        if (over !== -1) assert.ok(ends.includes(milestones.at(-1) as Milestone));
        const last = stages.at(-1) as Stage;
        assert.equal(last.kind === 'over' && last.installed, milestones.includes('installed'));
        assert.ok(milestones.filter((each) => each === 'downloading').length <= update.retries + 1);
      }),
      { numRuns: 1000 },
    );
  });

  it('goes on after a start from any stage, and a second start changes nothing more', () => {
    const firmware = fc.constantFrom(undefined, candidate, { version: '1', sha256: 'a' });
    fc.assert(
      fc.property(
        updates,
        fc.array(happenings, { maxLength: 20 }),
        firmware,
        firmware,
        (update, events, running, refused) => {
          const stage = live(update, events).stages.at(-1) as Stage;
          const step = resumed(stage, { running, refused });
          if (step === undefined) return;
          assert.ok(step.stage.kind === 'over' || step.stage.kind === 'restarting');
          if (step.stage.kind === 'restarting')
            assert.deepEqual(running, candidate, 'it waits for a proof of what runs');
          const again = resumed(step.stage, { running, refused });
          assert.deepEqual(again?.stage ?? step.stage, step.stage);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives way to another except while it is installed or has to prove itself', () => {
    const given = (stage: Stage, running?: Candidate) => givesWay(stage, { running });
    assert.equal(given({ kind: 'scheduled' }), true);
    assert.equal(given({ kind: 'waiting', ...candidate }), true);
    assert.equal(given({ kind: 'installing', ...candidate }), false);
    assert.equal(given({ kind: 'restarting', own: true, ...candidate }), false);
    assert.equal(given({ kind: 'restarting', own: false, ...candidate }), true);
    assert.equal(given({ kind: 'restarting', own: false, ...candidate }, candidate), false);
    assert.equal(given({ kind: 'over', installed: false }), true);
  });

  it('has a way to an end from every stage', () => {
    const update: Update = { channel: 'SignedUpdateFirmware', location: 'x', retries: 0, retryInterval: 1 };
    const all: Happening[] = [
      { kind: 'due' },
      { kind: 'downloaded' },
      { kind: 'bad package' },
      { kind: 'free' },
      { kind: 'installation failed' },
    ];
    const stages: Record<Stage['kind'], Stage> = {
      scheduled: { kind: 'scheduled' },
      downloading: { kind: 'downloading', failures: 0 },
      paused: { kind: 'paused', failures: 1, until: 0 },
      checking: { kind: 'checking' },
      waiting: { kind: 'waiting', ...candidate },
      installing: { kind: 'installing', ...candidate },
      restarting: { kind: 'restarting', own: true, ...candidate },
      over: { kind: 'over', installed: true },
    };
    for (const kind of updateStages) {
      let stage = stages[kind];
      for (const happening of all) stage = advance(stage, happening, update)?.stage ?? stage;
      assert.equal(stage.kind, 'over', kind);
    }
  });
});

describe('the words of an update', () => {
  it('are all that OCPP has, but Idle, which only a trigger is answered with', () => {
    const unsigned = new Set(Object.values(words).flatMap((each) => each.unsigned ?? []));
    const signed = new Set(Object.values(words).map((each) => each.signed));
    assert.deepEqual([...unsigned].sort(), firmwareStatuses.filter((status) => status !== 'Idle').sort());
    assert.deepEqual([...signed].sort(), signedFirmwareStatuses.filter((status) => status !== 'Idle').sort());
  });
});

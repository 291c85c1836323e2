/** What breaks in the charger itself, and is mended after a while. */
import type { Fault } from '../../src/charger/board.ts';
import { faultCauseNames, faultCauses } from '../../src/charger/fault-causes.ts';
import type { Dice } from './dice.ts';
import type { Doing } from './doing.ts';
import type { FaultName } from './faults.ts';
import type { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

function breaks(stage: Stage, dice: Dice, fault: Fault, name: FaultName, least: 0 | 1): void {
  const connector = dice.whole(least, stage.connectors);
  stage.touch(`${fault.code} at ${connector}`, ({ board }) => {
    board.raiseFault(connector, fault);
    stage.met(name);
  });
  stage.undoAfter(dice.wait(10 * MINUTE_MS), () =>
    stage.touch(`${fault.code} is over`, ({ board }) => board.clearFault(connector, fault.id)),
  );
}

/**
 * Those that are over at the latest when the car has left: for the others somebody would have to come. While the meter is lost
 * nobody can say whose the last Wh was.
 */
const [firstCause = 'tamper', ...otherCauses] = faultCauseNames.filter(
  (cause) => faultCauses[cause].recovery !== 'power cycle' && cause !== 'meter-lost',
);

export const hardware: readonly Doing[] = [
  {
    name: 'a cause of trouble',
    perDay: 8,
    act(stage, dice) {
      const cause = dice.pick([firstCause, ...otherCauses]);
      const connector = faultCauses[cause].of === 'charger' ? 0 : dice.whole(1, stage.connectors);
      stage.touch(`${cause} at ${connector}`, ({ board }) => {
        board.raiseCause(connector, cause);
        stage.met('cause of trouble');
      });
      stage.undoAfter(dice.wait(10 * MINUTE_MS), () =>
        stage.touch(`${cause} is over`, ({ board }) => {
          board.clearCause(connector, cause);
          if (faultCauses[cause].recovery === 'unplugging') board.plugOut(connector);
        }),
      );
    },
  },
  {
    name: 'a limit',
    perDay: 12,
    act(stage, dice) {
      const connector = dice.whole(1, stage.connectors);
      const maxCurrentA = dice.pick([0, 5, 6, 10, 16, 32]);
      const phases = dice.pick([1, 3] as const);
      stage.touch(`${maxCurrentA} A and ${phases} phases for ${connector}`, (twin) => {
        twin.chargePoint().charger.setLimit(connector, 'installer', maxCurrentA, { phases });
        stage.met('limit');
      });
      stage.undoAfter(dice.wait(30 * MINUTE_MS), () =>
        stage.touch(`no limit for ${connector}`, (twin) =>
          twin.chargePoint().charger.setLimit(connector, 'installer', undefined),
        ),
      );
    },
  },
  {
    name: 'a hardware fault',
    perDay: 3,
    act(stage, dice) {
      const code = dice.pick(['GroundFailure', 'OverCurrentFailure', 'HighTemperature', 'PowerSwitchFailure']);
      breaks(stage, dice, { id: code, code, blocking: true }, 'hardware fault', 0);
    },
  },
  {
    name: 'a hardware warning',
    perDay: 2,
    act(stage, dice) {
      const code = dice.pick(['WeakSignal', 'ReaderFailure']);
      breaks(stage, dice, { id: code, code, blocking: false, info: 'a warning' }, 'hardware warning', 0);
    },
  },
  {
    name: 'a jammed lock',
    perDay: 2,
    act(stage, dice) {
      const code = 'ConnectorLockFailure';
      breaks(stage, dice, { id: code, code, blocking: dice.chance(0.5) }, 'lock jammed', 1);
    },
  },
];

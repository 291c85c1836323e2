/** What breaks in the charger itself, and is mended after a while. */
import type { Fault } from '../../src/charger/board.ts';
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

export const hardware: readonly Doing[] = [
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

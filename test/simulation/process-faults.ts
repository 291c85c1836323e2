/** What happens to the process, its disk and its clock. */
import type { Doing } from './doing.ts';

const SECOND_MS = 1000;

export const processFaults: readonly Doing[] = [
  {
    name: 'a power cut at a write',
    perDay: 8,
    act: (stage, dice) => stage.disk.cutAfter(dice.whole(0, 30), dice.pick(['before', 'after'])),
  },
  {
    name: 'a kill',
    perDay: 3,
    act(stage) {
      if (stage.alive()) stage.met('kill at any moment');
      stage.kill('from outside');
    },
  },
  {
    name: 'a kill at the next start',
    perDay: 2,
    act: (stage, dice) => stage.killNextBefore(dice.whole(1, 60)),
  },
  {
    name: 'a power cut that can be seen coming',
    perDay: 2,
    act(stage) {
      stage.touch('SIGTERM', (twin) => {
        stage.met('SIGTERM');
        twin.stop();
      });
      stage.kill('after SIGTERM');
    },
  },
  { name: 'one write without room', perDay: 6, act: (stage) => stage.disk.fullOnce() },
  {
    name: 'no room',
    perDay: 1.5,
    act: (stage, dice) => stage.disk.fullFor(dice.wait(120 * SECOND_MS)),
  },
  {
    name: 'a step of the clock',
    perDay: 4,
    act(stage, dice) {
      if (!stage.plan.clockSteps) return;
      const step = Math.round(dice.pick([1, 60, 3600, 24 * 3600]) * dice.between(-1, 1) * SECOND_MS);
      stage.met(step > 0 ? 'clock set ahead' : 'clock set back');
      stage.clock.step(step);
    },
  },
];

/** What happens to the connection, and to the way there. */
import type { Doing } from './doing.ts';

const MINUTE_MS = 60_000;

export const networkFaults: readonly Doing[] = [
  {
    name: 'a cut',
    perDay: 6,
    act(stage) {
      for (const connection of stage.network.connections()) {
        stage.met('connection cut');
        connection.cut();
      }
    },
  },
  {
    name: 'a polite close',
    perDay: 3,
    act(stage, dice) {
      if (stage.charger.connected) stage.met('connection closed');
      stage.charger.disconnect(dice.pick([1000, 1001, 1012]), 'going away');
    },
  },
  {
    name: 'a half-open connection',
    perDay: 4,
    act(stage) {
      for (const connection of stage.network.connections()) {
        stage.met('connection half open');
        connection.halfOpen();
      }
    },
  },
  {
    name: 'nobody listens',
    perDay: 3,
    act(stage, dice) {
      const how = dice.pick(['refused', 'unanswered'] as const);
      stage.met(how === 'refused' ? 'dials refused' : 'dials unanswered');
      stage.network.failDials(how);
      for (const connection of stage.network.connections()) connection.cut();
      // Now and then it is a night.
      const minutes = dice.chance(0.1) ? 480 : 15;
      stage.undoAfter(dice.wait(minutes * MINUTE_MS), () => stage.network.failDials(undefined));
    },
  },
  {
    name: 'the uplink is off',
    perDay: 3,
    act(stage, dice) {
      stage.touch('uplink off', (twin) => {
        stage.met('uplink off');
        twin.setOnline(false);
      });
      stage.undoAfter(dice.wait(30 * MINUTE_MS), () => stage.touch('uplink on', (twin) => twin.setOnline(true)));
    },
  },
  {
    name: 'the Central System hesitates',
    perDay: 2,
    act(stage, dice) {
      const status = dice.pick(['Pending', 'Rejected'] as const);
      stage.met(status === 'Pending' ? 'boot Pending' : 'boot Rejected');
      stage.charger.setBootPolicy({ status, interval: dice.pick([0, 20, 300]) });
      // It shows only at a start.
      if (dice.chance(0.7)) stage.kill('at a time when the Central System hesitates');
      stage.undoAfter(dice.wait(10 * MINUTE_MS), () => stage.charger.setBootPolicy(undefined));
    },
  },
];

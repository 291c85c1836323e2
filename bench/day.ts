/**
 * (e) A simulated day of many chargers, their cars coming and going: the CPU time of the electrical machines alone, and of whole charge
 * points with all that they tell a Central System.
 */
import type { Figure, Row } from './figure.ts';
import { startTalker } from './processes.ts';

const GOAL_SECONDS = 60;

interface Said {
  readonly cpuSeconds: number;
  readonly messages: number;
  readonly transactions: number;
}

export const day: Figure = {
  letter: 'e',
  async measure({ quick }) {
    const chargers = quick ? 50 : 1000;
    const machines = await ask('day-machine.ts', chargers);
    const whole = await ask('day-ours.ts', chargers);
    return [
      row(`(e) a day of ${chargers} electrical machines, CPU`, machines, `${machines.transactions} transactions`),
      row(`(e) the same, whole charge points`, whole, `${whole.messages} messages`),
    ];
  },
};

async function ask(entry: string, chargers: number): Promise<Said> {
  const talker = startTalker(entry);
  const said = await talker.ask<Said>({ chargers });
  await talker.stop();
  return said;
}

function row(name: string, { cpuSeconds }: Said, compared: string): Row {
  return {
    name,
    ours: `${cpuSeconds.toFixed(1)} s`,
    floor: '',
    compared,
    goal: `< ${GOAL_SECONDS} s`,
    met: cpuSeconds < GOAL_SECONDS,
  };
}

/** (e) A simulated day of many chargers, their cars coming and going: CPU time, with whatever they tell a Central System. */
import type { Figure } from './figure.ts';
import { startTalker } from './processes.ts';

const GOAL_SECONDS = 60;

export const day: Figure = {
  letter: 'e',
  async measure({ quick }) {
    const chargers = quick ? 50 : 1000;
    const ours = startTalker('day-ours.ts');
    const { cpuSeconds, messages, transactions } = await ours.ask<{
      readonly cpuSeconds: number;
      readonly messages: number;
      readonly transactions: number;
    }>({ chargers });
    await ours.stop();
    return [
      {
        name: `(e) a simulated day of ${chargers} chargers, CPU (${transactions} transactions, ${messages} messages)`,
        ours: `${cpuSeconds.toFixed(1)} s`,
        floor: '',
        compared: `${((cpuSeconds * 1e6) / messages).toFixed(0)} µs a message`,
        goal: `< ${GOAL_SECONDS} s`,
        met: cpuSeconds < GOAL_SECONDS,
      },
    ];
  },
};

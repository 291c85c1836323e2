/** What drivers do at a charger, sensible and not. */
import { carModels } from '../../src/boards/virtual/car-models.ts';
import type { Doing } from './doing.ts';
import { cards } from './plan.ts';

const MINUTE_MS = 60_000;

const everyCard = [...cards.good, ...cards.good, ...cards.expiring, ...cards.blocked, ...cards.unknown] as const;
const [firstCard, ...otherCards] = everyCard;

export const people: readonly Doing[] = [
  {
    name: 'a whole visit',
    perDay: 14,
    act(stage, dice) {
      const connector = dice.whole(1, stage.connectors);
      const card = dice.pick(cards.good);
      const cardFirst = dice.chance(0.3);
      const charging = dice.between(2, 90) * MINUTE_MS;
      const plug = (): void => stage.touch('a car comes', ({ board }) => board.plugIn(connector, dice.pick(carModels)));
      const swipe = (): void => stage.touch(`card ${card}`, ({ board }) => board.swipe(card));
      stage.after(0, cardFirst ? swipe : plug);
      stage.after(dice.between(1, 20) * 1000, cardFirst ? plug : swipe);
      // Some unplug without a word, some are cut off by their own battery.
      if (dice.chance(0.3)) stage.touch('nearly full', ({ board }) => board.setCar(connector, { soc: 99.8 }));
      if (dice.chance(0.7)) stage.after(charging, swipe);
      stage.after(charging + dice.between(1, 300) * 1000, () =>
        stage.touch('the car leaves', ({ board }) => board.plugOut(connector)),
      );
    },
  },
  {
    name: 'a car comes',
    perDay: 8,
    act(stage, dice) {
      const connector = dice.whole(1, stage.connectors);
      stage.touch(`a car comes to ${connector}`, ({ board }) => board.plugIn(connector, dice.pick(carModels)));
    },
  },
  {
    name: 'a car leaves',
    perDay: 16,
    act(stage, dice) {
      const connector = dice.whole(1, stage.connectors);
      stage.touch(`the plug is pulled at ${connector}`, ({ board }) => board.plugOut(connector));
    },
  },
  {
    name: 'a plug is wiggled',
    perDay: 3,
    act(stage, dice) {
      const connector = dice.whole(1, stage.connectors);
      for (let turn = dice.whole(1, 6); turn > 0; turn -= 1) {
        stage.after(dice.between(0, 3000), () =>
          stage.touch('wiggle', ({ board }) => (dice.chance(0.5) ? board.plugIn(connector) : board.plugOut(connector))),
        );
      }
    },
  },
  {
    name: 'a card is shown',
    perDay: 20,
    act(stage, dice) {
      const card = dice.pick([firstCard, ...otherCards]);
      const near = dice.chance(0.3) ? [dice.whole(1, stage.connectors)] : undefined;
      const times = dice.chance(0.2) ? dice.whole(2, 4) : 1;
      for (let turn = 0; turn < times; turn += 1) {
        // No hand is faster.
        stage.after(turn * dice.between(150, 2000), () =>
          stage.touch(`card ${card}`, ({ board }) => board.swipe(card, near)),
        );
      }
    },
  },
  {
    name: 'the battery fills or empties',
    perDay: 4,
    act(stage, dice) {
      const connector = dice.whole(1, stage.connectors);
      const soc = dice.pick([5, 50, 99, 100]);
      stage.touch(`soc ${soc} at ${connector}`, ({ board }) => board.setCar(connector, { soc }));
    },
  },
  {
    name: 'a car misbehaves',
    perDay: 4,
    act(stage, dice) {
      const connector = dice.whole(1, stage.connectors);
      const state = dice.pick(['B', 'C', 'D', 'E', 'F'] as const);
      stage.touch(`the car at ${connector} holds the pilot at ${state}`, ({ board }) => {
        board.setCar(connector, { state, currentA: dice.whole(0, 40) });
        stage.met('car misbehaves');
      });
    },
  },
];

import type { ErrorEntry } from './entry.js';

export const costCodes = {
  'cost/over-budget': {
    exit: 'budget',
    title: 'a run costs more than the project allows',
    explanation:
      'A `cost_usd` requirement stands in the project file. The cost is wall time times the price that was frozen into the run record; the message shows both figures and the line.',
  },
  'cost/no-price': {
    exit: 'budget',
    title: 'a budget is set, but there is no price to hold against it',
    explanation:
      'mlx knows no prices of its own and will not guess: a missing price is not a price of zero. Give one per hour under `cost.price`, or under `price` of a target, with the day you looked it up.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

import type { ErrorEntry } from './entry.js';

export const costCodes = {
  'cost/over-budget': {
    exit: 'budget',
    title: 'a run costs more than the project allows',
    explanation:
      'A `cost_usd` requirement stands in the project file. The message shows the figures and the line.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

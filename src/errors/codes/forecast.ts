import type { ErrorEntry } from './entry.js';

export const forecastCodes = {
  'forecast/no-time': {
    exit: 'data',
    title: 'rows of a forecast without a time, or with one that says nothing about order',
    explanation:
      'Every row of a series is a value at a time. The column of times must be timestamps or numbers, and no row with a value may leave it out.',
  },
  'forecast/duplicate-times': {
    exit: 'data',
    title: 'a series has several values at one time',
    explanation:
      'A series has one value at each time. Often the data holds several series and `task.series` does not say which column tells them apart; otherwise aggregate the rows first.',
  },
  'forecast/irregular-times': {
    exit: 'data',
    title: 'the times of a series are not at regular distances',
    explanation:
      'Forecasts count steps: all times must lie on one grid, such as every hour or every month. Aggregate what comes at odd times to a regular distance first.',
  },
  'forecast/gaps': {
    exit: 'data',
    title: 'a series leaves out times',
    explanation:
      'Between the first and the last time of a series some have no row, or no value. Say under `task.gaps` what was there: `previous` (as before), `seasonal` (as one season before) or `zero` (nothing). Filled values are learnt from and looked back on, but never judged by.',
  },
  'forecast/not-a-number': {
    exit: 'data',
    title: 'a column that is known ahead holds no numbers',
    explanation:
      'What stands under `task.known_ahead` is read as numbers, or as true and false. Of a category, derive a column for each value that matters, such as `sale: { expression: "kind = \'sale\'" }` under `ingest.columns`.',
  },
  'forecast/unknown-future': {
    exit: 'data',
    title: 'a forecast was not told what is known of the times to come',
    explanation:
      'The model reads columns whose values are known for times to come, such as planned prices (`task.known_ahead`), and they have to be given for every step of the horizon: rows with the time, the series and these columns, without a value of the target.',
  },
  'forecast/too-short': {
    exit: 'data',
    title: 'a part of the data is shorter than the horizon',
    explanation:
      'A forecast over the horizon can only be judged where all the steps ahead are known. Both the validation and the test part must be at least as long as the horizon, and the training part must leave something to learn from.',
  },
  'forecast/not-in-order': {
    exit: 'data',
    title: 'the splits of a forecast are not in order of time',
    explanation:
      'A forecast may not have seen what comes later: all training rows must be before all validation rows, and these before all test rows.',
  },
  'forecast/unknown-series': {
    exit: 'data',
    title: 'a forecast was asked for a series that the model cannot know',
    explanation:
      'Families that learn each series by itself (`exponential-smoothing`, and `window-linear` with `share: series`) answer for the series they have learnt. Train again with the new series, or use a family that learns from all series together.',
  },
  'forecast/not-positive': {
    exit: 'data',
    title: 'a multiplicative model of values that are not all above 0',
    explanation:
      'Multiplicative errors or seasons, and logarithms, need values above 0. Use the additive form, or let the family choose.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

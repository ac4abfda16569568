import { boostedLagsPredictor, fitBoostedLags } from './forecasts/boosted-lags.js';
import { defineModel } from './model-family.js';
import { boostingParams } from './trees/boosting-params.js';

const params = {
  lags: {
    type: 'integer',
    minimum: 1,
    description: 'How many of the last values it reads; default: a season, from 6 to 24',
  },
  samples: {
    type: 'integer',
    minimum: 100,
    default: 100_000,
    description: 'Learns from at most so many questions: a time, and how far ahead',
  },
  ...boostingParams,
} as const;

/** Boosted trees on lags and the calendar, one model for all series and steps ahead. */
export const lagBoosting = defineModel({
  name: 'lag-boosting',
  summary:
    'Boosted trees on past values and the calendar: one model for many series, at its best with many of them',
  tasks: ['forecast'],
  readsAhead: true,
  reads: 'scaled',
  params,
  fit: fitBoostedLags,
  predictor: boostedLagsPredictor,
});

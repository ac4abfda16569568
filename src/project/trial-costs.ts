import type { Json } from '../contracts/json.js';

/** What a trial costs, as an objective by its name alone. */
export const trialCosts: ReadonlyMap<Json, Json> = new Map<Json, Json>([
  ['seconds', { seconds: 'train' }],
  ['latency', { latency: 'p50' }],
  ['bytes', { bytes: 'package' }],
]);

import type { JsonObject } from '../../src/contracts/json.js';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { samplers } from '../../src/learning/tuners/index.js';
import { parseSpace } from '../../src/learning/tuners/parse-space.js';
import type { SearchReport } from '../../src/reports/tuning/search-report.js';
import { chosenOf, type Objective, paretoFront } from '../../src/stages/tuning/objectives.js';
import type { TrialRecord } from '../../src/stages/tuning/tuning-artifact.js';

const objectives: readonly Objective[] = [
  { kind: 'metric', name: 'roc_auc', title: 'roc_auc', direction: 'higher' },
  { kind: 'latency', name: 'latency', title: 'latency p95 (ms)', direction: 'lower', share: 0.95 },
] as unknown as readonly Objective[];

const choose = { best: 'roc_auc', within: '1%', then: 'latency' };

/** A search over two candidates by two objectives, with trials that failed or were given up, and names that try to break the page. */
export function searchReport(trials = 80): SearchReport {
  const random = randomFor(3, 'search');
  const spaces = {
    boosted: parseSpace({
      learning_rate: { log: [0.001, 0.5] },
      leaves: { int: [2, 128], scale: 'log' },
      growth: { choice: ['leaf <b>wise</b>', 'level "wise"'] },
    }).space,
    net: parseSpace({ dropout: { float: [0, 0.5] }, layers: { values: [[64], [128, 64]] } }).space,
  };
  const made = Array.from({ length: trials }, (_, number): TrialRecord => {
    const candidate = number % 2 === 0 ? 'boosted' : 'net';
    const params: JsonObject =
      samplers.get('random').next(spaces[candidate], [], {
        ...{ seed: 1, number, direction: 'higher' },
      }) ?? {};
    if (number % 17 === 16) {
      return {
        number,
        candidate,
        params,
        state: 'failed',
        score: null,
        problem: 'it <i>broke</i>',
      };
    }
    const rate = Number(params['learning_rate'] ?? 0.05);
    const score = 0.9 - 0.02 * Math.abs(Math.log10(rate) + 1) + random() * 0.01;
    const values = [score, 1 + Number(params['leaves'] ?? 30) / 20 + random()];
    const state = number % 13 === 12 ? 'pruned' : 'complete';
    return { number, candidate, params, state, score, values };
  });
  const complete = made.filter(({ state }) => state === 'complete');
  const reached = complete.map(({ number, values = [] }) => ({ number, values }));
  const chosen = chosenOf(reached, objectives, choose);
  const winner = complete.find(({ number }) => number === chosen?.number) as TrialRecord;
  return {
    project: 'shop & <search>',
    tuning: {
      ...{
        metric: 'roc_auc',
        direction: 'higher',
        objectives,
        sampler: 'random',
        pruner: 'median',
      },
      spaces: { boosted: spaces.boosted.dimensions, net: spaces.net.dimensions },
      ...{ trials: made, best: {}, winner, choose, decides: true },
      front: paretoFront(reached, objectives).map(({ number }) => number),
      stopped: `all ${trials} trials were made`,
    },
    costs: {
      ...{ parallel: 2, usdPerHour: 0.4 },
      trials: made.map(({ number }) => ({
        ...{ number, seconds: 1 + random(), cpuSeconds: 1, peakMemoryMb: 212, usd: 0.0001 },
      })),
    },
  };
}

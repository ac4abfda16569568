import type { RunRecord, StageRecord } from '../pipeline/run-record.js';

/** What one stage of one run used and cost. */
export interface StageCost {
  readonly stage: string;
  readonly state: StageRecord['state'];
  readonly target: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
  readonly bytes: number;
  /** US dollars; undefined when the record holds no price, which is not the same as nothing. */
  readonly usd?: number;
  readonly usdPerHour?: number;
  readonly priceAsOf?: string;
  readonly priceSource?: string;
}

/** What one run used and cost, by stage. */
export interface RunCost {
  readonly run: string;
  readonly command: string;
  readonly outcome: RunRecord['outcome'];
  readonly stages: readonly StageCost[];
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
  readonly bytes: number;
  /** Sum over the stages that ran and have a price. */
  readonly usd: number;
  /** Whether every stage that ran has a price: only then is `usd` the whole cost. A run that reused all cost nothing. */
  readonly priced: boolean;
}

/** Wall seconds times the price frozen in the record: today's prices do not change what a run did cost. */
export function costOfRun({ id, command, outcome, stages }: RunRecord): RunCost {
  const costs = stages.map(costOfStage);
  const ran = costs.filter(({ state }) => state !== 'reused');
  const sum = (value: (cost: StageCost) => number): number =>
    ran.reduce((total, cost) => total + value(cost), 0);
  return {
    run: id,
    command,
    outcome,
    stages: costs,
    seconds: sum(({ seconds }) => seconds),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    peakMemoryMb: Math.max(0, ...ran.map(({ peakMemoryMb }) => peakMemoryMb)),
    bytes: sum(({ bytes }) => bytes),
    usd: sum(({ usd }) => usd ?? 0),
    priced: ran.every(({ usd }) => usd !== undefined),
  };
}

function costOfStage({ stage, state, target, usage, price }: StageRecord): StageCost {
  const { seconds, cpuSeconds, peakMemoryMb, bytes } = usage ?? nothing;
  const base = { stage, state, target, seconds, cpuSeconds, peakMemoryMb, bytes };
  if (price === undefined) return base;
  return {
    ...base,
    usd: (seconds / 3600) * price.usdPerHour,
    usdPerHour: price.usdPerHour,
    priceAsOf: price.asOf,
    priceSource: price.source,
  };
}

const nothing = { seconds: 0, cpuSeconds: 0, peakMemoryMb: 0, bytes: 0 };

import type { RunCost, StageCost } from '../costs/cost-of-run.js';
import { formatBytes, formatDuration, formatUsd } from '../ui/format.js';
import type { Table } from '../ui/table.js';

/** What runs used and cost, with a line per stage or per run. */
export function costTable(runs: readonly RunCost[], by: 'stage' | 'run'): Table {
  if (by === 'run') {
    return {
      head: ['run', 'command', 'outcome', 'wall', 'CPU', 'peak memory', 'written', 'cost'],
      rows: runs.map((run) => [run.run, run.command, run.outcome, ...usage(run), costText(run)]),
    };
  }
  return {
    head: ['stage', 'state', 'target', 'wall', 'CPU', 'peak memory', 'written', '$/h', 'cost'],
    rows: runs.flatMap(({ stages }) => stages.map(stageRow)),
  };
}

/** The sum, and what the figures rest on, in one or two sentences. */
export function totalsOf(runs: readonly RunCost[]): string {
  const worked = runs.filter(({ stages }) => stages.some(({ state }) => state !== 'reused'));
  const seconds = worked.reduce((sum, run) => sum + run.seconds, 0);
  const usd = worked.reduce((sum, run) => sum + run.usd, 0);
  const what = runs.length === 1 ? `Run ${runs[0]?.run ?? ''}` : `${runs.length} runs`;
  if (worked.length > 0 && worked.every(({ priced }) => priced)) {
    return `${what}: ${formatDuration(seconds)}, ${formatUsd(usd)}. ${basisOf(worked)}`;
  }
  const none =
    'No price is known for some of the work: add `cost: { price: { usd_per_hour: …, as_of: … } }`.';
  return `${what}: ${formatDuration(seconds)}. ${worked.length === 0 ? 'Everything was reused.' : none}`;
}

function stageRow(cost: StageCost): readonly string[] {
  const { stage, state, target, usdPerHour, usd } = cost;
  if (state === 'reused') return [stage, state, target, '', '', '', '', '', ''];
  return [
    stage,
    state,
    target,
    ...usage(cost),
    usdPerHour === undefined ? '' : String(usdPerHour),
    usd === undefined ? 'no price' : formatUsd(usd),
  ];
}

function usage({
  seconds,
  cpuSeconds,
  peakMemoryMb,
  bytes,
}: Pick<StageCost, 'seconds' | 'cpuSeconds' | 'peakMemoryMb' | 'bytes'>): readonly string[] {
  return [
    formatDuration(seconds),
    formatDuration(cpuSeconds),
    `${peakMemoryMb.toFixed(0)} MB`,
    formatBytes(bytes),
  ];
}

function costText({ stages, priced, usd }: RunCost): string {
  if (stages.every(({ state }) => state === 'reused')) return formatUsd(0);
  return priced ? formatUsd(usd) : 'no price';
}

/** Which prices were used, of which day and source. */
function basisOf(runs: readonly RunCost[]): string {
  const prices = runs
    .flatMap(({ stages }) => stages)
    .filter(({ usdPerHour, state }) => usdPerHour !== undefined && state !== 'reused')
    .map(
      ({ usdPerHour, priceAsOf, priceSource }) =>
        `$${usdPerHour ?? ''} an hour as of ${priceAsOf ?? ''} (${priceSource ?? ''})`,
    );
  return `Prices: ${[...new Set(prices)].join('; ')}.`;
}

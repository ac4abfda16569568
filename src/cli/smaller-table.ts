import type { MetricLoss, SmallerReport, VariantFacts } from '../stages/smaller/smaller-report.js';
import { formatBytes, formatNumber, formatQuantity } from '../ui/format.js';
import type { Style } from '../ui/style.js';
import { terminalTable } from '../ui/table.js';

/** What was tried to make a model smaller as a table, and below it what is not in it: why lines are missed, and what the test split says. */
export function smallerTable(report: SmallerReport, style: Style): string {
  const { rows, full, variants, used, test } = report;
  const names = full.metrics.map(({ metric }) => metric);
  const measured = [full, ...variants.flatMap((each) => ('cannot' in each ? [] : [each]))];
  const table = terminalTable(
    {
      head: [
        ...['', 'size', 'gzip', 'rows/s', 'one row'],
        ...names.flatMap((name) => [name, 'loss (95 % interval)']),
        'golden',
      ],
      rows: measured.map((facts) => cellsOf(facts, { names, used })),
      align: ['left', ...Array<'right'>(4 + 2 * names.length + 1).fill('right')],
    },
    { style },
  );
  const notes = [
    ...variants.flatMap((each) =>
      'cannot' in each ? [`${each.name}: not applicable: ${each.cannot}`] : missedOf(each),
    ),
    ...(test === undefined
      ? []
      : [
          `${used} on the test split (${formatQuantity(test.rows, 'rows')}): ${lossesWords(test.metrics)}`,
        ]),
  ];
  const title = `smaller models on the validation split (${formatQuantity(rows, 'rows')}); rows/s and one row as ratios to the full model`;
  return `\n${style.bold(title)}\n${table}${notes.map((note) => `${note}\n`).join('')}\n`;
}

function cellsOf(
  { name, bytes, gzip, throughput, latency, metrics, golden }: VariantFacts,
  { names, used }: { readonly names: readonly string[]; readonly used: string },
): readonly string[] {
  return [
    name === used ? `${name} (used)` : name,
    ...[formatBytes(bytes), formatBytes(gzip)],
    ...[throughput.toFixed(2), latency.toFixed(2)],
    ...names.flatMap((metric) => {
      const found = metrics.find((each) => each.metric === metric);
      if (found === undefined) return ['-', '-'];
      return [formatNumber(found.value), name === 'full' ? '' : lossWords(found)];
    }),
    golden === 0 ? '0' : golden.toExponential(1),
  ];
}

function missedOf({ name, missed }: VariantFacts): readonly string[] {
  return missed.map(({ why }) => `${name} misses a line: ${why}`);
}

function lossesWords(metrics: readonly MetricLoss[]): string {
  return metrics
    .map((each) => `${each.metric} ${formatNumber(each.value)}, loss ${lossWords(each)}`)
    .join('; ');
}

function lossWords({ loss, interval }: MetricLoss): string {
  const figure = (value: number): string => (value === 0 ? '0' : value.toFixed(5));
  if (interval === null) return figure(loss);
  return `${figure(loss)} (${figure(interval[0])} to ${figure(interval[1])})`;
}

import type { ThresholdCounts, ThresholdTable } from '../../../learning/insight/thresholds.js';
import type { Evaluation } from '../../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../../../ui/format.js';
import { clipped, html, type Part } from '../markup.js';
import { figure, section, table } from '../section.js';

/** How many times a miss costs what a false alarm does. */
const ratios = [1, 2, 5, 10, 20, 50];

/** What each threshold finds and misses, and which is best for what mistakes cost; with the page's script, one to move. */
export function thresholdExplorer(
  thresholds: ThresholdTable | undefined,
  { threshold = 0.5, task }: Evaluation,
): Part {
  if (thresholds === undefined) return undefined;
  const { counts, positives, negatives } = thresholds;
  const data = JSON.stringify(counts.map((each) => [each.threshold, each.hits, each.alarms]));
  const explore = html`<div class="card explore" id="explore" hidden data-counts="${data}" data-positives="${positives}" data-negatives="${negatives}" data-threshold="${threshold}"></div>`;
  const best = figure(
    {
      title: 'The cheapest threshold',
      caption: html`By what it costs to miss a <code>${clipped(task.classes[1] ?? '', 30)}</code>, in false alarms. In use: ${formatNumber(threshold, 2)}. Chosen on the test rows, so what it costs is a little flattered.`,
    },
    table({
      head: ['a miss costs', 'threshold', 'found', 'right', 'alarms'],
      rows: ratios.map((ratio) => {
        const cheapest = cheapestFor(counts, ratio);
        return [`${ratio} ×`, formatNumber(cheapest.threshold, 2), ...cells(cheapest).slice(0, 3)];
      }),
      figures: [0, 1, 2, 3, 4],
    }),
  );
  const some = counts.filter((_, at) => at % 10 === 9);
  const all = figure(
    {
      title: 'Thresholds side by side',
      caption: 'Found: recall. Right: precision, of those it flags. Alarms: flagged, but not so.',
    },
    table({
      head: ['threshold', 'found', 'right', 'alarms', 'missed'],
      rows: some.map((each) => [formatNumber(each.threshold, 2), ...cells(each)]),
      figures: [0, 1, 2, 3, 4],
    }),
  );
  return section(
    {
      id: 'thresholds',
      title: 'What a threshold costs',
      lead: `Counted on ${formatCount(positives + negatives)} test rows, ${formatCount(positives)} of them positive.`,
    },
    html`${explore}<div class="grid">${best}${all}</div>`,
  );
}

function cells({ hits, alarms, misses }: ThresholdCounts): readonly Part[] {
  const share = (part: number, whole: number) =>
    whole === 0 ? '–' : formatPercent(part / whole, 1);
  return [
    share(hits, hits + misses),
    share(hits, hits + alarms),
    formatCount(alarms),
    formatCount(misses),
  ];
}

/** The first of equals. */
function cheapestFor(counts: readonly ThresholdCounts[], ratio: number): ThresholdCounts {
  const cost = ({ alarms, misses }: ThresholdCounts) => alarms + ratio * misses;
  return counts.reduce((best, each) => (cost(each) < cost(best) ? each : best));
}

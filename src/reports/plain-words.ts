import type {
  ClassificationDetail,
  Evaluation,
  RegressionDetail,
  ScoreDetail,
} from '../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../ui/format.js';
import { clipped } from './html/markup.js';

/** What the model does, for someone who does not know the metrics. Backticks stand round names from the data. */
export function plainWords(evaluation: Evaluation): string[] {
  const { task, detail } = evaluation;
  if (detail.kind === 'scores') return scoreWords(evaluation, detail);
  if (detail.kind === 'regression') return regressionWords(named(task.target), detail);
  const words =
    task.kind === 'binary' || task.kind === 'anomaly'
      ? binaryWords(task, detail)
      : multiclassWords(named(task.target), detail);
  return [...words, ...decisionWords(evaluation)];
}

/** How many rows are flagged: all that can be said without labels. */
function scoreWords({ decision }: Evaluation, { flagged, rows }: ScoreDetail): string[] {
  const share = formatPercent(rows === 0 ? 0 : flagged / rows, 2);
  const why = decision === undefined ? '' : `, chosen for ${decision.why}`;
  return [
    `It flags ${formatCount(flagged)} of ${formatCount(rows)} rows (${share})${why}.`,
    'Nobody has said which rows are odd, so that nothing here says whether it is right: look at the oddest rows below.',
  ];
}

/** How it comes to its labels, where that is not plain. */
function decisionWords({ task, threshold, decision }: Evaluation): string[] {
  if (decision === undefined) return [];
  const how =
    threshold === undefined
      ? 'It does not always name the most probable one'
      : `It says ${named(task.classes[1] ?? '')} from a ${task.kind === 'anomaly' ? 'score' : 'probability'} of ${formatNumber(threshold, 4)} on`;
  const { why, cost } = decision;
  return [
    `${how}: chosen for ${why}.`,
    ...(cost === undefined
      ? []
      : [
          `A case costs ${formatNumber(cost.perRow)} on average; naming the most probable one would cost ${formatNumber(cost.ofMostProbable)}.`,
        ]),
  ];
}

function binaryWords(
  { target, classes }: Evaluation['task'],
  { classes: reports }: ClassificationDetail,
): string[] {
  const positive = classes[1] ?? '';
  const report = reports.find((each) => each.class === positive);
  if (report === undefined) return [];
  const condition = `${named(target)} is ${named(positive)}`;
  const found = inHundred(report.recall);
  const total = reports.reduce((sum, each) => sum + each.support, 0);
  const share = total === 0 ? 0 : report.support / total;
  return [
    `Of 100 cases in which ${condition}, the model finds ${found} and misses ${100 - found}.`,
    report.recall === 0
      ? `It never says ${named(positive)}, or is never right when it does.`
      : `When it says ${named(positive)}, it is right ${inHundred(report.precision)} times in 100; picking cases by chance would be right ${inHundred(share)} times.`,
  ];
}

function multiclassWords(target: string, { confusion, classes }: ClassificationDetail): string[] {
  const all = confusion.counts.flat().reduce((sum, count) => sum + count, 0);
  const right = confusion.counts.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
  const seen = classes.filter((each) => each.support > 0).sort((a, b) => b.recall - a.recall);
  const [best, worst] = [seen.at(0), seen.at(-1)];
  const words = [
    `Of 100 cases, the model names the right ${target} for ${inHundred(right / Math.max(1, all))}.`,
  ];
  if (best !== undefined && worst !== undefined && best !== worst) {
    words.push(
      `It knows ${named(best.class)} best (${inHundred(best.recall)} of 100 found) and ${named(worst.class)} least (${inHundred(worst.recall)} of 100).`,
    );
  }
  const mixed = largestConfusions(confusion, 1)[0];
  if (mixed !== undefined) {
    words.push(
      `Its most common mistake is to take ${named(mixed.truth)} for ${named(mixed.predicted)}.`,
    );
  }
  return words;
}

function regressionWords(target: string, { residuals }: RegressionDetail): string[] {
  const at = (fraction: number) =>
    residuals.quantiles.find((each) => each.fraction === fraction)?.value ?? 0;
  const span = (low: number, high: number) => `${offBy(low)} and ${offBy(high)}`;
  const lean = at(0.5);
  return [
    `Half of all predictions of ${target} are between ${span(at(0.25), at(0.75))}; nine in ten are between ${span(at(0.05), at(0.95))}.`,
    lean === 0
      ? 'It errs as often upwards as downwards.'
      : `It leans a little ${lean > 0 ? 'high' : 'low'}: the middle prediction is ${offBy(lean)}.`,
  ];
}

/** The off-diagonal cells with most weight, largest first. */
export function largestConfusions(
  { classes, counts }: ClassificationDetail['confusion'],
  most: number,
): { readonly truth: string; readonly predicted: string; readonly count: number }[] {
  return counts
    .flatMap((row, truth) =>
      row.map((count, predicted) => ({
        truth: classes[truth] ?? '',
        predicted: classes[predicted] ?? '',
        count: truth === predicted ? 0 : count,
      })),
    )
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}

function inHundred(share: number): number {
  return Math.round(share * 100);
}

function offBy(amount: number): string {
  if (amount === 0) return 'exactly right';
  return `${formatNumber(Number(Math.abs(amount).toPrecision(3)), 2)} too ${amount > 0 ? 'high' : 'low'}`;
}

function named(name: string): string {
  return `\`${clipped(name.replaceAll('`', "'"))}\``;
}

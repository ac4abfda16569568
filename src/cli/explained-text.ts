import type { Prediction } from '../delivery/prediction.js';
import type { PredictionExplanation } from '../stages/insight/package-explainer.js';
import { formatNumber, formatPercent, formatSigned } from '../ui/format.js';
import type { Style } from '../ui/style.js';

const barLetters = 16;

/** A prediction with its largest contributions, for people: a line for each, with a bar. */
export function explainedText(
  prediction: Prediction & { readonly explanation?: PredictionExplanation },
  row: number,
  style: Style,
): string {
  const { explanation } = prediction;
  const head = `${style.bold(`row ${row}`)}  ${answerWords(prediction)}`;
  if (explanation === undefined) return `${head}\n`;
  const { base, score, unit, of, contributions, others } = explanation;
  const largest = Math.max(...contributions.map(({ adds }) => Math.abs(adds)), Number.MIN_VALUE);
  const names = contributions.map(({ column, value }) => `${column} = ${valueWords(value)}`);
  const width = Math.max(...names.map((name) => name.length), 0);
  const lines = contributions.map(({ adds, error }, at) => {
    const bar = '█'.repeat(Math.round((barLetters * Math.abs(adds)) / largest)).padEnd(barLetters);
    const sure = error === undefined ? '' : ` ± ${formatNumber(2 * error)}`;
    return `  ${(names[at] ?? '').padEnd(width)}  ${bar}  ${formatSigned(adds)}${sure}`;
  });
  const rest =
    others === undefined
      ? []
      : [
          `  ${`${others.columns} more`.padEnd(width)}  ${' '.repeat(barLetters)}  ${formatSigned(others.adds)}`,
        ];
  const what = of === undefined ? unit : `${unit} of ${of}`;
  const sum = `  ${what}: starts at ${formatNumber(base)}, ends at ${formatNumber(score)}`;
  return [head, ...lines, ...rest, style.dim(sum), ''].join('\n');
}

function answerWords(prediction: Prediction): string {
  if ('value' in prediction) return formatNumber(prediction.value);
  if ('score' in prediction) {
    return `score ${formatNumber(prediction.score)}${prediction.flagged ? ', flagged' : ''}`;
  }
  if ('forecast' in prediction) return formatNumber(prediction.forecast);
  return `${prediction.label} (${formatPercent(prediction.probability, 1)})`;
}

function valueWords(value: string | number | null): string {
  if (value === null) return 'missing';
  return typeof value === 'number' ? formatNumber(value) : value.slice(0, 40);
}

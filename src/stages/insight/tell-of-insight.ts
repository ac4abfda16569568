import type { Emit } from '../../contracts/events.js';
import { percentFigure, wholeFigure } from '../../contracts/figure.js';
import type { Insight } from '../../learning/insight/insight.js';
import type { LearningCurve } from '../../learning/insight/learning-curve.js';
import type { Condition } from '../../learning/insight/slice-conditions.js';
import { rounded } from '../../learning/judging/verdict-words.js';
import type { Fact } from '../../pipeline/events.js';

/** Columns that are named on the terminal. */
const mostNamed = 4;

/** The columns that surely matter, the most important first. */
export function insightFacts(insight: Insight | undefined): readonly Fact[] {
  const clear = insight?.importance?.columns.filter(({ low }) => low > 0) ?? [];
  if (clear.length === 0) return [];
  const names = clear.slice(0, mostNamed).map(({ columns }) => columns.join(' and '));
  return [{ name: 'matter most', value: names.join(', ') }];
}

/** Says where the model errs most, whether more data would help, and what was left out. */
export function tellOfInsight({ slices, notes, curve }: Insight, emit: Emit): void {
  for (const text of notes) emit({ type: 'note', text });
  if (curve?.doubled !== undefined)
    emit({ type: 'note', text: curveWords(curve.metric, curve.doubled), isNotable: true });
  const [worst] = slices?.list ?? [];
  if (slices === undefined || worst === undefined) return;
  const share = (loss: number) =>
    slices.measure === 'error rate' ? percentFigure(loss) : String(Number(loss.toPrecision(3)));
  const what = slices.measure === 'error rate' ? 'is wrong in' : 'is off by';
  emit({
    type: 'note',
    text: `where ${conditionWords(worst.conditions)}, the model ${what} ${share(worst.loss)} on ${wholeFigure(worst.rows)} rows; elsewhere ${share(worst.rest)}`,
    isNotable: true,
  });
}

/** Such as `twice the training rows: roc_auc better by 0.004 (95 %: 0.002 to 0.006)`. */
function curveWords(
  metric: string,
  { gain, low, high }: NonNullable<LearningCurve['doubled']>,
): string {
  return `twice the training rows: ${metric} better by ${rounded(gain)} (95 %: ${rounded(low)} to ${rounded(high)})`;
}

/** Such as `plan is basic and age is above 65`. */
export function conditionWords(conditions: readonly Condition[]): string {
  return conditions.map(oneConditionWords).join(' and ');
}

function oneConditionWords(condition: Condition): string {
  const { column } = condition;
  if ('is' in condition) {
    const { is } = condition;
    return is === null ? `\`${column}\` is missing` : `\`${column}\` is ${numberWords(is)}`;
  }
  const { above, upTo } = condition;
  if (above === undefined) return `\`${column}\` is at most ${numberWords(upTo ?? Infinity)}`;
  if (upTo === undefined) return `\`${column}\` is above ${numberWords(above)}`;
  return `\`${column}\` is above ${numberWords(above)} and at most ${numberWords(upTo)}`;
}

function numberWords(value: number | string): string {
  return typeof value === 'string' ? value : String(Number(value.toPrecision(4)));
}

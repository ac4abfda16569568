import type { Emit } from '../../contracts/events.js';
import type { Insight } from '../../learning/insight/insight.js';
import type { Condition } from '../../learning/insight/slice-conditions.js';
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

/** Says where the model errs most, and what was left out. */
export function tellOfSlices({ slices, notes }: Insight, emit: Emit): void {
  for (const text of notes) emit({ type: 'note', text });
  const [worst] = slices?.list ?? [];
  if (slices === undefined || worst === undefined) return;
  const share = (loss: number) =>
    slices.measure === 'error rate'
      ? `${Math.round(100 * loss)}%`
      : String(Number(loss.toPrecision(3)));
  const what = slices.measure === 'error rate' ? 'is wrong in' : 'is off by';
  emit({
    type: 'note',
    text: `where ${conditionWords(worst.conditions)}, the model ${what} ${share(worst.loss)} on ${worst.rows.toLocaleString('en')} rows; elsewhere ${share(worst.rest)}`,
  });
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

import type { IngestedColumn } from '../../data/describe-table.js';

/** What `--task` may say; the first two are also found by looking. */
export type TaskType = 'classification' | 'regression' | 'anomaly' | 'forecast';

/** The task that predicting a column makes, and why; or why it makes none. */
export type TaskOfColumn =
  | { readonly type: 'classification' | 'regression'; readonly why: string }
  | { readonly type?: undefined; readonly why: string };

const mostNumericClasses = 10;

/**
 * Numbers are regressed on, unless there are ten different whole ones or fewer; what repeats is classified. Dates,
 * texts and values that all differ can be neither.
 */
export function taskOfColumn(column: IngestedColumn, rows: number): TaskOfColumn {
  const { type, distinct } = column;
  const why = whyNone(column, rows);
  if (why !== undefined) return { why };
  if (type === 'number' && distinct > 2) return { type: 'regression', why: 'numbers' };
  if (type !== 'integer') return { type: 'classification', why: `${distinct} classes` };
  const whole = `${distinct} different whole numbers`;
  return { type: distinct > mostNumericClasses ? 'regression' : 'classification', why: whole };
}

function whyNone(column: IngestedColumn, rows: number): string | undefined {
  const { type, distinct, missing } = column;
  if (distinct < 2) return 'always the same value';
  if (type === 'timestamp') return 'dates are no classes';
  if (type === 'text') return 'free text is no class';
  if (type === 'image') return 'images are no classes';
  const unlike = type === 'category' && distinct > 10 && distinct * 2 > rows - missing;
  return unlike ? 'another value in almost every row' : undefined;
}

/** The column whose name most looks like a target; else the last that can be predicted. */
export function likelyTarget(columns: readonly IngestedColumn[], rows: number): string | undefined {
  const able = columns
    .filter((column) => column.role === 'feature' && taskOfColumn(column, rows).type !== undefined)
    .map(({ name }) => name);
  return able.find((name) => telling.test(name)) ?? able.at(-1);
}

const telling = /^(target|label|class|outcome|y|churn(ed)?|price|species|survived|default(ed)?)$/i;

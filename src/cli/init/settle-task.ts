import type { Task } from '../../contracts/task.js';
import type { IngestedColumn } from '../../data/describe-table.js';
import { MlxError } from '../../errors/index.js';
import { resolveTask } from '../../stages/resolve-task.js';
import { formatCount, formatQuantity } from '../../ui/format.js';
import { type ForecastGuess, guessForecast } from './guess-forecast.js';
import type { SeenData } from './look-at-data.js';
import { type TaskType, taskOfColumn } from './task-of-column.js';

/** The task of a new project, with the reasons a reader of the file wants. */
export interface SettledTask {
  readonly task: Task;
  readonly type: TaskType;
  /** Of `forecast` alone. */
  readonly forecast?: ForecastGuess;
  readonly why: string;
  /** For two classes: why the last of them counts as positive. */
  readonly whyPositive: string;
}

/** Chooses between classification and regression, unless told what else, and makes sure that the target's values allow it. */
export function settleTask(
  data: SeenData,
  column: IngestedColumn,
  wanted: SettledTask['type'] | undefined,
): SettledTask {
  if (wanted === 'forecast') return settleForecast(data, column);
  const found = taskOfColumn(column, data.table.rows);
  const type = wanted ?? found.type;
  if (type === undefined || (found.type === undefined && type !== 'regression')) {
    throw unfit(column, found.why);
  }
  const task = resolveTask({ type, target: column.name }, column, data.classes);
  const words = type === 'regression' ? regressionWords(column) : classWords(data);
  const why = `${words}${leftOutWords(column)}`;
  return { task, type, why, whyPositive: positiveWords(task, data) };
}

/** How the target goes on in time, by the first column of times. */
function settleForecast(data: SeenData, column: IngestedColumn): SettledTask {
  if (!['number', 'integer'].includes(column.type)) throw unfit(column, 'only numbers go on');
  const forecast = guessForecast(data.columns);
  if (forecast === undefined) throw unfit(column, 'no column says when');
  return {
    task: { kind: 'forecast', target: column.name, classes: [] },
    ...{ type: 'forecast', forecast, why: regressionWords(column), whyPositive: '' },
  };
}

function regressionWords({ distinct, more, min, max }: IngestedColumn): string {
  const count = `${more === true ? 'more than ' : ''}${formatCount(distinct)}`;
  return `${count} different numbers, ${String(min)} … ${String(max)}`;
}

function leftOutWords({ missing }: IngestedColumn): string {
  if (missing === 0) return '';
  return `; ${formatQuantity(missing, 'rows')} without a value ${missing === 1 ? 'is' : 'are'} left out`;
}

const shown = 8;

function classWords({ classes }: SeenData): string {
  const counts = classes
    .slice(0, shown)
    .map(({ value, count }) => `${value} (${formatCount(count)})`)
    .join(', ');
  return `${classes.length} classes: ${counts}${classes.length > shown ? ' …' : ''}`;
}

function positiveWords({ kind, classes }: Task, data: SeenData): string {
  if (kind !== 'binary') return '';
  const positive = classes[1];
  const rarest = data.classes.at(-1)?.value === positive;
  return `${rarest ? 'the rarer class counts as positive' : 'counts as positive'}; precision, recall and f1 are about it`;
}

function unfit({ name }: IngestedColumn, why: string): MlxError {
  return new MlxError('init/unfit-target', `\`${name}\` cannot be predicted: ${why}`, {
    hints: ['Leave `--target` out to see the columns that can be'],
  });
}

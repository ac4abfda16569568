import type { IngestedColumn } from '../../data/describe-table.js';
import { MlxError } from '../../errors/index.js';
import { formatCount } from '../../ui/format.js';
import type { Table } from '../../ui/table.js';
import { truncateText } from '../../ui/text-width.js';
import type { Context } from '../context.js';
import { writeTable } from '../output.js';
import type { InitOptions } from './init-options.js';
import { lookAtData } from './look-at-data.js';
import { shellWord } from './shell-word.js';
import { sourceSettings } from './source-settings.js';
import { likelyTarget, taskOfColumn } from './task-of-column.js';

/** No target was named: shows the columns of the data with the task that predicting each would make, then fails. */
export async function offerTargets(
  from: string,
  options: InitOptions,
  context: Context,
): Promise<never> {
  const { cwd, signal } = context;
  const source = await sourceSettings({ path: from, cwd }, options.source);
  const { columns, table } = await lookAtData({ source, dir: cwd, signal });
  if (options.json !== true) writeTable(context, options, candidateTable(columns, table.rows));
  const able = columns
    .filter((column) => taskOfColumn(column, table.rows).type !== undefined)
    .map(({ name }) => name);
  const likely = likelyTarget(columns, table.rows);
  throw new MlxError('init/no-target', 'Say with `--target` which column to predict', {
    hints: [
      ...(options.json === true ? [`These can be predicted: ${able.join(', ')}`] : []),
      likely === undefined
        ? 'Look for data with a column of classes or numbers'
        : `Run \`mlx init --from ${shellWord(from)} --target ${shellWord(likely)}\``,
      ...(columns.some(({ type }) => type === 'timestamp')
        ? ['Or add `--task forecast` to say how a number goes on in time']
        : []),
    ],
  });
}

function brief(text: string): string {
  return truncateText(text.replace(/ 00:00:00$/, ''), 16);
}

function candidateTable(columns: readonly IngestedColumn[], rows: number): Table {
  return {
    head: ['column', 'type', 'values', 'would be'],
    align: ['left', 'left', 'left', 'left'],
    rows: columns.map((column) => {
      const { name, type, distinct, examples } = column;
      const task = taskOfColumn(column, rows);
      const more = distinct > examples.length ? ', …' : '';
      return [
        name,
        type,
        `${formatCount(distinct)}: ${examples.map(brief).join(', ')}${more}`,
        `${task.type ?? '-'}  (${task.why})`,
      ];
    }),
  };
}

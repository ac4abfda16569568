import type { Json } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import { RunLabels } from '../../pipeline/run-labels.js';
import type { RunRecord } from '../../pipeline/run-record.js';
import { settingChanges, shownSetting } from '../../pipeline/setting-changes.js';
import { compareTable, compareWords, letterOf } from '../../reports/runs/compare-table.js';
import type { ComparedRuns } from '../../reports/runs/compared-runs.js';
import { markdownTable, markdownText, type Table, terminalTable } from '../../ui/table.js';
import { displayWidth, printable } from '../../ui/text-width.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { findRun, openRecords, stateFolder } from '../open-records.js';
import { outStyle, writeJson } from '../output.js';
import { comparedRun } from './compared-run.js';
import { heldAgainst } from './held-against.js';

export interface CompareOptions extends ProjectOptions {
  readonly format: 'table' | 'markdown';
}

/** Prints runs side by side and what can be said of their differences, or `mlx.runs-compare/1`. */
export async function compareRuns(
  names: readonly string[],
  options: CompareOptions,
  context: Context,
): Promise<void> {
  if (names.length < 2) {
    throw new MlxError('usage/bad-option', 'One run cannot be compared', {
      hints: ['Name two or more, such as `mlx runs compare latest~1 latest`'],
    });
  }
  const root = stateFolder(options, context);
  const records = openRecords(options, context);
  const labels = new RunLabels(root);
  const chosen: RunRecord[] = [];
  for (const name of names) chosen.push(await findRun(records, name, labels));
  const twice = chosen.find(({ id }, at) => chosen.findIndex((each) => each.id === id) < at);
  if (twice !== undefined) {
    throw new MlxError('usage/bad-option', `The run \`${twice.id}\` is named twice`, {
      hints: ['Name different runs: `mlx runs list` shows them'],
    });
  }
  const all = await records.list();
  const [first, ...others] = chosen;
  if (first === undefined) return;
  const runs = [];
  for (const record of chosen) {
    runs.push(await comparedRun(record, { root, all, labels, signal: context.signal }));
  }
  const against = [];
  for (const other of others) {
    against.push(await heldAgainst(first, other, { root, signal: context.signal }));
  }
  print({ runs, settings: differingSettings(chosen), against }, options, context);
}

function print(compared: ComparedRuns, options: CompareOptions, context: Context): void {
  if (options.json === true) {
    writeJson(context, 'mlx.runs-compare/1', compared);
    return;
  }
  const table = compareTable(compared);
  const words = compareWords(compared);
  if (options.format === 'markdown') {
    context.stdout.write(
      `${markdownTable(table)}\n${words.map((line) => `- ${markdownText(line)}\n`).join('')}`,
    );
    return;
  }
  const { isTTY, columns } = context.stdout;
  const style = outStyle(context, options);
  const room = isTTY === true && columns !== undefined ? columns : undefined;
  const whole = terminalTable(table, { style });
  const fits = room === undefined || widthOf(table) <= room;
  context.stdout.write(fits ? whole : stacked(table, style.bold));
  context.stdout.write(`\n${words.map((line) => `${printable(line)}\n`).join('')}`);
}

/** Each row of a table as a block of its own, where they are too wide to stand side by side: figures must not be cut. */
function stacked({ rows, head }: Table, bold: (text: string) => string): string {
  return rows
    .map(([name = '', ...cells]) => {
      const isSame = new Set(cells).size === 1 && cells.length > 1;
      const lines = isSame
        ? [`  ${printable(cells[0] ?? '')}`]
        : cells.flatMap((cell, at) =>
            cell === '' ? [] : [`  ${head[at + 1] ?? letterOf(at)}  ${printable(cell)}`],
          );
      return `${bold(printable(name.trim()))}\n${lines.join('\n')}\n`;
    })
    .join('');
}

function widthOf({ head, rows }: Table): number {
  const widths = head.map((title, at) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at] ?? ''))),
  );
  return widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
}

/** Settings in which any run differs from the first, with what each run has; nothing for records that keep none. */
function differingSettings(records: readonly RunRecord[]): ComparedRuns['settings'] {
  const all = records.map(({ projectSettings }) => projectSettings);
  if (all.some((settings) => settings === undefined)) return [];
  const changes = all.map((settings) => settingChanges(all[0], settings));
  const names = [...new Set(changes.flatMap((list) => list.map(({ name }) => name)))];
  return names.map((name) => {
    const before = changes.flat().find((change) => change.name === name)?.before;
    const values = changes.map((list): Json | undefined => {
      const own = list.find((change) => change.name === name);
      return own === undefined ? before : own.now;
    });
    return { name, values: values.map((value) => shownSetting(value, 30)) };
  });
}

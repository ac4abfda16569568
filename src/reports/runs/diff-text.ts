import { type Style } from '../../ui/style.js';
import { displayWidth, padColumns, printable } from '../../ui/text-width.js';
import { type DiffLine, isSameProject, type ProjectDiff } from './project-diff.js';

/** A diff for people: one block for each kind of thing that differs. Ends with a newline. */
export function diffText(diff: ProjectDiff, style: Style): string {
  const head = `${style.bold('from')}  ${diff.from}\n${style.bold('to')}    ${diff.to}\n`;
  if (isSameProject(diff)) return `${head}\nnothing is different\n${notes(diff, style)}`;
  const blocks = [
    block('settings', diff.settings, style),
    block('data', diff.data, style),
    block('code', diff.code, style),
    block('versions', diff.versions, style),
    stageBlock(diff, style),
  ];
  return `${head}${blocks.join('')}${notes(diff, style)}`;
}

function block(title: string, lines: readonly DiffLine[], style: Style): string {
  if (lines.length === 0) return '';
  const width = Math.max(...lines.map(({ name }) => displayWidth(printable(name))));
  const rows = lines.map(({ name, before, now, where }) => {
    const change = before === '' ? printable(now) : `${printable(before)} → ${printable(now)}`;
    const place = where === undefined ? '' : `  ${style.dim(printable(where))}`;
    return `  ${padColumns(printable(name), width)}  ${change}${place}\n`;
  });
  return `\n${style.bold(title)}\n${rows.join('')}`;
}

function stageBlock({ stages }: ProjectDiff, style: Style): string {
  if (stages.length === 0) return '';
  const width = Math.max(...stages.map(({ stage }) => stage.length));
  const paint = {
    same: style.dim,
    stale: style.yellow,
    differs: style.yellow,
    new: style.green,
    gone: style.red,
  };
  const rows = stages.map(({ stage, state, why }) => {
    const first = `  ${stage.padEnd(width)}  ${paint[state](state.padEnd(7))}`;
    const indent = ' '.repeat(width + 13);
    return `${`${first}  ${why.map(printable).join(`\n${indent}`)}`.trimEnd()}\n`;
  });
  return `\n${style.bold('stages')}\n${rows.join('')}`;
}

function notes({ notes: all }: ProjectDiff, style: Style): string {
  return all.map((note) => `\n${style.dim('note:')} ${printable(note)}\n`).join('');
}

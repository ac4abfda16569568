import { formatDuration } from '../../ui/format.js';
import { markdownTable, markdownText } from '../../ui/table.js';
import { clipped } from '../html/markup.js';
import { type Check, type ChecksReport, troubles } from './check.js';

/** GitHub takes one mebibyte a step; other places take less. */
const mostBytes = 60_000;
const mostRows = 50;

/**
 * A run in GitHub's Markdown: what failed and why, where, what the model is worth, what was warned of and what the
 * stages took. `evaluation` is what `evaluationMarkdown` wrote, when the run came so far. At most 60,000 bytes.
 */
export function runMarkdown(report: ChecksReport, evaluation?: string): string {
  const { project, command, exit, checks } = report;
  const found = troubles(checks);
  const judged = found.some(({ code }) => code === 'requirement/missed');
  const failed = exit.code !== 0 && !(judged && evaluation !== undefined);
  const head = failed
    ? `## ❌ ${markdownText(project)}: \`mlx ${command}\` ended with exit ${exit.code} (${exit.name})`
    : evaluation === undefined
      ? `## ✅ ${markdownText(project)}: \`mlx ${command}\` did all that was asked for`
      : '';
  const told = found.filter(
    ({ code }) => evaluation === undefined || code !== 'requirement/missed',
  );
  const blocks = [
    head,
    told.some(({ state }) => state === 'failed') ? tableOf(told, 'failed', 'what failed') : '',
    evaluation?.trimEnd() ?? '',
    told.some(({ state }) => state === 'warned') ? tableOf(told, 'warned', 'warning') : '',
    stageTable(checks),
  ];
  return cut(`${blocks.filter((block) => block !== '').join('\n\n')}\n`);
}

function tableOf(checks: readonly Check[], state: Check['state'], title: string): string {
  const rows = checks.filter((check) => check.state === state);
  const table = markdownTable({
    head: [title, 'where', 'what to do'],
    align: ['left', 'left', 'left'],
    rows: rows
      .slice(0, mostRows)
      .map(({ message, place, hints = [] }) => [
        clipped(message, 600),
        place === undefined ? '' : `${clipped(place.file, 120)}${line(place.line)}`,
        clipped(hints.join('; '), 400),
      ]),
  }).trimEnd();
  const left = rows.length - mostRows;
  return left > 0 ? `${table}\n\n${left} more in the log` : table;
}

function line(number: number | undefined): string {
  return number === undefined ? '' : `:${number}`;
}

function stageTable(checks: readonly Check[]): string {
  const stages = checks.filter(({ code }) => code === stageCode);
  if (stages.length === 0) return '';
  const table = markdownTable({
    head: ['stage', 'state', 'took'],
    align: ['left', 'left', 'right'],
    rows: stages.map(({ part, message, seconds }) => [
      part,
      message,
      seconds === undefined ? '' : formatDuration(seconds),
    ]),
  });
  return `<details><summary>Stages</summary>\n\n${table}\n</details>`;
}

/** The code of the check that a stage came to its end. */
export const stageCode = 'stage/done';

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= mostBytes) return text;
  const kept = bytes
    .subarray(0, mostBytes)
    .toString('utf8')
    .replace(/\n[^\n]*$/, '');
  return `${kept}\n\n… cut here: the report as HTML shows all\n`;
}

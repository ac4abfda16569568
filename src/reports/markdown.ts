import {
  formatCount,
  formatDuration,
  formatNumber,
  formatQuantity,
  formatUsd,
} from '../ui/format.js';
import { markdownTable, markdownText } from '../ui/table.js';
import { caseRows } from './case-words.js';
import type { EvaluationReport, ReportedRequirement } from './evaluation-report.js';
import { clipped } from './html/markup.js';
import { plainWords } from './plain-words.js';
import {
  auditWords,
  brokenRules,
  outcomeWords,
  rowsWords,
  rulesWords,
  testSplitWords,
} from './quality-words.js';
import type { ReportedQuality } from './reported-quality.js';
import { headlineOf, intervalWords, outcomeOf } from './verdict.js';

const signs = { met: '✅', missed: '❌', open: 'ℹ️' } as const;

/** The report in short, as GitHub's Markdown: for a CI step summary or a pull request. Ends with a newline. */
export function evaluationMarkdown(report: EvaluationReport): string {
  const { evaluation, model, project } = report;
  const outcome = outcomeOf(report);
  const blocks = [
    `## ${signs[outcome.state]} ${text(project)}: ${outcome.words}`,
    `Model ${code(model.candidate)} (${text(model.family)}) ${evaluation.task.target === '' ? 'says how odd rows are' : `predicts ${code(evaluation.task.target)}`}, measured on ${formatCount(evaluation.rows)} rows it had never seen. ${testSplitWords(report)}`.trimEnd(),
    requirementTable(report.requirements),
    ...report.requirements.flatMap(caseBlocks),
    metricTable(report),
    plainWords(evaluation).map(sentence).join(' '),
    ...qualityBlocks(report),
    costWords(report),
  ];
  return `${blocks
    .filter((block) => block !== '')
    .map((block) => block.trimEnd())
    .join('\n\n')}\n`;
}

function requirementTable(requirements: readonly ReportedRequirement[]): string {
  if (requirements.length === 0) return '';
  return markdownTable({
    head: ['', 'requirement', 'found', 'line'],
    align: ['left', 'left', 'left', 'left'],
    rows: requirements.map(({ passed, wanted, explanation, place }) => [
      passed ? '✅ met' : '❌ missed',
      clipped(wanted, 200),
      clipped(explanation, 600),
      place === undefined ? '' : `${clipped(place.file, 80)}:${place.line}`,
    ]),
  });
}

/** What a verdict was found from, folded away. */
function caseBlocks({ wanted, cases }: ReportedRequirement): readonly string[] {
  if (cases === undefined) return [];
  const { head, rows, more } = caseRows(cases);
  const table = markdownTable({
    head,
    align: head.map((_, at) => (at === 0 || at === head.length - 1 ? 'left' : 'right')),
    rows: rows.map((cells) => cells.map((cell) => clipped(cell, 120))),
  });
  const rest = more > 0 ? `\n\n${formatCount(more)} more are in evaluation.json` : '';
  return [`<details><summary>${text(wanted)}</summary>\n\n${table.trimEnd()}${rest}\n\n</details>`];
}

function metricTable(report: EvaluationReport): string {
  const headline = headlineOf(report)?.name;
  const rows = Object.entries(report.evaluation.metrics).map(
    ([name, { value, interval, baseline }]) => [
      name === headline ? `**${name}**` : name,
      value === null ? '-' : formatNumber(value),
      intervalWords(interval),
      baseline === null ? '-' : formatNumber(baseline),
    ],
  );
  return markdownTable({
    head: ['metric', 'value', '95 % interval', 'baseline'],
    align: ['left', 'right', 'right', 'right'],
    rows,
  });
}

function qualityBlocks(report: EvaluationReport): readonly string[] {
  const { quality } = report;
  if (quality === undefined) return [];
  return [
    '### Data quality',
    `${rowsWords(quality)} ${rulesWords(quality)}`,
    ruleTable(quality),
    quality.leftOut
      .map(({ why, rows }) => `- ${formatQuantity(rows, 'rows')} ${sentence(clipped(why, 200))}`)
      .join('\n'),
    auditWords(quality),
    quality.findings
      .map(({ level, text: found }) => `- ${level}: ${sentence(clipped(found, 400))}`)
      .join('\n'),
  ];
}

function ruleTable(quality: ReportedQuality): string {
  const broken = brokenRules(quality);
  if (broken.length === 0) return '';
  return markdownTable({
    head: ['rule', 'rows that break it', 'of', 'outcome'],
    align: ['left', 'right', 'right', 'left'],
    rows: broken.map(({ label, broken: count, considered, outcome }) => [
      clipped(label, 200),
      count === undefined ? '' : formatCount(count),
      considered === undefined ? '' : formatCount(considered),
      outcomeWords[outcome],
    ]),
  });
}

function costWords({ cost, run }: EvaluationReport): string {
  if (cost === undefined) return '';
  const seconds = run.stages.reduce((sum, stage) => sum + (stage.seconds ?? 0), 0);
  const span = seconds > 0 ? ` in ${formatDuration(seconds)}` : '';
  return cost.priced
    ? `Cost: **${formatUsd(cost.usd)}**${span}`
    : 'Cost: no price is known for the machine';
}

/** A sentence whose backticks are code and whose other text is plain. */
function sentence(words: string): string {
  const parts = words.split('`');
  return parts.map((part, at) => (at % 2 === 0 ? markdownText(part) : code(part))).join('');
}

function text(words: string): string {
  return markdownText(clipped(words));
}

function code(name: string): string {
  return `\`${clipped(name.replaceAll('`', "'").replace(/\s+/g, ' '))}\``;
}

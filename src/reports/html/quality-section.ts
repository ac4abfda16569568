import { formatCount, formatPercent } from '../../ui/format.js';
import type { EvaluationReport } from '../evaluation-report.js';
import {
  auditWords,
  brokenRules,
  outcomeWords,
  rowsWords,
  rulesWords,
  testSplitWords,
} from '../quality-words.js';
import type { ReportedQuality, ReportedRule } from '../reported-quality.js';
import { clipped, html, type Markup, type Part, sentence } from './markup.js';
import { section, table } from './section.js';

const mostRows = 100;

/** Whether the data can be trusted: rows and what became of them, rules, leaks, looks at the test split. */
export function qualitySection(report: EvaluationReport): Part {
  const { quality } = report;
  if (quality === undefined) return undefined;
  const looks = testSplitWords(report);
  return section(
    {
      ...{ id: 'quality', title: 'Data quality' },
      lead: html`${rowsWords(quality)}${looks !== '' && html` ${looks}`}`,
    },
    html`<h3>Rules</h3><p>${rulesWords(quality)}</p>`,
    ruleTable(quality),
    quality.leftOut.length > 0 && leftOutTable(quality.leftOut),
    html`<h3>Leaks</h3><p>${auditWords(quality)}</p>`,
    quality.findings.length > 0 && findingTable(quality.findings),
  );
}

function ruleTable(quality: ReportedQuality): Part {
  const broken = brokenRules(quality);
  if (broken.length === 0) return undefined;
  return table({
    head: ['rule', 'rows that break it', 'of', 'share', 'outcome'],
    rows: broken
      .slice(0, mostRows)
      .map((rule) => [
        sentence(clipped(rule.label, 200)),
        ...counts(rule),
        outcomeWords[rule.outcome],
      ]),
    figures: [1, 2, 3],
    of: broken.length,
  });
}

function counts({ broken, considered }: ReportedRule): readonly Part[] {
  if (broken === undefined || considered === undefined) return ['', '', ''];
  const share = broken / Math.max(1, considered);
  return [formatCount(broken), formatCount(considered), formatPercent(share, share < 0.1 ? 2 : 0)];
}

function leftOutTable(leftOut: ReportedQuality['leftOut']): Markup {
  return html`<h3>Left out</h3>${table({
    head: ['why', 'rows'],
    rows: leftOut
      .slice(0, mostRows)
      .map(({ why, rows }) => [sentence(clipped(why, 200)), formatCount(rows)]),
    figures: [1],
    of: leftOut.length,
  })}`;
}

function findingTable(findings: ReportedQuality['findings']): Markup {
  return table({
    head: ['', 'found'],
    rows: findings
      .slice(0, mostRows)
      .map(({ level, text }) => [
        level === 'warning' ? html`<strong>${level}</strong>` : level,
        html`<span class="wrap">${sentence(clipped(text, 400))}</span>`,
      ]),
    of: findings.length,
  });
}

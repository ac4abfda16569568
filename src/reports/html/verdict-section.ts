import type { CaseTable } from '../../learning/judging/verdict.js';
import { formatCount, formatDuration, formatNumber, formatUsd } from '../../ui/format.js';
import { caseRows } from '../case-words.js';
import type { EvaluationReport, ReportedRequirement } from '../evaluation-report.js';
import { looksWords } from '../looks-words.js';
import { plainWords } from '../plain-words.js';
import { againstBaseline, headlineOf, intervalWords, outcomeOf } from '../verdict.js';
import { clipped, html, type Markup, type Part, sentence } from './markup.js';

const signs = { met: '✓', missed: '✗', open: '–' } as const;

/** The first screen: does the model hold, how good is it, what does that mean, what did it cost. */
export function verdictSection(report: EvaluationReport): Markup {
  const { project, model, evaluation } = report;
  const outcome = outcomeOf(report);
  return html`<header>
<p class="eyebrow">${clipped(project, 80)} <span>evaluation report</span></p>
<h1 class="${outcome.state}"><span class="sign" aria-hidden="true">${signs[outcome.state]}</span>${outcome.words}</h1>
<p class="subject">Model <code>${clipped(model.candidate)}</code> (${clipped(model.family)}) ${aimOf(evaluation.task)}; measured on ${formatCount(evaluation.rows)} rows it had never seen</p>
${looksLine(report)}</header>
<div class="verdict">${headlineCard(report)}<div class="card words"><h2>In plain words</h2>${plainWords(evaluation).map((words) => html`<p>${sentence(words)}</p>`)}${costLine(report)}</div></div>
${report.requirements.length > 0 && requirementList(report.requirements)}`;
}

/** Each look lets the choice of a model lean towards these rows a little more. */
function looksLine({ testSet }: EvaluationReport): Part {
  if (testSet === undefined) return undefined;
  return html`<p class="subject">Test split ${looksWords(testSet)}${testSet.models > 1 && html`: the best of several is flattered by the choice`}</p>
`;
}

function headlineCard(report: EvaluationReport): Part {
  const headline = headlineOf(report);
  if (headline === undefined) return undefined;
  const { name, result } = headline;
  const interval = intervalWords(result.interval);
  return html`<div class="card headline"><h2>${result.title} <code>${name}</code></h2>
<p class="value">${result.value === null ? 'not measured' : formatNumber(result.value)}</p>
<p>${interval === '' ? undefined : html`95 % interval ${interval}`}</p>
<p>${result.value === null ? result.reason : againstBaseline(result)}</p>
<p class="quiet">${result.direction === 'higher' ? 'Higher is better' : 'Lower is better'}</p></div>`;
}

function requirementList(requirements: readonly ReportedRequirement[]): Markup {
  return html`<section id="requirements"><h2>Requirements</h2><ul class="requirements">${requirements
    .slice(0, 100)
    .map(
      ({ wanted, explanation, passed, place, cases }) =>
        html`<li class="${passed ? 'met' : 'missed'}"><span class="badge">${passed ? '✓ met' : '✗ missed'}</span><div><p class="wanted">${sentence(clipped(wanted, 200))}</p><p>${sentence(clipped(explanation, 600))}</p>${cases !== undefined && caseFigure(cases)}${
          place !== undefined &&
          html`<p class="place"><span>${clipped(place.file, 80)}:${place.line}</span>${place.source !== undefined && html` <code>${clipped(place.source.trim(), 160)}</code>`}</p>`
        }</div></li>`,
    )}</ul></section>`;
}

/** What the verdict was found from; in the page at once when it is short. */
function caseFigure(cases: CaseTable): Markup {
  const { head, rows, more } = caseRows(cases);
  const table = html`<div class="scroll"><table><thead><tr>${head.map((name) => html`<th scope="col">${clipped(name, 60)}</th>`)}</tr></thead><tbody>${rows.map((cells) => html`<tr>${cells.map((cell, at) => (at === 0 ? html`<th scope="row">${clipped(cell, 120)}</th>` : html`<td>${clipped(cell, 120)}</td>`))}</tr>`)}</tbody></table></div>${more > 0 && html`<p class="quiet">${formatCount(more)} more are in evaluation.json</p>`}`;
  if (rows.length <= 12) return table;
  return html`<details><summary>${formatCount(cases.list.length)} ${cases.of}s</summary>${table}</details>`;
}

function costLine({ cost, run }: EvaluationReport): Part {
  const seconds = run.stages.reduce((sum, stage) => sum + (stage.seconds ?? 0), 0);
  const span = seconds > 0 ? ` and took ${formatDuration(seconds)}` : '';
  if (cost === undefined) return undefined;
  if (!cost.priced)
    return html`<p class="cost">No price is known for the machine, so this run has no cost${span}.</p>`;
  const basis = cost.basis === undefined ? '' : `: ${clipped(cost.basis, 200)}`;
  return html`<p class="cost">The run cost <strong>${formatUsd(cost.usd)}</strong>${span}${basis}.</p>`;
}

function aimOf(task: EvaluationReport['evaluation']['task']): Part {
  if (task.target === '') return 'says how odd rows are';
  return html`predicts <code>${clipped(task.target)}</code>, ${kindWords(task)}`;
}

function kindWords({ kind, classes }: EvaluationReport['evaluation']['task']): string {
  switch (kind) {
    case 'binary':
      return 'yes or no';
    case 'multiclass':
      return `one of ${formatCount(classes.length)} classes`;
    case 'anomaly':
      return 'odd or not';
    case 'regression':
      return 'a number';
    case 'forecast':
      return 'how a series goes on';
  }
}

import type { EvaluationReport } from '../../evaluation-report.js';
import { html, type Part, sentence } from '../markup.js';
import { section } from '../section.js';
import { dependenceFigures } from './dependence-figures.js';
import { importanceFigures } from './importance-figure.js';
import { learningCurveFigure } from './learning-curve-figure.js';

/** What the model goes by, how its answer follows single columns, and whether more data is worth it. */
export function goesBySection({ insight, evaluation }: EvaluationReport): Part {
  if (insight === undefined) return undefined;
  const figures = [
    importanceFigures(insight),
    learningCurveFigure(insight),
    ...dependenceFigures(insight, evaluation.task),
  ].filter((each) => each !== undefined);
  const notes = insight.notes.map((note) => html`<p class="more">${sentence(note)}</p>`);
  if (figures.length === 0 && notes.length === 0) return undefined;
  const lead =
    'About the model, not about the world: a column that matters need not be a cause, and what is drawn for values that never come together is a guess.';
  return section(
    { id: 'columns', title: 'What it goes by', lead },
    html`<div class="grid">${figures}</div>${notes}`,
  );
}

import { scoreWords } from '../../stages/tuning/choice-words.js';
import { formatCount, formatDuration } from '../../ui/format.js';
import { clipped, html, type Markup } from '../html/markup.js';
import { section, table } from '../html/section.js';
import {
  firstTrials,
  fromBest,
  isScored,
  numberCell,
  type SearchReport,
  valueWords,
} from './search-report.js';

/** Rows of a table at most. */
export const mostRows = 500;

/** What became of a trial, in words. */
export const stateWords = {
  complete: 'complete',
  pruned: 'given up early',
  failed: 'failed',
  same: 'same as another',
} as const;

/** Every trial with its settings, the best first. */
export function trialsSection({ tuning, costs }: SearchReport): Markup {
  const { trials, direction, objectives, winner } = tuning;
  const scored = fromBest(trials.filter(isScored), direction);
  const rest = trials.filter((trial) => !isScored(trial));
  const secondsOf = new Map(costs.trials.map(({ number, seconds }) => [number, seconds]));
  const rows = firstTrials([...scored, ...rest], mostRows, winner.number).map((trial) => {
    const { number, candidate, params, state, values = [], problem, sameAs } = trial;
    const seconds = secondsOf.get(number);
    return [
      numberCell(number, winner.number),
      ...objectives.map((_, at) => (values[at] === undefined ? '–' : scoreWords(values[at]))),
      sameAs === undefined ? stateWords[state] : `same as ${sameAs + 1}`,
      seconds === undefined ? undefined : formatDuration(seconds),
      clipped(candidate),
      html`<code class="wrap">${clipped(problem ?? settingsWords(params), 300)}</code>`,
    ];
  });
  return section(
    { id: 'trials', title: 'All trials', lead: 'The best first.' },
    html`<details><summary>${formatCount(trials.length)} trials</summary>${table({
      head: [
        'trial',
        ...objectives.map(({ title }) => title),
        'state',
        'time',
        'candidate',
        'settings',
      ],
      rows,
      figures: [1, 2].slice(0, objectives.length),
      of: trials.length,
    })}</details>`,
  );
}

function settingsWords(params: SearchReport['tuning']['winner']['params']): string {
  return Object.entries(params)
    .map(([path, value]) => `${path} ${valueWords(value)}`)
    .join(', ');
}

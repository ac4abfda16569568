import { bar, sparkline } from '../drawing.js';
import { formatDuration, formatNumber, formatPercent, formatUsd } from '../format.js';
import type { StageView } from '../stage-view.js';
import { displayWidth, printable } from '../text-width.js';
import type { LiveView } from './stage-surroundings.js';

/**
 * A search while it runs, a line for each of: the newest trial and the course of all, the best with its settings, what mattered, what is
 * left of a budget.
 */
export function searchLines(stage: StageView, view: LiveView): readonly string[] {
  const { trial, search } = stage;
  if (trial === undefined || search === undefined) return [];
  return [
    newestLine(stage, view),
    bestLine(stage, view),
    ...matterLines(stage, view),
    leftLine(stage, view),
  ].filter(Boolean);
}

function newestLine({ trial, search }: StageView, { look, room }: LiveView): string {
  const { style, symbols } = look;
  if (trial === undefined || search === undefined) return '';
  const who = trial.candidate === undefined ? '' : `${printable(trial.candidate)} `;
  const value = trial.state === 'failed' ? style.red('failed') : formatNumber(trial.value);
  const counts = [
    search.pruned > 0 && `${search.pruned} given up`,
    search.failed > 0 && `${search.failed} failed`,
  ].filter((words) => words !== false);
  const words = [`${who}${printable(trial.metric)} ${value}`, ...counts].join(
    ` ${symbols.separator} `,
  );
  const width = Math.min(40, room - displayWidth(words) - 2);
  const hasCurve = search.values.length > 1 && width > 3;
  return hasCurve ? `${words}  ${style.cyan(sparkline(search.values, width, symbols))}` : words;
}

function bestLine({ search }: StageView, { look }: LiveView): string {
  const best = search?.best;
  if (best === undefined) return '';
  const { style, symbols } = look;
  const who = [best.candidate ?? '', best.settings ?? ''].filter(Boolean).join(': ');
  const figure = style.green(formatNumber(best.best));
  return `best ${figure} ${symbols.separator} trial ${best.number} ${symbols.separator} ${printable(who)}`;
}

const mostSettings = 4;
const barWidth = 12;

function matterLines({ search }: StageView, { look }: LiveView): readonly string[] {
  const known = search?.importance.get(search.best?.candidate ?? '') ?? [];
  const shown = known.slice(0, mostSettings);
  const width = Math.max(0, ...shown.map(({ setting }) => displayWidth(printable(setting))));
  return shown.map(({ setting, share }) => {
    const name = printable(setting);
    const padding = ' '.repeat(width - displayWidth(name));
    const length = look.style.cyan(bar(share, barWidth, look.symbols));
    return `${look.style.dim('matters')} ${name}${padding} ${length} ${formatPercent(share)}`;
  });
}

function leftLine({ trial }: StageView, { look }: LiveView): string {
  if (trial?.left === undefined) return '';
  const { seconds, usd } = trial.left;
  const money = usd === undefined ? '' : ` and ${formatUsd(usd)}`;
  return `${look.style.dim('budget')} ${formatDuration(Math.max(0, Math.round(seconds)))}${money} left`;
}

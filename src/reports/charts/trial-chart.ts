import { html, type Markup } from '../html/markup.js';
import { chosenMark } from './chosen-mark.js';
import { plot } from './plot.js';
import { airyRangeOf, rangeOf } from './scale.js';

export interface TrialChart {
  readonly title: string;
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  /** In the order they were tried. */
  readonly trials: readonly {
    readonly number: number;
    readonly value: number;
    readonly chosen?: boolean;
  }[];
}

/** Every trial's score as a dot, the one that was chosen as a diamond, and the best so far as a stair. */
export function trialChart({ title, metric, direction, trials }: TrialChart): Markup {
  const numbers = trials.map((trial) => trial.number);
  const options = {
    title,
    x: { label: 'trial', range: rangeOf(numbers) },
    y: { label: metric, range: airyRangeOf(trials.map((trial) => trial.value)) },
  };
  return plot(options, ({ x, y, ...area }) => {
    let best = direction === 'higher' ? -Infinity : Infinity;
    let stair = '';
    for (const { number, value } of trials) {
      const better = direction === 'higher' ? value > best : value < best;
      if (!better) continue;
      stair += stair === '' ? `M${x(number)} ${y(value)}` : `H${x(number)}V${y(value)}`;
      best = value;
    }
    const dots = trials.map(
      ({ number, value }) => html`<circle class="dot" cx="${x(number)}" cy="${y(value)}" r="3.5"/>`,
    );
    const marks = trials
      .filter(({ chosen }) => chosen === true)
      .map(({ number, value }) =>
        chosenMark({ x: x(number), y: y(value), title: `trial ${number}, chosen` }, area),
      );
    return [dots, html`<path class="line s1" d="${stair}H${area.right}"/>`, marks];
  });
}

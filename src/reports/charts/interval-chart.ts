import { html, type Markup } from '../html/markup.js';
import { linearScale, rangeOf } from './scale.js';

export interface IntervalChart {
  readonly value: number;
  readonly interval: readonly [low: number, high: number] | null;
  readonly baseline: number | null;
}

/** A table-cell sized drawing: the value as a dot, its interval as a bar, the baseline as a tick. */
export function intervalChart({ value, interval, baseline }: IntervalChart): Markup {
  const values = [value, ...(interval ?? []), ...(baseline === null ? [] : [baseline])];
  const inUnit = values.every((each) => each >= 0 && each <= 1);
  const scale = linearScale(inUnit ? [0, 1] : rangeOf([0, ...values]), [6, 154]);
  const [low, high] = interval ?? [value, value];
  return html`<svg class="mini" width="160" height="18" viewBox="0 0 160 18" aria-hidden="true"><path class="track" d="M6 9H154"/><path class="whisker" d="M${scale(low)} 9H${scale(high)}"/>${
    baseline !== null && html`<path class="base" d="M${scale(baseline)} 3V15"/>`
  }<circle class="f1" cx="${scale(value)}" cy="9" r="4"/></svg>`;
}

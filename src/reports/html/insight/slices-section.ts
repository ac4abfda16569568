import type { Insight } from '../../../learning/insight/insight.js';
import { conditionWords } from '../../../stages/insight/tell-of-insight.js';
import { formatCount, formatNumber, formatPercent } from '../../../ui/format.js';
import { clipped, html, type Part, sentence } from '../markup.js';
import { section, table } from '../section.js';

/** Kinds of rows in which the model errs more than elsewhere. */
export function slicesSection({ slices }: Insight): Part {
  if (slices === undefined) return undefined;
  const { measure, rows, loss, columns, list } = slices;
  const isRate = measure === 'error rate';
  const words = (value: number) => (isRate ? formatPercent(value, 1) : formatNumber(value));
  const searched = `all slices by one or two of ${columns} columns, on ${formatCount(rows)} test rows with ${isRate ? 'an error rate' : 'a mean absolute error'} of ${words(loss)}`;
  if (list.length === 0) {
    const lead = `Among ${searched}, none stands out: what there is can be chance.`;
    return section({ id: 'slices', title: 'Where it errs more', lead });
  }
  const lead = html`Kinds of rows in which the model is clearly worse than elsewhere, out of ${searched}. The p-value counts how many slices were searched: below 0.05, chance alone would rarely show even one. A slice with a larger mix of classes is harder for any model; look whether more rows or another column would help there.`;
  const head = ['where', 'rows', measure, 'elsewhere', 'effect', 'p'];
  return section(
    { id: 'slices', title: 'Where it errs more', lead },
    table({
      head,
      rows: list.map((slice) => [
        html`<span class="wrap">${sentence(clipped(conditionWords(slice.conditions), 160))}</span>`,
        formatCount(slice.rows),
        words(slice.loss),
        words(slice.rest),
        formatNumber(slice.effect, 2),
        slice.p < 1e-4 ? '< 0.0001' : formatNumber(slice.p),
      ]),
      figures: [1, 2, 3, 4, 5],
    }),
  );
}

import type { ColumnType } from '../../../contracts/table.js';
import type { Fill, ImputeStep } from './step.js';

/** A missing value becomes the most frequent value of the training column. */
export const mode: ImputeStep = {
  name: 'mode',
  slot: 'impute',
  summary: 'the most frequent value of the training column',
  accepts: ['number', 'integer', 'boolean', 'category'],
  params: {},
  async fit(stats, _params, type) {
    const [top] = await stats.values(1);
    return valueOf(top?.value, type);
  },
};

function valueOf(text: string | undefined, type: ColumnType): Fill {
  if (type === 'category') return text ?? null;
  if (type === 'boolean') return text === 'true' || text === '1' ? 1 : 0;
  return text === undefined ? 0 : Number(text);
}

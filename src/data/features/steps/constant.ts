import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { ColumnType } from '../../../contracts/table.js';
import type { ImputeStep } from './step.js';

const params = {
  value: {
    type: ['number', 'string'],
    description:
      'What stands for a missing value: a number, a category, or a date such as 2024-01-31; 0 or `(missing)` when left out',
  },
} as const satisfies Params;

/** A missing value becomes a value the project names. */
export const constant: ImputeStep<ValuesOf<typeof params>> = {
  name: 'constant',
  slot: 'impute',
  summary: 'a value of your own',
  accepts: ['number', 'integer', 'boolean', 'category', 'timestamp'],
  params,
  check({ value }, type) {
    if (Number.isFinite(numberOf(value, type))) return undefined;
    const wanted = type === 'timestamp' ? 'a date such as 2024-01-31' : 'a number';
    return `needs ${wanted} as its \`value\` for a column of type ${type}`;
  },
  fit: (_stats, { value }, type) =>
    Promise.resolve(type === 'category' ? String(value ?? '(missing)') : numberOf(value, type)),
};

function numberOf(value: number | string | undefined, type: ColumnType): number {
  if (value === undefined || type === 'category') return 0;
  return type === 'timestamp' && typeof value === 'string' ? Date.parse(value) : Number(value);
}

import type { IngestedColumn } from '../../data/describe-table.js';
import type { IngestResult } from '../../data/ingest-request.js';
import { formatCount } from '../../ui/format.js';
import { truncateText } from '../../ui/text-width.js';
import { yamlString } from './yaml-text.js';

const mostPinned = 200;

/**
 * Lines for `ingest.columns` with a remark each. In a very wide table only those that are no plain features.
 */
export function columnLines({
  columns,
  table: { rows },
}: Pick<IngestResult, 'columns' | 'table'>): readonly (readonly [string, string])[] {
  const wide = columns.length > mostPinned;
  return columns
    .map((column) => ({ column, pin: pinOf(column, rows) }))
    .filter(({ column, pin }) => !wide || pin !== column.type || column.role === 'target')
    .map(({ column, pin }) => [`${yamlString(column.name)}: ${pin}`, remarkOn(column, rows)]);
}

/** Whether a column cannot tell anything, because it is the same in every row. */
function constant({ distinct, missing, role }: IngestedColumn): boolean {
  return role !== 'target' && distinct < 2 && missing === 0;
}

/** What stands behind the name of a column: its type, or why no model sees it. */
export function pinOf(column: IngestedColumn, rows: number): string {
  const { type, role, missing } = column;
  if (role === 'id') return 'id';
  if (role === 'target') return type;
  const useless = role === 'ignore' || missing === rows || constant(column);
  return useless ? 'ignore' : type;
}

function remarkOn(column: IngestedColumn, rows: number): string {
  const { role, missing, examples } = column;
  if (missing === rows) return 'no values';
  const [first = ''] = examples;
  if (role === 'id') return `names the row, such as ${first}; no model sees it`;
  if (constant(column)) return `always ${first}`;
  const lacking = missing === 0 ? '' : `, ${formatCount(missing)} missing`;
  const words = `${valuesOf(column)}${lacking}`.replace(/^, /, '');
  return role === 'target' ? `the target${words === '' ? '' : `: ${words}`}` : words;
}

const mostCategories = 50;

function valuesOf({ type, distinct, more, examples, min, max }: IngestedColumn): string {
  if (type === 'boolean') return '';
  if (type === 'text') return 'free text: its words are counted (TF-IDF)';
  if (type === 'image') return 'images';
  if (type !== 'category') return min === max ? String(min) : `${short(min)} … ${short(max)}`;
  const values = examples.map((value) => truncateText(value, 24)).join(', ');
  const counted = `${formatCount(distinct)}${more === true ? ' or more' : ''} values: ${values}`;
  if (distinct <= examples.length) return counted;
  return distinct > mostCategories
    ? `${counted} …; more than ${mostCategories}, so encoded by the target`
    : `${counted} …`;
}

/** A bound without a time of day that is midnight. */
function short(bound: number | string | undefined): string {
  return String(bound).replace(/T00:00:00\.000Z$/, '');
}

import type { SourcePart } from '../sources/source.js';
import { isUntidy } from '../tables/cell-types.js';
import type { ParquetFacts } from '../tables/parquet-facts.js';
import { identifier, parquetRows } from '../tables/sql.js';
import { writeParquet } from '../tables/write-parquet.js';
import { partProgress } from './part-progress.js';
import {
  type Place,
  type Plan,
  planColumns,
  plansAsBefore,
  type StageRequest,
} from './plan-columns.js';
import type { StagedPart } from './staged-part.js';
import { oddCell, stagedSelect } from './staged-select.js';
import { withoutWrongGuesses } from './wrong-guesses.js';

/**
 * Copies a part into a Parquet file in one pass: text cells become what their column is guessed or declared to be,
 * and the pass stops at the first cell that is not. Then columns whose guess was wrong are read as text.
 * A small part is first tried as the parts before it were, which often saves a look at its cells beforehand.
 * Throws `data/column-type` for cells that cannot be read as a declared type.
 */
export function stagePart(part: SourcePart, request: StageRequest): Promise<StagedPart> {
  if (part.bytes > largeBytes) return stageGuessing(part, request);
  return request.world.database.singleThreaded(async () => {
    const plans = plansAsBefore(part, request);
    const written = plans === undefined ? undefined : await write(plans, { part, request });
    return written ?? stageGuessing(part, request);
  });
}

async function stageGuessing(part: SourcePart, request: StageRequest): Promise<StagedPart> {
  const plans = await planColumns(part, request);
  const place = { part, request };
  const first = await write(plans, place);
  if (first === undefined) return rewrite(await withoutWrongGuesses(plans, place), place);
  const padded = await paddedTexts(plans, place);
  if (padded.size === 0) return first;
  return rewrite(
    plans.map((plan) => (padded.has(plan) ? { ...plan, cleaned: true } : plan)),
    place,
  );
}

async function rewrite(plans: readonly Plan[], place: Place): Promise<StagedPart> {
  const again = await write(plans, place);
  if (again === undefined) throw new Error(`\`${place.part.origin}\` changed while it was read`);
  return again;
}

/** Writes the staged file; undefined when a cell was not what its column should hold. */
async function write(plans: readonly Plan[], place: Place): Promise<StagedPart | undefined> {
  const { part, request } = place;
  const { source, file, world } = request;
  const { select, columns } = stagedSelect(plans, place);
  let facts: ParquetFacts;
  try {
    facts = await writeParquet(world.database, select, {
      file,
      large: part.bytes > largeBytes,
      onProgress: partProgress(plans, place),
    });
  } catch (error) {
    if (error instanceof Error && error.message.includes(oddCell)) return undefined;
    throw error;
  }
  const filled = columns.map((column) => ({
    ...column,
    empty: facts.missing.get(column.name) === facts.rows,
  }));
  return { source, part, file, rows: facts.rows, columns: filled };
}

/** From this size on a part is read by all processors. */
const largeBytes = 32_000_000;

/** Text columns that were staged as they came, and turn out to hold cells with blanks round them. */
async function paddedTexts(
  plans: readonly Plan[],
  { part, request }: Place,
): Promise<ReadonlySet<Plan>> {
  const trusting = part.relationWithNulls !== undefined && part.decimalComma !== true;
  const texts = plans.filter(
    ({ kind, cleaned }) =>
      kind !== undefined && 'guess' in kind && kind.guess === 'text' && !cleaned,
  );
  if (!trusting || texts.length === 0) return new Set();
  const file = parquetRows(request.file);
  const counts = texts.map(({ column, few }, index) => {
    const untidy = (cell: string): string => `count_if(${isUntidy(cell)})`;
    const name = identifier(column.name);
    // Finding the few different values of a long column costs less than looking at each of its cells.
    const counted =
      few === true && part.bytes > largeBytes
        ? `(SELECT ${untidy('v')} FROM (SELECT DISTINCT ${name} AS v FROM ${file}))`
        : untidy(name);
    return `${counted} AS c${index}`;
  });
  const isScanned = texts.some(({ few }) => few !== true || part.bytes <= largeBytes);
  const [found = {}] = await request.world.database.rows<Record<string, number>>(
    `SELECT ${counts.join(', ')} ${isScanned ? `FROM ${file}` : ''}`,
  );
  return new Set(texts.filter((_, index) => (found[`c${index}`] ?? 0) > 0));
}

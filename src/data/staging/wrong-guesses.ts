import { rowColumn } from '../../contracts/table.js';
import { type Place as ErrorPlace, MlxError, type Problem } from '../../errors/index.js';
import type { SourcePart } from '../sources/source.js';
import { identifier } from '../tables/sql.js';
import type { Place, Plan } from './plan-columns.js';
import { oddSelect } from './staged-select.js';

/** The plans with every column as text whose guess does not hold. Throws for cells that break a declared type. */
export async function withoutWrongGuesses(
  plans: readonly Plan[],
  place: Place,
): Promise<readonly Plan[]> {
  const odd = await oddCells(plans, place);
  await refuseMisfits(odd, place);
  const wrong = new Set(odd.map(({ plan }) => plan));
  return plans.map((plan) =>
    wrong.has(plan) ? { ...plan, kind: { guess: 'text' }, cleaned: true } : plan,
  );
}

/** A column with cells that do not fit its kind, and the first of them. */
interface OddColumn {
  readonly plan: Plan;
  readonly count: number;
  readonly row: number;
  readonly cell: string;
}

async function oddCells(plans: readonly Plan[], place: Place): Promise<readonly OddColumn[]> {
  const { keepsMisfits, world } = place.request;
  const strict = plans.filter(({ column, kind }) => {
    if (kind === undefined) return false;
    return 'guess' in kind
      ? kind.guess !== 'text'
      : kind.declared !== 'category' && kind.declared !== 'text' && !keepsMisfits(column.name);
  });
  const row = identifier(rowColumn);
  const counts = strict.flatMap((_, index) => [
    `count_if(odd${index}) AS count${index}`,
    `min(${row}) FILTER (odd${index}) AS row${index}`,
    `arg_min(t${index}, ${row}) FILTER (odd${index}) AS cell${index}`,
  ]);
  const [found = {}] = await world.database.rows<Record<string, number | string | null>>(
    `SELECT ${counts.join(', ')} FROM
      (SELECT *, row_number() OVER () - 1 AS ${row} FROM (${oddSelect(strict, place)}))`,
  );
  return strict.flatMap((plan, index) => {
    const count = Number(found[`count${index}`]);
    if (count === 0) return [];
    return [
      { plan, count, row: Number(found[`row${index}`]), cell: String(found[`cell${index}`]) },
    ];
  });
}

async function refuseMisfits(odd: readonly OddColumn[], { part, request }: Place): Promise<void> {
  const problems: Problem[] = [];
  for (const { plan, ...found } of odd) {
    if (plan.kind === undefined || !('declared' in plan.kind)) continue;
    problems.push({
      ...misfit(plan.column.name, plan.kind.declared, {
        ...found,
        isSecret: request.secret?.has(plan.column.name) === true,
      }),
      place: await placeIn(part, found.row),
    });
  }
  const [first] = problems;
  if (first === undefined) return;
  throw new MlxError('data/column-type', first.message, {
    ...(first.place !== undefined && { place: first.place }),
    ...(first.hints !== undefined && { hints: first.hints }),
    ...(problems.length > 1 && { problems }),
  });
}

async function placeIn(part: SourcePart, row: number): Promise<ErrorPlace> {
  const line = await part.lineOf?.(row);
  return { file: part.origin, ...(line !== undefined && { line }) };
}

function misfit(
  name: string,
  type: string,
  { row, cell, count, isSecret }: Omit<OddColumn, 'plan'> & { readonly isSecret: boolean },
): Problem {
  const others = count === 2 ? 'does one other row' : `do ${count - 1} other rows hold such values`;
  const [shown, listed] = isSecret ? ['what is none', 'it'] : [`\`${cell}\``, `\`${cell}\``];
  return {
    code: 'data/column-type',
    message: `\`${name}\` is declared as ${type}, but row ${row + 1} holds ${shown}${count === 1 ? '' : `, and so ${others}`}`,
    hints: [
      `Mend the cell, list ${listed} under \`null_values\` of the source, or give \`${name}\` another type`,
    ],
  };
}

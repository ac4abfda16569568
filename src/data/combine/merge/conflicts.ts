import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MlxError } from '../../../errors/index.js';
import { literal, literals } from '../../tables/sql.js';
import { listOf } from '../combine-verb.js';
import { rowCount } from '../rows/in-words.js';
import { shownKey } from '../rows/keys.js';
import { shownCell } from '../rows/shown-cell.js';
import type { KeptRows } from '../rows/workshop.js';
import type { GroupedRows, Merging } from './group-rows.js';
import { ruleOf } from './merge-settings.js';

interface Field {
  readonly index: number;
  readonly name: string;
  readonly rule: string;
  readonly keys: number;
}

/**
 * Counts the keys whose rows disagree, field by field, and lists them in a file. Throws `combine/conflict` when a field
 * whose rule is `fail` is among them.
 */
export async function tellOfConflicts(
  settled: KeptRows,
  grouped: GroupedRows,
  merging: Merging,
): Promise<void> {
  const { shop } = merging;
  const fields = await fieldsInConflict(settled, merging);
  if (fields.length === 0) {
    shop.note(`${shop.label}: the sources agree on every field`);
    return;
  }
  const listed = listQuery(fields, { settled, grouped, merging });
  const failing = fields.filter(({ rule }) => rule === 'fail');
  if (failing.length > 0) throw await disagreement(failing, listed, merging);
  const file = join(shop.bench.scratch, `conflicts-${randomUUID()}.jsonl`);
  await shop.bench.database.run(
    `COPY (SELECT * EXCLUDE (gid, pos, origin) FROM (${listed}) ORDER BY gid, field, pos)
     TO ${literal(file)} (FORMAT json)`,
  );
  const told = fields.map(
    ({ name, rule, keys }) => `\`${name}\` of ${rowCount(keys, 'key')} (${rule})`,
  );
  const shown =
    told.length > 8 ? [...told.slice(0, 7), `and ${told.length - 7} more fields`] : told;
  shop.warn(`${shop.label}: the sources disagree on ${shown.join(', ')}`);
  shop.tellOfConflicts({
    fields: fields.map(({ name, rule, keys }) => ({ name, rule, keys })),
    file,
  });
}

async function fieldsInConflict(
  { written, columns }: KeptRows,
  { settings, shop }: Merging,
): Promise<readonly Field[]> {
  const counts = columns.map((_, index) => `count_if(x${index}) AS x${index}`);
  const [row = {}] = await shop.bench.database.rows<Record<string, number>>(
    `SELECT ${counts.join(', ')} FROM ${written}`,
  );
  return columns
    .map(({ name }, index) => ({
      index,
      name,
      rule: ruleOf(name, settings),
      keys: row[`x${index}`] ?? 0,
    }))
    .filter(({ keys }) => keys > 0);
}

interface ListRequest {
  readonly settled: KeptRows;
  readonly grouped: GroupedRows;
  readonly merging: Merging;
}

/** One row for every row of a key and field in conflict, in SQL. */
function listQuery(fields: readonly Field[], { settled, grouped, merging }: ListRequest): string {
  const names = literals(merging.all.map(({ called }) => called));
  const key = shownKey(grouped.keys.map((index) => `g.c${index}`));
  return fields
    .map(
      ({
        index,
        name,
        rule,
      }) => `SELECT g.gid, g.pos, g.origin, ${key} AS key, ${literal(name)} AS field,
        list_extract(${names}, g.src + 1) AS source, CAST(g.c${index} AS VARCHAR) AS value, ${literal(rule)} AS rule,
        g.c${index} IS NOT DISTINCT FROM s.c${index} AS wins
      FROM ${grouped.relation} AS g JOIN ${settled.written} AS s ON s.gid = g.gid WHERE s.x${index}`,
    )
    .join(' UNION ALL ');
}

async function disagreement(
  fields: readonly Field[],
  listed: string,
  { shop, settings }: Merging,
): Promise<MlxError> {
  const rows = await shop.bench.database.rows<{
    key: string;
    field: string;
    source: string;
    value: string | null;
    origin: number;
  }>(`SELECT * FROM (${listed}) WHERE rule = 'fail' ORDER BY gid, field, pos LIMIT 6`);
  const [first] = rows;
  const examples = rows
    .filter(({ key, field }) => key === first?.key && field === first.field)
    .map(
      ({ source, value }) =>
        `${source} says ${value === null ? 'nothing' : shownCell(value, [first?.field ?? ''], shop.bench)}`,
    );
  const counts = fields.map(({ name, keys }) => `\`${name}\` of ${rowCount(keys, 'key')}`);
  return new MlxError(
    'combine/conflict',
    `${shop.label}: the sources disagree on ${counts.join(', ')}; of ${shownCell(first?.key ?? '', listOf(settings.on), shop.bench)}, ${examples.join(', ')}`,
    {
      ...(first === undefined ? {} : { place: await shop.placeOf(first.origin) }),
      hints: [
        'Mend the sources',
        `Or settle it with a rule: \`rules: { ${fields[0]?.name ?? ''}: precedence }\`, or latest, or majority`,
      ],
    },
  );
}

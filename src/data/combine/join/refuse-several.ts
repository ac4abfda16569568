import { wholeFigure } from '../../../contracts/figure.js';
import { MlxError } from '../../../errors/index.js';
import { rowCount } from '../rows/in-words.js';
import { hasKey, shownKey } from '../rows/keys.js';
import { shownCell } from '../rows/shown-cell.js';
import type { Workshop } from '../rows/workshop.js';
import type { Sides } from './joined.js';

/** Throws `combine/several-matches` when a row of the left would match several of the right. */
export async function refuseSeveral({ left, right, pairs }: Sides, shop: Workshop): Promise<void> {
  const keys = pairs.map((_, index) => `k${index}`);
  const there = pairs.map((pair, index) => `${pair.right} AS k${index}`);
  const here = pairs.map((pair, index) => `${pair.left} AS k${index}`);
  const repeated = `SELECT ${[...keys, 'count(*) AS matches'].join(', ')}
    FROM (SELECT ${there.join(', ')} FROM ${right.relation}) WHERE ${hasKey(keys)}
    GROUP BY ${keys.join(', ')} HAVING count(*) > 1`;
  const found = await shop.bench.database.rows<{
    shown: string;
    matches: number;
    rows: number;
    origin: number;
  }>(
    `SELECT ${shownKey(keys.map((key) => `d.${key}`))} AS shown, d.matches AS matches,
       CAST(count(*) OVER () AS BIGINT) AS rows, l.origin AS origin
     FROM (SELECT ${['row', 'origin', ...here].join(', ')} FROM ${left.relation}) AS l
     JOIN (${repeated}) AS d ON ${keys.map((key) => `l.${key} = d.${key}`).join(' AND ')}
     ORDER BY l.row LIMIT 3`,
  );
  const [first] = found;
  if (first === undefined) return;
  const names = pairs.flatMap((pair) => pair.names);
  const examples = found.map(
    ({ shown, matches }) =>
      `${shownCell(shown, names, shop.bench)} matches ${wholeFigure(matches)} rows`,
  );
  throw new MlxError(
    'combine/several-matches',
    `${shop.label}: ${rowCount(first.rows)} ${first.rows === 1 ? 'has' : 'have'} several matches in ${right.called}: ${[...new Set(examples)].join(', ')}`,
    {
      place: await shop.placeOf(first.origin),
      hints: [
        'Set `expect: many` on the join if rows are meant to be repeated',
        `Otherwise begin with ${right.called}, keep one row of each key with \`aggregate\` or \`dedupe\`, and join the rest to that`,
      ],
    },
  );
}

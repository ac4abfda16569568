import type { Database } from '../../tables/database.js';
import { literal } from '../../tables/sql.js';
import type { SplittableTable } from '../split-strategy.js';
import { cellOf } from './cells.js';
import type { Finding, SingleFeature } from './finding.js';
import type { Sample } from './sample.js';

/**
 * How well each feature alone says what the target is, and which of them give it away.
 *
 * A row's target is guessed from the other train and validation rows in the same cell of the feature (leave one out, so
 * that a value of its own helps nobody): their most frequent class, or their mean rank. The skill is the part of the
 * errors, or of the variance, that this saves over a guess that sees no feature. A feature gives the target away when
 * even the lower end of the 95% interval of its skill is 0.9, or when it never errs and no class is a handful. Honest
 * features stay well below: petal width of the irises reaches 0.93 with a lower end of 0.85.
 */
export async function findGiveaways(
  { database, target }: SplittableTable,
  sample: Sample,
): Promise<{ readonly single: readonly SingleFeature[]; readonly giveaways: readonly Finding[] }> {
  const measured: Measured[] = [];
  const learnt = sample.rows.train + sample.rows.validation;
  // Twenty rows a cell, so that a guess from them is worth something.
  const cells = Math.max(2, Math.min(100, Math.floor(learnt / 20)));
  const classes = sample.numeric ? undefined : await classesOf(database, sample);
  for (const feature of sample.features.filter(({ type }) => type !== 'text')) {
    const cell = await cellOf(database, sample, { feature, cells });
    const { name } = feature;
    measured.push(
      classes === undefined
        ? { name, ...(await rankSkill(database, sample, cell)) }
        : { name, ...(await classSkill(database, sample, { cell, classes })) },
    );
  }
  const single = measured
    .map(({ name, skill, auc }) => ({
      column: name,
      skill: rounded(skill),
      ...(auc !== undefined && { auc: rounded(auc) }),
    }))
    .sort((a, b) => (b.auc ?? b.skill) - (a.auc ?? a.skill) || b.skill - a.skill);
  const giveaways = measured
    .filter(({ givesAway }) => givesAway)
    .map((one) => findingOf(one, target.name));
  return { single, giveaways };
}

interface Measured {
  readonly name: string;
  readonly skill: number;
  readonly givesAway: boolean;
  readonly auc?: number | undefined;
  /** Of how many rows how many were guessed right. */
  readonly right?: { readonly rows: number; readonly of: number };
}

interface Classes {
  readonly rows: number;
  /** Rows of the most frequent class, and of the rarest. */
  readonly most: number;
  readonly least: number;
  /** Of two classes the rarer. */
  readonly rarer: string | undefined;
}

async function classesOf(database: Database, { table }: Sample): Promise<Classes> {
  const counts = await database.rows<{ class: string; rows: number }>(
    `SELECT class, count(*) AS rows FROM ${table} WHERE part < 2 GROUP BY class ORDER BY rows DESC, class`,
  );
  return {
    rows: counts.reduce((sum, { rows }) => sum + rows, 0),
    most: counts[0]?.rows ?? 0,
    least: counts.at(-1)?.rows ?? 0,
    rarer: counts.length === 2 ? counts[1]?.class : undefined,
  };
}

async function classSkill(
  database: Database,
  sample: Sample,
  { cell, classes }: { readonly cell: string; readonly classes: Classes },
): Promise<Omit<Measured, 'name'>> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE cells AS
     SELECT ${cell} AS cell, class, count_if(part = 0) AS train, count_if(part = 1) AS validation
     FROM ${sample.table} WHERE part < 2 GROUP BY ALL`,
  );
  // Without its own row, the largest class of a cell must still lead; a tie, or a row alone, is a wrong guess.
  const [row] = await database.rows<{ right: number }>(
    `SELECT CAST(coalesce(sum(first) FILTER (first - 1 > second), 0) AS BIGINT) AS right FROM (
       SELECT max(rows) AS first, coalesce(max(rows) FILTER (place = 2), 0) AS second FROM (
         SELECT cell, train + validation AS rows,
           row_number() OVER (PARTITION BY cell ORDER BY train + validation DESC, class) AS place FROM cells
       ) GROUP BY cell
     )`,
  );
  const right = row?.right ?? 0;
  const { rows, most, least, rarer } = classes;
  const skill = skillOf(right / rows, most / rows);
  const sure = skillOf(wilsonLow(right, rows), most / rows) >= sureSkill;
  const perfect = right === rows && least >= fewRows;
  return {
    skill: Math.max(0, skill),
    givesAway: most < rows && (sure || perfect),
    right: { rows: right, of: rows },
    auc: rarer === undefined ? undefined : await aucOf(database, rarer),
  };
}

const sureSkill = 0.9;
const fewRows = 5;

function skillOf(accuracy: number, guess: number): number {
  return guess >= 1 ? 0 : (accuracy - guess) / (1 - guess);
}

/** Lower end of Wilson's 95% interval of a share. */
function wilsonLow(successes: number, trials: number): number {
  const z = 1.959964;
  const share = successes / trials;
  const centre = share + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * trials)) / trials);
  return (centre - spread) / (1 + (z * z) / trials);
}

/** Area under the ROC curve on validation rows, each scored with the share of the rarer class in its cell in train. */
async function aucOf(database: Database, rarer: string): Promise<number | undefined> {
  const yes = `class = ${literal(rarer)}`;
  const sumIf = (part: string, condition: string): string =>
    `coalesce(sum(${part}) FILTER (${condition}), 0)::DOUBLE`;
  const [row] = await database.rows<{ auc: number | null }>(
    `WITH base AS (SELECT ${sumIf('train', yes)} / sum(train) AS share FROM cells),
     scored AS (
       SELECT coalesce(${sumIf('train', yes)} / nullif(sum(train), 0), (SELECT share FROM base)) AS score,
         ${sumIf('validation', yes)} AS pos, ${sumIf('validation', `NOT ${yes}`)} AS neg FROM cells GROUP BY cell),
     scores AS (SELECT score, sum(pos) AS pos, sum(neg) AS neg FROM scored GROUP BY score),
     ranked AS (SELECT *, sum(neg) OVER (ORDER BY score) - neg AS below FROM scores)
     SELECT sum(pos * (2 * below + neg)) / nullif(2 * sum(pos) * sum(neg), 0) AS auc FROM ranked`,
  );
  return row?.auc ?? undefined;
}

/** The part of the variance of the target's ranks that the other rows of a cell explain. */
async function rankSkill(
  database: Database,
  { table }: Sample,
  cell: string,
): Promise<Omit<Measured, 'name'>> {
  const cells = `SELECT count(*) AS n, sum(rank) AS s, sum(CAST(rank AS HUGEINT) * rank) AS q
    FROM ${table} WHERE part < 2 GROUP BY ${cell}`;
  const [row] = await database.singleThreaded(() =>
    database.rows<{ rows: number; left: number | null; all: number | null }>(
      `WITH cells AS (${cells}),
       total AS (SELECT sum(n)::DOUBLE AS n, sum(s)::DOUBLE AS s, sum(q)::DOUBLE AS q FROM cells)
       SELECT CAST((SELECT n FROM total) AS BIGINT) AS rows, (SELECT q - s * s / n FROM total) AS all,
         (SELECT fsum(CASE WHEN n = 1 THEN power(s::DOUBLE - (SELECT s / n FROM total), 2)
            ELSE power(n::DOUBLE / (n - 1), 2) * (q::DOUBLE - s::DOUBLE * s::DOUBLE / n) END) FROM cells) AS left`,
    ),
  );
  const { rows = 0, left, all } = row ?? {};
  if (left === null || left === undefined || !all) return { skill: 0, givesAway: false };
  const skill = Math.max(0, 1 - left / all);
  return { skill, givesAway: rows >= enoughRows && skill >= sureRankSkill };
}

const sureRankSkill = 0.95;
const enoughRows = 50;

function findingOf({ name, skill, auc, right }: Measured, target: string): Finding {
  const how =
    right === undefined
      ? `it explains ${(skill * 100).toFixed(1)}% of the variance of its ranks`
      : `${right.rows.toLocaleString('en')} of ${right.of.toLocaleString('en')} rows are guessed from it alone${auc === undefined ? '' : `, AUC ${auc.toFixed(3)}`}`;
  return {
    kind: 'giveaway',
    level: 'warning',
    text: `\`${name}\` gives \`${target}\` away: ${how}`,
    hint: `Make sure that \`${name}\` is known when you predict; if not, leave it out: \`features: { ${name}: drop }\``,
    columns: [name],
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

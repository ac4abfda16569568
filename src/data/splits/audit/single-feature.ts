import { percentFigure, wholeFigure } from '../../../contracts/figure.js';
import type { Database } from '../../tables/database.js';
import { inBatches } from '../../tables/in-batches.js';
import type { SplittableTable } from '../split-strategy.js';
import { cellsOf, featuresAtOnce } from './cells.js';
import { aucsOf, countCells, rightGuesses } from './class-cells.js';
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
  const features = sample.features.filter(({ type }) => type !== 'text' && type !== 'image');
  for (const some of inBatches(features, featuresAtOnce)) {
    const cellsOfEach = await cellsOf(database, sample, { features: some, cells });
    const skills =
      classes === undefined
        ? await rankSkills(database, sample, cellsOfEach)
        : await classSkills(database, sample, { cells: cellsOfEach, classes });
    skills.forEach((skill, at) => {
      measured.push({ name: some[at]?.name ?? '', ...skill });
    });
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
    .map((one) => findingOf(one, target?.name ?? ''));
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

async function classSkills(
  database: Database,
  sample: Sample,
  { cells, classes }: { readonly cells: readonly string[]; readonly classes: Classes },
): Promise<readonly Omit<Measured, 'name'>[]> {
  const { rows, most, least, rarer } = classes;
  await countCells(database, sample, cells);
  const rights = await rightGuesses(database);
  const aucs = rarer === undefined ? undefined : await aucsOf(database, rarer);
  return cells.map((_, at) => {
    const right = rights.get(at) ?? 0;
    const skill = skillOf(right / rows, most / rows);
    const sure = skillOf(wilsonLow(right, rows), most / rows) >= sureSkill;
    const perfect = right === rows && least >= fewRows;
    return {
      skill: Math.max(0, skill),
      givesAway: most < rows && (sure || perfect),
      right: { rows: right, of: rows },
      auc: aucs?.get(at),
    };
  });
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

async function rankSkills(
  database: Database,
  sample: Sample,
  cells: readonly string[],
): Promise<readonly Omit<Measured, 'name'>[]> {
  const skills: Omit<Measured, 'name'>[] = [];
  for (const cell of cells) skills.push(await rankSkill(database, sample, cell));
  return skills;
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
      ? `it explains ${percentFigure(skill, 1)} of the variance of its ranks`
      : `${wholeFigure(right.rows)} of ${wholeFigure(right.of)} rows are guessed from it alone${auc === undefined ? '' : `, AUC ${auc.toFixed(3)}`}`;
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

import type { Database } from '../../tables/database.js';
import type { SplittableTable } from '../split-strategy.js';
import { cellOf } from './cells.js';
import type { DriftNumber, Finding } from './finding.js';
import type { Sample } from './sample.js';

/**
 * How differently each feature is spread over train and the other splits: tenths of the train rows for numbers, the
 * twenty most frequent values for the rest, what is missing for itself. A finding is a PSI from 0.25 on, the usual mark
 * of a major shift, that chance does not explain: times n·m/(n+m) it is about chi-square, and must be beyond four
 * standard errors.
 */
export async function findDrift(
  { database }: SplittableTable,
  sample: Sample,
): Promise<{ readonly drift: readonly DriftNumber[]; readonly drifted: readonly Finding[] }> {
  const drift: DriftNumber[] = [];
  const drifted: Finding[] = [];
  for (const feature of sample.features.filter(({ type }) => type !== 'text')) {
    const bins = await binsOf(database, sample, feature);
    for (const [other, key] of [
      ['validation', 'va'],
      ['test', 'te'],
    ] as const) {
      const counts = bins.map((bin) => [bin.tr, bin[key]] as const);
      const psi = psiOf(counts);
      const between = ['train', other] as const;
      drift.push({ column: feature.name, between, psi: rounded(psi), js: rounded(jsOf(counts)) });
      if (psi >= majorShift && !byChance(psi, counts)) {
        drifted.push(findingOf(feature.name, other, psi));
      }
    }
  }
  return { drift, drifted };
}

const majorShift = 0.25;

type Counts = readonly (readonly [number, number])[];

interface Bin {
  readonly tr: number;
  readonly va: number;
  readonly te: number;
}

async function binsOf(
  database: Database,
  sample: Sample,
  feature: Sample['features'][number],
): Promise<readonly Bin[]> {
  const cell = await cellOf(database, sample, { feature, cells: 10 });
  const parts = ['tr', 'va', 'te'].map((name, part) => `count_if(part = ${part}) AS ${name}`);
  return database.rows<Record<keyof Bin, number>>(
    `SELECT CAST(sum(tr) AS BIGINT) AS tr, CAST(sum(va) AS BIGINT) AS va, CAST(sum(te) AS BIGINT) AS te FROM (
       SELECT *, CASE WHEN cell IS NULL THEN -1 ELSE least(row_number() OVER (ORDER BY cell IS NULL, tr DESC, cell), 21) END AS bin
       FROM (SELECT ${cell} AS cell, ${parts.join(', ')} FROM ${sample.table} GROUP BY cell)
     ) GROUP BY bin ORDER BY bin`,
  );
}

/** Half a row is added to each bin, so that an empty one has a logarithm. */
function psiOf(counts: Counts): number {
  return sharesOf(counts, 0.5).reduce(
    (sum, [one, other]) => sum + (other - one) * Math.log(other / one),
    0,
  );
}

function jsOf(counts: Counts): number {
  const part = (share: number, middle: number): number =>
    share === 0 ? 0 : (share / 2) * Math.log2(share / middle);
  return sharesOf(counts, 0).reduce((sum, [one, other]) => {
    const middle = (one + other) / 2;
    return sum + part(one, middle) + part(other, middle);
  }, 0);
}

function sharesOf(counts: Counts, added: number): Counts {
  const total = (side: 0 | 1): number =>
    Math.max(
      1,
      counts.reduce((sum, pair) => sum + pair[side] + added, 0),
    );
  const [ones, others] = [total(0), total(1)];
  return counts.map(([one, other]) => [(one + added) / ones, (other + added) / others]);
}

/** Whether a PSI this high comes about by chance: Wilson and Hilferty's approximation of the chi-square quantile. */
function byChance(psi: number, counts: Counts): boolean {
  const [n, m] = ([0, 1] as const).map((side) => counts.reduce((sum, pair) => sum + pair[side], 0));
  if (!n || !m) return true;
  const freedom = Math.max(1, counts.length - 1);
  const part = 2 / (9 * freedom);
  return psi * ((n * m) / (n + m)) < freedom * (1 - part + 4 * Math.sqrt(part)) ** 3;
}

function findingOf(column: string, split: 'validation' | 'test', psi: number): Finding {
  return {
    kind: 'drift',
    level: 'warning',
    text: `\`${column}\` is spread otherwise in ${split} than in train: PSI ${psi.toFixed(2)}`,
    hint: `Expect results on ${split} to differ; look at \`${column}\` over time, or leave it out if it only marks time or place`,
    columns: [column],
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

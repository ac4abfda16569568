import type { Database } from '../../tables/database.js';
import { inBatches } from '../../tables/in-batches.js';
import type { SplittableTable } from '../split-strategy.js';
import { cellsOf, featuresAtOnce } from './cells.js';
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
  const features = sample.features.filter(({ type }) => type !== 'text');
  for (const some of inBatches(features, featuresAtOnce)) {
    const binsOfEach = await binsOf(database, sample, some);
    for (const [at, { name }] of some.entries()) {
      for (const [other, key] of [
        ['validation', 'va'],
        ['test', 'te'],
      ] as const) {
        const counts = (binsOfEach[at] ?? []).map((bin) => [bin.tr, bin[key]] as const);
        const psi = psiOf(counts);
        const between = ['train', other] as const;
        drift.push({ column: name, between, psi: rounded(psi), js: rounded(jsOf(counts)) });
        if (psi >= majorShift && !byChance(psi, counts)) drifted.push(findingOf(name, other, psi));
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
  features: Sample['features'],
): Promise<readonly (readonly Bin[])[]> {
  const cells = await cellsOf(database, sample, { features, cells: 10 });
  const parts = ['tr', 'va', 'te'].map((name, part) => `count_if(part = ${part}) AS ${name}`);
  const counted = cells.map(
    (cell, at) =>
      `SELECT ${at} AS feature, CAST(${cell} AS VARCHAR) AS cell, ${parts.join(', ')} FROM ${sample.table} GROUP BY ALL`,
  );
  const bins = await database.rows<Record<keyof Bin, number> & { feature: number }>(
    `SELECT feature, CAST(sum(tr) AS BIGINT) AS tr, CAST(sum(va) AS BIGINT) AS va, CAST(sum(te) AS BIGINT) AS te FROM (
       SELECT *, CASE WHEN cell IS NULL THEN -1 ELSE least(row_number() OVER (
         PARTITION BY feature ORDER BY cell IS NULL, tr DESC, cell), 21) END AS bin
       FROM (${counted.join(' UNION ALL ')})
     ) GROUP BY feature, bin ORDER BY feature, bin`,
  );
  return features.map((_, at) => bins.filter(({ feature }) => feature === at));
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

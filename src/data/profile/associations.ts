import { breathe } from './breathe.js';
import { correlationRatio, cramersV } from './contingency.js';
import type { Correlations } from './pearson.js';
import type { Association, Associations } from './profile.js';
import type { KnownColumn } from './profiled-table.js';
import { RankedColumn, spearman } from './ranks.js';
import { significant } from './significant.js';
import type { TableSample } from './table-sample.js';

export interface AssociationRequest {
  /** Columns that can be compared, in the order of the table. */
  readonly columns: readonly KnownColumn[];
  readonly sample: TableSample;
  /** Of the columns with a place on a line. */
  readonly pearson: Correlations;
  readonly pearsonRows: number;
  readonly signal: AbortSignal;
}

/** How every two columns go together; the strongest are kept. */
export async function associationsOf(request: AssociationRequest): Promise<Associations> {
  const { columns, sample, pearsonRows, signal } = request;
  const comparer = new Comparer(request);
  const all: Association[] = [];
  for (const [at, a] of columns.entries()) {
    await breathe(signal);
    for (const b of columns.slice(at + 1)) {
      const found = comparer.compare(a, b);
      if (found !== undefined) all.push(found);
    }
  }
  all.sort((x, y) => y.strength - x.strength || order(x.a, y.a) || order(x.b, y.b));
  const matrix = mostConnected(columns, all);
  const members = new Set(matrix);
  const pairs = all.filter(({ a, b }, at) => at < mostPairs || (members.has(a) && members.has(b)));
  return { rows: sample.rows, pearsonRows, matrix, pairs, of: all.length };
}

const mostPairs = 200;
const mostInMatrix = 24;

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function mostConnected(columns: readonly KnownColumn[], pairs: readonly Association[]): string[] {
  const chosen = new Set<string>();
  for (const { a, b } of pairs) {
    for (const name of [a, b]) if (chosen.size < mostInMatrix) chosen.add(name);
  }
  return columns.map(({ name }) => name).filter((name) => chosen.has(name));
}

class Comparer {
  readonly #sample: TableSample;
  readonly #pearson: Correlations;
  readonly #ranked = new Map<string, RankedColumn>();

  constructor({ sample, pearson }: AssociationRequest) {
    this.#sample = sample;
    this.#pearson = pearson;
  }

  /** Undefined when nothing can be said, as of a column that does not vary. */
  compare({ name: a }: KnownColumn, { name: b }: KnownColumn): Association | undefined {
    const { lines, codes } = this.#sample;
    const [lineA, lineB] = [lines.get(a), lines.get(b)];
    const [codesA, codesB] = [codes.get(a), codes.get(b)];
    if (lineA !== undefined && lineB !== undefined) return this.#linear(a, b);
    if (codesA !== undefined && codesB !== undefined) {
      const value = cramersV(codesA, codesB);
      return finite(value, () => ({ a, b, kind: 'categories', cramersV: value, strength: value }));
    }
    const [category, numbers] = [codesA ?? codesB, lineA ?? lineB];
    if (category === undefined || numbers === undefined) return undefined;
    const value = correlationRatio(category, numbers);
    return finite(value, () => ({ a, b, kind: 'mixed', ratio: value, strength: value }));
  }

  #linear(a: string, b: string): Association | undefined {
    const pearson = this.#pearson(a, b);
    const ranked = spearman(this.#rankedOf(a), this.#rankedOf(b));
    const strength = Math.max(Math.abs(pearson) || 0, Math.abs(ranked) || 0);
    if (Number.isNaN(pearson) && Number.isNaN(ranked)) return undefined;
    return {
      ...{ a, b, kind: 'linear' as const },
      ...(Number.isNaN(pearson) ? {} : { pearson: significant(pearson) }),
      ...(Number.isNaN(ranked) ? {} : { spearman: significant(ranked) }),
      strength: significant(strength),
    };
  }

  #rankedOf(name: string): RankedColumn {
    const known =
      this.#ranked.get(name) ??
      new RankedColumn(this.#sample.lines.get(name) ?? new Float64Array());
    this.#ranked.set(name, known);
    return known;
  }
}

function finite(value: number, make: () => Association): Association | undefined {
  if (Number.isNaN(value)) return undefined;
  const made = make();
  return {
    ...made,
    ...(made.cramersV === undefined ? {} : { cramersV: significant(value) }),
    ...(made.ratio === undefined ? {} : { ratio: significant(value) }),
    strength: significant(value),
  };
}

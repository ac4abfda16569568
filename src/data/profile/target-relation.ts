import { randomFor } from '../../contracts/seeded-random.js';
import { breathe } from './breathe.js';
import { mutualInformation } from './contingency.js';
import type { TargetKind, TargetProfile, TargetRelation, ValueCount } from './profile.js';
import { significant, significantOrNull } from './significant.js';
import type { Codes, TableSample } from './table-sample.js';
import { binPower, classPower, linePower } from './target-power.js';

export interface RelationRequest {
  readonly name: string;
  readonly kind: TargetKind;
  readonly sample: TableSample;
  /** The columns to relate to it. */
  readonly columns: readonly string[];
  /** Its most common values over the whole table, for the means of each class. */
  readonly top: readonly ValueCount[];
  readonly signal: AbortSignal;
}

/**
 * What each column alone says of the target. A column is judged on rows it was not fitted to: half of the sample
 * is drawn to learn from (the same half each time), the other half to answer for, so that an id tells nothing.
 */
export async function targetProfile(request: RelationRequest): Promise<TargetProfile> {
  const { name, kind, sample, columns, top, signal } = request;
  const target = targetOf(request);
  const random = randomFor(0, 'profile/halves');
  const learns = Array.from({ length: sample.rows }, () => random() < 0.5);
  const classes = kind === 'classes' ? top.slice(0, mostClasses) : [];
  const relations: TargetRelation[] = [];
  for (const column of columns) {
    await breathe(signal);
    const line = sample.lines.get(column);
    const codes = sample.codes.get(column) ?? binned(line);
    const size = (codes?.values.length ?? 0) * target.codes.values.length;
    if (codes === undefined || size > mostCells) continue;
    relations.push({
      column,
      power: significant(powerOf({ codes, line }, target, learns)),
      information: significant(mutualInformation(withMissing(codes), target.codes)),
      ...(kind === 'classes' &&
        line !== undefined && { means: meansOf(line, target.codes, classes) }),
    });
  }
  relations.sort((a, b) => b.power - a.power || b.information - a.information);
  return { name, kind, rows: target.rows, classes, relations };
}

const mostClasses = 12;
const mostCells = 5e6;
const bins = 20;

/** The target as codes, and as numbers when it is one. */
interface Target {
  readonly codes: Codes;
  readonly numbers: Float64Array | undefined;
  /** Rows that have it. */
  readonly rows: number;
}

function targetOf({ name, kind, sample }: RelationRequest): Target {
  const line = sample.lines.get(name);
  const numbers = kind === 'number' ? line : undefined;
  const codes = sample.codes.get(name) ?? (numbers === undefined ? coded(line) : binned(numbers));
  if (codes === undefined) throw new Error(`the sample has no column ${name}`);
  const rows = codes.codes.reduce((sum, code) => sum + (code < 0 ? 0 : 1), 0);
  return { codes, numbers, rows };
}

interface Judged {
  readonly codes: Codes;
  readonly line: Float64Array | undefined;
}

function powerOf({ codes, line }: Judged, target: Target, learns: readonly boolean[]): number {
  const seen = withMissing(codes);
  if (target.numbers === undefined) return classPower(seen, target.codes, learns);
  const byBin = binPower(seen, target.numbers, learns);
  return line === undefined ? byBin : Math.max(byBin, linePower(line, target.numbers, learns));
}

/** Missing values as a category of their own: that a value is missing may say a lot. */
function withMissing({ codes, values }: Codes): Codes {
  if (!codes.includes(-1)) return { codes, values };
  return { codes: codes.map((code) => (code < 0 ? values.length : code)), values: [...values, ''] };
}

/** Numbers as categories, each value one. */
function coded(line: Float64Array | undefined): Codes | undefined {
  if (line === undefined) return undefined;
  const known = new Map<number, number>();
  const codes = Int32Array.from(line, (value) => {
    if (Number.isNaN(value)) return -1;
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  });
  return { codes, values: [...known.keys()].map(String) };
}

/**
 * Numbers in bins of about equal size, twenty at most; a number that would fill several has one of its own, such
 * as the nought of a column that is mostly nought.
 */
function binned(line: Float64Array | undefined): Codes | undefined {
  if (line === undefined) return undefined;
  const edges = binEdges(line.filter((value) => !Number.isNaN(value)).sort());
  const codes = Int32Array.from(line, (value) => {
    if (Number.isNaN(value)) return -1;
    let bin = 0;
    while (bin < edges.length && value >= (edges[bin] as number)) bin++;
    return bin;
  });
  return { codes, values: Array.from({ length: edges.length + 1 }, (_, at) => String(at)) };
}

function binEdges(sorted: Float64Array): readonly number[] {
  const cuts = Array.from(
    { length: bins - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / bins)] ?? 0,
  );
  const edges = cuts.flatMap((cut, at) => {
    if (cut === cuts[at - 1]) return [];
    if (cut !== cuts[at + 1]) return [cut];
    return [cut, sorted.find((value) => value > cut) ?? Infinity];
  });
  return [...new Set(edges)].sort((a, b) => a - b);
}

function meansOf(
  line: Float64Array,
  target: Codes,
  classes: readonly ValueCount[],
): readonly (number | null)[] {
  return classes.map(({ value }) => {
    const code = target.values.indexOf(value);
    let [sum, count] = [0, 0];
    for (let row = 0; row < line.length; row++) {
      if (target.codes[row] !== code || Number.isNaN(line[row])) continue;
      sum += line[row] as number;
      count++;
    }
    return significantOrNull(sum / count);
  });
}

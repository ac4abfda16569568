import type { Batch, Vector } from '../../contracts/batch.js';
import { exactPercent } from '../../contracts/figure.js';
import { normal, randomFor } from '../../contracts/seeded-random.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import type { Requirement } from '../../project/project-schema.js';

export type Robustness = NonNullable<Requirement['robustness']>;

/** A way to change rows before they are predicted; batches come in the order of the rows. */
export interface Disturbance {
  /** In words: `noise of 0.1 sd`. */
  readonly title: string;
  readonly apply: (batch: Batch) => Batch;
}

/** What is done to rows by a requirement, in words, and each way it is done in. */
export interface Disturbances {
  readonly how: string;
  readonly list: readonly Disturbance[];
}

interface Features {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The standard deviation of numeric columns in training. */
  readonly sds: ReadonlyMap<string, number>;
  readonly seed: number;
}

/** The columns a model reads, each once. */
export function columnsRead({ columns }: FittedFeatures): Features['columns'] {
  return [...new Map(columns.map(({ name, type }) => [name, { name, type }])).values()];
}

/** The ways in which rows are disturbed. An unknown column is named by a text instead. */
export function disturbancesOf(
  { noise, missing, shift }: Robustness,
  features: Features,
): Disturbances | string {
  if (noise !== undefined) return noisy(noise, features);
  if (missing !== undefined) return without(missing, features);
  return shifted(shift ?? {}, features);
}

function noisy(noise: number, { sds, seed }: Features): Disturbances {
  const how = `noise of ${noise} sd`;
  const streams = new Map(
    [...sds.keys()].map((name) => [name, randomFor(seed, `judge/noise/${name}`)]),
  );
  const apply = changing((name, vector) => {
    const [random, sd] = [streams.get(name), sds.get(name)];
    if (random === undefined || sd === undefined || vector.kind !== 'number') return vector;
    return { ...vector, values: vector.values.map((value) => value + noise * sd * normal(random)) };
  });
  return { how, list: [{ title: how, apply }] };
}

function without(
  missing: string | number | readonly string[],
  { columns, seed }: Features,
): Disturbances | string {
  const known = columns.map(({ name }) => name);
  if (typeof missing === 'number') {
    const how = `${exactPercent(missing)} of the cells missing`;
    const streams = new Map(known.map((name) => [name, randomFor(seed, `judge/missing/${name}`)]));
    const apply = changing((name, vector) => {
      const random = streams.get(name);
      return random === undefined ? vector : emptied(vector, () => random() < missing);
    });
    return { how, list: [{ title: how, apply }] };
  }
  const emptying = (names: readonly string[]): Disturbance => ({
    title: `${names.join(', ')} missing`,
    apply: changing((name, vector) =>
      names.includes(name) ? emptied(vector, () => true) : vector,
    ),
  });
  if (missing === 'each')
    return { how: 'any one column missing', list: known.map((name) => emptying([name])) };
  const names = typeof missing === 'string' ? [missing] : missing;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) return notRead(unknown, known);
  return { how: `${names.join(', ')} missing`, list: [emptying(names)] };
}

function shifted(
  shift: number | Readonly<Record<string, number>>,
  { sds }: Features,
): Disturbances | string {
  const moving = (steps: Readonly<Record<string, number>>): Disturbance => ({
    title: shiftWords(steps),
    apply: changing((name, vector) => {
      const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
      const sd = sds.get(name);
      if (step === undefined || sd === undefined || vector.kind !== 'number') return vector;
      return { ...vector, values: vector.values.map((value) => value + step * sd) };
    }),
  });
  if (typeof shift === 'number') {
    return {
      how: `any one number moved by ${shift} sd`,
      list: [...sds.keys()].flatMap((name) => [
        moving({ [name]: shift }),
        moving({ [name]: -shift }),
      ]),
    };
  }
  const unknown = Object.keys(shift).find((name) => !sds.has(name));
  if (unknown !== undefined) return notRead(unknown, [...sds.keys()], 'number ');
  const one = moving(shift);
  return { how: one.title, list: [one] };
}

/** `age +0.5 sd, income −1 sd`. */
export function shiftWords(steps: Readonly<Record<string, number>>): string {
  return Object.entries(steps)
    .map(([name, step]) => `${name} ${step < 0 ? '−' : '+'}${Math.abs(step)} sd`)
    .join(', ');
}

function notRead(name: string, known: readonly string[], kind = ''): string {
  return `the model reads no ${kind}\`${name}\`; it reads ${known.slice(0, 20).join(', ')}`;
}

function changing(change: (name: string, vector: Vector) => Vector): Disturbance['apply'] {
  return ({ rows, columns }) => ({
    rows,
    columns: new Map([...columns].map(([name, vector]) => [name, change(name, vector)])),
  });
}

function emptied(vector: Vector, isEmpty: () => boolean): Vector {
  if (vector.kind === 'number') {
    return { ...vector, values: vector.values.map((value) => (isEmpty() ? Number.NaN : value)) };
  }
  if (vector.kind === 'string') {
    return { ...vector, values: vector.values.map((value) => (isEmpty() ? null : value)) };
  }
  return { ...vector, values: vector.values.map((value) => (isEmpty() ? null : value)) };
}

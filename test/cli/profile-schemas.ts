import type { JSONSchema } from 'json-schema-to-ts';
import { boolean, listOf, number, object, orNull, record, text } from './schema-shapes.js';

const histogram = record({
  ...{ edges: listOf(number), counts: listOf(number), below: number, above: number },
});
const profiledNumbers = record({
  ...{ min: orNull(number), max: orNull(number), mean: orNull(number), sd: orNull(number) },
  ...{ skew: orNull(number), zeros: number, negatives: number, notFinite: number },
  quantiles: listOf(record({ fraction: number, value: number })),
  histogram: orNull(histogram),
  outliers: orNull(
    record({
      ...{ low: number, high: number, below: number, above: number, beyondThreeSd: number },
      examples: listOf(record({ row: number, value: number })),
    }),
  ),
});
const profiledTimes = record({
  ...{ min: orNull(text), max: orNull(text), histogram: orNull(histogram) },
  quantiles: listOf(record({ fraction: number, value: text })),
  ...{ weekdays: listOf(number), hours: listOf(number) },
  step: orNull(record({ ms: number, count: number, of: number })),
  gaps: listOf(record({ from: text, to: text, ms: number })),
});
const profiledTexts = record({
  ...{ minLength: orNull(number), maxLength: orNull(number), meanLength: orNull(number) },
  ...{ lengths: orNull(histogram), words: orNull(number), padded: number },
  rare: record({ values: number, rows: number }),
  entropy: orNull(number),
  shapes: listOf(record({ shape: text, rows: number, example: text })),
  shapesInAll: number,
  variants: listOf(record({ values: listOf(text), rows: number })),
  placeholders: listOf(record({ value: text, count: number })),
});

/** What `--json` prints, by schema and version. Readers may rely on what stands here; more may be added to it. */
/** The outputs of `mlx profile`. */
export const profileSchemas: Readonly<Record<string, JSONSchema>> = {
  'mlx.profile/1': record(
    {
      ...{ data: text, rows: number, bytes: number },
      columns: listOf(
        record(
          {
            ...{ name: text, type: text, role: text, missing: number, distinct: number },
            unique: boolean,
            top: listOf(record({ value: text, count: number })),
            examples: listOf(text),
          },
          { numbers: profiledNumbers, times: profiledTimes, texts: profiledTexts },
        ),
      ),
      duplicates: record(
        { rows: number, examples: listOf(record({ row: number, of: number })) },
        { besideIds: number },
      ),
      missing: record({
        ...{ cells: number, rows: number, patternsInAll: number, columns: number },
        patterns: listOf(record({ columns: listOf(text), rows: number })),
      }),
      associations: record({
        ...{ rows: number, pearsonRows: number, matrix: listOf(text), of: number },
        pairs: listOf(
          record(
            {
              ...{ a: text, b: text, strength: number },
              kind: { enum: ['linear', 'categories', 'mixed'] },
            },
            { pearson: number, spearman: number, cramersV: number, ratio: number },
          ),
        ),
      }),
      suspicions: listOf(
        record({
          kind: text,
          weight: { enum: ['high', 'medium', 'low'] },
          columns: listOf(text),
          numbers: object,
          examples: listOf(text),
        }),
      ),
    },
    {
      target: record({
        ...{ name: text, kind: { enum: ['classes', 'number'] }, rows: number },
        classes: listOf(record({ value: text, count: number })),
        relations: listOf(
          record(
            { column: text, power: number, information: number },
            { means: listOf(orNull(number)) },
          ),
        ),
      }),
    },
  ),
  'mlx.drift/1': record({
    ...{ before: text, now: text, rows: listOf(number), gone: listOf(text), added: listOf(text) },
    columns: listOf(
      record(
        { name: text, types: listOf(text), missing: listOf(number), psi: orNull(number) },
        { ks: number, chi2: record({ value: number, degrees: number }), fresh: listOf(text) },
      ),
    ),
  }),
};

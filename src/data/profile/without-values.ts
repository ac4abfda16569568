import type { SeenColumn } from './evidence.js';
import type { NumberFacts, TargetRelation, TextFacts, TimeFacts } from './profile.js';

/** What is known of a column of personal data, without any of its values: counts, lengths and shapes stay. */
export function withoutValues(column: SeenColumn): SeenColumn {
  const { numbers, times, texts } = column;
  return {
    ...column,
    ...{ top: [], examples: [], ends: [] },
    ...(numbers !== undefined && { numbers: { ...numbers, ...noNumbers } }),
    ...(times !== undefined && { times: { ...times, ...noTimes } }),
    ...(texts !== undefined && { texts: { ...texts, ...onlyShapes(texts) } }),
  };
}

/** What such a column says of the target, without its means: of a small class they are nearly a value. */
export function withoutMeans({ means: _, ...relation }: TargetRelation): TargetRelation {
  return relation;
}

const noNumbers = {
  ...{ min: null, max: null, mean: null, sd: null, skew: null },
  ...{ quantiles: [], histogram: null, outliers: null },
} satisfies Partial<NumberFacts>;

const noTimes = {
  ...{ min: null, max: null, quantiles: [], histogram: null, gaps: [] },
} satisfies Partial<TimeFacts>;

function onlyShapes({ shapes }: TextFacts): Partial<TextFacts> {
  return {
    shapes: shapes.map((shape) => ({ ...shape, example: '' })),
    ...{ variants: [], placeholders: [] },
  };
}

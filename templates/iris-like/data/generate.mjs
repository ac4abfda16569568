// Writes flowers.csv beside this file. The data are synthetic and the three species are made up; only the shape of
// the table is that of the well-known iris flowers: four measurements and a species. The same bytes come out on
// every machine, because nothing is used but a seed, integer arithmetic and + - * /, which are exact everywhere.
// Needs no packages.
//
//   node data/generate.mjs
//
// What is in it: one species stands apart, the other two overlap. A large flower is large in all its measures, so
// these go together. A few cells are missing in petal_width_mm.
import { writeFileSync } from 'node:fs';

const rows = 600;
const seed = 3;

/** Means of sepal length and width, petal length and width in millimetres; how often; in how many habitats. */
const species = {
  alba: { means: [50, 34, 15, 3], often: 30, habitats: { meadow: 7, wood: 2, shore: 1 } },
  borealis: { means: [59, 28, 43, 13.5], often: 38, habitats: { meadow: 4, wood: 4, shore: 2 } },
  carpatica: { means: [65, 30, 53, 19], often: 32, habitats: { meadow: 2, wood: 5, shore: 3 } },
};
const spreads = [4.2, 3, 3.6, 2.4];

const header = [
  'sepal_length_mm',
  'sepal_width_mm',
  'petal_length_mm',
  'petal_width_mm',
  'habitat',
  'species',
];

const random = randomNumbers(seed);
const lines = Array.from({ length: rows }, () => flower().join(','));
writeFileSync(
  new URL('flowers.csv', import.meta.url),
  `${[header.join(','), ...lines].join('\n')}\n`,
);

function flower() {
  const weights = Object.fromEntries(
    Object.entries(species).map(([name, { often }]) => [name, often]),
  );
  const name = pick(weights);
  const { means, habitats } = species[name];
  const size = normal();
  const [sepalLength, sepalWidth, petalLength, petalWidth] = means.map((mean, at) =>
    Math.max(1, mean + spreads[at] * (0.6 * size + 0.8 * normal())).toFixed(1),
  );
  const width = random() < 0.02 ? '' : petalWidth;
  return [sepalLength, sepalWidth, petalLength, width, pick(habitats), name];
}

/** One of the keys, each as often as its weight says. */
function pick(weights) {
  const entries = Object.entries(weights);
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let at = random() * total;
  for (const [name, weight] of entries) {
    at -= weight;
    if (at < 0) return name;
  }
  return entries[0][0];
}

/** About a standard normal distribution: the sum of twelve uniform numbers. */
function normal() {
  let sum = -6;
  for (let each = 0; each < 12; each++) sum += random();
  return sum;
}

/** Uniform numbers in [0, 1): mulberry32. */
function randomNumbers(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { learningStage } from '../../../src/learning/learning-version.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import type { LabelledRows, ModelFamily } from '../../../src/learning/models/model-family.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { train } from '../../../src/stages/train.js';
import { tune } from '../../../src/stages/tune.js';
import { contextFor, dataFor, defaultsOf, neededRows } from './fixtures.js';

const cases = [...modelFamilies]
  .filter(({ composes }) => composes !== true)
  .flatMap((family) =>
    family.tasks.flatMap((kind) => {
      const plain = { title: `${family.name}, ${kind}`, kind, family, coded: false };
      const takesCodes = family.reads === 'native' && kind !== 'forecast';
      return [
        plain,
        ...(takesCodes ? [{ ...plain, title: `${plain.title}, codes`, coded: true }] : []),
      ];
    }),
  );

/** The third of three columns as codes of five categories, in place of a number. */
function withCodes<Rows extends LabelledRows>({ x, ...rest }: Rows) {
  const values = x.values.map((value, at) =>
    at % 3 === 2 ? Math.floor(Math.abs(value) * 3) % 5 : value,
  );
  const code = { name: 'x2', kind: 'category', levels: 6, start: 2, width: 1 } as const;
  return { ...rest, x: { ...x, values, blocks: [code] } };
}

/** So many epochs and trees that every op has been used, and so few that rounding has not grown. */
function fewSteps(family: ModelFamily): Record<string, never> {
  const few = { epochs: 3, trees: 5 };
  const own = Object.entries(few).filter(([name]) => name in family.params);
  return { ...defaultsOf(family.params), ...Object.fromEntries(own) } as Record<string, never>;
}

/** Mean and mean square of what the family says of fresh rows, in four digits: rounding differs between machines, no more. */
async function numbersOf({
  family,
  kind,
  coded,
}: (typeof cases)[number]): Promise<readonly number[]> {
  const plain = dataFor(kind, 120, family.needs);
  const { validation } = plain;
  const data = coded
    ? {
        ...plain,
        train: withCodes(plain.train),
        ...(validation && { validation: withCodes(validation) }),
      }
    : plain;
  const { model } = await family.fit(data, fewSteps(family), contextFor());
  const fresh = neededRows(kind, { count: 40, seed: 3, needs: family.needs });
  const { values } = predictorOf(model)((coded ? withCodes(fresh) : fresh).x);
  const all = [...values];
  const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b, 0) / some.length;
  // Of class probabilities the mean is the same for all, so the first of each row weighs twice.
  const weighed = all.map(
    (value, at) => (at % Math.max(1, values.length / 40) === 0 ? 2 : 1) * value,
  );
  return [mean(weighed), mean(weighed.map((value) => value * value))];
}

test('what learns has another fingerprint, and so other checkpoints, when numbers have changed', () => {
  for (const stage of [train, tune]) {
    expect(stage.version % 1000).toBe(learningStage(0));
    expect(stage.version).toBeGreaterThan(1000);
  }
});

/**
 * When this fails after a change that was meant to change numbers: raise `learningVersion`, and write what is found here with
 * `UPDATE_NUMBERS=1`, then format it.
 */
test('the numbers of every family are those of this version of learning', async () => {
  const file = new URL('fixtures/learning-numbers.json', import.meta.url);
  const found: Record<string, readonly number[]> = {};
  for (const each of cases) found[each.title] = await numbersOf(each);
  const version = learningStage(0);
  if (process.env['UPDATE_NUMBERS'] !== undefined) {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(file, `${JSON.stringify({ version, numbers: found }, null, 2)}\n`);
  }
  const known = JSON.parse(await readFile(file, 'utf8')) as {
    readonly version: number;
    readonly numbers: typeof found;
  };
  expect(known.version).toBe(version);
  expect(Object.keys(found)).toEqual(Object.keys(known.numbers));
  for (const [title, numbers] of Object.entries(known.numbers)) {
    for (const [at, number] of numbers.entries()) {
      const off = Math.abs((found[title]?.[at] ?? Number.NaN) - number);
      expect(off, `${title}: ${found[title]?.[at]} was ${number}`).toBeLessThan(
        1e-3 * Math.abs(number) + 1e-6,
      );
    }
  }
}, 120_000);

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { plugins } from '../../src/cli/plugins.js';
import { publishedSchema } from '../../src/project/published-schema.js';
import { installation } from '../helpers/project-dir.js';
import {
  customersYaml,
  customersYamlReordered,
  flowersYaml,
  housesYaml,
} from '../helpers/small-projects.js';
import { projectOf, soundProject } from './broken/broken-case.js';
import { settingCases } from './broken/setting-cases.js';

const schema = publishedSchema(plugins);
const accepts = new Ajv({ strict: false }).compile(schema);

it('the published schema is the one the code makes', async () => {
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../schemas/project.schema.json');
});

it('what stands in several places is written once: a project carries less than a megabyte', () => {
  const { definitions } = schema as { definitions: Record<string, unknown> };
  const text = JSON.stringify(schema, null, 2);
  expect(text.length).toBeLessThan(1_000_000);
  for (const name of Object.keys(definitions)) {
    expect(text.split(`"#/definitions/${name}"`).length).toBeGreaterThan(2);
  }
});

it('it is a schema in the strict sense: no keyword unknown, no default in vain', () => {
  const strict = new Ajv({ strict: 'log', strictRequired: false, logger: false });
  expect(strict.validateSchema(schema)).toBe(true);
  expect(strict.errors).toBeNull();
});

describe('it accepts what mlx accepts', () => {
  const texts: Readonly<Record<string, string>> = {
    'a sound project': soundProject,
    'two candidates and a search': customersYaml,
    'the same in another order': customersYamlReordered,
    'three classes': flowersYaml,
    'a number to predict': housesYaml,
    'every short form': projectOf({
      extends: 'base.yaml',
      ingest: '{ path: a.csv, columns: { a: id, b: ignore, c: number }, source_column: s }',
      split: '{ strategy: random, test: 20%, train: 60.5 % }',
      features: '{ a: drop, b: { scale: min-max, indicator: true } }',
      train: '{ model: mlp, epochs: 3, select: f1, early_stopping: false }',
      tune: '{ search: { candidates.mlp.epochs: [1, 2] } }',
      targets:
        '{ big: process, small: { type: local, price: { usd_per_hour: 1, as_of: 2026-01-31 } } }',
      deploy: 'true',
      registry: 's3://models/churn',
      environments: '{ production: { deploy: local, split: random } }',
      'x-notes': '[anything, { at: all }]',
    }),
    'a source by its file': projectOf({ ingest: 'a.parquet', split: 'random', deploy: 'local' }),
    'a split with all there is': projectOf({
      split:
        '{ strategy: time, time: at, gap: 7d, group: g, folds: { outer: 3, inner: 2 }, audit: { future: fail }, sealed: 3 }',
    }),
    'a split in short': projectOf({
      split: '{ key: id, folds: 5, audit: off, sealed: { looks: 3 } }',
    }),
    'a forecast in short': projectOf({
      task: '{ type: forecast, target: [a, b], horizon: 3, time: at, interval: 90%, known_ahead: [c] }',
      split: '{ validation: 24 steps, test: 1 step }',
      train: 'lag-boosting',
    }),
    'odd rows without labels': projectOf({
      task: '{ type: anomaly, contamination: 2% }',
      train: 'isolation-forest',
    }),
    'a split by a column': projectOf({ split: '{ column: fold }' }),
    'references for numbers and truths': projectOf({
      seed: '"${env:SEED}"',
      deploy: '{ port: "${env:PORT:-8080}" }',
      ingest: '{ path: a.csv, header: "${env:HEADER}" }',
    }),
    'candidates by name': projectOf({ train: '{ candidates: { a: linear, b: { model: mlp } } }' }),
  };

  it.each(Object.entries(texts))('%s', (_name, text) => {
    accepts(parse(text));
    expect(accepts.errors).toBeNull();
  });

  it('every template', async () => {
    const folder = join(installation, 'templates');
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name, 'mlx.yaml'), 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      accepts(parse(text));
      expect(accepts.errors, name).toBeNull();
    }
  });
});

describe('it refuses what mlx refuses by the shape alone', () => {
  const texts = [
    'a misspelt block',
    'misspelt keys at three depths',
    'both blocks that must be there missing',
    'a number where text is wanted, and text where a number is',
    'a list where a mapping is wanted',
    'a kind of task there is not',
    'numbers outside their limits',
    'a share written as a whole number',
    'a price of no day',
    'a source without a path',
    'a kind of source there is not',
    'a short form of a candidate with a misspelt param',
  ];
  const cases = settingCases.filter(({ name }) => texts.includes(name));

  it.for(cases)('$name', ({ files }) => {
    expect(accepts(parse(String(files?.['mlx.yaml'])))).toBe(false);
  });

  it('and each of these is a case above', () => {
    expect(cases.map(({ name }) => name).toSorted()).toEqual(texts.toSorted());
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { plugins } from '../../src/cli/plugins.js';
import { loadProject } from '../../src/project/load-project.js';
import { publishedSchema } from '../../src/project/published-schema.js';
import { installation, ProjectDir } from '../helpers/project-dir.js';

/** Settings of a project at the top of the file. */
const topLevel = Object.keys((publishedSchema(plugins) as { properties: object }).properties);

/**
 * What completes a fragment: each of these blocks that it does not have itself. Nothing is read, so that no file has to be
 * there; names are not held against data.
 */
const sound = {
  task: { type: 'classification', target: 'churned' },
  ingest: 'data.csv',
  train: 'baseline',
};

interface Block {
  readonly place: string;
  readonly text: string;
}

/**
 * The YAML blocks of a page that begin with a setting of a project; with `type`, which makes them a source, put below
 * `ingest`; or with the name of a source (`orders`), put below `ingest.sources`. Others begin with a dash or a blank: they
 * are parts of a list.
 */
async function blocksOf(page: string): Promise<readonly Block[]> {
  const text = await readFile(join(installation, page), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(({ 1: yaml = '', index }) => {
    const first = /^(\w+):/.exec(yaml)?.[1];
    if (first === undefined) return [];
    const place = `${page}:${text.slice(0, index).split('\n').length}`;
    return [{ place, text: topLevel.includes(first) ? yaml : below(first, yaml) }];
  });
}

function below(first: string, yaml: string): string {
  const around = first === 'type' ? ['ingest:'] : ['ingest:', '  sources:'];
  const blanks = '  '.repeat(around.length);
  return [...around, ...yaml.split('\n').map((line) => `${blanks}${line}`)].join('\n');
}

/** The same with what a whole project needs beside it. */
function completed(text: string): string {
  const own = parse(text) as Record<string, unknown>;
  const missing = Object.entries(sound).filter(([name]) => !(name in own));
  return missing.length === 0 ? text : `${text}\n${stringify(Object.fromEntries(missing))}`;
}

const pages = [
  'README.md',
  ...(await readdir(join(installation, 'docs')))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `docs/${name}`),
];
const blocks = (await Promise.all(pages.map(blocksOf))).flat();

describe('YAML in the docs', () => {
  it('is found', () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  it.each(blocks)('$place is a project, or completes one', async ({ text }) => {
    await using project = await ProjectDir.with({ 'mlx.yaml': completed(text) });
    const names = [...text.matchAll(/\$\{env:(\w+)/g)].map(({ 1: name = '' }) => name);
    const loaded = loadProject({
      ...{ file: join(project.path, 'mlx.yaml'), environments: [], assignments: [] },
      variables: Object.fromEntries(names.map((name) => [name, 'a value that is long enough'])),
      ...{ cwd: project.path, catalogue: plugins },
    });
    const problems = await loaded.then(
      () => [],
      (error: unknown) => {
        const { problems: found = [], message } = error as {
          problems?: readonly { readonly message: string }[];
          message: string;
        };
        return [message, ...found.map((each) => each.message)];
      },
    );
    expect(problems).toEqual([]);
  });
});

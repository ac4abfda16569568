import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { filesOfUserModule } from '../../../src/data/user-modules/load-user-module.js';
import { projectWith, type TestProject } from '../project.js';

const module = 'source.ts';

async function ingested(
  code: string,
  params: JsonObject = {},
  more: Record<string, string> = {},
): Promise<TestProject> {
  const project = await projectWith({ [module]: code, ...more });
  await project.ingest('custom', { module, params });
  return project;
}

describe("a source of the user's own", () => {
  it('may be TypeScript, import what lies beside it, and see where it lies', async () => {
    const project = await ingested(
      `import { readFileSync } from 'node:fs';
       import { double, type Row } from './lib/double.js';
       import names from './names.json' with { type: 'json' };
       const text: string = readFileSync(new URL('./lib/word.txt', import.meta.url), 'utf8');
       export async function* rows({ params }: { params: { from: number } }): AsyncGenerator<Row> {
         const { last } = await import('./lib/last');
         yield { n: double(params.from), name: names[0], text, at: new Date(0), nested: { a: [1] } };
         yield { n: last, big: 12345678901234567890n };
       }`,
      { from: 4 },
      {
        'lib/double.ts':
          'export interface Row { n: number }\nexport const double = (n: number): number => n * 2;',
        'lib/last.js': 'export const last = 1;',
        'lib/word.txt': 'word',
        'names.json': '["Ann"]',
      },
    );
    expect(await project.rows()).toEqual([
      {
        n: 8,
        name: 'Ann',
        text: 'word',
        at: '1970-01-01T00:00:00.000Z',
        nested: '{"a":[1]}',
        big: null,
      },
      { n: 1, name: null, text: null, at: null, nested: null, big: 12345678901234567000 },
    ]);
    expect((await filesOfUserModule(module, project.folder)).toSorted()).toEqual(
      ['lib/double.ts', 'lib/last.js', 'names.json', module].toSorted(),
    );
  });

  it('may yield batches of lists, and declare types', async () => {
    const project = await ingested(
      `export const columns = { id: 'integer', x: 'number', when: 'timestamp', code: 'text' };
       export function* batches() {
         yield { id: Int32Array.from([1, 2]), x: [0.5, null], when: ['2024-01-02', new Date(0)], code: ['01', '2'] };
       }`,
    );
    expect(await project.rows()).toEqual([
      { id: 1, x: 0.5, when: '2024-01-02T00:00:00.000Z', code: '01' },
      { id: 2, x: null, when: '1970-01-01T00:00:00.000Z', code: '2' },
    ]);
  });

  it('that changes is loaded anew', async () => {
    const project = await ingested('export function* rows() { yield { a: 1 }; }');
    await writeFile(`${project.folder}/${module}`, 'export function* rows() { yield { a: 2 }; }');
    await project.ingest('custom', { module, params: {} });
    expect(await project.rows()).toEqual([{ a: 2 }]);
  });

  it('that throws is told with file and line, in whichever file it was', async () => {
    const thrown = ingested(
      "import { fail } from './lib.ts';\nexport async function* rows() {\n  yield { a: 1 };\n  fail();\n}",
      {},
      {
        'lib.ts':
          'type Nothing = never;\n\nexport function fail(): Nothing {\n  throw new Error("no luck");\n}',
      },
    );
    await expect(thrown).rejects.toMatchObject({
      code: 'data/user-code',
      message: '`lib.ts`, line 4: no luck',
      exitCode: 4,
      place: { file: 'lib.ts', line: 4, source: expect.stringContaining('throw') as string },
    });
  });

  it.each([
    ['rows that are no objects', 'yield 3;', 'row 1 is a number, not an object such as { id: 1 }'],
    ['a function in a cell', 'yield { a: () => 1 };', 'row 1 has a function as `a`'],
  ])('cannot yield %s', async (_, line, message) => {
    await expect(ingested(`export function* rows() { ${line} }`)).rejects.toMatchObject({
      code: 'data/user-code',
      message: `\`source.ts\`: ${message}`,
    });
  });

  it.each([
    [
      '{ id: 1, plam: 2 }',
      'row 1 has `plam`, which `columns` does not name',
      'Did you mean `plan`?',
    ],
    [
      '{ id: "x" }',
      'row 1 has `x` as `id`, which is declared as integer',
      'Mend what the module yields',
    ],
  ])('is held to the columns it declares: %s', async (row, message, hint) => {
    const code = `export const columns = { id: 'integer', plan: 'text' };\nexport function* rows() { yield ${row}; }`;
    await expect(ingested(code)).rejects.toMatchObject({
      message: `\`source.ts\`: ${message}`,
      hints: [hint],
    });
  });

  it('with lists of different lengths is refused', async () => {
    await expect(
      ingested('export function* batches() { yield { a: [1, 2], b: [1] }; }'),
    ).rejects.toMatchObject({
      code: 'data/user-code',
    });
  });

  it.each([
    ['an enum', 'enum X { a }\nexport function* rows() {}', 1],
    ['broken code', 'const a = 1;\nexport const b = ;', 2],
    ['a file that is not there', "const a = 1;\nimport './nothing.js';", 2],
  ])('that holds %s does not load, and says where', async (_, code, line) => {
    await expect(ingested(code)).rejects.toMatchObject({
      code: 'data/user-module',
      place: { file: module, line },
    });
  });

  it.each([
    ['exports nothing of use', 'export const a = 1;'],
    ['imports a package that is not installed', "import 'surely-not-installed';"],
    ['declares no columns', 'export const columns = 3; export function* rows() { yield {}; }'],
    ['returns what is no list', 'export function rows() { return 3; }'],
  ])('that %s does not load', async (_, code) => {
    await expect(ingested(code)).rejects.toMatchObject({
      code: 'data/user-module',
    });
  });

  it('that never goes on is left when told to', async () => {
    const project = await projectWith({
      [module]:
        'export async function* rows() { yield { a: 1 }; await new Promise(() => undefined); }',
    });
    const stop = new AbortController();
    const running = project.ingest('custom', { module, params: {} }, { signal: stop.signal });
    const failure = expect(running).rejects.toMatchObject({ name: 'AbortError' });
    setTimeout(() => stop.abort(), 300);
    await failure;
  });
});

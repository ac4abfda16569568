import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { projectWith, typesOf } from '../project.js';
import { failure, ingest, sales, stepped } from './stepping.js';

describe("a step of the project's own", () => {
  it('adds, changes and removes columns, in TypeScript, with its params and what it imports', async () => {
    const project = await projectWith({
      'sales.csv': sales,
      'lib/tax.ts': 'export const tax = (net: number, rate: number): number => net * (1 + rate);',
      'clean.ts': `import { tax } from './lib/tax.js';
        interface Batch { rows: number; columns: Record<string, ArrayLike<unknown>> }
        export async function step(batch: Batch, { params }: { params: { rate: number } }) {
          const { note, big, day, sold, ...columns } = batch.columns;
          const net = columns.net as Float64Array;
          await Promise.resolve();
          return { columns: { ...columns, shop: Array.from(columns.shop as string[], (s) => s.toUpperCase()),
            gross: net.map((n) => tax(n, params.rate)), whole: [1, 2, null] } };
        }`,
    });
    const result = await ingest(project, {
      steps: [{ module: './clean.ts', params: { rate: 0.5 } }],
    });
    expect(typesOf(result)).toEqual({
      shop: 'category',
      net: 'number',
      gross: 'number',
      whole: 'integer',
    });
    expect(await project.rows()).toEqual([
      { shop: 'A', net: 1.5, gross: 2.25, whole: 1 },
      { shop: 'A', net: null, gross: null, whole: 2 },
      { shop: 'B', net: 3, gross: 4.5, whole: null },
    ]);
  });

  it('gives back to the last digit what it does not touch', async () => {
    const project = await projectWith({ 'sales.csv': sales });
    const plain = await project.ingest('csv', { path: 'sales.csv' });
    const { rows, result } = await stepped('export const step = (batch: unknown) => batch;');
    expect(rows).toEqual(await project.rows());
    expect(result.digest).toBe(plain.digest);
    expect(rows[0]).toMatchObject({ big: '9007199254740993' });
  });

  it('sees numbers and times as doubles, booleans and texts as they are, and what is missing', async () => {
    const { rows } = await stepped(
      `export function step({ rows, columns }: any) {
         const seen = JSON.stringify([rows, ...Object.values(columns).map((list: any) => [list.constructor.name, ...list])]);
         return { columns: { seen: Array.from({ length: rows }, () => seen) } };
       }`,
      { columns: { seen: { type: 'text' } } },
    );
    expect(JSON.parse(String(rows[0]?.['seen']))).toEqual([
      3,
      ['Array', 'a', 'a', 'b'],
      ['Float64Array', 1767261600123.456, null, 1767398400000],
      ['Float64Array', 1.5, null, 3],
      ['Array', true, null, false],
      ['Float64Array', 9007199254740992, null, -7],
      ['Array', 'hi', null, 'a "b",\nc'],
    ]);
  });

  it('may hand over dates, booleans, large whole numbers and missing values', async () => {
    const { rows, types } = await stepped(
      `export const columns = { later: 'timestamp', none: 'number', code: 'text' };
       export function step({ columns: { day } }: any) {
         return { columns: {
           later: day.map((ms: number) => ms + 1), at: [new Date(0), null, new Date(NaN)], odd: [undefined, true, false],
           big: [2n ** 62n, null, 1], none: new Float64Array(3).fill(NaN), code: ['007', ' ', ' x '],
           mixed: [1, 2.5, null] } };
       }`,
    );
    expect(types).toEqual({
      ...{ later: 'timestamp', at: 'timestamp', odd: 'boolean', big: 'integer' },
      ...{ none: 'number', code: 'text', mixed: 'number' },
    });
    expect(rows).toEqual([
      {
        ...{ later: '2026-01-01T10:00:00.124Z', at: '1970-01-01T00:00:00.000Z', odd: null },
        ...{ big: '4611686018427387904', none: null, code: '007', mixed: 1 },
      },
      { later: null, at: null, odd: true, big: null, none: null, code: null, mixed: 2.5 },
      {
        ...{ later: '2026-01-03T00:00:00.001Z', at: null, odd: false },
        ...{ big: 1, none: null, code: 'x', mixed: null },
      },
    ]);
  });

  it('drops rows with `keep`; those that stay lead back to their lines', async () => {
    const csv = `x,y\n${Array.from({ length: 20000 }, (_, at) => `${at},${at}`).join('\n')}\n`;
    const code = `export function step({ columns }: any) {
        return { columns, keep: columns.x.map((x: number) => Number(x % 2 === 1)) };
      }`;
    const { rows } = await stepped(code, { csv });
    expect(rows).toHaveLength(10000);
    expect(rows.slice(0, 2)).toEqual([
      { x: 1, y: 1 },
      { x: 3, y: 3 },
    ]);
    const rules = [{ index: 0, settings: { column: 'y', between: [0, 19996], else: 'fail' } }];
    const broken = failure(code, { csv, quality: { rules, rejects: 'rejected.csv' } });
    await expect(broken).resolves.toMatchObject({ code: 'quality/broken' });
    const { message, problems } = await broken;
    expect(`${message} ${JSON.stringify(problems)}`).toContain('sales.csv:19999');
  });

  it('is handed the rows in batches, in order, and one follows the other', async () => {
    const csv = `x\n${Array.from({ length: 20000 }, (_, at) => at).join('\n')}\n`;
    const project = await projectWith({
      'sales.csv': csv,
      'one.js': `let batch = 0;
        export function step({ rows, columns }) {
          batch += 1;
          return { columns: { ...columns, batch: new Int8Array(rows).fill(batch) } };
        }`,
      'two.js':
        'export const step = ({ columns: { x, batch } }) => ({ columns: { x, twice: batch.map((n) => n * 2) } });',
    });
    const steps = ['one.js', 'two.js'].map((module) => ({ module, params: {} }));
    const result = await ingest(project, { steps });
    const rows = await project.rows();
    expect(typesOf(result)).toEqual({ x: 'integer', twice: 'integer' });
    expect(rows.map(({ x }) => x)).toEqual(Array.from({ length: 20000 }, (_, at) => at));
    expect([0, 8191, 8192, 16384].map((at) => rows[at]?.['twice'])).toEqual([2, 2, 4, 6]);
  });

  it('may make the target and columns that are described, and take away those it used', async () => {
    const { result } = await stepped(
      `export const step = ({ columns: { net, day } }: any) =>
         ({ columns: { day, good: Array.from(net, (n: any) => n > 2 ? 'yes' : 'no') } });`,
      { target: 'good', columns: { net: { type: 'number' }, good: { type: 'category' } } },
    );
    expect(result.columns.find(({ name }) => name === 'good')).toMatchObject({ role: 'target' });
    expect(
      await failure('export const step = ({ columns: { net } }: any) => ({ columns: { net } });', {
        target: 'sold',
      }),
    ).toMatchObject({ code: 'data/column-missing' });
  });

  it('that fills a cell which did not fit its type mends it', async () => {
    const csv = 'net,b\n1,x\noops,y\nbad,z\n';
    const rules = [{ index: 0, settings: { column: 'net', type: 'number', else: 'fail' } }];
    const error = await failure(
      'export const step = ({ columns: { net } }: any) => { net[1] = 2; return { columns: { net } }; };',
      {
        csv,
        columns: { net: { type: 'number', else: 'missing' } },
        quality: { rules, rejects: 'rejected.csv' },
      },
    );
    expect(JSON.stringify([error.message, error.problems])).toContain('sales.csv:4');
    expect(JSON.stringify([error.message, error.problems])).not.toContain('sales.csv:3');
  });

  it('that throws is told with file and line of its code', async () => {
    expect(
      await failure(
        'export function step() {\n  const x: number = 1;\n  throw new Error("no way");\n}',
      ),
    ).toMatchObject({
      code: 'data/user-code',
      exitCode: 4,
      message: '`clean.ts`, line 3: no way',
      place: { file: 'clean.ts', line: 3 },
    });
  });

  it('is refused when its columns or types differ between batches, or what it declares is not there', async () => {
    const csv = `x\n${Array.from({ length: 10000 }, (_, at) => at).join('\n')}\n`;
    const changing = await failure(
      'let n = 0; export const step = ({ columns }: any) => ({ columns: n++ ? { ...columns, y: columns.x } : columns });',
      { csv },
    );
    expect(changing.message).toContain(
      '`step` returned `y`, which it did not return for the rows before',
    );
    const declared =
      "export const columns = { y: 'number' };\nexport const step = (batch: unknown) => batch;";
    expect((await failure(declared)).message).toContain('`columns` declares `y`');
    expect(
      await failure("export const columns = { y: 'float' };\nexport const step = 1;"),
    ).toMatchObject({
      code: 'data/user-module',
    });
    expect(await failure('export function steps() {}')).toMatchObject({
      code: 'data/user-module',
      hints: ['Rename `steps` to `step`', expect.any(String)],
    });
  });

  it('that keeps no row is refused', async () => {
    expect(
      await failure('export const step = ({ columns }: any) => ({ columns, keep: [0, 0, 0] });'),
    ).toMatchObject({ code: 'data/no-rows', message: '`clean.ts` keeps no row' });
  });

  it('is left when the run is interrupted, also while it waits for ever', async () => {
    const controller = new AbortController();
    const waiting = stepped('export const step = () => new Promise(() => undefined);', {
      signal: controller.signal,
    });
    void setTimeout(300).then(() => controller.abort(new Error('enough')));
    await expect(waiting).rejects.toThrow('enough');
  });
});

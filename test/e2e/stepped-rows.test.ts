import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { runMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import {
  artifact,
  csv,
  evaluated,
  exportTable,
  numbers,
  overHttp,
  rows,
  succeed,
} from './raw-rows.js';

describe('a model whose rows go through steps of the project’s own, and are made less exact', () => {
  it('does the project’s own steps and what privacy makes less exact to raw rows, too', async () => {
    await using dir = await ProjectDir.with({
      ...{ 'rows.csv': csv(rows), 'weights.ts': weights, 'only.ts': only },
      'mlx.yaml': stepsAndPrivacy(),
    });
    const run = await runMlx('run', { cwd: dir.path });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).not.toContain('as ingest leaves it');
    const expected = await evaluated(dir);
    expect(expected.size).toBeGreaterThan(40);
    // Neither the modules nor the target are needed any more, nor the id.
    await dir.write({ 'weights.ts': 'throw new Error("not here");', 'only.ts': '' });
    const asked = rows.map(({ paid: _unknown, id: _id, ...row }) => row);
    await dir.write({ 'asked.csv': csv(asked) });
    const said = numbers(await succeed(dir, 'predict --in asked.csv'));
    // Rows that a step leaves out of the table are answered, too, and those of the table go by their place in it.
    expect(said).toHaveLength(rows.length);
    const kept = rows.flatMap((row, at) => (row.qty === 3 ? [] : [at]));
    expect([...expected.keys()].map((row) => said[kept[row] ?? -1])).toEqual([
      ...expected.values(),
    ]);
    expect(await overHttp(dir, asked.map(jsonRow))).toEqual(said);
    await exportTable(dir);
    const shaped = numbers(await succeed(dir, 'predict --in table.csv --shaped'));
    expect(shaped).toEqual(kept.map((row) => said[row]));

    const [first] = asked.map(jsonRow);
    const odd = await runMlx(
      ['predict', JSON.stringify([first ?? {}, { ...first, code: '999' }])],
      { cwd: dir.path },
    );
    expect(odd.exitCode).toBe(4);
    expect(odd.stderr).toContain('Row 2 needs values that `./only.ts` can work with: no code 999');
    const { code: _code, ...without } = first ?? {};
    const missing = await runMlx(['predict', JSON.stringify(without)], { cwd: dir.path });
    expect(missing.exitCode).toBe(4);
    expect(missing.stderr).toContain('`code`');
    const verified = await runMlx('package verify', { cwd: dir.path });
    expect(verified.exitCode, verified.stderr).toBe(0);
    const golden = await readFile(await artifact(dir, 'package', 'golden.json'), 'utf8');
    // Of a class the example tells the edge, not the value that was there.
    for (const { row } of JSON.parse(golden) as readonly { row: JsonObject }[]) {
      expect([19, 20, 40, 60]).toContain(row['outdoor °F']);
    }
  }, 300_000);

  it('says so when a step cannot be carried along', async () => {
    await using dir = await ProjectDir.with({
      'rows.csv': csv(rows),
      'weights.ts': `import 'left-behind';\n${weights}`,
      'only.ts': only,
      'node_modules/left-behind/package.json': '{"name":"left-behind","main":"index.js"}',
      'node_modules/left-behind/index.js': '',
      'mlx.yaml': stepsAndPrivacy(),
    });
    const run = await runMlx('run', { cwd: dir.path });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain(
      'Rows to predict for must hold every column as `ingest.steps` leave it: `weights.ts` imports the package `left-behind`',
    );
    const signature = await readFile(await artifact(dir, 'package', 'signature.json'), 'utf8');
    expect(signature).toContain('generalised, as `ingest.privacy` says');
    expect(signature).toContain('as `ingest.steps` leave it');
  }, 300_000);
});

/** Changes columns, adds one of each type and takes one away, all from the row alone. */
const weights = `import { heavy } from './only.js';
export const columns = { load: 'category', weekend: 'boolean' };
export function step({ columns: { code, ...columns } }, { params }) {
  const kg = columns.kg.map((value) => Math.round(value * params.times));
  return {
    columns: {
      ...columns,
      kg,
      load: Array.from(kg, heavy),
      codes: code.map((text) => (text === null ? null : Number(text))),
      weekend: Array.from(columns.opened, (ms) => new Date(ms).getUTCDay() % 6 === 0),
      next: Array.from(columns.opened, (ms) => new Date(ms + 86400000)),
    },
    keep: Array.from(columns.qty, (qty) => qty !== 3),
  };
}
`;

const only = `export const heavy = (kg) => (kg > 65 ? 'heavy' : 'light');
export function step({ columns }) {
  if ([...columns.codes].includes(999)) throw new Error('no code 999');
  return { columns: { ...columns, double: columns.codes.map((code) => code * 2) } };
}
`;

function stepsAndPrivacy(): string {
  return JSON.stringify({
    ...{ version: 1, name: 'stepped', task: { type: 'regression', target: 'paid' } },
    ingest: {
      path: 'rows.csv',
      columns: {
        id: 'id',
        kg: { from: 'pounds', unit: { from: 'lb', to: 'kg' } },
        code: 'category',
        price: { type: 'number', else: 'missing' },
        warm: { expression: '"outdoor °F" > 60' },
        per_item: { expression: 'paid / nullif(qty, 0)' },
      },
      steps: [{ module: './weights.ts', times: 1.5 }, './only.ts'],
      privacy: {
        'outdoor °F': { action: 'generalise', bins: [20, 40, 60] },
        warm: 'keep',
        shop: { action: 'generalise', map: { 'shop 0': 'ours' } },
        opened: { action: 'generalise', to: 'month' },
        per_item: 'drop',
      },
    },
    train: { candidates: { trees: { model: 'gradient-boosting', trees: 30 } } },
  });
}

function jsonRow(row: JsonObject): JsonObject {
  return { ...row, flag: row['flag'] === 'TRUE' };
}

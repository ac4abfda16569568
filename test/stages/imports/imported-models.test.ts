import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';

const fixtures = join(import.meta.dirname, 'fixtures');
const read = (name: string): Promise<Buffer> => readFile(join(fixtures, name));

/** What the library that made each model says of the rows. */
const said = JSON.parse((await read('said.json')).toString()) as Record<
  string,
  number[] | number[][] | { readonly classes: string[]; readonly rows: number[][] }
>;

const can = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
};
const hasOnnx = can('onnxruntime-web') || can('onnxruntime-node');

const targets = { churn: 'classification', size: 'classification', value: 'regression' } as const;

/** A project over the rows whose one candidate is a file. */
async function projectOf(
  files: readonly string[],
  {
    target,
    train,
    more = '',
  }: { readonly target: keyof typeof targets; readonly train: string; readonly more?: string },
): Promise<ProjectDir> {
  const others = Object.keys(targets).filter((name) => name !== target);
  const contents = await Promise.all(files.map(async (name) => [name, await read(name)] as const));
  return ProjectDir.with({
    ...Object.fromEntries(contents),
    'rows.csv': await read('rows.csv'),
    'mlx.yaml': `version: 1
name: taken
seed: 1
task: { type: ${targets[target]}, target: ${target}${target === 'churn' ? ', positive: "yes"' : ''} }
ingest: { path: rows.csv, columns: { ${others.map((name) => `${name}: ignore`).join(', ')} } }
train:
  candidates:
    taken: ${train}
  select: ${target === 'value' ? 'rmse' : 'log_loss'}
${more}`,
  });
}

/** All that the package of a project says of the rows, by name of the column. */
async function answers(dir: ProjectDir): Promise<readonly Record<string, string>[]> {
  const made = await dir.mlx('package');
  expect(made.stderr).toContain('model taken (');
  expect(made.exitCode).toBe(0);
  const asked = await dir.mlx(['predict', '--in', 'rows.csv', '--out', 'said.csv']);
  expect(asked.exitCode).toBe(0);
  const [head = '', ...lines] = (await readFile(join(dir.path, 'said.csv'), 'utf8'))
    .trim()
    .split('\n');
  const names = head.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])),
  );
}

interface Case {
  readonly files: readonly string[];
  readonly target: keyof typeof targets;
  readonly train: string;
  readonly expected: string;
  /** Lines of the project. */
  readonly more?: string;
  readonly needs?: boolean;
}

// XGBoost cuts names with letters beyond ASCII, so that its files do not tell them.
const plans = 'features: { plan: { encode: ordinal, order: [basic, größer plan, pro] } }\n';
const matrix = '{ float_input: [age, income] }';
const cases: readonly Case[] = [
  {
    ...{ files: ['columns.onnx'], target: 'churn', expected: 'columns', needs: hasOnnx },
    train: './columns.onnx',
  },
  {
    ...{ files: ['matrix.onnx'], target: 'size', expected: 'matrix', needs: hasOnnx },
    train: `{ model: ./matrix.onnx, inputs: ${matrix} }`,
  },
  {
    ...{ files: ['value.onnx'], target: 'value', expected: 'value', needs: hasOnnx },
    train: '{ model: value.onnx, inputs: { X: [age, income] } }',
  },
  {
    ...{ files: ['scores.onnx'], target: 'size', expected: 'scores', needs: hasOnnx },
    train: '{ model: scores.onnx, inputs: { x: [age, income] }, apply: softmax }',
  },
  {
    ...{ files: ['external.onnx', 'external.bin'], target: 'size', expected: 'scores' },
    ...{ train: '{ model: external.onnx, inputs: { x: [age, income] }, apply: softmax }' },
    needs: hasOnnx,
  },
  {
    ...{ files: ['layers/model.json', 'layers/weights.bin'], target: 'churn', expected: 'layers' },
    train: '{ model: layers/model.json, inputs: { norm_input: [age, income] } }',
  },
  {
    ...{ files: ['lightgbm.txt'], target: 'churn', train: './lightgbm.txt' },
    expected: 'lightgbm',
  },
  {
    ...{ files: ['lightgbm-classes.txt'], target: 'size', train: './lightgbm-classes.txt' },
    expected: 'lightgbm-classes',
  },
  {
    ...{ files: ['xgboost.json'], target: 'churn', train: './xgboost.json', more: plans },
    expected: 'xgboost',
  },
  {
    ...{ files: ['xgboost-classes.json'], target: 'size', train: './xgboost-classes.json' },
    ...{ expected: 'xgboost-classes', more: plans },
  },
  {
    ...{ files: ['xgboost-counts.json'], target: 'value', train: './xgboost-counts.json' },
    ...{ expected: 'xgboost-counts', more: plans },
  },
];

describe('a model made elsewhere, packaged, says what it said where it was made', () => {
  for (const { files, expected, needs = true, ...settings } of cases) {
    it.skipIf(!needs)(files[0] ?? '', async () => {
      const { target } = settings;
      await using dir = await projectOf(files, settings);
      const rows = await answers(dir);
      const told = said[expected] ?? [];
      const known = Array.isArray(told) ? told : told.rows;
      const classes = Array.isArray(told) ? ['no', 'yes'] : told.classes;
      expect(rows).toHaveLength(known.length);
      let largest = 0;
      for (const [at, row] of rows.entries()) {
        const wanted = known[at] as number | readonly number[];
        if (target === 'value') {
          const scale = Math.max(1, Math.abs(wanted as number));
          largest = Math.max(largest, Math.abs(Number(row['value']) - (wanted as number)) / scale);
          continue;
        }
        for (const [place, label] of classes.entries()) {
          const share = typeof wanted === 'number' ? [1 - wanted, wanted][place] : wanted[place];
          largest = Math.max(largest, Math.abs(Number(row[`p(${label})`]) - (share ?? NaN)));
        }
      }
      expect(largest).toBeLessThan(1e-5);
    });
  }
});

describe.skipIf(!hasOnnx)('what does not fit is told with what to do', () => {
  const refused = async (
    files: readonly string[],
    train: string,
    target: keyof typeof targets = 'churn',
  ): Promise<string> => {
    await using dir = await projectOf(files, { target, train });
    const { stderr, exitCode } = await dir.mlx('train');
    expect(exitCode).not.toBe(0);
    return stderr;
  };

  it('an input without a column, with the line to write', async () => {
    const told = await refused(['matrix.onnx'], './matrix.onnx', 'size');
    expect(told).toContain('[import/inputs]');
    expect(told).toContain('inputs: { float_input: [age, income] }');
  });

  it('a column that is not there, with the nearest', async () => {
    const told = await refused(
      ['matrix.onnx'],
      '{ model: matrix.onnx, inputs: { float_input: [age, incom] } }',
      'size',
    );
    expect(told).toContain('Did you mean `income`?');
  });

  it('too few columns', async () => {
    const told = await refused(
      ['matrix.onnx'],
      '{ model: matrix.onnx, inputs: { float_input: age } }',
      'size',
    );
    expect(told).toContain('wants 2 values a row, and one column is given');
  });

  it('a text for a number', async () => {
    const told = await refused(
      ['matrix.onnx'],
      '{ model: matrix.onnx, inputs: { float_input: [age, plan] } }',
      'size',
    );
    expect(told).toContain('`plan` is category');
  });

  it('scores in the place of probabilities', async () => {
    const told = await refused(
      ['scores.onnx'],
      '{ model: scores.onnx, inputs: { x: [age, income] } }',
      'size',
    );
    expect(told).toContain('[import/output]');
    expect(told).toContain('apply: softmax');
  });

  it('another number of classes', async () => {
    const told = await refused(
      ['scores.onnx'],
      '{ model: scores.onnx, inputs: { x: [age, income] } }',
    );
    expect(told).toContain('gives 3 numbers a row, and the target has 2 classes');
  });

  it('other classes', async () => {
    const told = await refused(['columns.onnx'], '{ model: columns.onnx, classes: [no, maybe] }');
    expect(told).toContain('`classes` are `no`, `maybe`, and the target has `no`, `yes`');
  });

  it('weights that are not beside the file', async () => {
    const told = await refused(
      ['external.onnx'],
      '{ model: external.onnx, inputs: { x: [age, income] } }',
      'size',
    );
    expect(told).toContain('keeps weights in `external.bin`, which is not beside it');
  });

  it('a file that was cut off, and one that is not there', async () => {
    await using dir = await projectOf(['columns.onnx'], {
      target: 'churn',
      train: './columns.onnx',
    });
    await dir.write({ 'columns.onnx': (await read('columns.onnx')).subarray(0, 700) });
    expect((await dir.mlx('train')).stderr).toContain('is cut off');
    await using other = await projectOf(['columns.onnx'], {
      target: 'churn',
      train: './colums.onnx',
    });
    expect((await other.mlx('train')).stderr).toContain('Did you mean `columns.onnx`?');
  });

  it('a kind that has to be converted', async () => {
    const told = await refused(['columns.onnx'], './model.pkl');
    expect(told).toContain('skl2onnx.to_onnx');
  });

  it('an operator that the runtime does not have, and an opset of the future', async () => {
    await using dir = await projectOf([], { target: 'churn', train: './columns.onnx' });
    const written = (await read('columns.onnx')).toString('latin1');
    const told = async (file: string): Promise<string> => {
      expect(file).not.toBe(written);
      await dir.write({ 'columns.onnx': Buffer.from(file, 'latin1') });
      const { stderr, exitCode } = await dir.mlx('train');
      expect(exitCode).not.toBe(0);
      return stderr;
    };
    const renamed = await told(written.replaceAll('OneHotEncoder', 'OneHotEncodes'));
    expect(renamed).toContain('[import/unsupported]');
    expect(renamed).toContain('uses `ai.onnx.ml:OneHotEncodes');
    // The opset of the operators without a domain: 17 becomes 99.
    const newer = await told(
      written.replace('\x42\x04\x0a\x00\x10\x11', '\x42\x04\x0a\x00\x10\x63'),
    );
    expect(newer).toContain('[import/unsupported]');
    expect(newer).toContain('target_opset=17');
  });
});

describe('categories that a file of trees does not tell', () => {
  const told = async (project: Parameters<typeof projectOf>[1], file: string): Promise<string> => {
    await using dir = await projectOf([file], project);
    const { stderr, exitCode } = await dir.mlx('train');
    expect(exitCode).not.toBe(0);
    return stderr;
  };
  const train = './xgboost.json';

  it('are asked for', async () => {
    const stderr = await told({ target: 'churn', train }, 'xgboost.json');
    expect(stderr).toContain('[import/inputs]');
    expect(stderr).toContain('order: [basic, größer plan, p]');
  });

  it('are not taken where the file cannot mean them', async () => {
    const more = 'features: { plan: { encode: ordinal, order: [pro, basic, größer plan] } }\n';
    expect(await told({ target: 'churn', train, more }, 'xgboost.json')).toContain(
      'does not tell its categories whole',
    );
  });
});

describe.skipIf(!hasOnnx)('round trip', () => {
  it('what mlx writes as ONNX is judged the same when it comes back', async () => {
    await using dir = await projectOf([], {
      target: 'churn',
      train: '{ model: gradient-boosting, trees: 20 }',
    });
    expect((await dir.mlx(['package', '--format', 'onnx', '-o', 'out'])).exitCode).toBe(0);
    const metrics = async () => {
      const { stdout, exitCode } = await dir.mlx(['evaluate', '--json']);
      expect(exitCode).toBe(0);
      const { stages } = JSON.parse(stdout) as {
        stages: { stage: string; facts: Record<string, unknown> }[];
      };
      return stages.find(({ stage }) => stage === 'evaluate')?.facts['test log_loss'];
    };
    const before = await metrics();
    const yaml = (await readFile(join(dir.path, 'mlx.yaml'), 'utf8')).replace(
      '{ model: gradient-boosting, trees: 20 }',
      'out/model.onnx',
    );
    await dir.write({ 'mlx.yaml': yaml });
    expect(before).toBeDefined();
    // Sums of leaves in another order.
    expect(await metrics()).toBeCloseTo(before as number, 12);
  });
});

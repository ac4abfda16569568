import { describe, expect, it } from 'vitest';
import { hasOnnx, projectOf, read, type Target } from './taken-project.js';

describe.skipIf(!hasOnnx)('what does not fit is told with what to do', () => {
  const refused = async (
    files: readonly string[],
    train: string,
    target: Target = 'churn',
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
    expect(renamed).toContain('uses `OneHotEncodes`');
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

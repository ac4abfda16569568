import type { Matrix } from '../../contracts/matrix.js';
import type { Predictions, SavedModel } from '../../contracts/model.js';
import { MlxError } from '../../errors/index.js';
import type { PredictFunction } from '../models/model-family.js';
import { NotInstalled } from './foreign-messages.js';
import { ForeignFailure, type OpenForeign, openForeign } from './foreign-thread.js';
import { configOf, type ForeignFiles, filesIn, type ImportedConfig } from './imported-model.js';
import { feedsFor } from './matrix-feeds.js';
import { withOutput } from './onnx-outputs.js';
import { answersFromOutput, UnusableAnswer } from './taken-answers.js';

/** Rows that a model is given at once where it does not say. */
const rowsAtOnce = 1024;

/**
 * The answers of an imported model. It is opened at the first call, once for all predictors of the same bytes. Throws `import/runtime`
 * where its runtime is not installed, `import/unsupported` and `import/output`.
 */
export function importedPredictor(model: SavedModel): PredictFunction {
  const config = configOf(model);
  return (matrix) => {
    const said = numbersOf(model, config, matrix);
    try {
      return answersFromOutput(said, { task: model.task, output: config.output });
    } catch (error) {
      if (!(error instanceof UnusableAnswer)) throw error;
      throw badOutput(config, error.message, [error.hint]);
    }
  };
}

/** The model, open. Throws as {@link importedPredictor} does. */
export function openFiles(files: ForeignFiles, file: string): OpenForeign {
  try {
    return openForeign(files);
  } catch (error) {
    throw error instanceof NotInstalled
      ? notInstalled(file, error.missing)
      : error instanceof ForeignFailure
        ? cannotOpen(file, error.message)
        : error;
  }
}

const known = new WeakMap<object, Map<string, OpenForeign>>();

function opened(model: SavedModel, { runtime, file, output }: ImportedConfig): OpenForeign {
  const files = filesIn(model);
  const ofFile = known.get(files.file) ?? new Map<string, OpenForeign>();
  known.set(files.file, ofFile);
  const open =
    ofFile.get(output.name) ??
    openFiles(
      runtime === 'onnx' ? { ...files, file: withOutput(files.file, output.name) } : files,
      file,
    );
  ofFile.set(output.name, open);
  return open;
}

function numbersOf(model: SavedModel, config: ImportedConfig, matrix: Matrix): Float64Array {
  const { feeds, output, batch } = config;
  const all = new Float64Array(matrix.rows * output.width);
  const step = batch ?? rowsAtOnce;
  for (let first = 0; first < matrix.rows; first += step) {
    const rows = Math.min(step, matrix.rows - first);
    const count = batch ?? rows;
    const some = run(opened(model, config), config, feedsFor(feeds, matrix, { first, count }));
    if (some.length !== count * output.width) {
      throw badOutput(
        config,
        `gave ${some.length} numbers for ${count} rows, and ${output.width} of each are wanted`,
        ['Name another output with `output`'],
      );
    }
    all.set(some.subarray(0, rows * output.width), first * output.width);
  }
  return all;
}

function run(
  open: OpenForeign,
  { file, output }: ImportedConfig,
  feeds: Parameters<OpenForeign['run']>[0],
): Predictions['values'] {
  try {
    return open.run(feeds, output.name).values;
  } catch (error) {
    throw error instanceof ForeignFailure ? cannotRun(file, error.message) : error;
  }
}

function badOutput(
  { file, output }: ImportedConfig,
  what: string,
  hints: readonly string[],
): MlxError {
  return new MlxError('import/output', `\`${file}\`, output \`${output.name}\`: ${what}`, {
    hints,
    place: { file },
  });
}

function notInstalled(file: string, missing: string): MlxError {
  return new MlxError(
    'import/runtime',
    `\`${file}\` is run by ${missing}, which is not installed`,
    {
      hints: [
        `Run \`npm install ${missing}\` in the project`,
        ...(missing === 'onnxruntime-web'
          ? [
              'Or `ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node`, which is native and faster (without `skip` it downloads CUDA)',
            ]
          : []),
      ],
      place: { file },
    },
  );
}

/** Says in mlx's words what a runtime says in its own. */
function cannotOpen(file: string, said: string): MlxError {
  const place = { file };
  const operator = operatorIn(said);
  if (operator !== undefined) {
    return new MlxError(
      'import/unsupported',
      `\`${file}\` uses \`${operator}\`, which its runtime does not have: ${firstLine(said)}`,
      { hints: ['Export the model again without it, or for an older opset'], place },
    );
  }
  const opset = /[Oo]pset (\d+) is under development/.exec(said)?.[1];
  if (opset !== undefined || /Unsupported model IR version/.test(said)) {
    return new MlxError(
      'import/unsupported',
      `\`${file}\` is written for a version of ONNX that its runtime does not know: ${firstLine(said)}`,
      { hints: ['Export it for an older one, such as `target_opset=17`'], place },
    );
  }
  return new MlxError('import/file', `\`${file}\` cannot be opened: ${firstLine(said)}`, {
    hints: ['Export the model again, and try it where it was made'],
    place,
  });
}

/** The operator that a runtime complains of. */
function operatorIn(said: string): string | undefined {
  const complaints = [
    /No Op registered for (\S+)/,
    /No opset import for domain (\S+)/,
    /Could not find an implementation for (\w+)/,
    /Unknown layer: (\w+)/,
    /Unknown op '(\w+)'/,
    /Kernel '(\w+)' not registered/,
  ];
  for (const complaint of complaints) {
    const found = complaint.exec(said);
    if (found !== null) return found[1];
  }
  return undefined;
}

function cannotRun(file: string, said: string): MlxError {
  if (/kernel|not registered/i.test(said)) return cannotOpen(file, said);
  return new MlxError('import/inputs', `\`${file}\` failed on these rows: ${firstLine(said)}`, {
    hints: ['Hold its inputs against `inputs`: types, widths and their order'],
    place: { file },
  });
}

function firstLine(said: string): string {
  const [line = ''] = said.split('\n', 1);
  return line.length > 300 ? `${line.slice(0, 300)} …` : line;
}

import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type ForeignModel, unreadable } from './foreign-model.js';
import { nearestFiles } from './nearest-files.js';
import { onnxFiles, readOnnx } from './onnx-file.js';
import { readTfjs, tfjsFiles } from './tfjs-file.js';
import { readLightgbmFile, readXgboostFile, type TreeModel } from './tree-file.js';

/** A model made elsewhere: run by its runtime, or of trees that mlx runs itself. */
export type OpenedFile =
  | { readonly kind: 'foreign'; readonly model: ForeignModel }
  | { readonly kind: 'trees'; readonly model: TreeModel };

/** Reads a model made elsewhere, by the ending of its name and what it holds. Throws `import/file` and `import/runtime`. */
export async function openFile(path: string, folder: string): Promise<OpenedFile> {
  switch (await kindOf(path, folder)) {
    case 'onnx':
      return { kind: 'foreign', model: await readOnnx(path, folder) };
    case 'lightgbm':
      return { kind: 'trees', model: await readLightgbmFile(path, folder) };
    case 'xgboost':
      return { kind: 'trees', model: readXgboostFile(path, await jsonOf(path, folder)) };
    case 'tfjs':
      return { kind: 'foreign', model: await readTfjs(path, folder) };
  }
}

/** All the files of a model made elsewhere: what belongs into a fingerprint. Throws `import/file`. */
export async function filesOfImport(path: string, folder: string): Promise<readonly string[]> {
  const kind = await kindOf(path, folder);
  if (kind === 'onnx') return onnxFiles(path, folder);
  return kind === 'tfjs' ? tfjsFiles(path, folder) : [path];
}

type Kind = 'onnx' | 'lightgbm' | 'xgboost' | 'tfjs';

async function kindOf(path: string, folder: string): Promise<Kind> {
  const ending = extname(path).toLowerCase();
  const how = conversions[ending];
  if (how !== undefined) {
    throw unreadable(path, `is of a kind that mlx does not read (\`${ending}\`)`, [how]);
  }
  await readFile(join(folder, path)).catch(async (error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw unreadable(path, isMissing ? 'is not there' : 'cannot be read', [
      'Paths are relative to the folder of the project file',
      ...(await nearestFiles(path, folder)),
    ]);
  });
  if (ending === '.onnx') return 'onnx';
  return ending === '.txt' ? 'lightgbm' : kindOfJson(path, await jsonOf(path, folder));
}

function kindOfJson(path: string, json: unknown): Kind {
  if (isObject(json) && isObject(json['learner'])) return 'xgboost';
  if (isObject(json) && json['modelTopology'] !== undefined) return 'tfjs';
  throw unreadable(path, 'is neither a model of TensorFlow.js nor one of XGBoost', [
    'Name the `model.json` that TensorFlow.js saved, or what `booster.save_model("model.json")` wrote',
  ]);
}

async function jsonOf(path: string, folder: string): Promise<unknown> {
  const text = await readFile(join(folder, path), 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(path, 'is no JSON, or is cut off', ['Copy it again']);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const keras = 'Save it as ONNX (`pip install tf2onnx`) or with `tensorflowjs_converter`';
const pickled =
  'Save it as ONNX: `skl2onnx.to_onnx(model, X[:1])`, one input for each column with `initial_types`';
const torch = 'Save it as ONNX: `torch.onnx.export(model, example, "model.onnx", dynamic_axes=…)`';

/** How models of other endings are brought here. */
const conversions: Readonly<Record<string, string>> = {
  '.pkl': pickled,
  '.pickle': pickled,
  '.joblib': pickled,
  '.pt': torch,
  '.pth': torch,
  '.safetensors': torch,
  '.h5': keras,
  '.keras': keras,
  '.pb': keras,
  '.tflite': keras,
  '.ubj': 'Save it as JSON: `booster.save_model("model.json")`',
  '.cbm': 'Save it as ONNX: `model.save_model("model.onnx", format="onnx")`',
  '.pmml': 'Save it as ONNX where it was made',
};

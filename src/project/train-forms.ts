import type { Json, JsonObject } from '../contracts/json.js';
import { eachEntry, isModelFile, isModule, isObject, onlyKey, pick, wrap } from './json-mapping.js';
import type { Path } from './project.js';
import { metricName } from './requirement-forms.js';

type Moves = { readonly now: Path; readonly written: Path }[];

const trainKeys = [
  'candidates',
  'select',
  'imbalance',
  'calibrate',
  'threshold',
  'start_from',
  'tensorboard',
];

/** What is trained, in the long form: candidates by name. `base`: all settings below this layer. */
export function expandTrain(value: Json, base: JsonObject, moves: Moves): Json {
  if (typeof value === 'string') return expandTrain({ model: value }, base, moves);
  if (!isObject(value)) return value;
  const beside = besideCandidates(value);
  if (value['candidates'] !== undefined) {
    const long = (item: Json, name: string): Json => {
      const candidate = wrap(item, 'model');
      if (!isObject(candidate)) return candidate;
      const own = ownModel(candidate, { name, written: ['candidates', name] }, moves);
      return withImbalance(withStopping(own));
    };
    return { ...value, ...beside, candidates: eachEntry(value['candidates'], long) };
  }
  const loose = Object.keys(value).filter((key) => !trainKeys.includes(key));
  const model = value['model'];
  const name =
    typeof model === 'string' ? candidateName(model) : onlyKey(base, ['train', 'candidates']);
  if (loose.length === 0 || name === undefined) return { ...value, ...beside };
  for (const key of loose) {
    moves.push({ now: ['train', 'candidates', name, key], written: ['train', key] });
  }
  const candidate = withStopping(ownModel(pick(value, loose), { name, written: [] }, moves));
  return { candidates: { [name]: candidate }, ...pick(value, trainKeys), ...beside };
}

/** A candidate that is not named is called as its family, or as its file: `./models/rule.ts` is `rule`, `churn.onnx` is `churn`. */
function candidateName(model: string): string {
  return isModule(model) || isModelFile(model)
    ? model.replace(/^.*\//, '').replace(/\.\w+$/, '')
    : model;
}

/** A module of the project's own is handed all that stands beside it; a model made elsewhere is a file. */
function ownModel(
  candidate: JsonObject,
  { name, written }: { readonly name: string; readonly written: Path },
  moves: Moves,
): JsonObject {
  const { model, imbalance, params: given, ...beside } = candidate;
  if (typeof model !== 'string') return candidate;
  const at = ['train', 'candidates', name];
  if (isModelFile(model)) {
    moves.push({ now: [...at, 'file'], written: ['train', ...written, 'model'] });
    return { ...candidate, model: 'imported', file: model };
  }
  if (!isModule(model)) return candidate;
  moves.push({ now: [...at, 'module'], written: ['train', ...written, 'model'] });
  for (const key of Object.keys(beside)) {
    moves.push({ now: [...at, 'params', key], written: ['train', ...written, key] });
  }
  const params = given === undefined || isObject(given) ? { ...given, ...beside } : given;
  return { model: 'custom', module: model, params, ...(imbalance !== undefined && { imbalance }) };
}

/** `early_stopping: false` waits for nothing. What a module of the project's own is told stays as it is. */
function withStopping(candidate: JsonObject): JsonObject {
  if (candidate['early_stopping'] !== false || candidate['model'] === 'custom') return candidate;
  return { ...candidate, early_stopping: { patience: 0 } };
}

/** What concerns every candidate, in the long form. */
function besideCandidates(value: JsonObject): JsonObject {
  const { threshold, select } = value;
  return {
    ...(select !== undefined && { select: metricName(select) }),
    ...withImbalance(pick(value, ['imbalance'])),
    ...(typeof threshold === 'number' && { threshold: { at: threshold } }),
  };
}

function withImbalance(value: JsonObject): JsonObject {
  if (value['imbalance'] === undefined) return value;
  return { ...value, imbalance: wrap(value['imbalance'], 'method') };
}

import type { FingerprintParts } from '../artifacts/fingerprint.js';
import type { Json } from '../contracts/json.js';

/** Why an artifact must be made anew: what is different from the last one, the outermost cause first. */
export function explainChange(before: FingerprintParts | undefined, now: FingerprintParts): string {
  if (before === undefined) return 'never run';
  const changes = [
    ...(before.version === now.version ? [] : ['mlx computes this stage differently now']),
    ...changedFiles(before.files, now.files),
    ...changedSettings(before.settings, now.settings, ''),
    ...Object.keys(now.inputs)
      .filter((input) => before.inputs[input] !== now.inputs[input])
      .map((input) => (input in before.inputs ? `${input} changed` : `${input} is new`)),
    ...Object.keys(before.inputs)
      .filter((input) => !(input in now.inputs))
      .map((input) => `${input} is gone`),
  ];
  const [first = 'its artifact is gone', second, ...more] = changes;
  const rest = more.length > 0 ? `, and ${more.length} more` : '';
  return second === undefined ? first : `${first}, ${second}${rest}`;
}

function changedFiles(
  before: FingerprintParts['files'],
  now: FingerprintParts['files'],
): readonly string[] {
  return Object.keys(now)
    .filter((file) => before[file] !== now[file])
    .map((file) => (file in before ? `${file} changed` : `${file} is new`));
}

function changedSettings(before: Json | undefined, now: Json | undefined, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (!isObject(before) || !isObject(now)) return [`${path} ${shown(before)} → ${shown(now)}`];
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keys].flatMap((key) =>
    changedSettings(before[key], now[key], path === '' ? key : `${path}.${key}`),
  );
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const longest = 40;

function shown(value: Json | undefined): string {
  if (value === undefined) return '(unset)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

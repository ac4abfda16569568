import type { FingerprintParts } from '../artifacts/fingerprint.js';
import type { Json } from '../contracts/json.js';
import { isUnvouched } from './service-states.js';
import { settingChanges, shownSetting } from './setting-changes.js';

/** Why an artifact must be made anew: what is different from the last one, the outermost cause first. */
export function explainChange(before: FingerprintParts | undefined, now: FingerprintParts): string {
  const [first = 'its artifact is gone', second, ...more] = changesOf(before, now);
  const rest = more.length > 0 ? `, and ${more.length} more` : '';
  return second === undefined ? first : `${first}, ${second}${rest}`;
}

/** Everything that is different between two artifacts of a stage, the outermost cause first: one phrase each. */
export function changesOf(
  before: FingerprintParts | undefined,
  now: FingerprintParts,
): readonly string[] {
  if (before === undefined) return ['never run'];
  return [
    ...(before.version === now.version ? [] : ['mlx computes this stage differently now']),
    ...changedFiles(before.files, now.files),
    ...changedSettings(before.settings, now.settings),
    ...Object.keys(now.inputs)
      .filter((input) => before.inputs[input] !== now.inputs[input])
      .map((input) => (input in before.inputs ? `${input} changed` : `${input} is new`)),
    ...Object.keys(before.inputs)
      .filter((input) => !(input in now.inputs))
      .map((input) => `${input} is gone`),
  ];
}

function changedFiles(
  before: FingerprintParts['files'],
  now: FingerprintParts['files'],
): readonly string[] {
  const gone = Object.keys(before).filter((file) => !(file in now));
  return [
    ...Object.keys(now)
      .filter((file) => before[file] !== now[file])
      .map((file) => (file in before ? changed(file, now[file]) : `${file} is new`)),
    ...gone.map((file) => `${file} is no longer read`),
  ];
}

function changed(name: string, state: string | undefined): string {
  return isUnvouched(state) ? `${name} may have changed` : `${name} changed`;
}

function changedSettings(before: Json, now: Json): readonly string[] {
  return settingChanges(before, now).map(
    (change) => `${change.name} ${shownSetting(change.before)} → ${shownSetting(change.now)}`,
  );
}

import type { Package } from '../package-folder.js';
import type { PushedVersion } from './pushed-version.js';

/** A pair as MLflow keeps it. */
export interface Tag {
  readonly key: string;
  readonly value: string;
  readonly [more: string]: string;
}

interface LoggedMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
  readonly [more: string]: string | number;
}

/** Figures of the test split; the ends of an interval under names of their own. */
export function metricsOf({ manifest }: Package, timestamp: number): readonly LoggedMetric[] {
  return Object.entries(manifest.metrics).flatMap(([name, { value, low, high }]) =>
    Object.entries({ '': value, '.low': low, '.high': high }).flatMap(([end, figure]) =>
      figure === undefined
        ? []
        : [{ key: keyOf(`${name}${end}`), value: figure, timestamp, step: 0 }],
    ),
  );
}

/** What the model is and what it was made from. */
export function paramsOf({ manifest, signature, model }: Package): readonly Tag[] {
  const { family, task, data, lineage, mlx } = manifest;
  const config = Object.entries(model.config).filter(([, value]) => typeof value !== 'object');
  return pairs({
    ...{ family, task, target: signature.task.target, inputs: String(signature.inputs.length) },
    ...{ mlx, ...(data !== undefined && { rows: String(data.rows), split: data.strategy }) },
    ...prefixed('rows', data?.splits ?? {}),
    ...prefixed('model', Object.fromEntries(config)),
    ...prefixed('source', lineage.sources),
    ...prefixed('stage', lineage.stages),
  });
}

/** How the run is found again, what was required and what people say. */
export function tagsOf({ manifest }: Package, pushed: PushedVersion): readonly Tag[] {
  const { version, label, place, tags = {} } = pushed;
  const requirements = manifest.requirements.map(
    ({ requirement, passed }, at) =>
      [`mlx.requirement.${at + 1}`, `${passed ? 'passed' : 'missed'}: ${requirement}`] as const,
  );
  return pairs({
    'mlflow.source.name': 'mlx',
    'mlx.name': version.name,
    'mlx.version': version.version,
    'mlx.fingerprint': version.fingerprint,
    'mlx.registry': place,
    ...(version.signer !== undefined && { 'mlx.signer': version.signer }),
    ...(label.note !== undefined && { 'mlflow.note.content': label.note }),
    ...Object.fromEntries(label.tags.map((tag) => [`mlx.tag.${tag}`, 'true'])),
    ...Object.fromEntries(requirements),
    ...tags,
  });
}

function prefixed(
  prefix: string,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, String(value)]),
  );
}

function pairs(values: Readonly<Record<string, string>>): readonly Tag[] {
  return Object.entries(values).map(([key, value]) => ({
    key: keyOf(key),
    value: value.slice(0, longestValue),
  }));
}

/** MLflow knows letters, digits and a few signs in names. */
function keyOf(name: string): string {
  return name.replaceAll(/[^\w. /:-]/g, '_').slice(0, 250);
}

/** What servers took before they took more. */
const longestValue = 500;

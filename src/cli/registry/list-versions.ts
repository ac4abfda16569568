import type { RegisteredVersion } from '../../delivery/registry/model-registry.js';
import type { VersionLabel } from '../../delivery/registry/version-labels.js';
import { formatNumber } from '../../ui/format.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson, writeTable } from '../output.js';
import { labelWords } from '../runs/list-runs.js';
import { minuteOf, openRegistry } from './open-registry.js';

/** Prints the versions of a registry, newest first, or `mlx.registry/1`. */
export async function listVersions(
  options: ProjectOptions & {
    readonly tag: readonly string[];
    readonly metric: readonly string[];
    readonly all?: boolean;
  },
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const aliases = await registry.aliases();
  const wanted = options.tag.map((tag) => tag.replace(/^\+/, ''));
  const all = await Promise.all(
    (await registry.versions()).map(async (version) => ({
      version,
      label: await registry.labels.of(version.name),
      aliases: Object.keys(aliases).filter((alias) => aliases[alias] === version.name),
    })),
  );
  const shown = all
    .filter(({ version }) => options.all === true || version.collected === undefined)
    .filter(({ label }) => wanted.every((tag) => label.tags.includes(tag)))
    .toReversed();
  if (options.json === true) {
    writeJson(context, 'mlx.registry/1', {
      place: registry.store.place,
      aliases,
      versions: shown.map((each) => ({
        ...withoutFolder(each.version),
        aliases: each.aliases,
        ...each.label,
      })),
    });
    return;
  }
  if (shown.length === 0) {
    const none = 'no versions yet: `mlx deploy` adds one, and so does `mlx registry add`';
    context.stdout.write(
      `${all.length === 0 ? none : `none of ${all.length} versions is like that`}\n`,
    );
    return;
  }
  writeTable(context, options, tableOf(shown, options.metric));
}

/** A version as it is printed: where this machine keeps its files is nobody's business. */
export function withoutFolder(version: RegisteredVersion): Omit<RegisteredVersion, 'folder'> {
  const { folder: _folder, ...rest } = version;
  return rest;
}

interface Shown {
  readonly version: RegisteredVersion;
  readonly label: VersionLabel;
  readonly aliases: readonly string[];
}

function tableOf(shown: readonly Shown[], metrics: readonly string[]) {
  const measured = [...new Set(shown.flatMap(({ version }) => Object.keys(version.metrics)))];
  const figures = metrics.length > 0 ? metrics : measured.slice(0, 2);
  const isLabelled = shown.some(
    ({ label, version }) => labelWords(label) !== '' || version.collected !== undefined,
  );
  return {
    head: [
      ...['version', 'aliases', ...figures, 'package', 'added'],
      ...(isLabelled ? ['tags and note'] : []),
    ],
    align: [
      ...(['left', 'left'] as const),
      ...figures.map(() => 'right' as const),
      ...(['left', 'left'] as const),
      ...(isLabelled ? (['left'] as const) : []),
    ],
    rows: shown.map(({ version, label, aliases }) => [
      ...[version.name, aliases.join(', ')],
      ...figures.map((name) => {
        const value = version.metrics[name]?.value;
        return value === undefined ? '-' : formatNumber(value);
      }),
      ...[version.version, minuteOf(version.added)],
      ...(isLabelled
        ? [[labelWords(label), version.collected && 'package removed'].filter(Boolean).join(' · ')]
        : []),
    ]),
  };
}

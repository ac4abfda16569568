import { openPackage, type Package } from '../../delivery/package-folder.js';
import { formatBytes, formatNumber, formatSigned } from '../../ui/format.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson, writeTable } from '../output.js';
import { findVersion, openRegistry } from './open-registry.js';

/** One thing that two versions do not have in common; empty where one has nothing of the kind. */
interface Difference {
  readonly kind: 'model' | 'metric' | 'requirement' | 'input' | 'lineage' | 'size';
  readonly name: string;
  readonly before: string;
  readonly now: string;
  /** Of figures that both have: how much the second is above the first. */
  readonly change?: number;
}

/** Prints what differs between two versions, or `mlx.registry-diff/1`. Figures are shown whether they differ or not. */
export async function diffVersions(
  [before, now]: readonly [string, string],
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const [old, fresh] = await Promise.all(
    [before, now].map(async (wanted) => {
      const { name } = await findVersion(registry, wanted);
      return { name, found: await openPackage((await registry.version(name)).folder) };
    }),
  );
  if (old === undefined || fresh === undefined) return;
  const differences = differencesOf(old.found, fresh.found);
  if (options.json === true) {
    writeJson(context, 'mlx.registry-diff/1', {
      ...{ before: old.name, now: fresh.name },
      same: old.found.manifest.fingerprint === fresh.found.manifest.fingerprint,
      differences,
    });
    return;
  }
  if (old.found.manifest.fingerprint === fresh.found.manifest.fingerprint) {
    context.stdout.write(`${old.name} and ${fresh.name} are the same package\n`);
    return;
  }
  writeTable(context, options, {
    head: ['what', '', old.name, fresh.name, 'change'],
    align: ['left', 'left', 'right', 'right', 'right'],
    rows: differences.map(({ kind, name, before: was, now: is, change }, index) => [
      differences[index - 1]?.kind === kind ? '' : kind,
      ...[name, was === '' ? '-' : was, is === '' ? '-' : is],
      change === undefined ? '' : formatSigned(change),
    ]),
  });
}

function differencesOf(old: Package, fresh: Package): readonly Difference[] {
  const pairs = (
    kind: Difference['kind'],
    of: (side: Package) => Readonly<Record<string, string>>,
  ): readonly Difference[] => {
    const [was, is] = [of(old), of(fresh)];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .map((name) => ({ kind, name, before: was[name] ?? '', now: is[name] ?? '' }))
      .filter((line) => line.before !== line.now);
  };
  return [
    ...pairs('model', ({ manifest: { family, task, mlx } }) => ({ family, task, mlx })),
    ...metricLines(old, fresh),
    ...pairs('requirement', ({ manifest }) =>
      Object.fromEntries(
        manifest.requirements.map(({ requirement, passed }) => [
          requirement.replace(/ is [^,]*, as required /, ' '),
          passed ? 'passed' : 'missed',
        ]),
      ),
    ),
    ...pairs('input', ({ signature }) =>
      Object.fromEntries(
        signature.inputs.map(({ name, type, required }) => [
          name,
          `${type}${required ? ', required' : ''}`,
        ]),
      ),
    ),
    ...pairs('lineage', ({ manifest: { lineage } }) => ({
      ...Object.fromEntries(
        Object.entries(lineage.sources).map(([name, digest]) => [`source ${name}`, short(digest)]),
      ),
      ...Object.fromEntries(
        Object.entries(lineage.stages).map(([name, digest]) => [name, short(digest)]),
      ),
    })),
    ...pairs('size', ({ manifest }) => ({
      package: formatBytes(
        Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0),
      ),
    })),
  ];
}

/** Every figure, whether it differs or not. */
function metricLines(old: Package, fresh: Package): readonly Difference[] {
  const [was, is] = [old.manifest.metrics, fresh.manifest.metrics];
  const shown = (value: number | undefined) => (value === undefined ? '' : formatNumber(value));
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => {
    const [before, now] = [was[name]?.value, is[name]?.value];
    return {
      ...{ kind: 'metric' as const, name, before: shown(before), now: shown(now) },
      ...(before !== undefined && now !== undefined && { change: now - before }),
    };
  });
}

function short(digest: string): string {
  return digest.slice(0, 12);
}

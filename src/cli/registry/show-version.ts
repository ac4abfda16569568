import type { Manifest } from '../../delivery/package-manifest.js';
import type { RegisteredVersion } from '../../delivery/registry/model-registry.js';
import { RunLabels } from '../../pipeline/run-labels.js';
import type { RunRecord } from '../../pipeline/run-record.js';
import { formatNumber } from '../../ui/format.js';
import { keyValues } from '../../ui/table.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { openRecords, stateFolder } from '../open-records.js';
import { outStyle, writeJson } from '../output.js';
import { labelWords } from '../runs/list-runs.js';
import { withoutFolder } from './list-versions.js';
import { findVersion, minuteOf, openRegistry } from './open-registry.js';
import { runsBehind } from './runs-behind.js';

/** Prints a version, its figures and the way back to its sources and its run, or `mlx.registry-show/1`. */
export async function showVersion(
  wanted: string,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const version = await findVersion(registry, wanted);
  const aliases = Object.entries(await registry.aliases()).flatMap(([alias, name]) =>
    name === version.name ? [alias] : [],
  );
  const label = await registry.labels.of(version.name);
  const manifest = version.collected === undefined ? await registry.manifest(version) : undefined;
  const run = runsBehind(await openRecords(options, context).list(), version.fingerprint).at(-1);
  const parent = await parentOf(manifest);
  if (options.json === true) {
    writeJson(context, 'mlx.registry-show/1', {
      ...{ ...withoutFolder(version), aliases, ...label },
      ...(manifest !== undefined && {
        ...{ family: manifest.family, project: manifest.name, mlx: manifest.mlx },
        ...{ requirements: manifest.requirements, lineage: manifest.lineage },
      }),
      ...(parent !== undefined && { parent }),
      ...(run !== undefined && { run: run.id }),
    });
    return;
  }
  const style = outStyle(context, options);
  const said = labelWords(label);
  const block = (title: string, pairs: readonly (readonly [string, string])[]): string =>
    pairs.length === 0 ? '' : `\n${style.bold(title)}\n${keyValues(pairs, style)}`;
  context.stdout.write(
    [
      keyValues(
        [
          ['version', version.name],
          ['aliases', aliases.length === 0 ? 'none' : aliases.join(', ')],
          ...(said === '' ? [] : [['said of it', said] as const]),
          ['added', `${minuteOf(version.added)} UTC`],
          ...modelPairs(version, manifest),
        ],
        style,
      ),
      block('Measured on the test split', figures(version)),
      block('Requirements', requirements(manifest)),
      manifest === undefined
        ? ''
        : block('Lineage, back to the sources', [
            ...lineage(version, manifest, parent),
            ...(await runPairs(run)),
          ]),
    ].join(''),
  );

  /** The version of this registry that the model went on from. */
  async function parentOf(of: Manifest | undefined): Promise<string | undefined> {
    const fingerprint = of?.lineage.parent?.fingerprint;
    if (fingerprint === undefined) return undefined;
    return (await registry.versions()).find((each) => each.fingerprint === fingerprint)?.name;
  }

  async function runPairs(
    record: RunRecord | undefined,
  ): Promise<readonly (readonly [string, string])[]> {
    if (record === undefined) return [['run', 'none on this machine made it']];
    const { id, command, git } = record;
    const words = labelWords(await new RunLabels(stateFolder(options, context)).of(id));
    return [
      ['run', [id, command, words].filter(Boolean).join('  ')],
      ...(git === undefined
        ? []
        : [
            [
              'commit',
              `${git.commit}${git.branch === undefined ? '' : ` on ${git.branch}`}${git.dirty ? ' with changes' : ''}`,
            ] as const,
          ]),
    ];
  }
}

function modelPairs(
  { version, fingerprint, signer, collected }: RegisteredVersion,
  manifest: Manifest | undefined,
): readonly (readonly [string, string])[] {
  if (manifest === undefined) {
    const { at = '', by = '' } = collected ?? {};
    return [['package', `${version}, removed on ${at.slice(0, 10)} by ${by}`]];
  }
  const { name, family, task, mlx } = manifest;
  return [
    ['package', `${version}  sha256 ${fingerprint}`],
    ['signature', signer === undefined ? 'none' : `of the key ${signer.slice(0, 16)}`],
    ['model', `${family}, ${task}, of ${name}, packaged by mlx ${mlx}`],
  ];
}

function figures({ metrics }: RegisteredVersion): readonly (readonly [string, string])[] {
  return Object.entries(metrics).map(([name, { value, low, high }]) => {
    const interval =
      low === undefined || high === undefined
        ? ''
        : ` (${formatNumber(low)} to ${formatNumber(high)})`;
    return [name, `${formatNumber(value)}${interval}`];
  });
}

function requirements(manifest: Manifest | undefined): readonly (readonly [string, string])[] {
  return (manifest?.requirements ?? []).map(({ requirement, passed }) => [
    passed ? 'passed' : 'missed',
    requirement,
  ]);
}

/** From the package back: each stage's fingerprint, then the digest of each source. */
function lineage(
  { version }: RegisteredVersion,
  { lineage: { stages, sources, parent, sample } }: Manifest,
  parentName: string | undefined,
): readonly (readonly [string, string])[] {
  const known = ['evaluate', 'train', 'tune', 'split', 'ingest'];
  const order = Object.keys(stages).toSorted((a, b) => known.indexOf(a) - known.indexOf(b));
  return [
    ['package', version],
    ...order.map((stage) => [`← ${stage}`, stages[stage] ?? ''] as const),
    ...Object.entries(sources).map(([name, digest]) => [`← source ${name}`, digest] as const),
    ...(parent === undefined
      ? []
      : [['went on from', `${parentName ?? parent.from}  ${parent.fingerprint}`] as const]),
    ...(sample === undefined ? [] : [['sample', sample] as const]),
  ];
}

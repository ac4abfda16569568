import { createHash } from 'node:crypto';
import type { JsonObject } from '../../contracts/json.js';
import type { SavedModel, Signature } from '../../contracts/model.js';
import { fileFacts, type PackageFacts } from '../package-manifest.js';
import type { RuntimeComponents } from './runtime-components.js';

/** The file in a package that says what it is made of and what it needs. */
export const sbomFile = 'sbom.cdx.json';

/** What a bill is written of. */
interface BillParts {
  readonly facts: PackageFacts;
  readonly signature: Signature;
  readonly model: SavedModel;
  readonly runtime: RuntimeComponents;
  /** The files that predict, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * The bill of materials of a package in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): the model with its model card and
 * its files, the data it was made from, and what predicts with it. Same parts, same text: it holds no time, and its serial number
 * is a digest of the rest.
 */
export function billOfMaterials({
  facts,
  signature,
  model,
  runtime,
  files,
}: BillParts): JsonObject {
  const data = dataComponents(facts);
  const datasets = data.map((component) => ({ ref: component['bom-ref'] ?? '' }));
  const rest = {
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      tools: { components: [{ type: 'application', name: 'mlx', version: facts.mlx }] },
      component: {
        ...{ type: 'machine-learning-model', 'bom-ref': 'model', name: facts.name },
        version: modelVersion(files),
        ...(facts.about?.purpose !== undefined && { description: facts.about.purpose }),
        modelCard: modelCardOf({ facts, signature, model, datasets }),
        components: [...files].map(([path, bytes]) => ({
          ...{ type: 'file', 'bom-ref': `file:${path}`, name: path },
          hashes: [{ alg: 'SHA-256', content: fileFacts(bytes).sha256 }],
        })),
      },
    },
    components: [...data, ...runtime.components],
    dependencies: [
      { ref: 'model', dependsOn: [runtime.root] },
      ...Object.entries(runtime.needs).map(([ref, dependsOn]) => ({
        ref,
        ...(dependsOn.length > 0 && { dependsOn }),
      })),
    ],
  };
  return { bomFormat: 'CycloneDX', serialNumber: serialOf(rest), ...rest };
}

/** What makes the answers: the same for every package of the same model. */
function modelVersion(files: BillParts['files']): string {
  const digests = [...files].map(([path, bytes]) => `${path} ${fileFacts(bytes).sha256}`);
  return createHash('sha256').update(digests.join('\n')).digest('hex').slice(0, 12);
}

/** Sources by the digest they had, and what stages made of them by its fingerprint. */
function dataComponents({ lineage, data }: PackageFacts): readonly JsonObject[] {
  const dataset = (
    ref: string,
    name: string,
    properties: Readonly<Record<string, string>>,
  ): JsonObject => ({
    ...{ type: 'data', 'bom-ref': ref, name },
    data: [{ type: 'dataset', name, contents: { properties: propertiesOf(properties) } }],
  });
  const rows = data === undefined ? {} : { 'mlx:rows': String(data.rows) };
  const splits = Object.entries(data?.splits ?? {}).map(
    ([name, count]) => [`mlx:rows:${name}`, String(count)] as const,
  );
  const { ingest, split } = lineage.stages;
  return [
    ...Object.entries(lineage.sources).map(([name, digest]) =>
      dataset(`source:${name}`, name, { 'mlx:digest': digest }),
    ),
    ...(ingest === undefined
      ? []
      : [dataset('stage:ingest', 'table', { 'mlx:fingerprint': ingest, ...rows })]),
    ...(split === undefined
      ? []
      : [
          dataset('stage:split', 'splits', {
            'mlx:fingerprint': split,
            ...Object.fromEntries(splits),
          }),
        ]),
  ];
}

function modelCardOf({
  facts,
  signature: { task, inputs },
  model,
  datasets,
}: Pick<BillParts, 'facts' | 'signature' | 'model'> & {
  readonly datasets: readonly JsonObject[];
}): JsonObject {
  const { about, metrics, requirements } = facts;
  const approach = task.kind === 'anomaly' ? 'unsupervised' : 'supervised';
  return {
    modelParameters: {
      approach: { type: approach },
      task: task.kind,
      architectureFamily: model.family,
      datasets,
      inputs: inputs.map(({ name, type }) => ({ format: `${name}: ${type}` })),
      outputs: [{ format: outputOf(task) }],
    },
    quantitativeAnalysis: {
      performanceMetrics: Object.entries(metrics).map(([type, { value, low, high }]) => ({
        ...{ type, value: String(value), slice: 'test split' },
        ...(low !== undefined &&
          high !== undefined && {
            confidenceInterval: { lowerBound: String(low), upperBound: String(high) },
          }),
      })),
    },
    ...(about !== undefined && {
      considerations: {
        ...(about.use.length > 0 && { useCases: [...about.use] }),
        ...(about.limits.length + about.not_for.length > 0 && {
          technicalLimitations: [
            ...about.limits,
            ...about.not_for.map((purpose) => `Not for: ${purpose}`),
          ],
        }),
      },
    }),
    properties: propertiesOf({
      ...Object.fromEntries(
        requirements.map(({ requirement, passed }, at) => [
          `mlx:requirement:${at + 1}`,
          `${passed ? 'passed' : 'missed'}: ${requirement}`,
        ]),
      ),
      ...(facts.lineage.sample !== undefined && { 'mlx:sample': facts.lineage.sample }),
      ...(facts.lineage.parent !== undefined && {
        'mlx:parent': facts.lineage.parent.fingerprint,
      }),
    }),
  };
}

function outputOf({ kind, target, classes }: Signature['task']): string {
  if (kind === 'anomaly') return 'score: number';
  return classes.length === 0 ? `${target}: number` : `${target}: probability of each class`;
}

function propertiesOf(pairs: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(pairs).map(([name, value]) => ({ name, value }));
}

/** A UUID of version 8 (RFC 9562) out of the SHA-256 of the text. */
export function serialOf(rest: JsonObject): string {
  const hex = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return `urn:uuid:${[...parts, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')}`;
}

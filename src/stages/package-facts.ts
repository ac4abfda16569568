import { artifactFile } from '../artifacts/artifact-store.js';
import type { IngestResult } from '../data/ingest-request.js';
import type { SplitResult } from '../data/split-table.js';
import type {
  DataFacts,
  MetricFigure,
  PackageFacts,
  SmallerFacts,
} from '../delivery/package-manifest.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import type { EvaluationArtifact, Training } from './artifact-files.js';
import { sampleWords } from './tell-of-sample.js';

type Judged = Pick<EvaluationArtifact, 'evaluation' | 'verdicts'>;

interface PackageOrigin {
  readonly family: string;
  /** How the model did as it was trained. */
  readonly judged: Judged;
  /** How the smaller one did that is packaged instead. */
  readonly smaller: (Judged & { readonly facts: SmallerFacts }) | undefined;
  readonly table: IngestResult;
  readonly split: SplitResult;
  readonly parent: Training['startedFrom'];
  readonly stages: PackageFacts['lineage']['stages'];
  readonly sources: PackageFacts['lineage']['sources'];
}

/** What the manifest says of a packaged model: how good it is, and what it is made of. */
export function packageFacts(
  { name, about, mlx }: Pick<PackageFacts, 'name' | 'about' | 'mlx'>,
  origin: PackageOrigin,
): PackageFacts {
  const { family, judged, smaller, table, split } = origin;
  const { evaluation, verdicts } = smaller ?? judged;
  return {
    ...{ name, family },
    metrics: figuresOf(evaluation),
    requirements: verdicts.map(({ explanation, passed, value }) => ({
      requirement: explanation,
      passed,
      ...(value !== null && { value }),
    })),
    lineage: lineageOf(origin),
    ...(about !== undefined && { about }),
    ...(smaller && { smaller: smaller.facts }),
    data: dataFacts(table, split, judged.evaluation),
    mlx,
  };
}

function lineageOf({ stages, sources, parent, table }: PackageOrigin): PackageFacts['lineage'] {
  const { sample } = table;
  return {
    ...{ stages, sources },
    ...(parent && { parent }),
    ...(sample !== undefined && { sample: sampleWords(sample) }),
  };
}

/** Fingerprint of each artifact the package is made of. */
export async function fingerprintsOf(
  inputs: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const entries = Object.entries(inputs).map(async ([stage, folder]) => {
    const { fingerprint } = await artifactFile.read(folder);
    return [stage, fingerprint] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function dataFacts(table: IngestResult, split: SplitResult, evaluation: Evaluation): DataFacts {
  return {
    rows: table.table.rows,
    splits: { ...split.rows },
    strategy: split.strategy,
    quarantined: table.quarantined,
    warnings: [
      ...table.warnings,
      ...split.audit.findings.flatMap(({ level, text }) => (level === 'warning' ? [text] : [])),
    ],
    measured: { rows: evaluation.rows, resamples: evaluation.resamples },
  };
}

function figuresOf({ metrics }: Evaluation): Readonly<Record<string, MetricFigure>> {
  const entries = Object.entries(metrics).flatMap(([name, { value, interval }]) => {
    if (value === null) return [];
    const [low, high] = interval ?? [];
    return [[name, { value, ...(low !== undefined && high !== undefined && { low, high }) }]];
  });
  return Object.fromEntries(entries) as Record<string, MetricFigure>;
}

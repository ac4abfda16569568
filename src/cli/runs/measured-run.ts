import { ArtifactStore } from '../../artifacts/artifact-store.js';
import type { Fingerprint } from '../../artifacts/fingerprint.js';
import type { RunRecord } from '../../pipeline/run-record.js';
import { evaluated } from '../../stages/artifact-files.js';

/** Where the artifact of a stage lies that a run made or reused; undefined when it came to none. */
export function folderOf(root: string, record: RunRecord, stage: string): string | undefined {
  const done = record.stages.find((each) => each.stage === stage);
  if (done?.state !== 'ran' && done?.state !== 'reused') return undefined;
  return new ArtifactStore(root).pathOf(stage, done.fingerprint as Fingerprint);
}

/** What a stage of a run left in a file; undefined when it came to none, or the artifact is gone. */
export async function readOf<Content>(
  { record, root }: { readonly record: RunRecord; readonly root: string },
  stage: string,
  file: { read(folder: string): Promise<Content> },
): Promise<Content | undefined> {
  const folder = folderOf(root, record, stage);
  return folder === undefined ? undefined : file.read(folder).catch(() => undefined);
}

/** What a run measured, and which way is better where that is still known. */
export interface MeasuredMetric {
  readonly value: number;
  readonly direction?: 'higher' | 'lower';
}

/** Every metric a run measured on the test split; those its record tells when the artifact is gone. */
export async function metricsOf(
  root: string,
  record: RunRecord,
): Promise<Readonly<Record<string, MeasuredMetric>>> {
  const folder = folderOf(root, record, 'evaluate');
  if (folder === undefined) return {};
  const artifact = await evaluated.read(folder).catch(() => undefined);
  if (artifact !== undefined) {
    return Object.fromEntries(
      Object.entries(artifact.evaluation.metrics).flatMap(([name, { value, direction }]) =>
        value === null ? [] : [[name, { value, direction }]],
      ),
    );
  }
  const facts = record.stages.find(({ stage }) => stage === 'evaluate')?.facts ?? [];
  return Object.fromEntries(
    facts.flatMap(({ name, value }) =>
      name.startsWith('test ') && typeof value === 'number' ? [[name.slice(5), { value }]] : [],
    ),
  );
}

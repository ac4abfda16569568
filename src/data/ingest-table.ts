import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StageEvent } from '../contracts/events.js';
import { derivationOrder } from './columns/derivation-order.js';
import { namesBeforeDerived } from './columns/names-in-table.js';
import { describeTable, type IngestedColumn } from './describe-table.js';
import type { Draft, Workbench } from './draft.js';
import { gatherRows } from './gather-rows.js';
import type { IngestedSource, IngestRequest, IngestResult } from './ingest-request.js';
import { openMemory } from './part-cache/open-memory.js';
import { partNews } from './part-news.js';
import { applyPrivacy, type PrivacySettings } from './privacy/apply-privacy.js';
import { refuseCarried } from './privacy/carried-columns.js';
import { errorWithoutContent } from './privacy/error-without-content.js';
import { protectedColumns, secretNames, withoutValues } from './privacy/notes-without-values.js';
import { personalFeatures } from './privacy/personal-features.js';
import { checkQuality, type QualityResult } from './quality/check-quality.js';
import { refuseReserved, refuseReservedInTable } from './reserved-names.js';
import { type Sampled, sampleDraft } from './sample-draft.js';
import { shapeColumns } from './shaping/shape-columns.js';
import type { SourceSpec } from './staging/offers.js';
import type { StagedPart } from './staging/staged-part.js';
import type { SteppedDraft } from './steps/run-steps.js';
import { tableSources } from './table-sources.js';
import { contentDigest } from './tables/content-digest.js';
import { type Database, openDatabase } from './tables/database.js';
import { parquetFacts } from './tables/parquet-facts.js';
import { rowProgress } from './tables/row-progress.js';
import { tableRows } from './tables/sql.js';
import { writeTable } from './write-table.js';

/**
 * Reads all sources into `table.parquet`, rows in order, with a type and a role for every column. Exact and never in
 * memory as a whole; the same rows each time, and the same bytes unless the table is large. Nothing is dropped
 * unless the project says so: what cannot be read is an `MlxError` with file and line.
 */
export async function ingestTable(request: IngestRequest): Promise<IngestResult> {
  const scratch = await mkdtemp(join(request.scratch, 'ingest-'));
  try {
    await using database = await openDatabase({ scratch, signal: request.signal });
    return await ingestWith(database, request, scratch);
  } catch (error) {
    const isProtected = protectedColumns(request.privacy ?? unprotected).size > 0;
    throw isProtected ? errorWithoutContent(error) : error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const unprotected: PrivacySettings = { detect: 'warn', columns: {} };

async function ingestWith(
  database: Database,
  request: IngestRequest,
  scratch: string,
): Promise<IngestResult> {
  const { target, output, cacheDir, projectDir, signal, emit } = request;
  const privacy = request.privacy ?? unprotected;
  const secret = secretNames(privacy, request.columns, request.combine);
  const bench: Workbench = { database, projectDir, scratch, signal, emit, secret };
  const memory = cacheDir === undefined ? undefined : openMemory(cacheDir, signal);
  const sources = sourcesOfTable(request);
  const gathered = await gatherRows({ request: { ...request, sources }, bench, memory });
  const reused = await memory?.close();
  await refuseCarriedIn(gathered.draft, request, { privacy, database });
  const { draft, sampled } = await someRows(gathered.draft, request, bench);
  const { draft: shaped, stepped } = await shape({ draft, parts: gathered.parts }, request, bench);
  const held = await holdRows(shaped, { request, privacy, bench });
  const guarded = await applyPrivacy(held.draft, privacy, bench);
  const file = join(output, 'table.parquet');
  await writeTable(guarded.draft, file, bench);
  const { rows } = await parquetFacts(database, file);
  const { columns, notes: roles } = await describeTable(database, {
    ...{ file, rows, columns: guarded.draft.columns, declared: request.columns, target, emit },
    projectDir: request.projectDir,
  });
  const personal = await personalFeatures({ relation: tableRows(file), columns }, privacy, bench);
  const notable = [...withoutValues(partNews(gathered.parts, 'notes'), secret), ...gathered.doubts];
  const notes = [...gathered.notes, ...guarded.notes, ...roles];
  const digesting = rowProgress(emit, 'taking a fingerprint of the table', rows);
  digesting(0);
  const digest = await contentDigest(database, file, { columns, onProgress: digesting });
  const warnings = [...gathered.warnings, ...guarded.warnings];
  emit({ type: 'columns', columns: columns.map(asEvent) });
  for (const { text, hint } of personal.warnings) emit({ type: 'warning', text, hint });
  for (const text of notable) emit({ type: 'note', text, isNotable: true });
  // What was reused is told but not kept: the artifact is the same however it came about.
  for (const text of [...(reused === undefined ? [] : [reused]), ...notes]) {
    emit({ type: 'note', text });
  }
  for (const text of warnings) emit({ type: 'warning', text });
  return {
    table: { rows, columns: columns.map(({ name, type, role }) => ({ name, type, role })) },
    ...(sampled !== undefined && { sample: sampled }),
    columns,
    before: typesOf(draft.columns),
    ...stepFacts(stepped),
    sources: sources.map((source) => sourceFacts(source, gathered.parts)),
    digest,
    quality: held.findings,
    quarantined: held.quarantined,
    privacy: { ...guarded.result, lookedAt: personal.lookedAt, findings: personal.findings },
    notes: [...notable, ...notes],
    warnings,
  };
}

/** Looks for what is protected under other names, before anything is made of the rows. */
async function refuseCarriedIn(
  draft: Draft,
  { columns, combine: steps = [] }: IngestRequest,
  { privacy, database }: { readonly privacy: PrivacySettings; readonly database: Database },
): Promise<void> {
  if (protectedColumns(privacy).size === 0) return;
  const combined = draft.columns.map(({ name }) => name);
  const derivations = await derivationOrder(
    columns,
    namesBeforeDerived(combined, columns),
    database,
  );
  refuseCarried(privacy, { columns, steps, derivations, combined });
}

function sourcesOfTable({ sources, combine = [], quality }: IngestRequest): readonly SourceSpec[] {
  const rules = (quality?.rules ?? []).map(({ settings }) => settings);
  return tableSources(sources, { steps: combine, rules });
}

interface Held {
  readonly request: IngestRequest;
  readonly privacy: PrivacySettings;
  readonly bench: Workbench;
}

/** The rows of the sample, when there is to be one. */
async function someRows(
  draft: Draft,
  { sample }: IngestRequest,
  bench: Workbench,
): Promise<{ readonly draft: Draft; readonly sampled?: Sampled }> {
  return sample === undefined ? { draft } : sampleDraft(draft, sample, bench);
}

/** The table with the columns the project describes; those of the sources that did not come along may be described too. */
async function shape(
  { draft, parts }: { readonly draft: Draft; readonly parts: readonly StagedPart[] },
  { columns, steps, target }: IngestRequest,
  bench: Workbench,
): Promise<SteppedDraft> {
  const beside = columnsBeside(draft, parts);
  refuseReserved([...draft.columns.map(({ name }) => name), ...Object.keys(columns)]);
  const kept = Object.entries(columns).filter(([name]) => !beside.has(name));
  const wanted = target === undefined ? [] : [target];
  const shaped = await shapeColumns(
    draft,
    { columns: Object.fromEntries(kept), wanted, ...(steps !== undefined && { steps }) },
    bench,
  );
  refuseReservedInTable(shaped.draft.columns.map(({ name }) => name));
  return shaped;
}

/** The rows that keep the quality rules, and what was found. */
async function holdRows(draft: Draft, { request, privacy, bench }: Held): Promise<QualityResult> {
  const { quality, output, sources } = request;
  if (quality === undefined) return { draft, findings: [], quarantined: 0 };
  const quarantine = join(output, 'quarantine.csv');
  const secret = secretNames(privacy, request.columns, request.combine);
  return checkQuality(draft, { ...quality, sources, secret, quarantine }, bench);
}

/** Without steps there is nothing between the sources and the table. */
function stepFacts(stepped: SteppedDraft['stepped']): Pick<IngestResult, 'stepped'> {
  return stepped.length > 1 ? { stepped: stepped.map(typesOf) } : {};
}

function typesOf(columns: Draft['columns']): Draft['columns'] {
  return columns.map(({ name, type }) => ({ name, type }));
}

function asEvent({ name, type, role, inferred }: IngestedColumn): ColumnOfEvent {
  return { name, type, role, inferred };
}

type ColumnOfEvent = Extract<StageEvent, { type: 'columns' }>['columns'][number];

function sourceFacts({ name }: SourceSpec, parts: readonly StagedPart[]): IngestedSource {
  const own = parts.filter(({ source }) => source === name);
  return {
    name,
    files: own.map(({ part }) => part.origin),
    dialect: own[0]?.part.dialect ?? {},
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    bytes: own.reduce((sum, { part }) => sum + part.bytes, 0),
  };
}

/** Columns that are read but do not come to be in the table, such as keys of joins: they may be described too. */
function columnsBeside({ columns }: Draft, parts: readonly StagedPart[]): ReadonlySet<string> {
  const kept = new Set(columns.map(({ name }) => name));
  const read = parts.flatMap((part) => part.columns.map(({ name }) => name));
  return new Set(read.filter((name) => !kept.has(name)));
}

import { join, relative, sep } from 'node:path';
import type { Database } from '../data/tables/database.js';
import { ModelRegistry } from '../delivery/registry/model-registry.js';
import { filesBelow, type HeldTable, heldTables } from './held-tables.js';
import { type KeptPackage, keptPackages } from './packages.js';
import { Redactor } from './redact.js';
import { type ServedLines, servedLines } from './served-rows.js';
import type { Subject } from './subject.js';
import { filesMentioning } from './text-files.js';
import { type Traces, tracesOf } from './traces.js';
import { vocabulariesOf } from './vocabularies.js';

/** Where a project's files lie. */
export interface ErasureWorld {
  /** The project's `.mlx` folder. */
  readonly root: string;
  readonly projectDir: string;
  readonly database: Database;
  readonly signal: AbortSignal;
  /** The registry, where it is not in `root`. */
  readonly registry?: ModelRegistry;
}

/** Everything of a person that was found. */
export interface Found {
  readonly tables: readonly HeldTable[];
  /** Files that mention the person in writing, and what finds them. */
  readonly texts: readonly string[];
  /** Those of them that know a word of theirs: once the rows are gone, nothing tells whose it was. */
  readonly vocabularies: readonly string[];
  readonly redactor: Redactor;
  /** What only this person has: tokens are among it. */
  readonly traces: Traces;
  readonly packages: readonly KeptPackage[];
  /** What servers have written down of their requests. */
  readonly served: readonly ServedLines[];
}

/** Looks everywhere below `.mlx` and in the reports for a person. Changes nothing. */
export async function findPerson(subject: Subject, world: ErasureWorld): Promise<Found> {
  const { root, projectDir, database } = world;
  const files = [...(await filesBelow(root)), ...(await filesBelow(join(projectDir, 'reports')))];
  const kept = files.filter((file) => !isPassing(root, file));
  const tables = await heldTables(kept, subject, database);
  const whole = tables.filter(({ file }) => stageOf(root, file) === 'ingest');
  const traces = await tracesOf(whole.length > 0 ? whole : tables, subject, database);
  const redactor = new Redactor(traces);
  const held = new Set(tables.map(({ file }) => file));
  const mentioned = await filesMentioning(
    kept.filter((file) => !held.has(file) && !isServed(root, file)),
    redactor,
    world.signal,
  );
  const words = await vocabulariesOf(kept, whole.length > 0 ? whole : tables, database);
  const texts = [...new Set([...mentioned, ...words])];
  const { registry = new ModelRegistry(join(root, 'registry')) } = world;
  const packages = await keptPackages(root, subject, { database, registry });
  const known = { tables: whole.length > 0 ? whole : tables, traces, redactor, packages };
  const served = await servedLines(subject, known, world);
  return { tables, texts, vocabularies: words, redactor, traces, packages, served };
}

/** The prediction log has lines of its own kind. */
function isServed(root: string, file: string): boolean {
  return relative(root, file).startsWith(`served${sep}`);
}

/** Copies that only save work: an erasure removes them unread. */
export function isPassing(root: string, file: string): boolean {
  const [first] = relative(root, file).split(sep);
  return (
    first === 'scratch' || first === 'cache' || relative(root, file).includes(`${sep}partial-`)
  );
}

/** The stage of the artifact a file is part of. */
export function stageOf(root: string, file: string): string | undefined {
  const [kind, stage] = relative(root, file).split(sep);
  return kind === 'artifacts' ? stage : undefined;
}

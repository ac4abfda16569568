import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../contracts/json.js';
import type { Fingerprint, FingerprintParts } from './fingerprint.js';
import { JsonFile } from './json-file.js';
import { processAlive } from './process-alive.js';
import { writeAtomically } from './write-atomically.js';

/** What an artifact says about itself, in `artifact.json`. No times: the same work gives the same bytes. */
export interface ArtifactFacts {
  readonly fingerprint: Fingerprint;
  readonly parts: FingerprintParts;
  readonly facts: readonly { readonly name: string; readonly value: string | number }[];
  /** What the stage ran on, where that can change the last digits. */
  readonly compute?: { readonly backend: string; readonly version: string };
  readonly details?: Json;
  /** Rows that an erasure took out afterwards, by file: the artifact is no longer all its fingerprint promises. */
  readonly erased?: Readonly<Record<string, number>>;
}

/** What an artifact says about itself. */
export const artifactFile = new JsonFile<ArtifactFacts>('artifact.json');

/** Artifacts by stage and fingerprint. A folder is whole or absent, whatever was killed and when. */
export class ArtifactStore {
  readonly root: string;

  /** `root` is the project's `.mlx` folder. */
  constructor(root: string) {
    this.root = root;
  }

  pathOf(stage: string, fingerprint: Fingerprint): string {
    return join(this.root, 'artifacts', stage, fingerprint.slice(0, 16));
  }

  async has(stage: string, fingerprint: Fingerprint): Promise<boolean> {
    return access(join(this.pathOf(stage, fingerprint), artifactFile.name)).then(
      () => true,
      () => false,
    );
  }

  async facts(stage: string, fingerprint: Fingerprint): Promise<ArtifactFacts> {
    return artifactFile.read(this.pathOf(stage, fingerprint));
  }

  /**
   * Fills a folder of its own, then renames it into place. When another process was faster its artifact stays;
   * with `replace` this one takes its place.
   */
  async create(
    parts: FingerprintParts,
    fingerprint: Fingerprint,
    work: {
      readonly fill: (folder: string) => Promise<Omit<ArtifactFacts, 'fingerprint' | 'parts'>>;
      readonly replace: boolean;
    },
  ): Promise<ArtifactFacts> {
    const folder = join(this.root, 'artifacts', parts.stage);
    await mkdir(folder, { recursive: true });
    await removeDeadPartials(folder);
    const partial = join(folder, `partial-${process.pid}-${randomUUID().slice(0, 8)}`);
    await mkdir(partial);
    try {
      const filled = { fingerprint, parts, ...(await work.fill(partial)) };
      await artifactFile.write(partial, filled);
      await this.#moveIntoPlace(partial, this.pathOf(parts.stage, fingerprint), work.replace);
      return filled;
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }

  /** The parts of the artifact this project used last for a stage: what "changed since" compares with. */
  async latest(stage: string): Promise<FingerprintParts | undefined> {
    const text = await readFile(this.#latestFile(stage), 'utf8').catch(() => '');
    return parsed(text);
  }

  async setLatest(parts: FingerprintParts): Promise<void> {
    await writeAtomically(this.#latestFile(parts.stage), `${JSON.stringify(parts, null, 2)}\n`);
  }

  /** A folder for checkpoints and spilled data, kept when a run is killed and found again by the next. */
  scratchOf(fingerprint: Fingerprint): string {
    return join(this.root, 'scratch', fingerprint.slice(0, 16));
  }

  #latestFile(stage: string): string {
    return join(this.root, 'latest', `${stage}.json`);
  }

  async #moveIntoPlace(partial: string, place: string, replace: boolean): Promise<void> {
    const before = `${partial}-replaced`;
    if (replace) await rename(place, before).catch(ignoring('ENOENT'));
    await rename(partial, place).catch(ignoring('ENOTEMPTY', 'EEXIST'));
    await rm(before, { recursive: true, force: true });
  }
}

function ignoring(...codes: readonly string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}

function parsed(text: string): FingerprintParts | undefined {
  try {
    return JSON.parse(text) as FingerprintParts;
  } catch {
    return undefined; // Absent or damaged: nothing to compare with.
  }
}

/** Bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

/** What a killed process left half done is of no use to anybody. */
async function removeDeadPartials(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^partial-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !processAlive(Number(pid))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

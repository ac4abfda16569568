import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../artifacts/write-atomically.js';

/** What people say of a run. */
export interface RunLabel {
  /** In the order of the alphabet. */
  readonly tags: readonly string[];
  readonly note?: string;
}

/** Tags and notes of runs, beside the records: a record is mlx's own word, and is rewritten while a run goes on. */
export class RunLabels {
  readonly #folder: string;

  /** `root` is the project's `.mlx` folder. */
  constructor(root: string) {
    this.#folder = join(root, 'runs', 'labels');
  }

  /** The label of a run; one without any when nobody has said anything, or the file is damaged. */
  async of(run: string): Promise<RunLabel> {
    const text = await readFile(this.#file(run), 'utf8').catch(() => '{}');
    return parsed(text);
  }

  async set(run: string, { tags, note }: RunLabel): Promise<RunLabel> {
    const label = {
      tags: [...new Set(tags)].toSorted(),
      ...(note !== undefined && note !== '' && { note }),
    };
    await writeAtomically(this.#file(run), `${JSON.stringify(label, null, 2)}\n`);
    return label;
  }

  #file(run: string): string {
    return join(this.#folder, `${run}.json`);
  }
}

function parsed(text: string): RunLabel {
  try {
    const { tags, note } = JSON.parse(text) as { readonly tags?: unknown; readonly note?: unknown };
    const list: readonly unknown[] = Array.isArray(tags) ? tags : [];
    return {
      tags: list.filter((tag) => typeof tag === 'string'),
      ...(typeof note === 'string' && { note }),
    };
  } catch {
    return { tags: [] };
  }
}

import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One evaluation on a test set. */
export interface Look {
  /** The test set, see `testSetDigest`. */
  readonly testSet: string;
  /** When, as ISO 8601. */
  readonly at: string;
  /** The run that evaluated. */
  readonly run: string;
  /** Fingerprints of what was evaluated, and of the evaluation. */
  readonly model: string;
  readonly evaluation: string;
  /** Every metric that could be measured. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** How often a test set was looked at, and with how many models. */
export interface LookCount {
  readonly looks: number;
  readonly models: number;
}

/**
 * Every evaluation on a test split, one JSON line each, never changed. No artifact depends on it. A line is appended in
 * a single write and synced, so that processes may append at once, and a crash costs at most the line it was writing;
 * what is no whole line is passed over.
 */
export class TestLedger {
  readonly #file: string;

  /** `root` is the project's `.mlx` folder. */
  constructor(root: string) {
    this.#file = join(root, 'ledger', 'test-looks.jsonl');
  }

  async add(look: Look): Promise<void> {
    await mkdir(join(this.#file, '..'), { recursive: true });
    const file = await open(this.#file, 'a+');
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      // Whoever was cut off in the middle of a line must not take this one with it.
      const torn = size > 0 && last.toString() !== '\n';
      await file.appendFile(`${torn ? '\n' : ''}${JSON.stringify(look)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** The looks at a test set, oldest first. */
  async looksAt(testSet: string): Promise<readonly Look[]> {
    const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    return text
      .split('\n')
      .map(parsed)
      .filter((look) => look !== undefined)
      .filter((look) => look.testSet === testSet);
  }
}

/** Counts looks; the same model looked at again is another look, but no other model. */
export function countLooks(looks: readonly Look[]): LookCount {
  return { looks: looks.length, models: new Set(looks.map(({ model }) => model)).size };
}

function parsed(line: string): Look | undefined {
  if (line.trim() === '') return undefined;
  try {
    const look = JSON.parse(line) as Partial<Look> | null;
    return typeof look?.testSet === 'string' && typeof look.model === 'string'
      ? (look as Look)
      : undefined;
  } catch {
    return undefined; // Cut off by a crash: the other lines still count.
  }
}

import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where lines go, and how much is kept. */
export interface RotatedFileSettings {
  readonly folder: string;
  /** Bytes at which a new file is begun. */
  readonly fileBytes: number;
  /** Newest files to keep. */
  readonly files: number;
  /** Told of a disk that does not take lines, once until it does again. */
  readonly failed: (error: unknown) => void;
}

/**
 * Lines that are written behind the requests, in files called by time so that names sort by age. Each process writes files of
 * its own. What the disk does not take is dropped once it is more than 8 MB: answers never wait for it.
 */
export class RotatedFile {
  readonly #settings: RotatedFileSettings;
  readonly #timer: NodeJS.Timeout;
  #lines: string[] = [];
  #waiting = 0;
  #path: string | undefined;
  #written = 0;
  #flushing: Promise<void> = Promise.resolve();
  #said = false;

  constructor(settings: RotatedFileSettings) {
    this.#settings = settings;
    this.#timer = setInterval(() => void this.flush(), flushMs);
    this.#timer.unref();
  }

  write(line: string): void {
    if (this.#waiting > mostWaiting) return;
    this.#lines.push(line);
    this.#waiting += line.length;
  }

  /** Resolves when all that was written before lies on the disk, or was given up. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flush());
    return this.#flushing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    const { folder, fileBytes, failed } = this.#settings;
    [this.#lines, this.#waiting] = [[], 0];
    try {
      if (this.#path === undefined) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        this.#path = join(folder, newName());
        await this.#forgetOld();
      }
      await appendFile(this.#path, text, { mode: 0o600 });
      this.#said = false;
      this.#written += Buffer.byteLength(text);
      if (this.#written >= fileBytes) [this.#path, this.#written] = [undefined, 0];
    } catch (error) {
      if (!this.#said) failed(error);
      this.#said = true;
    }
  }

  async #forgetOld(): Promise<void> {
    const { folder, files } = this.#settings;
    const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).toSorted();
    const old = names.slice(0, Math.max(0, names.length - files + 1));
    await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
  }
}

const flushMs = 250;
const mostWaiting = 8 * 2 ** 20;

function newName(): string {
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '');
  return `served-${time}-${process.pid}-${randomBytes(2).toString('hex')}.jsonl`;
}

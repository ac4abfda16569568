import { type FileHandle, open } from 'node:fs/promises';
import { MlxError } from '../../../errors/index.js';

/** A file that is written piece by piece; whoever writes waits for the disk. Throws `data/disk` when that is full. */
export class GrowingFile implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** `append` goes on behind what is there; otherwise that is thrown away. */
  static async open(file: string, mode: 'append' | 'anew' = 'anew'): Promise<GrowingFile> {
    return new GrowingFile(await open(file, mode === 'append' ? 'a' : 'w'));
  }

  async write(piece: Uint8Array | string): Promise<void> {
    try {
      await this.#handle.appendFile(piece);
    } catch (error) {
      throw isFull(error) ? noRoom(error) : error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
}

function noRoom(cause: unknown): MlxError {
  return new MlxError('data/disk', 'There is no room left to keep what is being read', {
    hints: ['Make room on the disk that holds the project'],
    cause,
  });
}

import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Puts files one after the other at the end of another, which is there afterwards when there was anything to put. */
export async function appendFiles(files: readonly string[], target: string): Promise<void> {
  for (const file of files) {
    await pipeline(createReadStream(file), createWriteStream(target, { flags: 'a' }));
  }
}

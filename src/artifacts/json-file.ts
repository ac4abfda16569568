import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A named JSON file inside an artifact: the reader and the writer share one type. */
export class JsonFile<Content> {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async read(folder: string): Promise<Content> {
    return JSON.parse(await readFile(join(folder, this.name), 'utf8')) as Content;
  }

  /** The same, or undefined where there is no such file. */
  async find(folder: string): Promise<Content | undefined> {
    return this.read(folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
  }

  async write(folder: string, content: Content): Promise<void> {
    await writeFile(join(folder, this.name), `${JSON.stringify(content, null, 2)}\n`);
  }
}

import { type Database, type DatabaseOptions, openDatabase } from './database.js';

/** A database that is opened when it is first asked for, if ever. */
export class LateDatabase implements AsyncDisposable {
  readonly #options: DatabaseOptions;
  #opening: Promise<Database> | undefined;

  constructor(options: DatabaseOptions = {}) {
    this.#options = options;
  }

  readonly open = (): Promise<Database> => {
    this.#opening ??= openDatabase(this.#options);
    return this.#opening;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opening)?.close();
  }
}

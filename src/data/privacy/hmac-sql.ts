import { createHash } from 'node:crypto';
import type { Database } from '../tables/database.js';

/** HMAC with one key, in SQL: hands a text expression to get its HMAC-SHA-256 as 64 hexadecimal digits. */
export type Hmac = (text: string) => string;

/**
 * Keys in SQL without being in its text: each lies in a variable of the connection, so that no message, plan or log can show
 * it. HMAC (RFC 2104) is written out, because DuckDB has SHA-256 only. Works on the main connection of a database, not
 * in `stream`. Call `forget` when done.
 */
export class KeyedHashes {
  readonly #database: Database;
  #keys = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  async withKey(key: string | Uint8Array): Promise<Hmac> {
    const name = `mlx_key_${this.#keys++}`;
    const { inner, outer } = padded(key);
    await this.#set(`${name}_inner`, inner);
    await this.#set(`${name}_outer`, outer);
    return (text) =>
      `sha256(getvariable('${name}_outer') || unhex(sha256(getvariable('${name}_inner') || encode(${text}))))`;
  }

  async forget(): Promise<void> {
    for (let at = 0; at < this.#keys; at++) {
      for (const pad of ['inner', 'outer']) {
        await this.#database.run(`RESET VARIABLE mlx_key_${at}_${pad}`);
      }
    }
    this.#keys = 0;
  }

  async #set(name: string, bytes: Uint8Array): Promise<void> {
    await this.#database.run(
      `SET VARIABLE ${name} = unhex('${Buffer.from(bytes).toString('hex')}')`,
    );
  }
}

const blockBytes = 64;

/** The key as RFC 2104 pads it: hashed when longer than a block, then combined with 0x36 and 0x5c. */
function padded(key: string | Uint8Array): {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
} {
  const bytes = Buffer.from(key);
  const short = bytes.length > blockBytes ? createHash('sha256').update(bytes).digest() : bytes;
  const block = Buffer.alloc(blockBytes);
  short.copy(block);
  return { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) };
}

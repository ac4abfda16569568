import { createHmac } from 'node:crypto';
import type { Json, JsonObject } from '../../contracts/json.js';
import { placeOf } from './choose-model.js';
import type { RotatedFile } from './rotated-file.js';

/** What is kept of requests, for `mlx monitor`. */
export interface PredictionLogSettings {
  /** Share of the requests, from 0 to 1. */
  readonly sample: number;
  /** Columns that are kept as keyed hashes. */
  readonly private: readonly string[];
  /** Key of the hashes: without it nobody can try out what a value was. */
  readonly hashKey: string;
}

/**
 * Writes rows with their answers, and labels that come later, as JSON lines (`mlx.served/1`):
 * `{"kind":"prediction","time","request","row","version","input","prediction"}` and
 * `{"kind":"feedback","time","request","row","label"}`. A request is kept or not by its id, so that all of its rows are.
 */
export class PredictionLog {
  readonly #settings: PredictionLogSettings;
  readonly #file: RotatedFile;
  readonly #private: ReadonlySet<string>;
  readonly #now: () => Date;

  constructor(
    settings: PredictionLogSettings,
    file: RotatedFile,
    now: () => Date = () => new Date(),
  ) {
    this.#settings = settings;
    this.#file = file;
    this.#private = new Set(settings.private);
    this.#now = now;
  }

  predicted(
    request: string,
    rows: readonly unknown[],
    {
      version,
      predictions,
      first = 0,
    }: {
      readonly version: string;
      readonly predictions: readonly unknown[];
      /** Place of the first row in its request, where that is answered bit by bit. */
      readonly first?: number;
    },
  ): void {
    const { sample } = this.#settings;
    if (sample === 0 || placeOf(request) >= sample) return;
    const time = this.#now().toISOString();
    for (const [at, prediction] of predictions.entries()) {
      const row = first + at;
      const input = this.#withoutPrivate(rows[at]);
      this.#write({ kind: 'prediction', time, request, row, version, input, prediction });
    }
  }

  /** Keeps what turned out to be true. All of it is kept, whatever the sample. */
  learned(feedback: {
    readonly request: string;
    readonly row: number;
    readonly label: Json;
  }): void {
    this.#write({ kind: 'feedback', time: this.#now().toISOString(), ...feedback });
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #write(line: Readonly<Record<string, unknown>>): void {
    this.#file.write(`${JSON.stringify(line)}\n`);
  }

  #withoutPrivate(row: unknown): Json {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return null;
    const entries = Object.entries(row as JsonObject).map(([name, value]) => {
      const hide = this.#private.has(name) && value !== null;
      return [name, hide ? hashedValue(value, this.#settings.hashKey) : value];
    });
    return Object.fromEntries(entries) as JsonObject;
  }
}

/** A private value as the log keeps it: equal values stay equal, and without the key nobody can try out what it was. */
export function hashedValue(value: Json, key: string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `hmac:${createHmac('sha256', key).update(text).digest('hex').slice(0, 24)}`;
}

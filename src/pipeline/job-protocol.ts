import type { StageEvent } from '../contracts/events.js';
import type { Json } from '../contracts/json.js';
import {
  type ErrorCode,
  errorCatalogue,
  MlxError,
  type Place,
  type Problem,
} from '../errors/index.js';
import type { Usage } from './events.js';
import type { StageResult } from './stage.js';

/** What a job says on its standard output: one JSON object a line, the last of them `done` or `failed`. */
export type JobMessage =
  | { readonly type: 'event'; readonly event: StageEvent }
  /** Of a job that converses: what it was asked, answered. */
  | { readonly type: 'answer'; readonly answer: Json }
  | {
      readonly type: 'done';
      readonly result: StageResult;
      readonly usage: Omit<Usage, 'bytes'>;
    }
  | { readonly type: 'failed'; readonly error: WireError };

/** What is said to a job that converses, on its standard input: one JSON object a line. */
export type ParentMessage =
  | { readonly type: 'request'; readonly request: Json }
  | { readonly type: 'dismiss' };

/** An error as it crosses a process border. A bug keeps its stack, an explained failure its code. */
export interface WireError {
  readonly code?: ErrorCode;
  readonly message: string;
  readonly place?: Place;
  readonly cause?: WireError;
  readonly hints?: readonly string[];
  readonly problems?: readonly Problem[];
  readonly stack?: string;
}

/** An error as plain data. */
export function toWire(error: unknown): WireError {
  if (error instanceof MlxError) {
    const { code, message, place, hints, problems, cause } = error;
    return {
      ...{ code, message, hints, problems },
      ...(place !== undefined && { place }),
      ...(cause !== undefined && { cause: toWire(cause) }),
    };
  }
  if (!(error instanceof Error)) return { message: String(error) };
  return { message: error.message, stack: error.stack ?? error.message };
}

/** The error as it was thrown on the other side. */
export function fromWire({ code, message, place, cause, stack, ...lists }: WireError): Error {
  if (code !== undefined && code in errorCatalogue) {
    return new MlxError(code, message, {
      ...lists,
      ...(place !== undefined && { place }),
      ...(cause !== undefined && { cause: fromWire(cause) }),
    });
  }
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/**
 * Reads one line of a job's output; undefined for a line that is not ours, such as a library's chatter. A number that JSON
 * cannot say crosses as null and comes out as NaN.
 */
export function parseMessage(line: string): JobMessage | undefined {
  if (!line.startsWith('{"type":')) return undefined;
  try {
    return JSON.parse(line, (_key, value: unknown) => value ?? Number.NaN) as JobMessage;
  } catch {
    return undefined; // A line cut off by a kill.
  }
}

/** An answer whose body has not been read yet. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The pieces of the body; each must come within the time limit. */
  readonly body: () => AsyncIterable<Uint8Array>;
  /** Lets go of the body unread. */
  readonly drop: () => Promise<void>;
}

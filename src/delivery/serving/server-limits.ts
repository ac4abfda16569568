/** What requests may ask for, and how long everything may take. */
export interface ServerLimits {
  /** In one request. */
  readonly rows: number;
  /** Of one body, or of one line of a stream. */
  readonly bytes: number;
  /** Requests under way. */
  readonly concurrent: number;
  readonly connections: number;
  readonly receiveSeconds: number;
  readonly answerSeconds: number;
  readonly drainSeconds: number;
}

/** What holds where nobody says otherwise: the defaults of `serve.limits`. */
export const defaultLimits: ServerLimits = {
  ...{ rows: 1000, bytes: 4 * 2 ** 20, concurrent: 256, connections: 2048 },
  ...{ receiveSeconds: 15, answerSeconds: 30, drainSeconds: 10 },
};

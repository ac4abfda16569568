import type { RowProblem } from '../../contracts/model.js';

/** An answer that is a refusal: a status, words, and for rows what is wrong with each. It is no failure of the server. */
export class Refusal extends Error {
  readonly status: number;
  readonly more: RefusalDetails;

  constructor(status: number, message: string, more: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }
}

interface RefusalDetails {
  readonly problems?: readonly RowProblem[];
  /** Seconds after which asking again makes sense. */
  readonly retryAfter?: number;
  readonly hint?: string;
}

/** 422: the rows are JSON, but not what the model reads. */
export function unreadable(problems: readonly RowProblem[]): Refusal {
  return new Refusal(422, 'The rows cannot be read; GET /signature shows what a row looks like', {
    problems,
  });
}

/** 503: nothing is loaded that could answer. */
export function noModel(): Refusal {
  return new Refusal(503, 'No model is loaded yet', { retryAfter: 1 });
}

import { percentFigure } from '../contracts/figure.js';
import type { JsonObject } from '../contracts/json.js';
import type { Signature } from '../contracts/model.js';
import type { GoldenPrediction } from '../delivery/package-folder.js';
import type { Prediction } from '../delivery/prediction.js';

/** A row; of a series all, because one alone may not say what is known of the times to come. */
function askedOf({
  golden,
  signature,
}: {
  readonly golden: readonly GoldenPrediction[];
  readonly signature: Signature;
}): JsonObject | readonly JsonObject[] {
  const rows = golden.map(({ row }) => row);
  return signature.task.kind === 'forecast' ? rows : (rows[0] ?? {});
}

/** Asks a server for its first answer, as a client without a key would, and words it: `yes (0.83)`. */
export async function firstPrediction(
  url: string,
  request: {
    readonly golden: readonly GoldenPrediction[];
    readonly signature: Signature;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(askedOf(request)),
    signal: request.signal,
  }).catch(() => undefined);
  request.signal.throwIfAborted();
  // It is ready and repeats its golden predictions, or this would not be asked: it only does not answer everybody.
  if (response === undefined) return 'not asked: the server takes HTTPS only';
  if ([401, 403, 429].includes(response.status)) return 'not asked: the server wants a key';
  const { predictions } = (await response.json()) as { predictions: readonly Prediction[] };
  const [first] = predictions;
  if (first === undefined) return 'none';
  if ('score' in first) {
    return `score ${first.score.toPrecision(4)} (${first.flagged ? 'flagged' : 'not flagged'})`;
  }
  const { target } = request.signature.task;
  if ('forecast' in first) return `${target} = ${first.forecast.toPrecision(6)} on ${first.time}`;
  return 'value' in first
    ? `${target} = ${first.value.toPrecision(6)}`
    : `${target} = ${first.label} (${percentFigure(first.probability, 1)})`;
}

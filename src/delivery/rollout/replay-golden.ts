import type { Task } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import { answerSize, type Difference, farthest } from '../golden-difference.js';
import type { GoldenPrediction, Package } from '../package-folder.js';
import type { Prediction } from '../prediction.js';

/**
 * Asks a server for the golden rows of the package it serves and compares each number with what the model gave when it
 * was packaged. Returns the largest difference. Throws `deploy/golden-mismatch` naming row, expected, got and difference.
 */
export async function replayGolden(
  url: string,
  { golden, signature }: Package,
  { tolerance, signal }: { readonly tolerance: number; readonly signal: AbortSignal },
): Promise<number> {
  return heldAgainst(golden, await ask(url, golden, signal), { task: signature.task, tolerance });
}

/**
 * The same for answers that are here: the largest difference, or `deploy/golden-mismatch`. What is allowed grows with the size of
 * targets beyond 1, since a model made elsewhere may answer in float32.
 */
export function heldAgainst(
  golden: readonly GoldenPrediction[],
  answers: readonly Prediction[],
  { task, tolerance }: { readonly task: Task; readonly tolerance: number },
): number {
  const allowed = tolerance * Math.max(1, answerSize(task, golden));
  let largest = 0;
  for (const [row, { expected }] of golden.entries()) {
    const far = farthest(task, expected, answers[row]);
    if (!(far.difference <= allowed)) throw mismatch(row, far, allowed);
    largest = Math.max(largest, far.difference);
  }
  return largest;
}

async function ask(
  url: string,
  golden: readonly GoldenPrediction[],
  signal: AbortSignal,
): Promise<readonly Prediction[]> {
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(golden.map(({ row }) => row)),
    signal,
  });
  if (response.ok) return ((await response.json()) as { predictions: Prediction[] }).predictions;
  const said = (await response.text()).slice(0, longestAnswer);
  throw new MlxError(
    'deploy/golden-mismatch',
    `The server refuses the golden rows of its own package with status ${response.status}: ${said}`,
    { hints: [packageAgain] },
  );
}

const longestAnswer = 500;
const packageAgain = 'Run `mlx package --force` with the mlx that deploys, then deploy again.';

function mismatch(row: number, far: Difference, tolerance: number): MlxError {
  const { of, expected, got, difference } = far;
  return new MlxError(
    'deploy/golden-mismatch',
    `Golden row ${row} gives ${got} for \`${of}\` where ${expected} was expected: a difference of ${difference}, and ${tolerance} is allowed`,
    { hints: [packageAgain] },
  );
}

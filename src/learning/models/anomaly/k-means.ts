import type { Matrix } from '../../../contracts/matrix.js';
import type { Random } from '../../../contracts/seeded-random.js';
import { squaredDistance } from './scores.js';

export interface CentreOptions {
  readonly clusters: number;
  readonly starts: number;
  readonly rounds: number;
  readonly random: (start: number) => Random;
  readonly breathe: () => Promise<void> | undefined;
}

/** The tightest centres of several starts: k-means++ (Arthur & Vassilvitskii 2007), then Lloyd's rounds until no row moves. */
export async function fitCentres(x: Matrix, options: CentreOptions): Promise<Float64Array> {
  let best = { centres: new Float64Array(0), spread: Infinity };
  for (let start = 0; start < options.starts; start++) {
    const found = await fromStart(x, options, options.random(start));
    if (found.spread < best.spread) best = found;
  }
  return best.centres;
}

async function fromStart(
  x: Matrix,
  { clusters, rounds, breathe }: CentreOptions,
  random: Random,
): Promise<{ readonly centres: Float64Array<ArrayBuffer>; readonly spread: number }> {
  const width = x.columns.length;
  const centres = drawCentres(x, clusters, random);
  const cluster = new Int32Array(x.rows).fill(-1);
  let spread = Infinity;
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    spread = 0;
    const sums = new Float64Array(clusters * width);
    const counts = new Float64Array(clusters);
    for (let row = 0; row < x.rows; row++) {
      if (row % 256 === 0) await breathe();
      const { point, distance } = nearestOf(x, row, { centres, clusters });
      if (cluster[row] !== point) moved++;
      cluster[row] = point;
      spread += distance;
      counts[point] = (counts[point] as number) + 1;
      for (let at = 0; at < width; at++) {
        const cell = point * width + at;
        sums[cell] = (sums[cell] as number) + (x.values[row * width + at] as number);
      }
    }
    if (moved === 0) break;
    // A cluster that has lost all its rows keeps its centre.
    for (let cell = 0; cell < centres.length; cell++) {
      const count = counts[Math.floor(cell / width)] as number;
      if (count > 0) centres[cell] = (sums[cell] as number) / count;
    }
  }
  return { centres, spread };
}

function nearestOf(
  x: Matrix,
  row: number,
  { centres, clusters }: { readonly centres: Float64Array; readonly clusters: number },
): { readonly point: number; readonly distance: number } {
  let best = { point: 0, distance: Infinity };
  for (let point = 0; point < clusters; point++) {
    const distance = squaredDistance(x, row, { points: centres, point });
    if (distance < best.distance) best = { point, distance };
  }
  return best;
}

/** Each next centre is a row, drawn the likelier the farther it is from those there are. */
function drawCentres(x: Matrix, clusters: number, random: Random): Float64Array<ArrayBuffer> {
  const width = x.columns.length;
  const centres = new Float64Array(clusters * width);
  const farness = new Float64Array(x.rows).fill(Infinity);
  let chosen = Math.floor(random() * x.rows);
  for (let point = 0; point < clusters; point++) {
    centres.set(x.values.subarray(chosen * width, (chosen + 1) * width), point * width);
    let total = 0;
    for (let row = 0; row < x.rows; row++) {
      const distance = squaredDistance(x, row, { points: centres, point });
      farness[row] = Math.min(farness[row] as number, distance);
      total += farness[row] as number;
    }
    let left = random() * total;
    chosen = 0;
    while (chosen < x.rows - 1 && left >= (farness[chosen] as number)) {
      left -= farness[chosen] as number;
      chosen++;
    }
  }
  return centres;
}

import type { Panel, Series } from '../../../contracts/forecast.js';
import type { Matrix } from '../../../contracts/matrix.js';
import { aboveLevel, meanOf } from './seasonal-profile.js';

/** The mean of a window and how far its values are from it: what a window is read and answered in. */
export interface WindowUnit {
  readonly level: number;
  readonly size: number;
}

/**
 * Writes the `window` values before `known`, in units of the window itself (reversible instance normalisation, Kim et al. 2022),
 * and gives the unit. A history that is shorter was, before it, as at its beginning.
 */
export function readWindow(values: Float64Array, known: number, into: Float32Array): WindowUnit {
  const window = into.length;
  const at = (place: number): number => values[Math.max(0, known - window + place)] as number;
  let [sum, squares] = [0, 0];
  for (let place = 0; place < window; place++) sum += at(place);
  const level = sum / window;
  for (let place = 0; place < window; place++) squares += (at(place) - level) ** 2;
  const sd = Math.sqrt(squares / window);
  const size = sd > 1e-9 * Math.abs(level) && sd > 0 ? sd : Math.max(Math.abs(level), 1);
  for (let place = 0; place < window; place++) into[place] = (at(place) - level) / size;
  return { level, size };
}

/**
 * What is to be expected without a network: the level of the last season with the profile of the last three. The network says
 * how far from it the values will be.
 */
export function usualValues(
  values: Float64Array,
  known: number,
  { horizon, season }: Pick<WindowShape, 'horizon' | 'season'>,
): Float64Array {
  const level = meanOf(values, known - season, known);
  return Float64Array.from(
    { length: horizon },
    (_, at) => level + aboveLevel(values, { known, step: at + 1, season }),
  );
}

export interface WindowShape {
  readonly window: number;
  readonly horizon: number;
  readonly season: number;
}

/** Windows as rows of a matrix, and how far what came after each was from the usual, in its unit. */
export interface WindowRows {
  readonly x: Matrix;
  /** Row after row, as many values as the horizon. */
  readonly y: Float64Array;
}

/** The windows at some times of some series. */
export function windowRows(
  { series, of, known }: Panel,
  { window, horizon, season }: WindowShape,
): WindowRows {
  const rows = of.length;
  const cells = new Float32Array(rows * window);
  const y = new Float64Array(rows * horizon);
  for (let row = 0; row < rows; row++) {
    const { values } = series[of[row] as number] as Series;
    const from = known[row] as number;
    const unit = readWindow(values, from, cells.subarray(row * window, (row + 1) * window));
    const usual = usualValues(values, from, { horizon, season });
    for (let step = 0; step < horizon; step++) {
      const beyond = (values[from + step] as number) - (usual[step] as number);
      y[row * horizon + step] = beyond / unit.size;
    }
  }
  const columns = Array.from({ length: window }, (_, at) => `lag ${window - at}`);
  return { x: { rows, columns, values: cells }, y };
}

/** At most so many of a panel's rows, evenly spread. */
export function thinned({ series, of, known }: Panel, most: number): Panel {
  const stride = Math.max(1, Math.ceil(of.length / most));
  const isKept = (_: number, row: number): boolean => row % stride === 0;
  return { series, of: of.filter(isKept), known: known.filter(isKept) };
}

import type { EtsForm, EtsParams } from './ets-form.js';

/**
 * The states of exponential smoothing as they run through a series: the recursions of Hyndman, Koehler, Ord & Snyder,
 * Forecasting with Exponential Smoothing (2008), chapter 2, as in R's `ets`. Each value is first forecast, then learnt.
 */
export class EtsFilter {
  level: number;
  slope: number;
  readonly #seasonal: Float64Array;
  #phase = 0;
  readonly #form: EtsForm;
  readonly #params: EtsParams;

  constructor(form: EtsForm, params: EtsParams) {
    this.#form = form;
    this.#params = params;
    this.level = params.level;
    this.slope = params.slope;
    this.#seasonal = Float64Array.from(params.seasonal);
  }

  /** The forecast of the next value. */
  next(): number {
    return this.#withSeason(this.#ahead(), this.#phase);
  }

  /** Learns a value, and goes on to the next time. */
  learn(value: number): void {
    const { trend, season, length } = this.#form;
    const { alpha, beta, gamma, phi } = this.#params;
    const ahead = this.#ahead();
    const before = this.level;
    const seasonal = this.#seasonal[this.#phase] as number;
    const plain =
      season === 'none' ? value : season === 'additive' ? value - seasonal : value / seasonal;
    this.level = ahead + alpha * (plain - ahead);
    if (trend !== 'none') {
      const damped = trend === 'damped' ? phi * this.slope : this.slope;
      this.slope = damped + (beta / alpha) * (this.level - before - damped);
    }
    if (season === 'none') return;
    const own = season === 'additive' ? value - ahead : value / ahead;
    this.#seasonal[this.#phase] = seasonal + gamma * (own - seasonal);
    this.#phase = (this.#phase + 1) % length;
  }

  /** The forecasts of the next values, of which none is learnt. */
  forecast(into: Float64Array): void {
    const { trend, length } = this.#form;
    let damping = 1;
    let slopes = 0;
    for (let step = 0; step < into.length; step++) {
      if (trend === 'damped') damping *= this.#params.phi;
      if (trend !== 'none') slopes += damping;
      const level = this.level + slopes * this.slope;
      into[step] = this.#withSeason(level, (this.#phase + step) % length);
    }
  }

  #ahead(): number {
    const { trend } = this.#form;
    if (trend === 'none') return this.level;
    return this.level + (trend === 'damped' ? this.#params.phi : 1) * this.slope;
  }

  #withSeason(level: number, phase: number): number {
    const { season } = this.#form;
    if (season === 'none') return level;
    const seasonal = this.#seasonal[phase] as number;
    return season === 'additive' ? level + seasonal : level * seasonal;
  }
}

/** Twice the negative log-likelihood of a series under a form, less constants: n·log Σe² and, of relative errors, 2·Σ log |ŷ|. */
export function etsLoss(form: EtsForm, params: EtsParams, values: Float64Array): number {
  const filter = new EtsFilter(form, params);
  const relative = form.error === 'multiplicative';
  let [squares, logs] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    const expected = filter.next();
    const error = relative ? (value - expected) / expected : value - expected;
    squares += error * error;
    if (relative) logs += Math.log(Math.abs(expected));
    filter.learn(value);
  }
  // A fit without any error would be infinitely likely.
  return values.length * Math.log(Math.max(squares, 1e-300)) + 2 * logs;
}

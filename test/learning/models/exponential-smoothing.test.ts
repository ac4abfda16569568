import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EtsFilter } from '../../../src/learning/models/forecasts/ets/ets-filter.js';
import type { EtsForm } from '../../../src/learning/models/forecasts/ets/ets-form.js';
import { fitEts } from '../../../src/learning/models/forecasts/ets/fit-ets.js';

interface Reference {
  readonly values: readonly number[];
  readonly forms: Readonly<
    Record<
      string,
      EtsForm & {
        readonly loss: number;
        readonly forecast: readonly number[];
        readonly params: Readonly<
          Record<'alpha' | 'beta' | 'gamma' | 'phi' | 'level' | 'slope', number>
        > & {
          readonly seasonal: readonly number[];
        };
      }
    >
  >;
}

/** What statsmodels finds for a small series: written by bench/exponential-smoothing-fixture.py. */
const { values, forms } = JSON.parse(
  readFileSync(new URL('fixtures/statsmodels-ets.json', import.meta.url), 'utf8'),
) as Reference;
const series = Float64Array.from(values);

describe.each(Object.entries(forms))('%s', (_, reference) => {
  it('forecasts what statsmodels does by the same parameters', () => {
    const filter = new EtsFilter(reference, reference.params);
    for (const value of series) filter.learn(value);
    const said = new Float64Array(reference.forecast.length);
    filter.forecast(said);
    for (const [at, expected] of reference.forecast.entries()) {
      // The parameters are written down to so many digits, and 1e-6 of the value is what these leave open.
      expect(Math.abs((said[at] ?? NaN) - expected)).toBeLessThan(2e-6 * Math.abs(expected));
    }
  });

  it('is fitted at least as well', async () => {
    const { loss } = await fitEts(reference, series);
    expect(loss).toBeLessThan(reference.loss + 0.5);
  });
});

import { describe, expect, it } from 'vitest';
import type { GapPolicy } from '../../../src/contracts/forecast.js';
import { MlxError } from '../../../src/errors/index.js';
import { buildPanel, type TimedRows } from '../../../src/learning/forecasting/build-panel.js';
import { rollingOrigins, truthsOf } from '../../../src/learning/forecasting/origins.js';

const shape = (gaps: GapPolicy = 'fail') => ({
  targets: ['y'],
  step: { unit: 'number' as const, every: 1, anchor: 0 },
  gaps,
  season: 2,
});

function rows(
  cells: readonly (readonly [time: number, value: number, series?: string])[],
): TimedRows {
  return {
    times: Float64Array.from(cells, ([time]) => time),
    series: cells.some(([, , name]) => name !== undefined)
      ? cells.map(([, , name]) => name ?? null)
      : null,
    targets: [Float64Array.from(cells, ([, value]) => value)],
    rowIds: Float64Array.from(cells.keys()),
  };
}

const codeOf = (build: () => unknown): string => {
  try {
    build();
    return 'none';
  } catch (error) {
    if (!(error instanceof MlxError)) throw error;
    expect(error.hints.length).toBeGreaterThan(0);
    return error.code;
  }
};

describe('a panel', () => {
  it('puts rows in any order onto the grid, series by name', () => {
    const panel = buildPanel(
      rows([
        [3, 30, 'b'],
        [1, 10, 'b'],
        [5, 1, 'a'],
        [2, 20, 'b'],
      ]),
      shape(),
    );
    expect(panel.map(({ name, start, values }) => [name, start, [...values]])).toEqual([
      ['a', 5, [1]],
      ['b', 1, [10, 20, 30]],
    ]);
    expect([...(panel[1]?.rowIds ?? [])]).toEqual([1, 3, 0]);
  });

  it.each<[GapPolicy, readonly number[]]>([
    ['previous', [1, 2, 3, 3, 3, 6]],
    ['seasonal', [1, 2, 3, 2, 3, 6]],
    ['zero', [1, 2, 3, 0, 0, 6]],
  ])('fills gaps with what was before: %s', (gaps, filled) => {
    const cells = [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, Number.NaN],
      [5, 6],
    ] as const;
    const [series] = buildPanel(rows(cells), shape(gaps));
    expect([...(series?.values ?? [])]).toEqual(filled);
    expect([...(series?.rowIds ?? [])]).toEqual([0, 1, 2, -1, -1, 4]);
  });

  it('says what is wrong with times, and what to do', () => {
    expect(
      codeOf(() =>
        buildPanel(
          rows([
            [0, 1],
            [2, 2],
          ]),
          shape(),
        ),
      ),
    ).toBe('forecast/gaps');
    expect(
      codeOf(() =>
        buildPanel(
          rows([
            [0, 1],
            [0, 2],
          ]),
          shape(),
        ),
      ),
    ).toBe('forecast/duplicate-times');
    expect(
      codeOf(() =>
        buildPanel(
          rows([
            [0, 1],
            [0.5, 2],
          ]),
          shape(),
        ),
      ),
    ).toBe('forecast/irregular-times');
    // The same times in two series are no duplicates.
    expect(
      codeOf(() =>
        buildPanel(
          rows([
            [0, 1, 'a'],
            [0, 2, 'b'],
          ]),
          shape(),
        ),
      ),
    ).toBe('none');
  });
});

describe('rolling origins', () => {
  const series = [
    {
      name: null,
      target: 'y',
      start: 10,
      values: Float64Array.from({ length: 20 }, (_, at) => at),
    },
  ];

  it('begin where the part begins and end where the horizon still fits', () => {
    const { panel } = rollingOrigins(series, { from: 20, to: 27, horizon: 3 });
    expect([...panel.known]).toEqual([10, 11, 12, 13, 14, 15]);
    expect([...truthsOf(panel, 3).slice(-3)]).toEqual([15, 16, 17]);
  });

  it('are none where the part is shorter than the horizon', () => {
    expect(rollingOrigins(series, { from: 20, to: 21, horizon: 3 }).panel.of).toHaveLength(0);
  });

  it('are thinned when there would be too many, and keep the last', () => {
    const long = [{ ...series[0], values: new Float64Array(60_000) }] as typeof series;
    const { panel, stride } = rollingOrigins(long, { from: 10_000, to: 60_009, horizon: 500 });
    expect(stride).toBeGreaterThan(1);
    expect(panel.of.length * 500).toBeLessThanOrEqual(4e6);
    expect(panel.known.at(-1)).toBe(59_500);
  });
});

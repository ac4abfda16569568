import type { Series } from '../../contracts/forecast.js';
import type { JsonObject } from '../../contracts/json.js';
import type { ValuesOf } from '../../contracts/params.js';
import { MlxError } from '../../errors/index.js';
import { pacer } from '../compute/pacer.js';
import { keyOf } from '../forecasting/build-panel.js';
import { EtsFilter } from './forecasts/ets/ets-filter.js';
import { countParams, type EtsForm, type EtsParams, formName } from './forecasts/ets/ets-form.js';
import { type FittedEts, fitEts } from './forecasts/ets/fit-ets.js';
import { forecastData, forecastRows, unknownSeries } from './forecasts/forecast-data.js';
import { defineModel } from './model-family.js';

const params = {
  error: {
    enum: ['auto', 'additive', 'multiplicative'],
    default: 'auto',
    description: 'Whether errors are as large everywhere, or grow with the level',
  },
  trend: {
    enum: ['auto', 'none', 'additive', 'damped'],
    default: 'auto',
    description: 'Whether the level goes on to rise or fall: not, evenly, or ever less',
  },
  seasonal: {
    enum: ['auto', 'none', 'additive', 'multiplicative'],
    default: 'auto',
    description: 'Whether seasons add to the level, or multiply it',
  },
  learn_from: {
    type: 'integer',
    minimum: 10,
    default: 1000,
    description:
      'The last so many values of a series (at least four seasons) decide its parameters',
  },
} as const;

/** Exponential smoothing in state space form, chosen by AICc as in Hyndman's `ets`: each series by itself. */
export const exponentialSmoothing = defineModel({
  name: 'exponential-smoothing',
  summary:
    'Level, trend and season that forget: simple, Holt and Holt–Winters smoothing, the form chosen by AICc for each series',
  tasks: ['forecast'],
  reads: 'scaled',
  params,

  async fit(given, values, context) {
    const { series, shape } = forecastData(given);
    const breathe = pacer(context.signal);
    const fitted: FittedEts[] = [];
    for (const [at, each] of series.entries()) {
      context.signal.throwIfAborted();
      const tail = Math.max(values.learn_from, 4 * shape.season);
      const learnt = each.values.subarray(Math.max(0, each.values.length - tail));
      fitted.push(
        await bestForm(learnt, formsFor(each, learnt, { values, season: shape.season }), breathe),
      );
      if (series.length > 1) {
        const done = Math.floor((100 * (at + 1)) / series.length);
        context.emit({ type: 'progress', done, total: 100, unit: 'percent', label: context.label });
      }
    }
    return {
      model: {
        family: 'exponential-smoothing',
        task: given.task,
        inputs: given.train.x.columns,
        config: {
          series: series.map((each, at) => {
            const { form, params: found } = fitted[at] as FittedEts;
            const tail = Math.max(values.learn_from, 4 * shape.season);
            // Where the learning began, counted from the first value: the filter starts there.
            const skip = Math.max(0, each.values.length - tail);
            return {
              key: keyOf(each),
              start: each.start + skip,
              form,
              params: found,
            } as unknown as JsonObject;
          }),
        },
        weights: {},
      },
      ...{ history: [], epochs: 0, bestEpoch: 0 },
      notes: [formsWords(fitted)],
    };
  },

  predictor({ task, config }) {
    const stored = new Map(
      (config['series'] as unknown as readonly Stored[]).map((each) => [each.key, each]),
    );
    return forecastRows(task, (one) => {
      const own = stored.get(keyOf(one));
      if (own === undefined) throw unknownSeries(one, 'exponential-smoothing');
      let filter = new EtsFilter(own.form, own.params);
      const begin = Math.max(0, own.start - one.start);
      let learnt = begin;
      return ({ series: { values }, known, into }) => {
        // Rows mostly come in order of time: then each value is learnt once.
        if (known < learnt) {
          filter = new EtsFilter(own.form, own.params);
          learnt = begin;
        }
        while (learnt < known) filter.learn(values[learnt++] as number);
        filter.forecast(into);
      };
    });
  },
});

interface Stored {
  readonly key: string;
  readonly start: number;
  readonly form: EtsForm;
  readonly params: EtsParams;
}

/** The forms to choose from: those asked for that the values allow and that are not too many for them. */
function formsFor(
  series: Series,
  learnt: Float64Array,
  { values, season }: { readonly values: ValuesOf<typeof params>; readonly season: number },
): readonly EtsForm[] {
  const isPositive = learnt.every((value) => value > 0);
  const wantsPositive = values.error === 'multiplicative' || values.seasonal === 'multiplicative';
  if (wantsPositive && !isPositive) throw notPositive(series);
  const isSeasonal = season > 1 && learnt.length >= 2 * season + 2;
  const ways = <Kind>(told: Kind | 'auto', all: readonly Kind[]): readonly Kind[] =>
    told === 'auto' ? all : [told];
  const errors = ways(
    values.error,
    isPositive ? (['additive', 'multiplicative'] as const) : (['additive'] as const),
  );
  const trends = ways(values.trend, ['none', 'additive', 'damped'] as const);
  const seasons = ways(
    values.seasonal,
    !isSeasonal
      ? (['none'] as const)
      : isPositive
        ? (['none', 'additive', 'multiplicative'] as const)
        : (['none', 'additive'] as const),
  );
  const all = errors.flatMap((error) =>
    trends.flatMap((trend) =>
      seasons.map((kind): EtsForm => {
        const seasonal = isSeasonal ? kind : 'none';
        return { error, trend, season: seasonal, length: seasonal === 'none' ? 1 : season };
      }),
    ),
  );
  // Additive errors around multiplicative seasons have no finite variance: only when asked for, as in R's `ets`.
  const sound = all.filter(
    ({ error, season: kind }) =>
      values.error !== 'auto' ||
      values.seasonal !== 'auto' ||
      error === 'multiplicative' ||
      kind !== 'multiplicative',
  );
  const enough = sound.filter((form) => learnt.length > countParams(form) + 2);
  const plain: EtsForm = { error: 'additive', trend: 'none', season: 'none', length: 1 };
  return enough.length === 0 ? [plain] : enough;
}

async function bestForm(
  values: Float64Array,
  forms: readonly EtsForm[],
  breathe: () => Promise<void> | undefined,
): Promise<FittedEts> {
  let best: FittedEts | undefined;
  for (const form of forms) {
    await breathe();
    const fitted = await fitEts(form, values);
    if (best === undefined || fitted.aicc < best.aicc) best = fitted;
  }
  if (best === undefined) throw new Error('there is at least one form');
  return best;
}

function formsWords(fitted: readonly FittedEts[]): string {
  const counts = new Map<string, number>();
  for (const { form } of fitted) {
    const name = formName(form);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [only] = fitted;
  if (fitted.length === 1 && only !== undefined) {
    const { alpha, beta, gamma, phi } = only.params;
    const figures = Object.entries({ alpha, beta, gamma, phi })
      .filter(([name, value]) => value !== (name === 'phi' ? 1 : 0))
      .map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`);
    return `ETS(${formName(only.form)}), ${figures.join(', ')}, AICc ${Number(only.aicc.toPrecision(6))}`;
  }
  const words = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} for ${count}`);
  return `forms chosen by AICc: ${words.join(', ')} series`;
}

function notPositive({ name, target }: Series): MlxError {
  const of = name === null ? `\`${target}\`` : `\`${target}\` of \`${name}\``;
  return new MlxError(
    'forecast/not-positive',
    `${of} has values of 0 or less, and a multiplicative form is asked for`,
    {
      hints: ['Set `error` and `seasonal` to `auto` or `additive`'],
    },
  );
}

import type { JsonObject } from '../../contracts/json.js';
import type { Params, ValuesOf } from '../../contracts/params.js';
import type { Metric } from './metric.js';

/** A metric that may be told something, such as `fbeta(beta=2)`; untold, it has its defaults. */
export function toldMetric<const Declared extends Params>(
  about: Omit<Metric, 'scorer' | 'params' | 'told'>,
  params: Declared,
  make: (values: ValuesOf<Declared>) => Pick<Metric, 'scorer'> & Partial<Metric>,
): Metric {
  const defaults = Object.fromEntries(
    Object.entries(params).flatMap(([name, declared]) =>
      'default' in declared ? [[name, declared.default]] : [],
    ),
  );
  const told = (values: JsonObject): Metric => ({
    ...about,
    ...make({ ...defaults, ...values } as ValuesOf<Declared>),
  });
  return { ...told({}), params, told };
}

import type { JsonObject } from '../../contracts/json.js';
import type { Params } from '../../contracts/params.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import { Registry } from '../../registry.js';
import type { Metric } from './metric.js';

/** All metrics. Where a metric may be told something, its name says what: `fbeta(beta=2, average=macro)`. */
export class Metrics extends Registry<Metric> {
  readonly #told = new Map<string, Metric>();

  constructor(entries: readonly Metric[]) {
    super('metric', entries);
  }

  override has(name: string): boolean {
    return this.problemIn(name) === undefined;
  }

  /** The metric of a name, which it is then called by. Throws `usage/unknown-name` when there is none. */
  override get(name: string): Metric {
    const { base, given } = readName(name);
    if (given === undefined) return super.get(base);
    const known = this.#told.get(name);
    if (known !== undefined) return known;
    const problem = this.problemIn(name);
    if (problem !== undefined) throw new MlxError('usage/unknown-name', problem);
    const { told, params = {} } = super.get(base);
    const metric = { ...(told?.(valuesOf(params, given)) ?? super.get(base)), name };
    this.#told.set(name, metric);
    return metric;
  }

  /** What is wrong with a name, in a sentence without a full stop; undefined when it is that of a metric. */
  problemIn(name: string): string | undefined {
    const { base, given } = readName(name);
    if (!super.has(base)) {
      const nearest = nearestWord(base, this.names);
      const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
      return `There is no metric \`${base}\`${hint}`;
    }
    if (given === undefined) return undefined;
    const { params = {} } = super.get(base);
    const names = Object.keys(params);
    if (names.length === 0) return `\`${base}\` takes no params`;
    if (given.size === 0)
      return `\`${name}\` says nothing in its brackets: \`${base}(${names[0]}=…)\``;
    for (const [key, text] of given) {
      if (!Object.hasOwn(params, key)) {
        return `\`${base}\` has no param \`${key}\`: it takes ${names.join(', ')}`;
      }
      const flaw = flawOf(params[key] as Params[string], text);
      if (flaw !== undefined) return `\`${key}\` of \`${base}\` must be ${flaw}, not \`${text}\``;
    }
    return undefined;
  }
}

interface ReadName {
  readonly base: string;
  /** Absent without brackets. */
  readonly given?: ReadonlyMap<string, string>;
}

function readName(name: string): ReadName {
  const [, base, inner] = /^([^()]*)\(([^()]*)\)$/.exec(name) ?? [];
  if (base === undefined || inner === undefined) return { base: name };
  const given = inner
    .split(',')
    .map((part) => part.split('=').map((each) => each.trim()))
    .filter(([key = '']) => key !== '')
    .map(([key = '', value = '']) => [key, value] as const);
  return { base: base.trim(), given: new Map(given) };
}

function flawOf(declared: Params[string], text: string): string | undefined {
  if ('enum' in declared) {
    return declared.enum.includes(text) ? undefined : `one of ${declared.enum.join(', ')}`;
  }
  const bounds = boundsOf(declared);
  const { low, above, high, whole } = bounds;
  const value = text === '' ? NaN : Number(text);
  const isKind = whole ? Number.isInteger(value) : Number.isFinite(value);
  if (isKind && value >= low && value <= high && value > above) return undefined;
  return `a ${whole ? 'whole ' : ''}number ${rangeWords(bounds)}`.trimEnd();
}

function rangeWords({ low, above, high }: ReturnType<typeof boundsOf>): string {
  return [
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(low > -Infinity ? [`of at least ${low}`] : []),
    ...(high < Infinity ? [`at most ${high}`] : []),
  ].join(' and ');
}

function boundsOf(declared: object): {
  readonly low: number;
  readonly above: number;
  readonly high: number;
  readonly whole: boolean;
} {
  const bounds = declared as Readonly<Record<string, unknown>>;
  const at = (bound: string, otherwise: number): number =>
    typeof bounds[bound] === 'number' ? bounds[bound] : otherwise;
  return {
    low: at('minimum', -Infinity),
    above: at('exclusiveMinimum', -Infinity),
    high: at('maximum', Infinity),
    whole: bounds['type'] === 'integer',
  };
}

function valuesOf(params: Params, given: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(
    [...given].map(([key, text]) => {
      const declared = params[key];
      return [key, declared !== undefined && 'enum' in declared ? text : Number(text)];
    }),
  );
}

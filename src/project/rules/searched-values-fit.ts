import type { Params } from '../../contracts/params.js';
import { featureParams, type PluginCatalogue } from '../plugin-catalogue.js';
import type { ProjectSettings } from '../project.js';
import type { Rule } from './rule.js';

/** What `tune.search` tries is what the setting may be: the listed values, or both ends of a range. */
export const searchedValuesFit: Rule = {
  reads: ['tune', 'train'],
  check: ({ tune, train }, catalogue, report) => {
    for (const [path, domain] of linesOf(tune)) {
      const declared = paramAt(path.replace(/^train\./, ''), train.candidates, catalogue);
      if (declared === undefined) continue;
      for (const [key, value] of triedValues(domain)) {
        const flaw = flawOf(value, declared);
        if (flaw === undefined) continue;
        report({
          code: 'project/out-of-range',
          path: ['tune', 'search', path, ...key],
          message: `\`${path}\` cannot be \`${JSON.stringify(value)}\`: it ${flaw}`,
          hints: ['Leave it out, or narrow the range'],
        });
      }
    }
  },
};

type Declared = Params[string];
type Domain = Readonly<Record<string, unknown>>;

/** The param a path such as `candidates.net.early_stopping.patience` leads to; names of candidates may hold dots. */
function paramAt(
  path: string,
  candidates: ProjectSettings['train']['candidates'],
  catalogue: PluginCatalogue,
): Declared | undefined {
  return paramOfAll(path, catalogue) ?? paramOfOne(path, candidates, catalogue);
}

/** A setting that all candidates share. */
function paramOfAll(
  path: string,
  { featureSteps, resamplers }: PluginCatalogue,
): Declared | undefined {
  const last = path.slice(path.lastIndexOf('.') + 1);
  if (path.startsWith('features.')) {
    const slot = Object.entries(featureSteps).find(([name]) => name === last)?.[1];
    return slot === undefined
      ? featureParams(featureSteps)[last]
      : { enum: slot.names, description: '' };
  }
  if (path === 'imbalance.method') return { enum: resamplers.names, description: '' };
  return path === 'calibrate' ? { enum: ['platt', 'isotonic'], description: '' } : undefined;
}

function paramOfOne(
  path: string,
  candidates: ProjectSettings['train']['candidates'],
  { models }: PluginCatalogue,
): Declared | undefined {
  for (const [name, { model }] of Object.entries(candidates)) {
    const prefix = `candidates.${name}.`;
    if (!path.startsWith(prefix)) continue;
    const [param = '', inner] = path.slice(prefix.length).split('.');
    if (model === 'custom') return undefined;
    const declared = models.get(model).params[param];
    if (inner === undefined || declared === undefined) return declared;
    return 'properties' in declared ? declared.properties[inner] : undefined;
  }
  return undefined;
}

/** The lines of a search that is written out. */
export function linesOf(tune: ProjectSettings['tune']): readonly (readonly [string, Domain])[] {
  const search = tune?.search;
  return typeof search === 'object' ? Object.entries(search as Record<string, Domain>) : [];
}

/** What is tried for certain, each with the way to it. */
function triedValues(
  domain: Domain,
): readonly (readonly [readonly (string | number)[], unknown])[] {
  return ['values', 'choice', 'int', 'float', 'log'].flatMap((kind) => {
    const written = domain[kind];
    return Array.isArray(written)
      ? written.map((value: unknown, index) => [[kind, index], value] as const)
      : [];
  });
}

function flawOf(value: unknown, declared: Declared): string | undefined {
  if ('enum' in declared) {
    return declared.enum.some((choice) => choice === value)
      ? undefined
      : `is one of ${declared.enum.join(', ')}`;
  }
  if (declared.type === 'boolean')
    return typeof value === 'boolean' ? undefined : 'is true or false';
  if (declared.type !== 'number' && declared.type !== 'integer') return undefined;
  if (typeof value !== 'number') return 'is a number';
  if (declared.type === 'integer' && !Number.isInteger(value)) return 'is a whole number';
  return boundFlaw(value, declared);
}

function boundFlaw(
  value: number,
  bounds: Extract<Declared, { readonly type: 'integer' | 'number' }>,
): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = bounds;
  const flaws: readonly (readonly [boolean, string])[] = [
    [minimum !== undefined && value < minimum, `must be at least ${minimum ?? ''}`],
    [maximum !== undefined && value > maximum, `must be at most ${maximum ?? ''}`],
    [
      exclusiveMinimum !== undefined && value <= exclusiveMinimum,
      `must be above ${exclusiveMinimum ?? ''}`,
    ],
    [
      exclusiveMaximum !== undefined && value >= exclusiveMaximum,
      `must be below ${exclusiveMaximum ?? ''}`,
    ],
  ];
  return flaws.find(([applies]) => applies)?.[1];
}

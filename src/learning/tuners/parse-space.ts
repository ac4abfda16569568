import type { Json } from '../../contracts/json.js';
import { nearestWord } from '../../errors/index.js';
import type { Domain, SearchSpace, SpaceProblem } from './search-space.js';
import { type WrittenDimension, withConditions } from './spaces/parse-conditions.js';

/** The space as written in a project, with everything that is wrong with it; a bad line is left out of the space. */
export function parseSpace(written: Readonly<Record<string, unknown>>): {
  readonly space: SearchSpace;
  readonly problems: readonly SpaceProblem[];
} {
  const read: WrittenDimension[] = [];
  const problems: SpaceProblem[] = [];
  const flaw = (path: string, words: string): void => {
    problems.push({ code: 'tune/bad-space', message: `\`${path}\` ${words}`, path: [path] });
  };
  for (const [path, line] of Object.entries(written)) {
    const domain = parseDomain(line);
    if (typeof domain === 'string') flaw(path, domain);
    else read.push({ path, domain, when: (line as { readonly when?: unknown }).when });
  }
  return { space: { dimensions: withConditions(read, flaw) }, problems };
}

const kinds = ['values', 'choice', 'int', 'float', 'log'] as const;
const extras = ['step', 'points', 'scale'] as const;
const known: readonly string[] = [...kinds, ...extras, 'when'];

/** The domain, or what is wrong with it, worded to follow its path. */
function parseDomain(line: unknown): Domain | string {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) {
    return `must be one of ${kinds.join(', ')} with what to try, such as \`{ log: [0.001, 0.1] }\``;
  }
  const fields = new Map<string, unknown>(Object.entries(line));
  const unknown = [...fields.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined) return unknownField(unknown);
  const given = kinds.filter((kind) => fields.has(kind));
  const [kind] = given;
  if (kind === undefined || given.length > 1) return `must have exactly one of ${kinds.join(', ')}`;
  return kind === 'values' || kind === 'choice'
    ? parseChoice(kind, fields)
    : parseRange(kind, fields);
}

function unknownField(name: string): string {
  const nearest = nearestWord(name, known);
  return `has \`${name}\`, which is not known${nearest === undefined ? '' : `; did you mean \`${nearest}\`?`}`;
}

function parseChoice(
  kind: 'values' | 'choice',
  fields: ReadonlyMap<string, unknown>,
): Domain | string {
  const values = fields.get(kind);
  if (!Array.isArray(values) || values.length === 0) {
    return `\`${kind}\` must be a list with something in it`;
  }
  const extra = extras.find((name) => fields.has(name));
  if (extra !== undefined) return `has \`${extra}\`, which only ranges can have`;
  const distinct = new Set(values.map((value) => JSON.stringify(value)));
  if (distinct.size < values.length) return `lists a value twice under \`${kind}\``;
  return { kind: 'choice', values: values as readonly Json[], ordered: kind === 'values' };
}

function parseRange(
  kind: 'int' | 'float' | 'log',
  fields: ReadonlyMap<string, unknown>,
): Domain | string {
  const bounds = fields.get(kind);
  if (!isRange(bounds)) {
    return `\`${kind}\` must be two numbers, \`[low, high]\`, the smaller first`;
  }
  const [low, high] = bounds;
  const scale = kind === 'log' ? 'log' : (fields.get('scale') ?? 'linear');
  const step = numberOf(fields.get('step'));
  const points = numberOf(fields.get('points'));
  const flaw = rangeFlaw(kind, { low, high, scale, step, points });
  if (flaw !== undefined) return flaw;
  const common = { low, high, log: scale === 'log', ...(points !== undefined && { points }) };
  return kind === 'int'
    ? { kind, step: step ?? 1, ...common }
    : { kind: 'float', ...(step !== undefined && { step }), ...common };
}

interface WrittenRange {
  readonly low: number;
  readonly high: number;
  readonly scale: unknown;
  readonly step: number | undefined;
  readonly points: number | undefined;
}

function rangeFlaw(kind: 'int' | 'float' | 'log', written: WrittenRange): string | undefined {
  const { low, high, scale, step, points } = written;
  const isLog = scale === 'log';
  const flaws: readonly (readonly [boolean, string])[] = [
    [!isLog && scale !== 'linear', 'must have a `scale` of `linear` or `log`'],
    [isLog && low <= 0, 'must be above 0 to be searched by ratio'],
    [
      kind === 'int' && ![low, high, step ?? 1].every(Number.isInteger),
      'is `int`, so its bounds and step must be whole numbers',
    ],
    [
      kind === 'log' && step !== undefined,
      'cannot have a `step` beside `log`; give `points`, or use `int` or `float`',
    ],
  ];
  return flaws.find(([applies]) => applies)?.[1] ?? spacingFlaw(step, points);
}

function spacingFlaw(step: number | undefined, points: number | undefined): string | undefined {
  if (step !== undefined && !(step > 0)) return 'must have a `step` above 0';
  if (points === undefined) return undefined;
  if (step !== undefined) return 'cannot have both `step` and `points`';
  const enough = Number.isInteger(points) && points >= 2;
  return enough ? undefined : 'must have a whole number of `points`, at least 2';
}

function isRange(bounds: unknown): bounds is readonly [number, number] {
  return (
    Array.isArray(bounds) &&
    bounds.length === 2 &&
    bounds.every((bound) => typeof bound === 'number' && Number.isFinite(bound)) &&
    bounds[0] <= bounds[1]
  );
}

/** NaN for what is there but is not a number, so that it fails the checks. */
function numberOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' ? value : NaN;
}

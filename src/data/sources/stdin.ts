import type { JsonObject } from '../../contracts/json.js';
import type { Params } from '../../contracts/params.js';
import { MlxError } from '../../errors/index.js';
import { withDefaults } from '../with-defaults.js';
import { atOrigin } from './files/at-origin.js';
import type { Source, SourcePart } from './source.js';

/**
 * What is piped into mlx, in one of these formats. The command puts it into a file before anything is planned, named
 * after its content, and sets `path` to it: from then on it is a file like any other.
 */
export function stdinIn(formats: readonly Source[]): Source {
  const params = {
    format: {
      enum: formats.map(({ name }) => name),
      description: 'What comes in; all settings of that type of source may stand beside it',
    },
    path: { type: 'string', description: 'Where mlx keeps what came in; mlx sets it' },
    ...paramsOf(formats),
  } satisfies Params;
  const formatOf = (name: unknown): Source => {
    const format = formats.find((each) => each.name === name);
    if (format === undefined) throw new Error(`no format ${String(name)}`);
    return format;
  };
  return {
    name: 'stdin',
    summary: 'What is piped into mlx',
    extensions: [],
    params,
    required: ['format'],
    paths: ({ path }) => (typeof path === 'string' ? [path] : []),
    async *open(values, world) {
      const { format: name, path, ...given } = values as JsonObject;
      const format = formatOf(name);
      if (typeof path !== 'string') throw nothing();
      refuseOthers(given, format);
      const told = { file: path, origin };
      const parts = format.open(withDefaults(format.params, { ...given, path }), world);
      try {
        for await (const part of parts) yield renamed(part, path);
      } catch (error) {
        throw atOrigin(error, told);
      }
    },
  };
}

/** What concerns files only. */
const ours = ['path', 'file_column'];

/** The params of all formats but where the file is; those of a format get their defaults once it is known. */
function paramsOf(formats: readonly Source[]): Params {
  const entries = formats.flatMap(({ params }) => Object.entries(params));
  const without = entries.flatMap(([name, param]) => {
    if (ours.includes(name)) return [];
    const { default: _, ...rest } = param as typeof param & { readonly default?: unknown };
    return [[name, rest] as const];
  });
  return Object.fromEntries(without.toReversed());
}

function renamed(part: SourcePart, path: string): SourcePart {
  const repaired = part.repaired?.bind(part);
  const told = (texts: readonly string[] = []): readonly string[] =>
    texts.map((text) => text.replaceAll(path, origin));
  return {
    ...part,
    origin,
    notes: told(part.notes),
    warnings: told(part.warnings),
    ...(repaired === undefined ? {} : { repaired: async () => renamed(await repaired(), path) }),
  };
}

const origin = 'standard input';

function refuseOthers(given: JsonObject, { name, params }: Source): void {
  const other = Object.keys(given).find((key) => !(key in params));
  if (other === undefined) return;
  throw new MlxError(
    'project/unknown-key',
    `\`${other}\` is not a setting of the format \`${name}\``,
    {
      hints: [
        `Use one of: ${Object.keys(params)
          .filter((key) => !ours.includes(key))
          .join(', ')}`,
      ],
    },
  );
}

/** Nothing was piped in, now or before. */
function nothing(): MlxError {
  return new MlxError('data/stdin', 'Nothing comes in on standard input', {
    hints: ['Pipe the rows in: `cat rows.csv | mlx ingest`'],
  });
}

import type { ErrorCode } from '../../../src/errors/index.js';

/** A project or command line with something wrong in it, and what must be said of it. */
export interface BrokenCase {
  /** What is wrong. */
  readonly name: string;
  /** Files beside, or instead of, the sound `mlx.yaml` and `customers.csv`. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** What is typed after `mlx`; `validate` when left out. */
  readonly command?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly exit: number;
  /** Each place and code, in the order they are shown: `mlx.yaml:3:5 project/unknown-key`. */
  readonly finds: readonly `${string}${ErrorCode}`[];
  /** Words that must be there: the nearest name, the limit, the value. */
  readonly says?: readonly string[];
  /** The stage that fails: what came before it is kept, nothing of its own. */
  readonly stage?: string;
}

/** The values of a small, sound table: 60 rows. */
export const header = 'customer_id,tenure,plan,monthly,churned';

export function customers(rows = 60): string {
  const plans = ['basic', 'plus', 'pro'];
  const lines = Array.from({ length: rows }, (_, row) => {
    const churned = (row * 7) % 5 < 2 ? 'yes' : 'no';
    return `C${row + 100},${(row * 13) % 47},${plans[row % 3]},${20 + ((row * 11) % 30)}.5,${churned}`;
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** A project that runs in no time. */
export const soundProject = `task: { type: classification, target: churned }
ingest: customers.csv
train: baseline
`;

/** A project file of the given blocks; `task`, `ingest` and `train` are sound unless given. */
export function projectOf(blocks: Readonly<Record<string, string>>): string {
  const all = {
    task: '{ type: classification, target: churned }',
    ingest: 'customers.csv',
    train: 'baseline',
    ...blocks,
  };
  return Object.entries(all)
    .map(([name, text]) => (text === '' ? '' : `${name}: ${text}\n`))
    .join('');
}

/** The same, as files. */
export function project(
  blocks: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { 'mlx.yaml': projectOf(blocks) };
}

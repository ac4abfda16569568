import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type TrialCosts,
  type Tuning,
  trialCosts,
  tuning,
} from '../../src/stages/tuning/tuning-artifact.js';
import type { ProjectDir } from './project-dir.js';

/** A project whose only candidate does as its params say: it crashes, eats memory, throws, or learns for a while. */
export function oddProject(tune: string): Record<string, string> {
  return {
    'mlx.yaml': `version: 1
name: odd
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest: { path: data.csv, columns: { customer: id } }
train: { candidates: { odd: { model: ./odd.mjs } } }
tune: ${tune}
`,
    'odd.mjs': oddModel,
  };
}

const oddModel = `
export default {
  tasks: ['binary'],
  params: {
    mode: { enum: ['well', 'crash', 'leak', 'throw'], default: 'well', description: 'What it does' },
    slope: { type: 'number', default: 1, description: 'Of the score' },
    ms: { type: 'number', default: 0, description: 'How long it takes' },
  },
  async fit({ train: { columns } }, { mode, slope, ms }, context) {
    if (mode === 'crash') process.kill(process.pid, 'SIGKILL');
    if (mode === 'throw') throw new Error('no such thing');
    const held = [];
    while (mode === 'leak') {
      held.push(new Float64Array(4e6).fill(1));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (let at = 0; at < ms; at += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      context.signal.throwIfAborted();
    }
    const at = columns.findIndex((name) => name.startsWith('tenure'));
    return { config: { at, slope, width: columns.length }, weights: {} };
  },
  predictor({ config: { at, slope, width } }) {
    return ({ rows, values }) => Array.from({ length: rows }, (_, row) =>
      1 / (1 + Math.exp(slope * values[row * width + at] + 0.3 * slope * slope * values[row * width])));
  },
};
`;

/** What the last search of a project found. */
export async function tuningOf(project: ProjectDir): Promise<Tuning> {
  return tuning.read(await artifactOf(project));
}

/** What its trials used. */
export async function costsOf(project: ProjectDir): Promise<TrialCosts> {
  return trialCosts.read(await artifactOf(project));
}

/** The lines of the store of the only search of a project. */
export async function storeOf(
  project: ProjectDir,
): Promise<readonly (Record<string, unknown> & { readonly event: string })[]> {
  const folder = join(project.path, '.mlx', 'cache', 'searches');
  const [name = ''] = await readdir(folder);
  const text = await readFile(join(folder, name, 'trials.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown> & { event: string });
}

async function artifactOf({ path }: ProjectDir): Promise<string> {
  const folder = join(path, '.mlx', 'artifacts', 'tune');
  const names = (await readdir(folder)).filter((name) => !name.startsWith('partial-'));
  const [name = ''] = names;
  if (names.length !== 1) throw new Error(`${names.length} searches left something`);
  return join(folder, name);
}

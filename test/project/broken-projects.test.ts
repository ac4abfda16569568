import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ErrorJson } from '../../src/ui/error-json.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { type BrokenCase, customers, soundProject } from './broken/broken-case.js';
import { commandCases } from './broken/command-cases.js';
import { contractCases } from './broken/contract-cases.js';
import { dataCases } from './broken/data-cases.js';
import { privacyCases } from './broken/privacy-cases.js';
import { referenceCases } from './broken/reference-cases.js';
import { rowCases } from './broken/row-cases.js';
import { ruleCases } from './broken/rule-cases.js';
import { setCases } from './broken/set-cases.js';
import { settingCases } from './broken/setting-cases.js';
import { splitCases } from './broken/split-cases.js';
import { yamlCases } from './broken/yaml-cases.js';

const groups: Readonly<Record<string, readonly BrokenCase[]>> = {
  'a file that is not YAML as it should be': yamlCases,
  'a setting by itself': settingCases,
  'a setting given elsewhere': setCases,
  'files that build on others': referenceCases,
  'settings that do not go together': ruleCases,
  'requirements and searches': contractCases,
  'settings of the split that do not go together': splitCases,
  'personal data': privacyCases,
  'a command line': commandCases,
  'data as its header shows it': dataCases,
  'data as its rows show it': rowCases,
};

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  test.for(cases)('$name', async (broken) => {
    await using project = await ProjectDir.with({
      'mlx.yaml': soundProject,
      'customers.csv': customers(),
      ...broken.files,
    });
    const before = await bytesBelow(project.path);
    const command = broken.command ?? 'validate';
    const words = typeof command === 'string' ? command.split(' ') : command;
    const { exitCode, stdout, stderr } = await project.mlx(
      words.includes('--json') ? words : [...words, '--json'],
      broken,
    );
    const error = JSON.parse(stdout) as ErrorJson;

    expect({ exitCode, finds: findingsOf(error) }).toEqual({
      exitCode: broken.exit,
      finds: broken.finds,
    });
    expectReadable(stderr, error);
    for (const said of broken.says ?? []) expect(stderr).toContain(said);
    const after = await bytesBelow(project.path);
    if (broken.stage === undefined) expect([...after.keys()]).toEqual([...before.keys()]);
    else await expectNothingOf(broken.stage, project);
    for (const [file, bytes] of before) expect(after.get(file)).toEqual(bytes);
  });
});

/** Place and code of each problem, or of the error itself when it lists none. */
function findingsOf({ code, place, problems }: ErrorJson): string[] {
  const found = problems.length > 0 ? problems : [place === undefined ? { code } : { code, place }];
  return found.map((problem) =>
    [
      [problem.place?.file, problem.place?.line, problem.place?.column]
        .filter((part) => part !== undefined)
        .join(':'),
      problem.code,
    ]
      .filter(Boolean)
      .join(' '),
  );
}

/** What every error promises to whoever reads it. */
function expectReadable(stderr: string, { code, message, exit, hints, problems }: ErrorJson): void {
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(`exit ${exit.code} (${exit.name})`);
  expect(stderr).toContain(`[${code}]`);
  for (const problem of problems) {
    expect(stderr).toContain(`${problem.message} [${problem.code}]`);
    expect([...hints, ...(problem.hints ?? [])]).not.toEqual([]);
  }
  if (problems.length === 0) expect(hints).not.toEqual([]);
  for (const hint of hints) expect(stderr).toContain(`hint: ${hint}`);
  for (const problem of [{ message }, ...problems]) expect(problem.message).not.toMatch(/[.!]$/);
  const sentences = [
    message,
    ...hints,
    ...problems.flatMap((each) => [each.message, ...(each.hints ?? [])]),
  ];
  for (const sentence of sentences) {
    expect(sentence).toMatch(/^[A-Z`"\d]/);
    expect(sentence.split('`').length % 2).toBe(1);
  }
}

/** The failed stage has left a record of the run and nothing else: no artifact, no partial folder, no lock. */
async function expectNothingOf(stage: string, project: ProjectDir): Promise<void> {
  const runs = await readdir(join(project.path, '.mlx', 'runs'));
  expect(runs).toHaveLength(1);
  const record = JSON.parse(await project.read(`.mlx/runs/${runs[0] ?? ''}`)) as {
    outcome: string;
    stages: { stage: string; state: string }[];
  };
  expect(record.outcome).toBe('failed');
  expect(record.stages.at(-1)).toMatchObject({ stage, state: 'failed' });
  const left = (await bytesBelow(join(project.path, '.mlx'))).keys();
  const own = new RegExp(`^(artifacts|latest)/${stage}\\b|partial-|^locks/.|^scratch/.`);
  expect([...left].filter((name) => own.test(name) && name !== `artifacts/${stage}`)).toEqual([]);
}

/** Every folder and file below a folder, with its bytes. */
async function bytesBelow(folder: string): Promise<Map<string, Buffer | undefined>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = entry.isFile() ? await readFile(path) : undefined;
      return [path.slice(folder.length + 1), bytes] as const;
    }),
  );
  return new Map(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

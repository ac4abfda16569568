import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';

/** As a project in a folder of a repository. */
const failing = customersYaml
  .replace(/^tune:[^]*?(?=requirements)/m, '')
  .replace(/^ {4}net:.*\n/m, '')
  .replace('min: 0.6', 'min: 0.999');

describe('a run that misses a requirement, as GitHub Actions runs it', () => {
  let project: ProjectDir;
  let github: Record<string, string>;
  beforeAll(async () => {
    project = await ProjectDir.with({
      'ml/mlx.yaml': failing,
      'ml/data/customers.csv': customersCsv(300),
    });
    github = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: project.path,
      GITHUB_STEP_SUMMARY: `${project.path}/summary.md`,
    };
    // What takes long is done once, so that the tests are about what is told of it.
    const { exitCode, stderr } = await project.mlx('run -p ml/mlx.yaml -q');
    expect(exitCode, stderr).toBe(5);
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test('annotates the line, ends with 5, and writes every report that was asked for', async () => {
    const { exitCode, stderr, stdout } = await project.mlx(
      'run -p ml/mlx.yaml --report junit=out/junit.xml --report sarif=out/mlx.sarif --report gitlab=out/gl.json --report html=out/page.html --report markdown=-',
      { environment: github },
    );
    expect(exitCode).toBe(5);
    const line = failing.split('\n').findIndex((each) => each.includes('0.999')) + 1;
    expect(stderr).toMatch(
      new RegExp(
        `^::error file=ml/mlx.yaml,line=${line},col=5,title=mlx%3A requirement/missed::\`roc_auc\` is 0\\.\\d+ .* is required to be at least 0.999`,
        'm',
      ),
    );
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('exit 5 (metric requirement)');
    expect(stdout).toMatch(/^## ❌ customers: The requirement is missed\n/);
    expect(await project.read('summary.md')).toContain('❌ missed');
    expect(await project.read('out/junit.xml')).toContain('type="requirement/missed"');
    expect(await project.read('out/junit.xml')).toContain('message="not reached"');
    expect(await project.read('out/mlx.sarif')).toContain('"uri": "ml/mlx.yaml"');
    expect(await project.read('out/gl.json')).toContain(`"begin": ${line}`);
    expect(await project.read('out/page.html')).toContain('<!doctype html>');
  });

  test('annotates once, also when annotations are asked for on standard output', async () => {
    const line = 'run -p ml/mlx.yaml --report github=-';
    const { exitCode, stderr, stdout } = await project.mlx(line, { environment: github });
    expect(exitCode).toBe(5);
    expect(`${stdout}${stderr}`.match(/^::error /gm)).toHaveLength(1);
    const elsewhere = await project.mlx(line);
    expect(elsewhere.stdout.match(/^::error /gm)).toHaveLength(1);
  });

  test('without GitHub there is no annotation and no summary', async () => {
    const { stderr, exitCode } = await project.mlx('run -p ml/mlx.yaml', {
      environment: { ...github, GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: `${project.path}/no.md` },
    });
    expect(exitCode).toBe(5);
    expect(stderr).not.toContain('::error');
    expect(await project.files()).not.toContain('no.md');
  });

  test('a mistake in the project file is told in every report', async () => {
    await project.write({ 'broken.yaml': failing.replace('metric:', 'metrik:') });
    const { exitCode, stderr } = await project.mlx(
      'validate -p broken.yaml --report junit=v.xml --report sarif=v.sarif',
      { environment: github },
    );
    expect(exitCode).toBe(3);
    expect(stderr).toContain('::error file=broken.yaml,line=');
    expect(await project.read('v.xml')).toContain('<error');
    expect(await project.read('v.sarif')).toContain('project/unknown-key');
    expect(await project.read('summary.md')).toContain('Did you mean `metric`?');
  });

  test('rows that break a rule are told with the line of the rule, and warnings too', async () => {
    const rules =
      '  quality:\n    - { column: tenure, between: [0, 20], else: warn }\n    - { column: charge, between: [0, 30] }\n';
    await project.write({ 'ml/rules.yaml': failing.replace('train:\n', `${rules}train:\n`) });
    const { exitCode, stderr } = await project.mlx('run -p ml/rules.yaml --report junit=q.xml', {
      environment: github,
    });
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toMatch(/^::error file=ml\/rules.yaml,line=\d+,.*quality\/broken::/m);
    expect(await project.read('q.xml')).toMatch(/<failure message="[^"]*data\/customers.csv:\d+/);
  });
});

describe('reports that cannot be', () => {
  test.each([
    ['run --report junt=x.xml', 'Use junit=x.xml'],
    ['run --report junit', 'Say where to, such as junit=out/junit.txt'],
    ['run --report junit=- --report sarif=-', 'Give all but one of them a file'],
    ['run --report junit=- --json', 'Give the report a file'],
    ['run --report junit=x.xml --dry-run', 'Leave one of them out'],
  ])('`mlx %s` is refused before anything runs', async (line, hint) => {
    await using project = await ProjectDir.with({ 'mlx.yaml': failing });
    const { exitCode, stderr } = await project.mlx(line);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`hint: ${hint}`);
    expect(await project.files()).toEqual(['mlx.yaml']);
  });
});

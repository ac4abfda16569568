import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Check, ChecksReport } from '../../src/reports/checks/check.js';
import { githubAnnotations } from '../../src/reports/checks/github.js';
import { gitlabCodeQuality } from '../../src/reports/checks/gitlab.js';
import { junitXml } from '../../src/reports/checks/junit.js';
import { runMarkdown } from '../../src/reports/checks/run-markdown.js';
import { sarifLog } from '../../src/reports/checks/sarif.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { gitlabSchema, sarifSchema } from './check-schemas.js';

const missed: Check = {
  part: 'evaluate',
  name: 'requirement 1: roc_auc at least 0.83',
  state: 'failed',
  code: 'requirement/missed',
  message: '`roc_auc` is 0.74 (95 % interval 0.7 to 0.78), and is required to be at least 0.83',
  place: {
    file: 'ml/mlx file.yaml',
    line: 12,
    column: 5,
    source: '  - { metric: roc_auc, min: 0.83 }',
  },
  hints: ['Look, then act'],
};
const evil = `<]]>&"'\u0000\u001B[31m\n::error::x%`;
const checks: readonly Check[] = [
  {
    part: 'ingest',
    name: 'comes to its end',
    state: 'passed',
    code: 'stage/done',
    message: 'ran',
    seconds: 1.25,
  },
  {
    part: 'ingest',
    name: 'rule',
    state: 'warned',
    code: 'quality/broken',
    message: '3 rows break it',
    related: [{ file: 'data/a.csv', line: 7 }],
  },
  { part: 'split', name: 'audit for drift', state: 'warned', code: 'audit/drift', message: evil },
  missed,
  { part: 'evaluate', name: evil, state: 'failed', code: 'internal', message: evil },
  {
    part: 'package',
    name: 'comes to its end',
    state: 'skipped',
    code: 'stage/done',
    message: 'not reached',
  },
];
const report: ChecksReport = {
  ...{
    project: 'churn',
    command: 'run',
    run: '20261128-002835-f733',
    seconds: 2.5,
    version: '0.1.0',
  },
  ...{ startedAt: '2026-11-28T00:28:35.123Z', exit: { code: 5, name: 'metric requirement' } },
  ...{ file: 'mlx.yaml', checks },
};

const xmllint = spawnSync('xmllint', ['--version']).error === undefined;

/** What `xmllint` says against a file it refuses; nothing when the file keeps the schema. */
async function refusalOf(xml: string): Promise<string> {
  await using project = await ProjectDir.with({ 'report.xml': xml });
  const schema = join(import.meta.dirname, 'junit.xsd');
  const args = ['--noout', '--schema', schema, join(project.path, 'report.xml')];
  const { status, stderr } = spawnSync('xmllint', args, { encoding: 'utf8' });
  return status === 0 ? '' : stderr;
}

describe('JUnit', () => {
  test.skipIf(!xmllint)(
    'keeps the schema, whatever it has to say (needs xmllint: apt install libxml2-utils)',
    async () => {
      expect(await refusalOf(junitXml(report))).toBe('');
      expect(await refusalOf(junitXml({ ...report, checks: [] }))).toBe('');
      expect(await refusalOf(junitXml(report).replace('<failure', '<failed'))).not.toBe('');
    },
  );

  test('counts what data and model miss as failures, and the rest as errors', () => {
    const xml = junitXml(report);
    expect(xml).toContain(
      '<testsuites name="mlx run: churn" tests="6" failures="1" errors="1" time="2.500">',
    );
    expect(xml).toContain(
      '<testsuite name="churn.evaluate" tests="2" failures="1" errors="1" skipped="0"',
    );
    expect(xml).toContain('ml/mlx file.yaml:12:5: `roc_auc` is 0.74');
    expect(xml).toContain('warning: 3 rows break it\nat data/a.csv:7');
  });
});

const ajv = new Ajv({ strict: false });

test('SARIF keeps the schema, and names file, line and column', () => {
  const log = JSON.parse(sarifLog(report)) as { runs: { results: object[] }[] };
  const validate = ajv.compile(sarifSchema);
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  expect(log.runs[0]?.results).toHaveLength(4);
  expect(log.runs[0]?.results[0]).toMatchObject({
    ruleId: 'requirement/missed',
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'ml/mlx%20file.yaml' },
          region: { startLine: 12, startColumn: 5 },
        },
      },
    ],
  });
  expect(validate({ ...log, version: '2.0.0' })).toBe(false);
});

test('GitLab gets a place and a fingerprint of its own for each', () => {
  const issues = JSON.parse(gitlabCodeQuality(report)) as { fingerprint: string }[];
  const validate = ajv.compile(gitlabSchema);
  expect(validate(issues), JSON.stringify(validate.errors)).toBe(true);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  const later = { ...report, checks: [{ ...missed, message: '`roc_auc` is 0.75' }] };
  expect((JSON.parse(gitlabCodeQuality(later)) as object[])[0]).toMatchObject({
    fingerprint: issues[0]?.fingerprint,
  });
});

describe('annotations', () => {
  test('name file, line, metric, value and bound on one line each, escaped', () => {
    const lines = githubAnnotations(checks).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      '::error file=ml/mlx file.yaml,line=12,col=5,title=mlx%3A requirement/missed::`roc_auc` is 0.74 (95 %25 interval 0.7 to 0.78), and is required to be at least 0.83%0Ahint: Look, then act',
    );
    expect(lines[1]).toContain('%0A::error::x%25');
  });

  test('are at most ten of a kind, and the tenth says how many are left', () => {
    const lines = githubAnnotations(Array.from({ length: 14 }, () => missed))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('4 more are in the log');
  });
});

test('Markdown stays small and says what failed before anything else', () => {
  const many = Array.from({ length: 900 }, () => ({ ...missed, message: 'x'.repeat(2000) }));
  const text = runMarkdown({ ...report, checks: many });
  expect(Buffer.byteLength(text)).toBeLessThan(65_536);
  expect(text.split('\n')[0]).toBe('## ❌ churn: `mlx run` ended with exit 5 (metric requirement)');
  expect(text).toContain('850 more in the log');
  expect(runMarkdown({ ...report, exit: { code: 0, name: 'ok' }, checks: [] })).toContain(
    '## ✅ churn',
  );
});

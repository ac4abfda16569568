import type { JSONSchema } from 'json-schema-to-ts';
import { profileSchemas } from './profile-schemas.js';
import { registrySchemas } from './registry-schemas.js';
import {
  boolean,
  fingerprint,
  listOf,
  number,
  object,
  orNull,
  type Properties,
  record,
  text,
} from './schema-shapes.js';

const facts = listOf(record({ name: text, value: { type: ['string', 'number', 'null'] } }));
const stageRecord = record(
  {
    ...{ stage: text, reason: text, fingerprint, target: text, inputs: object, facts },
    state: { enum: ['ran', 'reused', 'failed', 'interrupted'] },
    settings: {},
  },
  {
    compute: record({ backend: text, version: text }, { threads: number, road: text }),
    usage: record({ seconds: number, cpuSeconds: number, peakMemoryMb: number, bytes: number }),
    price: record({ usdPerHour: number, asOf: text, source: text }),
  },
);
const runProperties: Properties = {
  ...{ id: text, command: text, project: text, startedAt: text, pid: number },
  outcome: { enum: ['running', 'done', 'failed', 'interrupted', 'killed'] },
  versions: record({ mlx: text, node: text }),
  machine: record({ platform: text, cpus: number, cpu: text }),
  stages: listOf(stageRecord),
};
const runOptional: Properties = {
  finishedAt: text,
  error: record({ code: text, message: text }),
  git: record({ commit: text, dirty: boolean }, { branch: text }),
  projectSettings: object,
  pushed: record({ to: text, tag: text, digest: text }),
  tags: listOf(text),
  note: text,
};

const diffLines = listOf(record({ name: text, before: text, now: text }, { where: text }));

const outputs: Readonly<Record<string, JSONSchema>> = {
  'mlx.validation/1': record({
    project: { enum: ['ok'] },
    data: { enum: ['ok', 'not looked at'] },
  }),
  'mlx.plan/1': record({
    project: text,
    changes: boolean,
    stages: listOf(
      record({ stage: text, action: { enum: ['reuse', 'run'] }, reason: text, fingerprint }),
    ),
  }),
  'mlx.run-result/1': record(
    {
      run: text,
      outcome: { enum: ['done'] },
      stages: listOf(
        record({ stage: text, state: text, reason: text, fingerprint, facts: object }),
      ),
      reports: listOf(text),
      seconds: number,
      usd: orNull(number),
    },
    {
      test_split: record({ looks: number, models: number }),
      formats: listOf(
        record({
          ...{ format: text, folder: text, files: listOf(text), bytes: number },
          difference: orNull(number),
        }),
      ),
      pushed: record({ to: text, tag: text, digest: text, sent: number, bytes: number }),
      smaller: object,
    },
  ),
  'mlx.run/1': record(runProperties, runOptional),
  'mlx.runs/1': record({
    runs: listOf(record({ ...runProperties }, { ...runOptional, metrics: object })),
  }),
  'mlx.run-label/1': record({ run: text, tags: listOf(text) }, { note: text }),
  'mlx.runs-compare/1': record({
    runs: listOf(
      record(
        {
          ...{ id: text, said: text, startedAt: text, command: text, outcome: text },
          versions: record({ mlx: text, node: text }),
          metrics: object,
          made: record({ seconds: orNull(number), usd: orNull(number) }),
        },
        {
          commit: record({ commit: text, dirty: boolean }, { branch: text }),
          data: record({ rows: number, digest: text }),
          test: record({ rows: number, name: text }),
          model: record({ candidate: text, family: text, features: number }),
          ...{ latency: number, packageBytes: number },
        },
      ),
    ),
    settings: listOf(record({ name: text, values: listOf(text) })),
    against: listOf(
      record(
        { kind: { enum: ['compared', 'untold'] } },
        {
          why: text,
          notes: listOf(text),
          comparison: record({ rows: number, resamples: number, metrics: object }),
        },
      ),
    ),
  }),
  'mlx.diff/1': record({
    ...{ from: text, to: text, notes: listOf(text) },
    ...{ settings: diffLines, data: diffLines, code: diffLines, versions: diffLines },
    stages: listOf(
      record({
        stage: text,
        state: { enum: ['same', 'stale', 'differs', 'new', 'gone'] },
        why: listOf(text),
      }),
    ),
  }),
  'mlx.status/1': record({
    project: text,
    stages: listOf(record({ stage: text, upToDate: boolean, reason: text })),
    lastRun: orNull(record({ run: text, outcome: text })),
    serving: orNull(record({ url: text, version: text, ready: boolean })),
  }),
  'mlx.cost-report/1': record({
    currency: { enum: ['usd'] },
    runs: listOf(
      record({
        ...{ run: text, command: text, outcome: text },
        stages: listOf(
          record(
            { stage: text, state: text, target: text, seconds: number },
            { cpuSeconds: number, peakMemoryMb: number, bytes: number },
          ),
        ),
      }),
    ),
  }),
  'mlx.predictions/1': record({
    version: text,
    predictions: listOf({
      anyOf: [
        record({ value: number }),
        record({ label: text, probability: number, probabilities: object }),
      ],
    }),
  }),
  'mlx.serve/1': record({ url: text, host: text, port: number, version: orNull(text) }),
  'mlx.serve-key/1': record({ name: text, key: text, sha256: text }),
  'mlx.bench/1': record({
    ...{ url: text, rows: number, connections: number, requests: number, perSecond: number },
    ...{ rowsPerSecond: number, p50: number, p95: number, p99: number, max: number, lost: number },
    ...{ refused: { type: 'object', additionalProperties: number } },
    ...{ memoryMb: orNull(number), usdPerThousand: orNull(number) },
  }),
  'mlx.rollback/1': record({ from: orNull(text), to: text, url: text }),
  ...registrySchemas,
  'mlx.stop/1': record({ stopped: boolean }),
  'mlx.forget/1': record({
    column: text,
    dryRun: boolean,
    tables: listOf(record({ file: text, rows: number })),
    texts: listOf(text),
    touched: listOf(text),
    remaining: listOf(text),
    learnt: listOf(record({ name: text, aliases: listOf(text), how: text })),
  }),
  'mlx.reveal/1': record({ values: listOf(record({ token: text, value: text })) }),
  'mlx.forget-expired/1': record({
    from: text,
    dryRun: boolean,
    rows: number,
    artifacts: listOf(text),
  }),
  'mlx.config/1': record({ settings: object }),
  'mlx.completion/1': record({ shell: text, script: text }),
  'mlx.topics/1': record({ settings: listOf(text), 'error codes': listOf(text) }),
  'mlx.explanation/1': record({
    topic: text,
    title: text,
    text: listOf(text),
    settings: listOf(record({ name: text, kind: text, description: text })),
  }),
  'mlx.doctor/1': record({
    chosen: text,
    checks: listOf(
      record(
        { name: text, state: { enum: ['ok', 'warning', 'problem'] }, detail: text },
        { fix: text },
      ),
    ),
  }),
  'mlx.accept/1': record({
    ...{ file: text, rows: number, columns: number },
    changes: listOf(record({ kind: text, column: text, message: text })),
  }),
  ...profileSchemas,
  'mlx.init/1': record({ folder: text, files: listOf(text), next: listOf(text) }),
  'mlx.error/1': record(
    {
      ...{ code: text, message: text, hints: listOf(text), problems: listOf(object) },
      exit: record({ code: number, name: text }),
    },
    { place: object, cause: text },
  ),
};

/** The JSON Schemas of all outputs, as they are published in `schemas/output/`. */
export const outputSchemas: ReadonlyMap<string, JSONSchema> = new Map(
  Object.entries(outputs).map(([name, schema]) => [
    name,
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: name,
      allOf: [record({ schema: { const: name } }), schema],
    },
  ]),
);

import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StageEvent } from '../../../src/contracts/events.js';
import type { JsonObject } from '../../../src/contracts/json.js';
import type { ColumnType } from '../../../src/contracts/table.js';
import type { Draft } from '../../../src/data/draft.js';
import { checkQuality, type QualityResult } from '../../../src/data/quality/check-quality.js';
import { ruleOf } from '../../../src/data/quality/written-rules.js';
import { storageOf } from '../../../src/data/tables/cell-types.js';
import { type Cell, type Database, openDatabase } from '../../../src/data/tables/database.js';
import { identifier, literal } from '../../../src/data/tables/sql.js';
import { withDefaults } from '../../../src/data/with-defaults.js';

type Value = string | number | boolean | null;

/** A table written by hand: the types of its columns, and its rows. */
export interface HandTable {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly rows: readonly (readonly Value[])[];
}

export class Checking {
  readonly database: Database;
  readonly folder: string;
  readonly events: StageEvent[] = [];
  secret: ReadonlySet<string> = new Set();

  constructor(database: Database, folder: string) {
    this.database = database;
    this.folder = folder;
  }

  get quarantine(): string {
    return join(this.folder, 'output', 'quarantine.csv');
  }

  get rejects(): string {
    return join(this.folder, '.mlx', 'quarantine', 'rejected.csv');
  }

  /** A draft whose rows stand in `data.csv`, the first of them on line 2. */
  draft({ columns, rows }: HandTable): Draft {
    const names = Object.keys(columns);
    const list = rows.map((row, at) => `(${[at, ...row.map(sqlOf)].join(', ')})`);
    const cells = names.map(
      (name, at) => `CAST(c${at} AS ${storageOf(columns[name] ?? 'text')}) AS ${identifier(name)}`,
    );
    const inner = ['__row', ...names.map((_, at) => `c${at}`)].join(', ');
    return {
      relation: `(SELECT CAST(__row AS BIGINT) AS __row, ${cells.join(', ')} FROM (VALUES ${list.join(', ')}) AS t(${inner}))`,
      columns: names.map((name) => ({ name, type: columns[name] ?? 'text' })),
      consecutive: true,
      placeOf: (row) => Promise.resolve({ file: 'data.csv', line: row + 2 }),
    };
  }

  check(draft: Draft, rules: readonly JsonObject[]): Promise<QualityResult> {
    return checkQuality(
      draft,
      {
        rules: rules.map((settings, index) => ({ index, settings: complete(settings) })),
        secret: this.secret,
        quarantine: this.quarantine,
        rejects: this.rejects,
      },
      {
        database: this.database,
        projectDir: this.folder,
        scratch: join(this.folder, 'scratch'),
        signal: new AbortController().signal,
        emit: (event) => this.events.push(event),
      },
    );
  }

  async rowsOf({ draft }: QualityResult): Promise<readonly number[]> {
    const rows = await this.database.rows<{ __row: number }>(`SELECT __row FROM ${draft.relation}`);
    return rows.map(({ __row }) => __row);
  }

  cells(draft: Draft): Promise<readonly Readonly<Record<string, Cell>>[]> {
    return this.database.rows(`SELECT * FROM ${draft.relation}`);
  }

  /** The quarantine, line by line. */
  async lines(file = this.quarantine): Promise<readonly string[]> {
    return (await readFile(file, 'utf8')).trimEnd().split('\n');
  }
}

/** A database and a folder that go when the test ends. */
export async function checking(): Promise<Checking> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-quality-'));
  for (const name of ['scratch', 'output']) await mkdir(join(folder, name));
  const database = await openDatabase({ scratch: join(folder, 'scratch') });
  onTestFinished(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  return new Checking(database, folder);
}

/** A rule with its defaults filled in, as the project file's schema does. */
function complete(settings: JsonObject): JsonObject {
  return { ...withDefaults(ruleOf(settings).properties as never, settings) } as JsonObject;
}

function sqlOf(value: Value): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? literal(value) : `${value}`;
}

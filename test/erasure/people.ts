import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../src/data/tables/database.js';
import { parquetRows } from '../../src/data/tables/sql.js';
import { ProjectDir } from '../helpers/project-dir.js';

export const keys = {
  PSEUDONYM_KEY: 'kX7rQ2vLm9Tz4WpB',
  VAULT_KEY: 'a8Fq83nd82nBd7nB2m',
  ERASURE_KEY: 'Zr5uQ9yV2kM7nB4x',
} as const;

/** Whom the tests forget: nobody else has these values. */
export const person = {
  id: '900017',
  name: 'Zebulon Quackenbush',
  email: 'zeb.quackenbush@example.org',
} as const;

/** A small table of people, the one above among them, at the row that is asked for. */
export function peopleCsv(at = 0): string {
  const rows = Array.from({ length: 200 }, (_, row) => {
    const age = 20 + ((row * 7) % 50);
    const { id, name, email } =
      row === at
        ? person
        : { id: 100_000 + row, name: `Person Number${row}`, email: `p${row}@example.com` };
    return `${id},${name},${email},${age},${row % 2 === 0 ? 'basic' : 'premium'},${(age + row) % 3 === 0 ? 'yes' : 'no'}`;
  });
  return `customer_id,full_name,email,age,plan,churn\n${rows.join('\n')}\n`;
}

/** A project that learns from it; `privacy` is the inside of that block. */
export function peopleYaml(privacy = ''): string {
  return `task: { type: classification, target: churn }
ingest:
  path: people.csv
  columns: { customer_id: id, full_name: ignore }
  privacy: { subject: customer_id, detect: off${privacy === '' ? '' : `, ${privacy}`} }
train: { model: linear, epochs: 5 }
deploy: local
`;
}

/** A project of people that has been packaged. */
export async function packagedPeople(privacy = '', csv = peopleCsv()): Promise<ProjectDir> {
  const project = await ProjectDir.with({ 'mlx.yaml': peopleYaml(privacy), 'people.csv': csv });
  const made = await project.mlx('package --quiet', { environment: keys });
  if (made.exitCode !== 0) throw new Error(made.stderr);
  return project;
}

/** Files below `.mlx` and `reports` that hold one of some texts in their bytes or in the rows of a table. */
export async function filesWith(
  { path }: ProjectDir,
  texts: readonly string[],
): Promise<readonly string[]> {
  await using database = await openDatabase();
  const found: string[] = [];
  for (const folder of ['.mlx', 'reports']) {
    const entries = await readdir(join(path, folder), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name);
      const bytes = await readFile(file, 'latin1');
      const rows = file.endsWith('.parquet')
        ? JSON.stringify(
            await database.rows(`SELECT CAST(t AS VARCHAR) AS row FROM ${parquetRows(file)} AS t`),
          )
        : '';
      if (texts.some((text) => bytes.includes(text) || rows.includes(text))) {
        found.push(file.slice(path.length + 1));
      }
    }
  }
  return found.toSorted();
}

/** Whether `grep`, which knows nothing of us, finds a text in the bytes of `.mlx`. */
export function grepFinds({ path }: ProjectDir, text: string): boolean {
  try {
    execFileSync('grep', ['-r', '-a', '-q', '-F', text, '.mlx'], { cwd: path });
    return true;
  } catch {
    return false;
  }
}

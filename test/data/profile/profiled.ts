import { join } from 'node:path';
import type { IngestRequest } from '../../../src/data/ingest-request.js';
import type { Profile } from '../../../src/data/profile/profile.js';
import { type ProfileRequest, profileTable } from '../../../src/data/profile/profile-table.js';
import { projectWith, type TestProject } from '../project.js';

/** What is asked of a profile beside the data. */
export interface Wish extends Omit<Partial<IngestRequest>, 'target'> {
  readonly target?: ProfileRequest['target'];
  readonly personal?: NonNullable<ProfileRequest['personal']>;
}

/** The profile of a CSV with commas and a header. */
export async function profiledCsv(csv: string, wish: Wish = {}): Promise<Profile> {
  const project = await projectWith({ 'rows.csv': csv });
  return profiledSource(project, { path: 'rows.csv', delimiter: ',', header: true }, wish);
}

/** The profile of a CSV source. */
export async function profiledSource(
  project: TestProject,
  params: IngestRequest['sources'][number]['params'],
  { target, personal, ...more }: Wish = {},
): Promise<Profile> {
  const result = await project.ingest('csv', params, {
    ...more,
    ...(target !== undefined && { target: target.name }),
  });
  return profileTable({
    file: project.table,
    rows: result.table.rows,
    columns: result.columns,
    bytes: result.sources.reduce((sum, { bytes }) => sum + bytes, 0),
    scratch: join(project.folder, 'scratch'),
    signal: new AbortController().signal,
    emit: (event) => project.events.push(event),
    ...(target !== undefined && { target }),
    ...(personal !== undefined && { personal }),
  });
}

/** A column of a profile, by name. */
export function columnOf(profile: Profile, name: string): Profile['columns'][number] {
  const found = profile.columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

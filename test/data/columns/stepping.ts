import { join } from 'node:path';
import { expect } from 'vitest';
import type { IngestRequest } from '../../../src/data/ingest-request.js';
import { MlxError } from '../../../src/errors/index.js';
import { projectWith, type TestProject, typesOf } from '../project.js';

/** Every type, and a row where all but one is missing. */
export const sales = `shop,day,net,sold,big,note
a,2026-01-01T10:00:00.123456,1.5,true,9007199254740993,hi
a,,,,,
b,2026-01-03,3,false,-7,"a ""b"",
c"
`;

/** The table as a step leaves it, whose code is given. */
export async function stepped(code: string, more: Partial<IngestRequest> & { csv?: string } = {}) {
  const { csv = sales, ...request } = more;
  const project = await projectWith({ 'sales.csv': csv, 'clean.ts': code });
  const result = await ingest(project, request);
  return { project, result, types: typesOf(result), rows: await project.rows() };
}

export function ingest(project: TestProject, request: Partial<IngestRequest> = {}) {
  const { quality } = request;
  return project.ingest(
    'csv',
    { path: 'sales.csv' },
    {
      steps: [{ module: './clean.ts', params: {} }],
      ...request,
      ...(quality !== undefined && {
        quality: { ...quality, rejects: join(project.folder, quality.rejects) },
      }),
    },
  );
}

/** What goes wrong in a step. */
export async function failure(code: string, more: Partial<IngestRequest> & { csv?: string } = {}) {
  const error: unknown = await stepped(code, more).then(
    () => expect.fail('it was read'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof MlxError) return error;
  throw error;
}

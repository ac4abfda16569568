import type { PrivacySettings } from '../data/privacy/apply-privacy.js';
import { protectedColumns } from '../data/privacy/notes-without-values.js';
import type { IngestSettings } from '../project/project-schema.js';

/** Columns whose values are shown nowhere, because the project protects them. */
export function secretColumns({ privacy }: IngestSettings): readonly string[] {
  return [...protectedColumns({ columns: privacy.columns as PrivacySettings['columns'] })];
}

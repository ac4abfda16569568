import type { IngestSettings } from '../project/project-schema.js';

/** Columns whose values are shown nowhere: those the project has something to say about under `ingest.privacy`. */
export function secretColumns(ingest: IngestSettings): readonly string[] {
  const { privacy = {} } = ingest as { readonly privacy?: object };
  return Object.keys(privacy);
}

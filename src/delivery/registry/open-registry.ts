import { join, resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import type { S3Connection } from '../../services/s3/client.js';
import { BucketStore } from './bucket-store.js';
import { ModelRegistry } from './model-registry.js';

/** Where a registry lies, as the project says; nothing: in the project's own folder. */
export type RegistryPlace = Partial<S3Connection> & {
  readonly path?: string;
  readonly url?: string;
};

/** The registry of a project. Asks nothing yet. Throws `registry/incomplete`. */
export function openModelRegistry(
  { path, url, ...connection }: RegistryPlace,
  { stateDir, projectDir }: { readonly stateDir: string; readonly projectDir: string },
): ModelRegistry {
  if (path !== undefined && url !== undefined) {
    throw new MlxError(
      'registry/incomplete',
      'The registry lies in a folder or in a bucket, not both',
      {
        hints: ['Keep one of `registry.path` and `registry.url`'],
      },
    );
  }
  if (url !== undefined) {
    const place = { url, connection: { ...connection, timeout: connection.timeout ?? 30 } };
    return new ModelRegistry(new BucketStore(place, join(stateDir, 'cache', 'registry')));
  }
  return new ModelRegistry(
    path === undefined ? join(stateDir, 'registry') : resolve(projectDir, path),
  );
}

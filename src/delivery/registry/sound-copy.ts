import { MlxError } from '../../errors/index.js';
import { openPackage } from '../package-folder.js';
import type { RegistryStore } from './registry-store.js';

/**
 * Brings a package that lies elsewhere to this machine and checks every file of the copy, and that it is the package that was
 * registered. A copy that was spoilt here is fetched once more. Throws `registry/damaged` naming the file.
 */
export async function soundCopy(
  store: RegistryStore,
  { name, fingerprint }: { readonly name: string; readonly fingerprint: string },
  path: string,
): Promise<void> {
  await store.fetch(path);
  if ((await faultOf(store.localPath(path), fingerprint)) === undefined) return;
  await store.fetch(path, { anew: true });
  const fault = await faultOf(store.localPath(path), fingerprint);
  if (fault === undefined) return;
  const place = `${store.place}/${path}`;
  const words = fault.message.replaceAll(store.localPath(path), place);
  throw new MlxError('registry/damaged', `${words} (version \`${name}\`)`, {
    hints: [
      'Restore the object from a backup or from the versions that the bucket keeps',
      'Find out who can write to the bucket: mlx never changes a package',
    ],
    cause: fault,
  });
}

/** What is wrong with a copy; undefined when it is sound. */
async function faultOf(folder: string, fingerprint: string): Promise<MlxError | undefined> {
  try {
    const { manifest } = await openPackage(folder);
    if (manifest.fingerprint === fingerprint) return undefined;
    return new MlxError(
      'package/invalid',
      `\`${folder}\` holds another package than was registered: ${manifest.version}, not ${fingerprint.slice(0, 12)}`,
    );
  } catch (error) {
    if (error instanceof MlxError) return error;
    throw error;
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import { imageBillFile } from '../delivery/formats/image.js';
import { type Credentials, storedCredentials } from '../delivery/oci/credentials.js';
import { LayoutFolder } from '../delivery/oci/layout-folder.js';
import { checkPush, pushImage } from '../delivery/oci/push-image.js';
import { type ImageReference, parseReference } from '../delivery/oci/reference.js';
import { openPackage } from '../delivery/package-folder.js';
import { MlxError } from '../errors/index.js';
import type { RunRecord } from '../pipeline/run-record.js';
import type { Project } from '../project/project.js';
import { writeFormats } from '../stages/formats/package-formats.js';
import type { Context } from './context.js';
import { cacheDir, type Session } from './session.js';

/** Where an image goes, and who puts it there. */
export interface PushPlace {
  readonly reference: ImageReference;
  readonly credentials: Credentials | undefined;
  readonly mountFrom?: string;
}

/** A pushed image as the end of a run tells of it. */
export interface ShownPush {
  readonly to: string;
  readonly tag: string;
  readonly digest: string;
  /** Bytes that went over the network, of all that the image has. */
  readonly sent: number;
  readonly bytes: number;
}

/**
 * What `--push` means in a project, with the registry asked whether it would take it. Throws `image/no-place`, `image/reference`, and
 * what a registry throws.
 */
export async function placeOfPush(
  project: Project,
  named: string | undefined,
  { environment, signal }: Context,
): Promise<PushPlace> {
  const place = placeIn(project, named);
  const { registry } = place.reference;
  const credentials = place.credentials ?? (await storedCredentials(registry, environment));
  await checkPush(place.reference, { ...place, credentials, signal });
  return { ...place, credentials };
}

function placeIn(project: Project, named: string | undefined): PushPlace {
  const set = project.package.push;
  const text = named ?? set?.to;
  if (text === undefined) {
    throw new MlxError('image/no-place', 'Nothing says where the image is to be pushed', {
      hints: ['Name it: `--push ghcr.io/team/model:1.2`', 'Or set `package.push` in mlx.yaml'],
    });
  }
  const reference = parseReference(text);
  if (reference.digest !== undefined) {
    throw new MlxError('image/reference', `\`${text}\` names a digest, which a push finds out`, {
      hints: ['Name a tag, or nothing: then the tag is the version of the package'],
    });
  }
  // What is meant for one registry is not shown to another.
  const ours = set !== undefined && parseReference(set.to).registry === reference.registry;
  if (!ours) return { reference, credentials: undefined };
  const mountFrom = set.mount_from;
  return {
    ...{ reference, credentials: credentialsOf(set) },
    ...(mountFrom !== undefined && { mountFrom }),
  };
}

function credentialsOf({
  user,
  password = '',
  token,
}: NonNullable<Project['package']['push']>): Credentials | undefined {
  if (token !== undefined) return { bearer: token };
  return user === undefined ? undefined : { user, password };
}

/** Pushes the image of a package, written anew unless it just was, and notes it in the record of the run. */
export async function pushPackageImage(
  wish: {
    readonly place: PushPlace;
    /** Of the package. */
    readonly folder: string;
    readonly record: RunRecord;
    /** Where the format `image` was just written. */
    readonly image?: string;
  },
  { session, context }: { readonly session: Session; readonly context: Context },
): Promise<ShownPush> {
  const { reference, credentials, mountFrom } = wish.place;
  const { signal } = context;
  const tag = reference.tag ?? (await openPackage(wish.folder)).manifest.version;
  await using image = await writtenImage(wish, session, context);
  const world = { signal, credentials, ...(mountFrom !== undefined && { mountFrom }) };
  const layout = new LayoutFolder(join(image.folder, 'oci'));
  const bill = await readFile(join(image.folder, 'app', imageBillFile));
  const pushed = await pushImage(layout, { ...reference, tag }, { ...world, bill });
  const to = `${reference.registry}/${reference.repository}`;
  const note = { to, tag, digest: pushed.digest };
  await session.records.save({ ...wish.record, pushed: note });
  return { ...note, sent: pushed.sent, bytes: pushed.bytes };
}

async function writtenImage(
  { image, folder }: { readonly image?: string; readonly folder: string },
  { project }: Session,
  { environment, signal }: Pick<Context, 'environment' | 'signal'>,
): Promise<AsyncDisposable & { readonly folder: string }> {
  if (image !== undefined) return { folder: image, [Symbol.asyncDispose]: () => Promise.resolve() };
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-image-'));
  const remove = () => rm(scratch, { recursive: true, force: true });
  const settings = (project.package.formats['image'] ?? {}) as JsonObject;
  try {
    const place = { projectDir: project.dir, cacheDir: cacheDir(environment) };
    const to = { to: () => scratch, ...place, environment, signal };
    await writeFormats(folder, { image: settings }, to);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder: scratch, [Symbol.asyncDispose]: remove };
}

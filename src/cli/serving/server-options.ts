import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Credentials } from '../../delivery/serving/authentication.js';
import { PredictionLog } from '../../delivery/serving/prediction-log.js';
import type { Rate } from '../../delivery/serving/rate-limit.js';
import { RotatedFile } from '../../delivery/serving/rotated-file.js';
import type { ServerOptions } from '../../delivery/serving/server.js';
import { tokenReader } from '../../delivery/serving/tokens.js';
import { MlxError } from '../../errors/index.js';
import type { ServeSettings } from '../../project/project-schema.js';

/** Where a server finds the files of its settings, and keeps its own. */
export interface ServerPlace {
  /** Folder that paths in the settings are relative to. */
  readonly dir: string;
  /** The project's `.mlx` folder. */
  readonly state: string;
  /** Columns that the project protects. */
  readonly protectedColumns: readonly string[];
  readonly failed: (error: unknown) => void;
  /** Processes that share what may be under way at once. */
  readonly workers: number;
}

/** The settings of the project as what a server takes. Throws `serve/security` for a file or key that cannot be used. */
export async function serverOptions(
  settings: ServeSettings,
  place: ServerPlace,
): Promise<Partial<ServerOptions>> {
  const { limits, batching, cache, security, rollout } = settings;
  const { fallback } = rollout;
  const credentials = await credentialsOf(security);
  return {
    limits: {
      ...{ rows: limits.rows, bytes: limits.body_mb * 2 ** 20 },
      concurrent: shareOf(limits.concurrent, place),
      connections: shareOf(limits.connections, place),
      ...{ receiveSeconds: limits.receive_seconds, answerSeconds: limits.answer_seconds },
      drainSeconds: limits.drain_seconds,
    },
    batching: { rows: batching.rows, waitMs: batching.wait_ms },
    cache,
    ...(credentials !== undefined && { credentials }),
    ...(security.rate !== undefined && { rate: rateOf(security.rate) }),
    cors: security.cors,
    ...(security.tls !== undefined && { tls: await tlsFiles(security.tls, place) }),
    fallback: {
      ...{ to: fallback.to, failures: fallback.failures, pauseMs: fallback.pause_seconds * 1000 },
      ...(fallback.answer !== undefined && { answer: fallback.answer as never }),
    },
    predictions: await predictionLog(settings.predictions, place),
  };
}

/** The rate of the settings, as a server counts it. */
export function rateOf({
  per_minute,
  burst,
}: NonNullable<ServeSettings['security']['rate']>): Rate {
  return { perMinute: per_minute, burst };
}

/** What one of several workers may have, so that together they never have more than the whole: one at least. */
function shareOf(whole: number, { workers }: ServerPlace): number {
  return Math.max(1, Math.floor(whole / workers));
}

async function credentialsOf({
  keys,
  jwt,
}: ServeSettings['security']): Promise<Credentials | undefined> {
  if (keys.length === 0 && jwt === undefined) return undefined;
  return {
    keys: new Map(keys.map(({ name, sha256, roles }) => [sha256, { name, roles }])),
    ...(jwt !== undefined && { tokens: await tokensOf(jwt) }),
  };
}

async function tokensOf(jwt: NonNullable<ServeSettings['security']['jwt']>) {
  const { secret, public_key: publicKey, algorithm, issuer, audience, roles } = jwt;
  if ((secret === undefined) === (publicKey === undefined)) {
    throw unusable('`serve.security.jwt` needs either `secret` or `public_key`');
  }
  try {
    return await tokenReader({
      ...(secret !== undefined && { secret }),
      ...(publicKey !== undefined && { publicKey }),
      algorithm: algorithm ?? (secret === undefined ? 'RS256' : 'HS256'),
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
      roles,
    });
  } catch (cause) {
    throw unusable('`serve.security.jwt.public_key` is no public key of its `algorithm`', cause);
  }
}

async function tlsFiles(
  { cert, key, client_ca }: NonNullable<ServeSettings['security']['tls']>,
  { dir }: ServerPlace,
): Promise<NonNullable<ServerOptions['tls']>> {
  const read = (setting: string, path: string): Promise<Buffer> =>
    readFile(resolve(dir, path)).catch((cause: unknown) => {
      throw unusable(`\`serve.security.tls.${setting}\`: \`${path}\` cannot be read`, cause);
    });
  return {
    ...{ cert: await read('cert', cert), key: await read('key', key) },
    ...(client_ca !== undefined && { clientCa: await read('client_ca', client_ca) }),
  };
}

async function predictionLog(
  { sample, private: alsoPrivate, file_mb, files }: ServeSettings['predictions'],
  { state, protectedColumns, failed }: ServerPlace,
): Promise<PredictionLog> {
  const folder = join(state, 'served');
  const file = new RotatedFile({ folder, fileBytes: file_mb * 2 ** 20, files, failed });
  const columns = [...protectedColumns, ...alsoPrivate];
  const hashKey = sample === 0 ? '' : await keyOfHashes(folder);
  return new PredictionLog({ sample, private: columns, hashKey }, file);
}

/** The key by which private values are hashed: made once, so that equal values stay equal from file to file. */
async function keyOfHashes(folder: string): Promise<string> {
  const path = join(folder, 'hash.key');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 }).catch(
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    },
  );
  return readFile(path, 'utf8');
}

function unusable(message: string, cause?: unknown): MlxError {
  return new MlxError('serve/security', message, {
    hints: ['See `serve.security` in the reference of mlx.yaml'],
    ...(cause !== undefined && { cause }),
  });
}

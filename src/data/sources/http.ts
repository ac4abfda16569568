import { join } from 'node:path';
import { holdWorkLock } from '../../artifacts/work-lock.js';
import type { Params, ValuesOf } from '../../contracts/params.js';
import { MlxError } from '../../errors/index.js';
import { download, keyOf } from './http/download.js';
import { formatOfType } from './http/format-of-type.js';
import { httpParams } from './http/http-params.js';
import { readPages } from './http/read-pages.js';
import { type Asker, askerOf, shownUrl } from './http/request.js';
import {
  copyName,
  copyParams,
  openCopy,
  type Readers,
  readerNamed,
  readerOfName,
  unknownFormat,
} from './services/read-copy.js';
import { type Source, type SourcePart, type SourceWorld, tellUnvouched } from './source.js';

/** Files and REST services on the web. */
export function http(readers: Readers): Source<typeof httpParams & ReturnType<typeof copyParams>> {
  const params = { ...httpParams, ...copyParams(readers) } as const satisfies Params;
  type Values = ValuesOf<typeof params>;

  async function* openFile(values: Values, { asker, url, shown }: Aim, world: SourceWorld) {
    const folder = join(world.projectDir, '.mlx', 'cache', 'http');
    const fetched = await download({
      ...{ asker, url, shown, folder, emit: world.emit },
      ...{ attempts: values.retries, pauseSeconds: values.retry_delay },
    });
    if (!fetched.vouched) tellUnvouched(values, unvouched, world);
    const reader =
      readerNamed(readers, values.format) ??
      readerOfName(readers, url.pathname) ??
      readerNamed(readers, formatOfType(fetched.contentType));
    if (reader === undefined) throw unknownFormat(shown, readers);
    const read =
      values.records === undefined ? values.read : { ...values.read, records: values.records };
    yield* openCopy({ file: fetched.file, shown, reader, read }, world);
  }

  async function* openPages(
    values: Values,
    aim: Aim,
    world: SourceWorld,
  ): AsyncGenerator<SourcePart> {
    const { paging = {} as NonNullable<Values['paging']>, records } = values;
    const file = join(world.scratch, copyName('pages.jsonl'));
    await readPages({ ...aim, paging, records, file, emit: world.emit });
    const reader = readerNamed(readers, 'jsonl');
    if (reader === undefined) throw unknownFormat(aim.shown, readers);
    yield* openCopy({ file, shown: aim.shown, reader, read: values.read }, world);
  }

  return {
    name: 'http',
    summary: 'Files on the web, and REST services that answer in JSON, page by page',
    extensions: [],
    params,
    required: ['url'],
    costlyHeader: true,
    paths: () => [],
    async *open(values, world) {
      const aim = aimOf(values, world.signal);
      if (values.paging !== undefined) {
        tellUnvouched(values, unvouched, world);
        yield* openPages(values, aim, world);
        return;
      }
      // Two runs that fetch the same file would write to the same place.
      const lock = join(world.projectDir, '.mlx', 'locks', `http-${keyOf(aim.url)}.lock`);
      const release = await holdWorkLock(lock, { onWait: () => undefined, signal: world.signal });
      try {
        yield* openFile(values, aim, world);
      } finally {
        await release();
      }
    },
    async state(values, { signal }) {
      const { asker, url } = aimOf(values, signal);
      return values.paging === undefined ? await validatorOf(asker, url) : undefined;
    },
  };
}

/** Where to ask, and what to call it. */
interface Aim {
  readonly asker: Asker;
  readonly url: URL;
  readonly shown: string;
}

function aimOf(values: ValuesOf<typeof httpParams>, signal: AbortSignal): Aim {
  const written = values.url ?? '';
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new MlxError('data/source-incomplete', '`url` of the source is no address on the web', {
      hints: ['Write it as `https://host/path`'],
    });
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  return { asker: askerOf(values, signal), url, shown: shownUrl(url) };
}

/** What the service gives to tell one state of a file from another; undefined when it gives nothing. */
async function validatorOf(asker: Asker, url: URL): Promise<string | undefined> {
  // Some services do not know HEAD; the head of an answer to GET says the same.
  const head = await asker.ask(url, { method: 'HEAD', accepts: [400, 403, 404, 405, 501] });
  await head.drop();
  const answer = head.status < 300 ? head : await asker.ask(url);
  await answer.drop();
  const { headers } = answer;
  const validator = headers.get('etag') ?? headers.get('last-modified');
  return validator === null ? undefined : `${validator} ${headers.get('content-length') ?? ''}`;
}

const unvouched = 'Add `refresh: once` to the source to keep what was read';

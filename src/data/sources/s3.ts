import type { Params, ValuesOf } from '../../contracts/params.js';
import { openBucket, type S3Params, s3Params } from './s3/bucket.js';
import {
  copyParams,
  openCopy,
  type Readers,
  readerNamed,
  readerOfName,
  unknownFormat,
} from './services/read-copy.js';
import type { Source } from './source.js';

/** Objects of an S3 bucket, of AWS or any other service that speaks S3. */
export function s3(readers: Readers): Source<S3Params & ReturnType<typeof copyParams>> {
  const params = { ...s3Params, ...copyParams(readers) } as const satisfies Params;
  return {
    name: 's3',
    summary: 'Files in a bucket of S3, or of a service that speaks S3',
    extensions: [],
    params,
    required: [],
    costlyHeader: true,
    paths: () => [],
    async *open(values: ValuesOf<typeof params>, world) {
      await using bucket = await openBucket(values, world);
      for (const object of await bucket.find()) {
        const shown = `s3://${bucket.name}/${object.key}`;
        const reader = readerNamed(readers, values.format) ?? readerOfName(readers, object.key);
        if (reader === undefined) throw unknownFormat(shown, readers);
        const file = await bucket.download(object, world);
        yield* openCopy({ file, shown, reader, read: values.read }, world);
      }
    },
    async state(values, world) {
      await using bucket = await openBucket(values, world);
      const objects = await bucket.find();
      return JSON.stringify(objects.map(({ key, etag, bytes }) => [key, etag, bytes]));
    },
  };
}

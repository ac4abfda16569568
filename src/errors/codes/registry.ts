import type { ErrorEntry } from './entry.js';

export const registryCodes = {
  'registry/unknown-version': {
    exit: 'target',
    title: 'a version is not in the model registry',
    explanation:
      'Versions are named `v1`, `v2`, … in the order they were added. The message lists the newest; a deploy adds one.',
  },
  'registry/unknown-alias': {
    exit: 'target',
    title: 'an alias does not point at a version yet',
    explanation:
      'An alias such as `production` is a name that points at a version. The first `mlx deploy` sets it.',
  },
  'registry/alias-moved': {
    exit: 'target',
    title: 'somebody else moved an alias in the meantime',
    explanation:
      'An alias moves only from the version that was seen when the command began, so that two deploys at once cannot undo each other. The message names both versions; run the command again to decide anew.',
  },
  'registry/collected': {
    exit: 'target',
    title: 'the package of a version was removed from the registry',
    explanation:
      'Garbage collection (`mlx registry gc`) removes packages that no alias, history, tag or run needs. The name of the version and what is known of it stay, so that it is never given to another package.',
  },
  'registry/damaged': {
    exit: 'target',
    title: 'a file of the model registry cannot be read',
    explanation:
      'The registry is made of small JSON files that mlx writes whole. The message names the one that is damaged; restore it from a backup, or delete it when it was made by hand.',
  },
  'registry/unreachable': {
    exit: 'target',
    title: 'the bucket of the registry cannot be reached',
    explanation:
      'No connection came about, or it broke. A version is seen only when all of it has arrived and a move of an alias is one request, so nothing is left half; run the command again. A server that follows an alias goes on with what it has.',
  },
  'registry/refused': {
    exit: 'target',
    title: 'the bucket of the registry refuses the credentials it was given',
    explanation:
      'The service answered, but does not let this user list the bucket, read its objects or write them. Reading commands and servers need `s3:ListBucket` and `s3:GetObject`; deploys and promotions `s3:PutObject`, and `mlx registry gc` `s3:DeleteObject` too.',
  },
  'registry/not-there': {
    exit: 'target',
    title: 'the bucket of the registry does not exist',
    explanation:
      'mlx makes no buckets: make it, in the region you want, and then name it in `registry`. A bucket that exists may also be in another region or at another endpoint than the project says.',
  },
  'registry/failed': {
    exit: 'target',
    title: 'the bucket of the registry failed to answer as it should',
    explanation:
      'The service was reached, but reports a fault of its own, even after several attempts. Run the command again later.',
  },
  'registry/no-conditions': {
    exit: 'target',
    title: 'a bucket cannot keep two writers apart',
    explanation:
      'A registry needs conditional writes (`If-None-Match: *`): of two who add the same version or move the same alias, the second must be refused. mlx tries it before it first writes; this service overwrote an object, or does not know the condition. Nothing else was written. Use a service that has conditional writes (docs/registry.md names some), or a folder.',
  },
  'registry/incomplete': {
    exit: 'project',
    title: 'a setting of `registry` is missing or does not fit',
    explanation:
      'A registry lies in a folder (`path`) or in a bucket (`url: s3://bucket/prefix`), not in both; keys come in pairs.',
  },
  'registry/export': {
    exit: 'target',
    title: 'a file is no version that was exported',
    explanation:
      '`mlx registry export` writes one archive, or a folder, with a package and what was said of it. It was cut short, changed, or is something else; the registry is as it was. Export it again.',
  },
  'mlflow/unreachable': {
    exit: 'target',
    title: 'the MLflow server cannot be reached',
    explanation:
      'Nothing listens at the address, or it did not answer in time. The registry of mlx needs no server, and nothing in it has changed.',
  },
  'mlflow/refused': {
    exit: 'target',
    title: 'the MLflow server does not take what it was given',
    explanation:
      'The server answered with an error of its own, which the message carries. What had been pushed until then is marked as a failed run there; push again when the cause is gone.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

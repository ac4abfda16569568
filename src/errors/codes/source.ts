import type { ErrorEntry } from './entry.js';

export const sourceCodes = {
  'source/unreachable': {
    exit: 'target',
    title: 'a service that data is read from cannot be reached',
    explanation:
      'No connection came about: the host is unknown, nothing listens there, it did not answer in time, or the two could not agree on encryption. Nothing was read and nothing is left half; run again when the service is there. With `refresh: once` mlx asks the service only when told to.',
  },
  'source/refused': {
    exit: 'target',
    title: 'a service refuses the credentials it was given',
    explanation:
      'The service answered, but does not let this user in, or not to this data. Credentials are best given as `${env:NAME}`; mlx shows and keeps the name only.',
  },
  'source/interrupted': {
    exit: 'target',
    title: 'a connection broke while data was being read',
    explanation:
      'The service went away, or the network did, before the last row. What was read so far is thrown away (a download over HTTP goes on from there); run again.',
  },
  'source/failed': {
    exit: 'target',
    title: 'a service failed to answer as it should',
    explanation:
      'The service was reached, but reports a fault of its own, even after several attempts with growing pauses between them.',
  },
  'source/not-there': {
    exit: 'data',
    title: 'what a source should read does not exist',
    explanation:
      'The service was reached, but has no such database, table, bucket, object or address. Names must match letter for letter.',
  },
  'source/query': {
    exit: 'data',
    title: 'a database does not accept a query',
    explanation:
      'The message carries what the database says of it. Try the query in its own client with the same user.',
  },
  'source/not-read-only': {
    exit: 'data',
    title: 'a query could change the database it reads from',
    explanation:
      'A source reads: its `query` is one statement that begins with SELECT, WITH, TABLE or VALUES, and it runs in a transaction that cannot write.',
  },
  'source/changed': {
    exit: 'data',
    title: 'data changed while it was being read',
    explanation:
      'What was read would be neither the old data nor the new. Run again, when nobody writes to it if possible.',
  },
  'source/key': {
    exit: 'data',
    title: 'the key of an incremental source does not tell rows apart',
    explanation:
      'Rows that have changed take the place of those with the same `incremental.key`, so every row must have one of its own. Nothing that was kept was touched.',
  },
  'source/answer': {
    exit: 'data',
    title: 'a service answers with something else than a source expects',
    explanation:
      'The answer is no table, has nothing at the place that `records` or `paging` names, or does not say what it is. Look at it with `curl`; `format` says how to read it.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

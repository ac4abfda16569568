import { type BrokenCase, customers, project } from './broken-case.js';

const table = (content: string | Uint8Array) => ({ 'customers.csv': content });

/** Data that is not there, is not a table, or does not have the columns the project names. */
export const dataCases: readonly BrokenCase[] = [
  {
    name: 'a data file that is not there, though another is near',
    files: project({ ingest: 'custmers.csv' }),
    exit: 4,
    finds: ['mlx.yaml:2:9 data/file-missing'],
    says: ['Did you mean `customers.csv`?'],
  },
  {
    name: 'a data file that is not there, seen by a run',
    files: project({ ingest: 'custmers.csv' }),
    command: 'run',
    exit: 4,
    finds: ['mlx.yaml:2:9 data/file-missing'],
  },
  {
    name: 'a pattern that nothing matches',
    files: project({ ingest: '{ path: data/*.csv }' }),
    exit: 4,
    finds: ['mlx.yaml:2:17 data/file-missing'],
  },
  {
    name: 'a folder where a file should be',
    files: { ...project({ ingest: '{ type: csv, path: data }' }), 'data/a.csv': customers() },
    exit: 4,
    finds: ['mlx.yaml:2:28 data/is-folder'],
    says: ['`data/*.csv`'],
  },
  {
    name: 'an empty data file',
    files: table(''),
    exit: 4,
    finds: ['customers.csv data/file-empty'],
  },
  {
    name: 'a data file of blank lines',
    files: table('\n\n\n'),
    exit: 4,
    finds: ['customers.csv data/file-empty'],
  },
  {
    name: 'a picture called .csv',
    files: table(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])),
    exit: 4,
    finds: ['customers.csv data/not-a-table'],
    says: ['PNG'],
  },
  {
    name: 'a workbook called .csv',
    files: table(new Uint8Array([0x50, 0x4b, 3, 4, 0x14, 0, 6, 0, 8, 0, 0, 0])),
    exit: 4,
    finds: ['customers.csv data/not-a-table'],
    says: ['Excel'],
  },
  {
    name: 'a file of NUL bytes',
    files: table(new Uint8Array(200)),
    exit: 4,
    finds: ['customers.csv data/not-a-table'],
  },
  {
    name: 'a file in another encoding, and `strict` is set',
    files: {
      ...project({ ingest: '{ type: csv, path: customers.csv, strict: true }' }),
      ...table(Buffer.from(customers().replaceAll('basic', 'b\xe9sic'), 'latin1')),
    },
    exit: 4,
    finds: ['customers.csv:2 data/encoding'],
    says: ['encoding: latin-1'],
  },
  {
    name: 'a target column there is not',
    files: project({ task: '{ type: classification, target: chruned }' }),
    exit: 3,
    finds: ['mlx.yaml:1:39 project/unknown-column'],
    says: ['Did you mean `churned`?'],
  },
  {
    name: 'columns there are not, in three blocks, seen by a run',
    files: project({
      ingest: '\n  sources: { a: customers.csv }\n  columns: { monhtly: number }',
      features: '{ plam: drop }',
      split: '{ strategy: column, column: fold }',
    }),
    command: 'run',
    exit: 3,
    finds: [
      'mlx.yaml:4:14 project/unknown-column',
      'mlx.yaml:6:13 project/unknown-column',
      'mlx.yaml:7:36 project/unknown-column',
    ],
    says: ['Did you mean `monthly`?', 'Did you mean `plan`?'],
  },
  {
    name: 'columns of the split that are not there',
    files: project({
      split: '{ strategy: time, time: tenur, group: pln }',
    }),
    exit: 3,
    finds: ['mlx.yaml:4:32 project/unknown-column', 'mlx.yaml:4:46 project/unknown-column'],
    says: ['Did you mean `tenure`?', 'Did you mean `plan`?'],
  },
  {
    name: 'a key of the split that is not there',
    files: project({ split: '{ key: [customer_id, pln] }' }),
    exit: 3,
    finds: ['mlx.yaml:4:29 project/unknown-column'],
  },
];

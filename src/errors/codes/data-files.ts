import type { ErrorEntry } from './entry.js';

/** Failures of single kinds of files, and of sources that users write themselves. */
export const dataFileCodes = {
  'data/excel-broken': {
    exit: 'data',
    title: 'an Excel workbook is damaged',
    explanation:
      'A workbook is a ZIP archive of XML files, and a part of it is missing, cut short or malformed. Open it in Excel or LibreOffice and save it again.',
  },
  'data/excel-kind': {
    exit: 'data',
    title: 'a workbook is of a kind mlx does not read',
    explanation:
      'mlx reads `.xlsx` and `.xlsm`. The old `.xls`, the binary `.xlsb`, OpenDocument `.ods` and workbooks with a password must be saved as `.xlsx` first: in Excel or LibreOffice, or with `soffice --headless --convert-to xlsx FILE`.',
  },
  'data/excel-sheet': {
    exit: 'data',
    title: 'a sheet or range of a workbook is not there',
    explanation:
      'The message lists the sheets there are. `sheet` is a name, or a number that counts from 1; `range` is written as in Excel, such as `B3:F100`.',
  },
  'data/xml-syntax': {
    exit: 'data',
    title: 'an XML file breaks off or is malformed',
    explanation: 'The message names the line at which reading stopped, and why.',
  },
  'data/xml-shape': {
    exit: 'data',
    title: 'an XML file does not hold the records it should',
    explanation:
      'A table is a list of elements of one name. `records` names the way to them, such as `/catalog/book`, or `//book` wherever they stand; `fields` names what each column is within a record.',
  },
  'data/xml-entities': {
    exit: 'data',
    title: 'an XML file defines entities of its own',
    explanation:
      'Entities can make a small file unfold to gigabytes, or pull in other files of the machine, so mlx reads no file that defines any. If you trust the file, write it again with its entities resolved.',
  },
  'data/arrow-broken': {
    exit: 'data',
    title: 'an Arrow file is damaged',
    explanation:
      'The file does not hold what its header says; usually the copy was cut short. Fetch or write it again.',
  },
  'data/arrow-compression': {
    exit: 'data',
    title: 'an Arrow file is compressed in a way this Node cannot unpack',
    explanation:
      'Plain and LZ4 files are always read; Zstandard needs Node 22.15 or newer. Write the file without compression or with LZ4.',
  },
  'data/labels': {
    exit: 'data',
    title: 'a file with labels does not fit its folder',
    explanation:
      'A file with labels has a column `file`, with paths relative to the folder, and a column `label`. It names each file once, and every file there is.',
  },
  'data/stdin': {
    exit: 'data',
    title: 'nothing comes in on standard input',
    explanation:
      'A source of type `stdin` reads what is piped into mlx, such as `cat rows.csv | mlx ingest`. What came in is kept in `.mlx/cache`, so that later stages run without piping it again.',
  },
  'data/user-module': {
    exit: 'data',
    title: "a module of the project's own cannot be used",
    explanation:
      'A source such as `./my-source.ts`, a step of `ingest.steps`, or a model such as `./my-model.ts` is an ES module of yours. It must load, and export what mlx asks for; the message says what is wrong and where.',
  },
  'data/idx': {
    exit: 'data',
    title: 'a file is no IDX file of images or labels',
    explanation:
      'IDX is the format of MNIST: `path` names a file of images (bytes, in three dimensions; four with colours), `labels` one of as many labels. Both may be gzipped.',
  },
  'data/user-code': {
    exit: 'data',
    title: "a module of the project's own failed at its work",
    explanation:
      'Your code threw an error, or gave something that is no row, no batch of the table, or no answer of a model. The message names the file and line in it.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

import type { ErrorEntry } from './entry.js';

export const dataCodes = {
  'data/row-invalid': {
    exit: 'data',
    title: 'a row to predict for does not fit the model',
    explanation:
      'Rows are held against the signature of the package: the names and types of its inputs. Each problem says what was expected and what was found.',
  },
  'data/file-missing': {
    exit: 'data',
    title: 'a data file is not there',
    explanation:
      'Paths in a project file are relative to the folder the file stands in. The message names the path that was tried and the nearest files there are.',
  },
  'data/is-folder': {
    exit: 'data',
    title: 'a folder stands where a data file was expected',
    explanation:
      'A source reads files. Name one, or several with a pattern such as `data/*.csv`, which reads every match in the order of their names.',
  },
  'data/unreadable-file': {
    exit: 'data',
    title: 'a data file cannot be opened',
    explanation:
      'The file is there, but the system does not let mlx read it. The cause says why: usually its permissions.',
  },
  'data/source-incomplete': {
    exit: 'project',
    title: 'a source lacks a setting it needs',
    explanation: 'The message names the setting. A file source needs at least its `path`.',
  },
  'data/unknown-file-type': {
    exit: 'data',
    title: 'the ending of a file name does not say what the file is',
    explanation:
      'mlx chooses a source by the ending of the name, such as `.csv` or `.parquet`. Name the source type instead, or rename the file.',
  },
  'data/file-empty': {
    exit: 'data',
    title: 'a data file has no content',
    explanation: 'The file has zero bytes, or nothing but blank lines: there is not even a header.',
  },
  'data/no-rows': {
    exit: 'data',
    title: 'there are no rows',
    explanation:
      'The columns are known, but no row follows: a file with a header only, or an empty list. If the first row was taken for a header, set `header: false`.',
  },
  'data/not-a-table': {
    exit: 'data',
    title: 'a data file is of another kind than its source reads',
    explanation:
      'The first bytes show what the file really is. Export it as CSV, JSON lines or Parquet, unpack it, or choose the source type that reads it.',
  },
  'data/compression': {
    exit: 'data',
    title: 'a data file is compressed in a way mlx does not read',
    explanation: 'gzip (`.gz`) and Zstandard (`.zst`) are read as they are. Unpack anything else.',
  },
  'data/encoding': {
    exit: 'data',
    title: 'a text file has another encoding than expected',
    explanation:
      'Files are read as UTF-8 unless they begin with a byte order mark. A text that is clearly Western or UTF-16 is read as that, with a warning; for anything else, and with `strict`, set `encoding` to what the file was written in.',
  },
  'data/csv-dialect': {
    exit: 'data',
    title: 'the layout of a CSV file cannot be recognised',
    explanation:
      'No delimiter and quote make a regular table of this file. Set `delimiter`, `quote`, `header` or `skip` on the source; `mlx ingest` prints what it recognised.',
  },
  'data/csv-preamble': {
    exit: 'data',
    title: 'the first lines of a CSV file are no part of the table',
    explanation:
      'Lines above the header have another shape than the rest. They are left out with a warning; with `strict` they are refused until `skip` says how many there are.',
  },
  'data/csv-ragged': {
    exit: 'data',
    title: 'a row of a CSV file has too many or too few cells',
    explanation:
      'Every row must have as many cells as the header. Usual causes: a delimiter inside a cell without quotes, a line break inside a cell without quotes, or a truncated file. Without `strict`, lacking cells are missing, surplus ones are left out, and a warning names the lines.',
  },
  'data/csv-quote': {
    exit: 'data',
    title: 'a quote in a CSV file is not closed as it should be',
    explanation:
      'A cell that begins with a quote ends with one, and a quote inside it is doubled (or escaped, see `escape`). If quotes are ordinary letters in this file, set `quote: ""`. Without `strict`, the likeliest reading of the line is taken, with a warning.',
  },
  'data/csv-second-table': {
    exit: 'data',
    title: 'a CSV file holds more than one table',
    explanation:
      'Further down the header comes again, or another one. Without `strict`, a header that is the same is left out and the rows below it are kept, and at another header the table ends; either is told.',
  },
  'data/fixed-width': {
    exit: 'data',
    title: 'the columns of a fixed-width file are not where they should be',
    explanation:
      'Columns stand at fixed places of each line: `widths` or `positions` say where, as the description of the file has them. Without either, the places that are blank in all of the first lines part the columns; a line further down that fills such a place shows that this does not hold.',
  },
  'data/csv-line': {
    exit: 'data',
    title: 'a line of a CSV file cannot be read',
    explanation: 'The message carries the reason as the reader gave it.',
  },
  'data/json-syntax': {
    exit: 'data',
    title: 'a JSON file breaks off or is malformed',
    explanation: 'The message names the record or line at which reading stopped, and why.',
  },
  'data/json-shape': {
    exit: 'data',
    title: 'a JSON file is not a list of objects',
    explanation:
      'A table is a list of objects, each a row: an array, or one object a line. When the list lies deeper in the file, `records` names the way to it, such as `records: result.items`.',
  },
  'data/parquet-broken': {
    exit: 'data',
    title: 'a Parquet file is damaged',
    explanation:
      'The file does not hold what its own directory says; usually the copy was cut short. Fetch it again.',
  },
  'data/column-duplicate': {
    exit: 'data',
    title: 'two columns share a name',
    explanation:
      'Columns are told apart by name, whatever the case of its letters. Rename one of them, or give all names with `columns` on the source. The csv source gives the later one a number, with a warning, unless it is `strict`.',
  },
  'data/column-unnamed': {
    exit: 'data',
    title: 'a column has no name',
    explanation:
      'The header has an empty cell. Name the column in the file, or give all names with `columns` on the source. Without `strict`, the column is named by its position, with a warning.',
  },
  'data/column-reserved': {
    exit: 'data',
    title: 'a column has a name mlx keeps for itself',
    explanation:
      'mlx numbers the rows (`__row`, `file_row_number`) and keeps cells that do not fit a type (`__misfit …`) in columns of its own, in any letter case. Rename the column in the source; a `file_row_number` may also be renamed with `from` under `ingest.columns`.',
  },
  'data/column-missing': {
    exit: 'data',
    title: 'a column the project names is not in the data',
    explanation:
      'The message lists the nearest column there is. Names must match letter for letter.',
  },
  'data/column-type': {
    exit: 'data',
    title: 'a column holds values its declared type does not allow',
    explanation:
      'The project pins a type, and some cells cannot be read as it. The message names the first of them with its row. Mend the cells, list the value under `null_values`, or choose another type.',
  },
  'data/circular': {
    exit: 'project',
    title: 'derived columns wait for each other',
    explanation:
      'A derived column may be worked out from other derived ones, in any order, but not from one that is itself worked out from it.',
  },
  'data/expression': {
    exit: 'project',
    title: 'an SQL expression of the project cannot be used',
    explanation:
      'An expression is about the columns of one row: it compares, computes and calls functions that give the same at every run. It cannot hold queries, look at other rows or read files, the environment or the clock. Texts stand in single quotes, and names of columns that are no plain words in double quotes.',
  },
  'data/split-too-small': {
    exit: 'data',
    title: 'a split would be empty',
    explanation:
      'Training, validation and test must hold at least one row each. Bring more rows, or change the fractions.',
  },
  'data/split-fractions': {
    exit: 'project',
    title: 'the fractions of the splits do not make one',
    explanation: 'Each of train, validation and test is above 0, and together they are 1 (100%).',
  },
  'data/split-column': {
    exit: 'data',
    title: 'the column that should name the splits does not',
    explanation:
      'With `strategy: column` every row says `train`, `validation` or `test` in the named column.',
  },
  'data/split-time': {
    exit: 'data',
    title: 'the rows cannot be ordered in time as the split asks',
    explanation:
      'A split by time needs a column of timestamps or numbers, and a gap in its units: a duration such as `7d`, `36h` or `30min` for timestamps, a number for numbers.',
  },
  'data/leakage': {
    exit: 'data',
    title: 'the splits leak into each other, and the project says that this fails',
    explanation:
      'The audit of the splits found what `split.audit` sets to `fail`. `mlx split` prints every finding, and `split.json` in the split artifact has it with row numbers. Group, order or clean the rows, or set the kind of finding to `warn` or `off`.',
  },
  'data/target-empty': {
    exit: 'data',
    title: 'the target has no values',
    explanation: 'Every cell of the target column is missing, so there is nothing to learn from.',
  },
  'data/memory': {
    exit: 'target',
    title: 'the table engine ran out of memory',
    explanation:
      'Work that does not fit in memory goes to scratch files; this step could not. Give it more memory, or fewer columns.',
  },
  'data/disk': {
    exit: 'target',
    title: 'the disk is full or cannot be written',
    explanation:
      'mlx writes into the `.mlx` folder of the project, and tables pass through scratch files of about the size of the data. Make room, or put the project where you may write.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

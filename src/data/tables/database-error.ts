import { type ErrorCode, MlxError, type Place } from '../../errors/index.js';

/**
 * What the user should read when DuckDB refuses: an `MlxError` with file and line where the fault lies in
 * the data or the machine, otherwise the error itself, which then is a bug of ours.
 */
export function explainDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const text = error.message;
  // The machine first: a full disk is told with the name of the file that could not be written.
  for (const explain of [explainMachine, explainCsv, explainJson, explainParquet]) {
    const explained = explain(text, error);
    if (explained !== undefined) return explained;
  }
  return error;
}

function explainCsv(text: string, cause: Error): MlxError | undefined {
  const file = /^ {2}file = (.*)$|sniffing file "(.*)"/m.exec(text)?.slice(1).find(isThere);
  if (file === undefined && !text.includes('CSV')) return undefined;
  const place = csvPlace(text, file);
  const fault = csvFaults.find(({ pattern }) => pattern.test(text)) ?? unknownCsvFault;
  const where = place?.line === undefined ? '' : `, line ${place.line}`;
  return new MlxError(fault.code, `\`${file ?? 'the CSV file'}\`${where}: ${fault.message(text)}`, {
    hints: fault.hints,
    cause,
    ...(place === undefined ? {} : { place }),
  });
}

function isThere(group: string | undefined): boolean {
  return group !== undefined;
}

function csvPlace(text: string, file: string | undefined): Place | undefined {
  if (file === undefined) return undefined;
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1];
  const source = /^Original Line: (.*)$/m.exec(text)?.[1];
  return {
    file,
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(source === undefined ? {} : { source: source.slice(0, 500) }),
  };
}

interface CsvFault {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: (text: string) => string;
  readonly hints: readonly string[];
}

const csvFaults: readonly CsvFault[] = [
  {
    pattern: /state machine reached an invalid state|not possible to automatically detect/,
    code: 'data/csv-dialect',
    message: () => 'no delimiter and quote make a regular table of it',
    hints: ['Set `delimiter` and `quote` on the source', 'Set `skip` if lines precede the header'],
  },
  {
    pattern: /the CSV table is irregular/,
    code: 'data/csv-dialect',
    message: () => 'a row shows that the table is not as regular as its beginning',
    hints: ['Set `strict: false` on the source'],
  },
  {
    pattern: /Expected Number of Columns: \d+ Found: \d+/,
    code: 'data/csv-ragged',
    message: (text) => {
      const [, expected, found] = /Columns: (\d+) Found: (\d+)/.exec(text) ?? [];
      return `the row has ${found ?? 'another number of'} cells, but there are ${expected ?? 'other'} columns`;
    },
    hints: ['Mend the line, or put quotes round a cell that holds the delimiter'],
  },
  {
    pattern: /unterminated quote|quote should be followed/i,
    code: 'data/csv-quote',
    message: () => 'a quoted cell does not end as it should',
    hints: [
      'Mend the quotes of the line',
      'Set `escape` if the file escapes quotes with another character',
      'Set `quote: ""` if quotes are ordinary letters in this file',
    ],
  },
  {
    pattern: /Invalid unicode|not utf-8 encoded|byte sequence mismatch/,
    code: 'data/encoding',
    message: () => 'the text is not UTF-8',
    hints: ['Set `encoding: latin-1` (or `utf-16`) on the source'],
  },
  {
    pattern: /Maximum line size/i,
    code: 'data/csv-line',
    message: (text) => {
      const bytes = Number(/Actual Size: ?(\d+)/i.exec(text)?.[1] ?? Number.NaN);
      const size = Number.isNaN(bytes) ? '' : ` (${(bytes / 1e6).toFixed(1)} MB, or more)`;
      return `a row is longer than the 2 MB that one of a CSV file may have${size}`;
    },
    hints: [
      'Look for a quote that is opened and never closed',
      'Write the table as Parquet or JSON lines if its cells are really that long',
    ],
  },
];

const unknownCsvFault: CsvFault = {
  pattern: /./,
  code: 'data/csv-line',
  message: (text) => firstReason(text),
  hints: ['Look at the line the message names'],
};

function firstReason(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const reason = lines.find(
    (line) => line !== '' && !/^(Invalid Input Error|Original Line|Possible)/.test(line),
  );
  return reason ?? lines[0] ?? 'it cannot be read';
}

function explainJson(text: string, cause: Error): MlxError | undefined {
  const match =
    /(?:JSON|Malformed).* in file "(.*)", (?:at byte \d+ )?in (line|record\/value) (\d+): ([^\n]*)/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, file = '', unit, number, reason = ''] = match;
  const place = unit === 'line' ? { file, line: Number(number) } : { file };
  const at = unit === 'line' ? 'line' : 'record';
  const message = `\`${file}\`, ${at} ${number ?? '?'}: ${reason.trim().replace(/\.$/, '')}`;
  return new MlxError('data/json-syntax', message, {
    hints: ['Mend the file, or write it again'],
    place,
    cause,
  });
}

function explainParquet(text: string, cause: Error): MlxError | undefined {
  const file = /(?:file|File) ['"]([^'"]*)['"]/.exec(text)?.[1];
  if (!/parquet|thrift|TProtocol/i.test(text) || !/^(IO|Invalid Input) Error/.test(text)) return;
  return new MlxError(
    'data/parquet-broken',
    `${file === undefined ? 'A Parquet file' : `\`${file}\``} is damaged`,
    {
      hints: ['Fetch or write the file again'],
      ...(file === undefined ? {} : { place: { file } }),
      cause,
    },
  );
}

function explainMachine(text: string, cause: Error): MlxError | undefined {
  if (text.startsWith('Out of Memory Error')) {
    return new MlxError('data/memory', 'The tables do not fit in the memory they may use', {
      hints: ['Run on a machine with more memory', 'Leave out columns that are not needed'],
      cause,
    });
  }
  if (/^IO Error: .*(No space left|Could not write)|max_temp_directory_size/i.test(text)) {
    return new MlxError('data/disk', 'There is no room left to write scratch files', {
      hints: ['Make room on the disk that holds the cache folder'],
      cause,
    });
  }
  return undefined;
}

import {
  RowSpool,
  type SpooledCell,
  type SpooledColumn,
  spooledColumns,
} from '../rows/row-spool.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { type ExampleFile, folderFiles } from './folder-files.js';
import { withLabels } from './labels.js';

/** A folder of examples, one a file. */
export interface FolderRequest {
  readonly folder: string;
  /** Pattern of the files in it. */
  readonly files: string;
  /** Which of them to read. */
  readonly wanted: (file: ExampleFile) => boolean;
  /** A CSV file with labels. */
  readonly labels: string | undefined;
  readonly format: string;
  /** What the kind of example has beside file and label. */
  readonly columns: readonly SpooledColumn[];
  /** The cells of one example; what is wrong with it goes to `complain`. */
  readonly read: (
    file: ExampleFile,
    complain: (what: string) => void,
  ) => Promise<readonly SpooledCell[]>;
  readonly nullValues: readonly string[] | undefined;
}

/** Reads a folder into one part: a row for each file, by name, with its file and label first. */
export async function openFolder(request: FolderRequest, world: SourceWorld): Promise<SourcePart> {
  const { folder, labels, format, nullValues } = request;
  const every = await folderFiles(folder, request.files, world.projectDir);
  const files = every.filter(request.wanted);
  const spool = await RowSpool.in(world);
  const complaints: string[] = [];
  try {
    if (world.headerOnly !== true) await spoolFiles(files, { request, spool, complaints, world });
  } finally {
    await spool.close();
  }
  const columns = [{ name: 'file' }, { name: 'label' }, ...request.columns];
  const labelled =
    labels === undefined || world.headerOnly === true
      ? { relation: spool.relation(columns.length), warnings: [] }
      : await withLabels(spool, { path: labels, columns: columns.length }, world);
  return {
    origin: folder,
    file: spool.file,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    relation: labelled.relation,
    columns: spooledColumns(columns),
    dialect: {
      format,
      files: files.length,
      passed_over: every.length - files.length,
      label: labels ?? 'folder',
    },
    warnings: [...shortened(folder, complaints), ...labelled.warnings],
    ...(nullValues === undefined ? {} : { nullValues }),
  };
}

interface Spooling {
  readonly request: FolderRequest;
  readonly spool: RowSpool;
  readonly complaints: string[];
  readonly world: SourceWorld;
}

/** Several files at once: opening them takes longer than reading them. */
async function spoolFiles(
  files: readonly ExampleFile[],
  { request, spool, complaints, world }: Spooling,
): Promise<void> {
  for (let from = 0; from < files.length; from += atOnce) {
    world.signal.throwIfAborted();
    const some = files.slice(from, from + atOnce);
    const said = some.map((): string[] => []);
    const cells = await Promise.all(
      some.map((file, at) =>
        request.read(file, (what) => said[at]?.push(`\`${file.origin}\` ${what}`)),
      ),
    );
    complaints.push(...said.flat());
    for (const [at, file] of some.entries()) {
      const label = request.labels === undefined ? file.folder : undefined;
      if (spool.add([file.name, label, ...(cells[at] ?? [])], from + at + 1)) await spool.flush();
    }
  }
}

const atOnce = 32;

function shortened(folder: string, complaints: readonly string[]): readonly string[] {
  const rest = complaints.length - shown;
  return [
    ...complaints.slice(0, shown),
    ...(rest > 0 ? [`${rest} more files of \`${folder}\` cannot be read`] : []),
  ];
}

const shown = 10;

import type { JsonObject } from '../../../contracts/json.js';
import { MlxError } from '../../../errors/index.js';
import { loadUserModule, type UserModule } from '../../user-modules/load-user-module.js';
import { whenAborted } from '../../user-modules/when-aborted.js';
import { RowSpool, spooledColumns } from '../rows/row-spool.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { UserRows } from './user-rows.js';
import {
  type DeclaredColumns,
  type UserSource,
  type UserWorld,
  userSource,
} from './user-source.js';

/** What a project says of a user's own source. */
export interface CustomPins {
  readonly module: string;
  readonly params: JsonObject;
  readonly null_values?: readonly string[] | undefined;
}

/** Reads all rows of a user's own source into scratch. What it throws is told with file and line of its code. */
export async function openCustom(pins: CustomPins, world: SourceWorld): Promise<SourcePart> {
  const { projectDir, signal } = world;
  const module = await loadUserModule(pins.module, projectDir);
  const source = userSource(module);
  const given: UserWorld = { params: pins.params, projectDir, signal };
  const declared = await source.columns(given);
  const spool = await RowSpool.in(world);
  try {
    const rows = new UserRows(pins.module, declared);
    // The header alone needs no row when the module declares it.
    if (!(world.headerOnly === true && declared !== undefined)) {
      await readAll({ module, source, given, rows, spool, world });
    }
    if (rows.columns.length === 0) throw noRows(pins.module);
    return partOf(pins, { rows, spool, declared, kind: source.kind });
  } finally {
    await spool.close();
  }
}

interface Reading {
  readonly module: UserModule;
  readonly source: UserSource;
  readonly given: UserWorld;
  readonly rows: UserRows;
  readonly spool: RowSpool;
  readonly world: SourceWorld;
}

async function readAll({ module, source, given, rows, spool, world }: Reading): Promise<void> {
  const iterator = source.read(given);
  const enough = world.headerOnly === true ? headerRows : Number.POSITIVE_INFINITY;
  const aborted = whenAborted(world.signal);
  try {
    while (spool.rows < enough) {
      const next: IteratorResult<unknown> = await Promise.race([
        iterator.next(),
        aborted.promise,
      ]).catch((error: unknown) => {
        world.signal.throwIfAborted();
        throw module.blame(error);
      });
      if (next.done === true) return;
      const cells = source.kind === 'rows' ? [rows.row(next.value)] : rows.batch(next.value);
      for (const row of cells) if (spool.add(row)) await spool.flush();
    }
  } finally {
    aborted.forget();
    // Lets the module close what it opened; a module that hangs must not hold up an interrupted run.
    const ended = Promise.resolve(iterator.return?.()).catch(() => undefined);
    if (!world.signal.aborted) await Promise.race([ended, aborted.promise.catch(() => undefined)]);
  }
}

/** Rows that are read when only the header is wanted. */
const headerRows = 100;

interface Read extends Pick<Reading, 'rows' | 'spool'> {
  readonly declared: DeclaredColumns | undefined;
  readonly kind: UserSource['kind'];
}

function partOf(pins: CustomPins, { rows, spool, declared, kind }: Read): SourcePart {
  const columns = rows.columns.map((column) => {
    const type = declared?.get(column.name);
    return type === undefined ? { name: column.name } : { name: column.name, storage: type };
  });
  return {
    origin: pins.module,
    file: spool.file,
    bytes: spool.bytes,
    relation: spool.relation(columns.length),
    columns: spooledColumns(columns),
    dialect: { format: 'module', exports: kind },
    ...(pins.null_values === undefined ? {} : { nullValues: pins.null_values }),
  };
}

function noRows(module: string): MlxError {
  return new MlxError('data/no-rows', `\`${module}\` yielded no rows, and declares no columns`, {
    hints: ['Check what it reads', 'Export `columns` if it may yield nothing'],
    place: { file: module },
  });
}

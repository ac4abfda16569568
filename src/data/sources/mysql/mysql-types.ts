import type { FieldPacket } from 'mysql2';
import type { SpooledColumn } from '../sql/spool-rows.js';

/** A column as the protocol describes it. */
export function columnOf(field: FieldPacket): SpooledColumn {
  const { name, type = -1, columnLength = 0, decimals } = field;
  const kind = kinds[type];
  if (kind === undefined) return { name, declared: 'text', fits: [] };
  if (type === tiny && columnLength === 1)
    return { name, declared: 'boolean', fits: ['BOOLEAN', 'BIGINT'] };
  // A sign and a point are counted in the length.
  const exact = decimals > 0 && columnLength - 2 <= 15;
  const fits = type === decimal && !exact ? [] : kind.fits;
  return { name, declared: kind.name, fits };
}

const tiny = 1;
const decimal = 246;

/** By the numbers of the protocol. What does not fit a type, such as 0000-00-00, makes its column text. */
const kinds: Readonly<Record<number, Pick<SpooledColumn, 'fits'> & { readonly name: string }>> = {
  0: { name: 'decimal', fits: [] },
  1: { name: 'tinyint', fits: ['BIGINT'] },
  2: { name: 'smallint', fits: ['BIGINT'] },
  3: { name: 'int', fits: ['BIGINT'] },
  4: { name: 'float', fits: ['DOUBLE'] },
  5: { name: 'double', fits: ['DOUBLE'] },
  7: { name: 'timestamp', fits: ['TIMESTAMP'] },
  8: { name: 'bigint', fits: ['BIGINT'] },
  9: { name: 'mediumint', fits: ['BIGINT'] },
  10: { name: 'date', fits: ['TIMESTAMP'] },
  12: { name: 'datetime', fits: ['TIMESTAMP'] },
  13: { name: 'year', fits: ['BIGINT'] },
  246: { name: 'decimal', fits: ['DOUBLE'] },
};

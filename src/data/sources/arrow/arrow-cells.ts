import type * as Arrow from 'apache-arrow';
import type { DataType } from 'apache-arrow';
import type { SpooledCell } from '../rows/row-spool.js';
import type { StorageType } from '../source.js';

/** What is needed of apache-arrow, which is loaded late. */
type Library = Pick<typeof Arrow, 'DataType' | 'TimeUnit'>;

/** How the values of an Arrow type are kept. */
export interface ArrowKind {
  readonly storage: StorageType;
  /** A value as apache-arrow gives it, never null. */
  readonly cell: (value: unknown) => SpooledCell;
}

/** How a type is kept: numbers, booleans and times as what they are, nested values as JSON text, the rest as text. */
export function kindOf(library: Library, type: DataType): ArrowKind {
  const { DataType: Types } = library;
  const inner = Types.isDictionary(type) ? (type.dictionary as DataType) : type;
  return numberKind(library, inner) ?? otherKind(library, inner);
}

function numberKind({ DataType: Types }: Library, type: DataType): ArrowKind | undefined {
  if (Types.isInt(type)) {
    const unsigned64 = type.bitWidth === 64 && !type.isSigned;
    return { storage: unsigned64 ? 'DOUBLE' : 'BIGINT', cell: (value) => value as number | bigint };
  }
  if (Types.isFloat(type)) return { storage: 'DOUBLE', cell: (value) => value as number };
  if (!Types.isDecimal(type)) return undefined;
  const { scale } = type;
  return { storage: 'DOUBLE', cell: (value) => decimalText(value as Uint32Array, scale) };
}

function otherKind({ DataType: Types, TimeUnit }: Library, type: DataType): ArrowKind {
  if (Types.isBool(type)) return { storage: 'BOOLEAN', cell: (value) => value === true };
  if (Types.isTimestamp(type) || Types.isDate(type)) {
    return { storage: 'TIMESTAMP', cell: (value) => timestampText(Number(value)) };
  }
  if (!Types.isTime(type)) return { storage: 'VARCHAR', cell: asText };
  const perSecond = perSecondOf[TimeUnit[type.unit] as keyof typeof perSecondOf];
  return { storage: 'VARCHAR', cell: (value) => timeText(Number(value) / perSecond) };
}

const perSecondOf = { SECOND: 1, MILLISECOND: 1e3, MICROSECOND: 1e6, NANOSECOND: 1e9 } as const;

/** Milliseconds since 1970 as ISO text, to the microsecond. */
function timestampText(ms: number): string {
  const microseconds = Math.round(ms * 1000);
  const whole = Math.floor(microseconds / 1000);
  const rest = String(microseconds - whole * 1000).padStart(3, '0');
  return `${new Date(whole).toISOString().slice(0, -1)}${rest}`;
}

function timeText(seconds: number): string {
  return new Date(Math.round(seconds * 1000))
    .toISOString()
    .slice(11, -1)
    .replace(/\.000$/, '');
}

/** The digits of a 128-bit or longer number in words of 32 bits, the lowest first, with its point. */
function decimalText(words: Uint32Array, scale: number): string {
  let whole = 0n;
  for (let at = words.length - 1; at >= 0; at--) whole = (whole << 32n) | BigInt(words[at] ?? 0);
  whole = BigInt.asIntN(words.length * 32, whole);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return whole < 0n ? `-${text}` : text;
}

function asText(value: unknown): SpooledCell {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner;
    return Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner);
  });
}

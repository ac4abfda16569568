/** One field of a message. */
export interface MessageField {
  readonly field: number;
  /** Of wire type 0 and of 32 or 64 bits. */
  readonly number: number;
  /** Of wire type 2; else empty. */
  readonly bytes: Uint8Array;
  /** The field as it stands, its key with it. */
  readonly whole: Uint8Array;
}

/** Bytes that are no message. */
export class BadMessage extends Error {}

/**
 * The fields of a message in the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), without a copy.
 * Throws {@link BadMessage} where the bytes end too early or are of no known kind.
 */
export function* fieldsOf(message: Uint8Array): Generator<MessageField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new BadMessage('the bytes end within a number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
    throw new BadMessage('a number is too long');
  };
  const take = (count: number): Uint8Array => {
    if (count < 0 || at + count > message.length) {
      throw new BadMessage('the bytes end before what they tell of');
    }
    at += count;
    return message.subarray(at - count, at);
  };
  while (at < message.length) {
    const start = at;
    const key = varint();
    const field = Math.floor(key / 8);
    let number = 0;
    let bytes: Uint8Array = empty;
    switch (key % 8) {
      case 0:
        number = varint();
        break;
      case 1:
        take(8);
        number = view.getFloat64(at - 8, true);
        break;
      case 2:
        bytes = take(varint());
        break;
      case 5:
        take(4);
        number = view.getFloat32(at - 4, true);
        break;
      default:
        throw new BadMessage(`a field is of kind ${key % 8}`);
    }
    if (field < 1) throw new BadMessage('a field has no number');
    yield { field, number, bytes, whole: message.subarray(start, at) };
  }
}

const empty = new Uint8Array();
const utf8 = new TextDecoder();

/** The texts of a repeated field. */
export function textsAt(message: Uint8Array, wanted: number): readonly string[] {
  return messagesAt(message, wanted).map((bytes) => utf8.decode(bytes));
}

/** The messages of a repeated field. */
export function messagesAt(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { field, bytes } of fieldsOf(message)) if (field === wanted) found.push(bytes);
  return found;
}

/** The integers of a repeated field, packed or one by one. */
export function integersAt(message: Uint8Array, wanted: number): readonly number[] {
  const found: number[] = [];
  for (const { field, number, bytes } of fieldsOf(message)) {
    if (field !== wanted) continue;
    if (bytes.length === 0) found.push(number);
    else found.push(...packedIntegers(bytes));
  }
  return found;
}

function packedIntegers(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte > 127) continue;
    found.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
  return found;
}

/** The last number of a field, or 0. */
export function numberAt(message: Uint8Array, wanted: number): number {
  let found = 0;
  for (const { field, number } of fieldsOf(message)) if (field === wanted) found = number;
  return found;
}

/**
 * Unpacks an LZ4 frame (lz4.org, frame format 1.6.4). Checksums are passed over: Arrow's own lengths tell whether the
 * result is whole. Throws a `RangeError` for what is no frame or ends too early.
 */
export function unpackLz4Frame(packed: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== frameMagic) throw new RangeError('no LZ4 frame');
  const flags = view.getUint8(4);
  const [hasSize, hasBlockChecks, hasDictionary] = [flags & 0x08, flags & 0x10, flags & 0x01];
  let at = 6;
  const output = new Output(
    hasSize === 0 ? packed.length * 4 : Number(view.getBigUint64(at, true)),
  );
  at += (hasSize === 0 ? 0 : 8) + (hasDictionary === 0 ? 0 : 4) + 1;
  for (;;) {
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) return output.bytes();
    const size = header & 0x7fff_ffff;
    if (at + size > packed.length) throw new RangeError('an LZ4 block is cut short');
    const block = packed.subarray(at, at + size);
    if (header > 0x7fff_ffff) output.append(block, 0, size);
    else unpackBlock(block, output);
    at += size + (hasBlockChecks === 0 ? 0 : 4);
  }
}

const frameMagic = 0x184d2204;

/** A block is a row of sequences: letters as they are, then a stretch that came before, by its distance. */
function unpackBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const longer = (start: number): number => {
    let length = start;
    if (start < 15) return length;
    let byte: number;
    do {
      byte = byteAt(block, at);
      at += 1;
      length += byte;
    } while (byte === 255);
    return length;
  };
  while (at < block.length) {
    const token = byteAt(block, at);
    at += 1;
    const letters = longer(token >> 4);
    if (at + letters > block.length) throw new RangeError('an LZ4 block is malformed');
    output.append(block, at, letters);
    at += letters;
    if (at >= block.length) return;
    const distance = byteAt(block, at) + byteAt(block, at + 1) * 256;
    at += 2;
    output.repeat(distance, longer(token & 15) + 4);
  }
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('an LZ4 block is malformed');
  return byte;
}

/** Bytes that grow; a frame does not always say how many there will be. */
class Output {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  bytes(): Uint8Array {
    return this.#bytes.length === this.#length ? this.#bytes : this.#bytes.slice(0, this.#length);
  }

  append(from: Uint8Array, start: number, count: number): void {
    this.#reserve(count);
    this.#bytes.set(from.subarray(start, start + count), this.#length);
    this.#length += count;
  }

  /** Repeats what stands `distance` before the end; it may run into what it writes. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length)
      throw new RangeError('an LZ4 block is malformed');
    this.#reserve(count);
    const start = this.#length - distance;
    if (distance >= count) this.#bytes.copyWithin(this.#length, start, start + count);
    else {
      for (let at = 0; at < count; at++) {
        this.#bytes[this.#length + at] = this.#bytes[start + at] ?? 0;
      }
    }
    this.#length += count;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

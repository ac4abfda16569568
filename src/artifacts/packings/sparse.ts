/** Where the numbers are in some bytes: after `head`, each of `size` bytes. */
interface Elements {
  readonly head: number;
  readonly size: number;
  readonly count: number;
}

/** Leaves out the numbers whose bytes are all zero: head, a bit for each number (1: it is there), then those that are. */
export function withoutZeros(bytes: Uint8Array, { head, size, count }: Elements): Uint8Array {
  const bits = new Uint8Array(Math.ceil(count / 8));
  const kept: number[] = [];
  for (let at = 0; at < count; at++) {
    const from = head + at * size;
    const element = bytes.subarray(from, from + size);
    if (element.every((byte) => byte === 0)) continue;
    bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
    kept.push(...element);
  }
  const stored = new Uint8Array(head + bits.length + kept.length);
  stored.set(bytes.subarray(0, head));
  stored.set(bits, head);
  stored.set(kept, head + bits.length);
  return stored;
}

/** The bytes that {@link withoutZeros} was given. Throws a `RangeError` when there are not as many as the bits say. */
export function withZeros(stored: Uint8Array, { head, size, count }: Elements): Uint8Array {
  const bytes = new Uint8Array(head + size * count);
  bytes.set(stored.subarray(0, head));
  let next = head + Math.ceil(count / 8);
  for (let at = 0; at < count; at++) {
    const bits = stored[head + (at >> 3)] ?? 0;
    if (((bits >> (at & 7)) & 1) === 0) continue;
    if (next + size > stored.length) throw new RangeError('fewer numbers than bits say');
    bytes.set(stored.subarray(next, next + size), head + at * size);
    next += size;
  }
  return bytes;
}

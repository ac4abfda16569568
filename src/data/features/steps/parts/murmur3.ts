/** MurmurHash3 x86, 32 bits, of some bytes, signed: Austin Appleby's smhasher, in the public domain. */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  let hash = seed;
  const blocks = bytes.length & ~3;
  for (let at = 0; at < blocks; at += 4) {
    hash ^= mixed(
      (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24),
    );
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= blocks; at--) tail = (tail << 8) | (bytes[at] as number);
  if (blocks < bytes.length) hash ^= mixed(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function mixed(block: number): number {
  const once = Math.imul(block, 0xcc9e2d51);
  return Math.imul((once << 15) | (once >>> 17), 0x1b873593);
}

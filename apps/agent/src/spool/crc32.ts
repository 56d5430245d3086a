/** The remainders of the sixteen half bytes, by the polynomial of ISO 3309. */
const HALVES = Uint32Array.of(
  0x00000000,
  0x1db71064,
  0x3b6e20c8,
  0x26d930ac,
  0x76dc4190,
  0x6b6b51f4,
  0x4db26158,
  0x5005713c,
  0xedb88320,
  0xf00f9344,
  0xd6d6a3e8,
  0xcb61b38c,
  0x9b64c2b0,
  0x86d3d2d4,
  0xa00ae278,
  0xbdbdf21c,
);

/** As in zip and zlib. The runtime's own comes with all of zlib, which takes longer to load than a record takes to write. */
export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder = (remainder >>> 4) ^ (HALVES[(remainder ^ byte) & 15] ?? 0);
    remainder = (remainder >>> 4) ^ (HALVES[(remainder ^ (byte >>> 4)) & 15] ?? 0);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}

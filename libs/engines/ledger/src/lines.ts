const NEWLINE = 0x0a;

/**
 * The lines of a stream of bytes, without their newlines; a line is a view that is good until the next one is asked for.
 * @throws RangeError when a line is longer than `longest` bytes
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  longest = 16 * 1024 * 1024,
): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes =
      rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : Buffer.concat([rest, chunk]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      lines.push(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > longest) throw new RangeError(`A line is longer than ${longest} bytes.`);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [rest];
}

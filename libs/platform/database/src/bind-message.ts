/** A value from this size on goes to the socket as it lies; what is smaller is put together with what stands around it. */
export const LARGE_BYTES = 16 * 1024;

const BIND = 0x42;
const TEXT = 0;
const BINARY = 1;
const NULL_LENGTH = -1;
const NO_PORTAL = 0;
const HEADER_BYTES = 5;

export const isLarge = (value: unknown): boolean => Buffer.isBuffer(value) && value.length >= LARGE_BYTES;

/**
 * PostgreSQL's Bind message (protocol 3.0, "Message Formats") in pieces, of which each large value is one: the driver's own copies it three times,
 * and memory outside the heap that comes and goes by the megabyte has the whole heap collected again and again.
 */
export function bindMessage(statement: string, values: readonly unknown[]): readonly Buffer[] {
  const parameters = values.map(parameterOf);
  const pieces: Buffer[] = [];
  const head = Buffer.from(statement);
  const start = Buffer.alloc(HEADER_BYTES + 1 + head.length + 1 + 2 + 2 * parameters.length + 2);
  start[0] = BIND;
  let at = HEADER_BYTES;
  start[at++] = NO_PORTAL;
  at += head.copy(start, at) + 1;
  at = start.writeInt16BE(parameters.length, at);
  for (const value of parameters) at = start.writeInt16BE(Buffer.isBuffer(value) ? BINARY : TEXT, at);
  start.writeInt16BE(parameters.length, at);
  pieces.push(start);
  for (const value of parameters) {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    const length = Buffer.alloc(4);
    length.writeInt32BE(bytes === null ? NULL_LENGTH : bytes.length);
    pieces.push(length);
    if (bytes !== null) pieces.push(bytes);
  }
  // Every column of the answer as text.
  pieces.push(Buffer.of(0, 1, 0, TEXT));
  start.writeInt32BE(pieces.reduce((sum, { length }) => sum + length, 0) - 1, 1);
  return pieces;
}

/** What the driver makes of a value before it is bound. */
function parameterOf(value: unknown): Buffer | string | null {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value) || typeof value === 'string') return value;
  throw new TypeError('A parameter is neither text nor bytes.');
}

/** The same bytes in fewer pieces: what is small and stands together becomes one. */
export function gathered(pieces: readonly Buffer[]): readonly Buffer[] {
  const out: Buffer[] = [];
  let small: Buffer[] = [];
  const flush = (): void => {
    if (small.length > 0) out.push(small.length === 1 ? (small[0] as Buffer) : Buffer.concat(small));
    small = [];
  };
  for (const piece of pieces) {
    if (piece.length < LARGE_BYTES) small.push(piece);
    else {
      flush();
      out.push(piece);
    }
  }
  flush();
  return out;
}

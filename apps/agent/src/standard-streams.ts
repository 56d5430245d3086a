import { read, writeSync } from 'node:fs';

const STDIN = 0;
const CHUNK_BYTES = 64 * 1024;
const FULL_PIPE_MS = 5;

/** What stood on stdin, or why it could not be read. */
export type Input = Buffer | 'too-large' | 'timed-out';

export interface InputLimits {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Tells once what stands on stdin. Its timer lets the process go as soon as the message is there; it matters only when the other side
 * never finishes.
 */
export function readInput(limits: InputLimits, told: (input: Input) => void): void {
  let isTold = false;
  const tell = (input: Input): void => {
    if (isTold) return;
    isTold = true;
    told(input);
  };
  setTimeout(() => tell('timed-out'), limits.ms).unref();
  if (isExecutable()) readDirectly(limits.bytes, tell);
  else readStream(limits.bytes, tell);
}

/**
 * Whether this is the one self-contained executable. Its runtime needs longer to set its streams up than for a whole decision; Node does
 * not, and cannot end while a direct read waits for somebody who writes nothing.
 */
export const isExecutable = (): boolean => process.versions['bun'] !== undefined;

function readDirectly(longest: number, tell: (input: Input) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const next = (): void => {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    read(STDIN, chunk, 0, CHUNK_BYTES, null, (error, count) => {
      chunks.push(chunk.subarray(0, count));
      length += count;
      if (error) tell('timed-out');
      else if (count === 0) tell(Buffer.concat(chunks));
      else if (length > longest) tell('too-large');
      else next();
    });
  };
  next();
}

function readStream(longest: number, tell: (input: Input) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  process.stdin
    .on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longest) tell('too-large');
      else chunks.push(chunk);
    })
    .on('end', () => tell(Buffer.concat(chunks)))
    .on('error', () => tell('timed-out'));
}

/** Writes all of `text` before it returns, also into a pipe that is full for a while. Where nobody reads any more it is dropped. */
export function writeOut(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS);
    }
  }
}

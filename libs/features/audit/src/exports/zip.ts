import { Readable, pipeline } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { Zip, type ZipInputFile } from 'fflate';

export interface ZipFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

const DEFLATE = 8;
const NOTHING: Uint8Array<ArrayBuffer> = new Uint8Array(0);
/** A zip without its 64-bit extension ends here. */
export const LARGEST_ZIP_BYTES = 0xffff_ffff;

/**
 * A zip as a stream: each file is read, deflated (off the main thread) and handed on before the next one is asked for more.
 * fflate lays out the archive; node's zlib is ten times as fast at deflating.
 */
export async function* zipOf(files: Iterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for (const { name, chunks } of files) {
    const file: ZipInputFile & { size: number; crc: number } = {
      filename: name,
      compression: DEFLATE,
      size: 0,
      crc: 0,
      mtime: '1980-01-02',
    };
    zip.add(file);
    const deflating = createDeflateRaw({ level: 1 });
    // What fails in the source destroys the deflating, and comes out of the loop below.
    pipeline(Readable.from(measured(file, chunks), { objectMode: false }), deflating, () => undefined);
    for await (const deflated of deflating) {
      file.ondata?.(null, deflated as Uint8Array<ArrayBuffer>, false);
      yield* ready.splice(0);
    }
    file.ondata?.(null, NOTHING, true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}

async function* measured(
  file: { size: number; crc: number },
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    file.size += chunk.length;
    file.crc = crc32(chunk, file.crc);
    yield chunk;
  }
}

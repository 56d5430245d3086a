import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { OtlpMalformed, type OtlpEncoding } from '#engines/otlp';
import { BodyTooLarge, EncodingUnknown } from './telemetry.errors.js';

export const LARGEST_BODY_BYTES = 4 * 1024 * 1024;
const LARGEST_INFLATED_BYTES = 16 * 1024 * 1024;

/** Bounds of the piece of memory that is inflated into at a time. */
const SMALLEST_PIECE_BYTES = 16 * 1024;
const LARGEST_PIECE_BYTES = 1024 * 1024;
/** Room to spare: a piece that is exactly full is followed by another. */
const SPARE_BYTES = 64;
const GZIP_SIZE_BYTES = 4;

const inflate = { gzip: promisify(gunzip), zstd: promisify(zstdDecompress) } as const;

/** @throws EncodingUnknown */
export function encodingOf(contentType: string | undefined): OtlpEncoding {
  const [mediaType = ''] = (contentType ?? '').split(';');
  if (mediaType.trim().toLowerCase() === 'application/x-protobuf') return 'protobuf';
  if (mediaType.trim().toLowerCase() === 'application/json') return 'json';
  throw new EncodingUnknown('Send application/x-protobuf or application/json.');
}

/**
 * A body as its sender wrote it. Off the main thread, and never more than 16 MiB, however small it came.
 * @throws OtlpMalformed @throws BodyTooLarge @throws EncodingUnknown
 */
export async function inflated(body: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip' && encoding !== 'zstd')
    throw new EncodingUnknown('Send the body as it is, or compressed with gzip or zstd.');
  try {
    return await inflate[encoding](body, {
      maxOutputLength: LARGEST_INFLATED_BYTES,
      chunkSize: pieceFor(body, encoding),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new BodyTooLarge(
        `A request may have ${LARGEST_INFLATED_BYTES} bytes when inflated. Send it in smaller parts.`,
        {},
        { cause: error },
      );
    }
    throw new OtlpMalformed(`The body cannot be inflated as ${encoding}.`, { cause: error });
  }
}

/** In one piece where that is not much: gzip ends with how long it is inflated (RFC 1952 section 2.3.1), which is believed for no more than this. */
function pieceFor(body: Buffer, encoding: keyof typeof inflate): number {
  const told =
    encoding === 'gzip' && body.length > GZIP_SIZE_BYTES ? body.readUInt32LE(body.length - GZIP_SIZE_BYTES) : 0;
  return Math.min(Math.max(told + SPARE_BYTES, SMALLEST_PIECE_BYTES), LARGEST_PIECE_BYTES);
}

import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { OtlpMalformed, type OtlpEncoding } from '#engines/otlp';
import { BodyTooLarge, EncodingUnknown } from './telemetry.errors.js';

export const LARGEST_BODY_BYTES = 4 * 1024 * 1024;
const LARGEST_INFLATED_BYTES = 16 * 1024 * 1024;

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
    return await inflate[encoding](body, { maxOutputLength: LARGEST_INFLATED_BYTES });
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

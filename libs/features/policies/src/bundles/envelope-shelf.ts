import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { MachineId } from '#kernel';
import { type Issue, signedFor } from './issue.js';

/** How an envelope is written on the wire (RFC 9110 section 8.4.1). */
export type Coding = 'identity' | 'gzip' | 'zstd';

const MOST_BYTES = 64 * 1024 * 1024;
const encoders: Readonly<Record<Exclude<Coding, 'identity'>, (body: Buffer) => Promise<Buffer>>> = {
  gzip: (body) => promisify(gzip)(body),
  zstd: (body) => promisify(zstdCompress)(body, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
};

interface Envelope {
  readonly etag: string;
  readonly body: Buffer;
}

/** Envelopes of single machines, signed and encoded when first asked for, and kept while there is room. */
export class EnvelopeShelf {
  private readonly envelopes = new LRUCache<string, Envelope>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ body }) => body.length,
  });

  /** The envelope as JSON in UTF-8, encoded; at once when it lies on the shelf. */
  take(issue: Issue, machineId: MachineId, coding: Coding): Buffer | Promise<Buffer> {
    const place = `${machineId} ${coding}`;
    const held = this.envelopes.get(place);
    if (held?.etag === issue.etag) return held.body;
    if (coding === 'identity') return this.put(place, issue, written(issue, machineId));
    return encoders[coding](written(issue, machineId)).then((body) => this.put(place, issue, body));
  }

  private put(place: string, { etag }: Issue, body: Buffer): Buffer {
    this.envelopes.set(place, { etag, body });
    return body;
  }
}

function written(issue: Issue, machineId: MachineId): Buffer {
  const { shared, endFor } = signedFor(issue, [machineId]);
  return Buffer.concat([shared, Buffer.from(endFor(machineId) ?? '}')]);
}

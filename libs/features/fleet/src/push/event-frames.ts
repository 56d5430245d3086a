import { PUSH_INLINE_LIMIT_BYTES } from '#contracts';
import { type Issue, signedFor } from '#features/policies';
import type { MachineId } from '#kernel';

/** One frame of an event stream (WHATWG HTML section 9.2), in the two parts that are written: the same for all machines, and the machine's own. */
export interface Frame {
  readonly etag: string;
  readonly shared: Buffer;
  /** `shared` as a chunk (RFC 9112 section 7.1), so that thousands of streams are written the very same bytes, encoded once. */
  readonly sharedChunk: Buffer;
  /** Null for a machine that the frame is not for. */
  readonly endFor: (machineId: MachineId) => string | null;
}

export const HEARTBEAT = Buffer.from(':\n\n');
export const REVOKED = Buffer.from('event: revoked\ndata: {}\n\n');

/** That another draft is watched in shadow, or none. Machine programs that do not know it pass it over. */
export const shadowNotice = (machines: number): Buffer =>
  Buffer.from(`event: shadow-changed\ndata: ${JSON.stringify({ jitterMs: machines * JITTER_MS_PER_MACHINE })}\n\n`);

/** Signatures, keys and place: what an envelope adds to the base64 of its payload, at most. */
const ENVELOPE_BYTES = 3 * 1024;
/** For each machine that is sent a notice, the time over which they all come to fetch grows by this. */
const JITTER_MS_PER_MACHINE = 1;

/**
 * The frame that tells `machineIds` of an issue: the whole bundle, signed once for all of them, where it is small enough; else a notice,
 * which makes each fetch it after a random wait of up to `jitterMs`. The frame's id is the entity tag: a machine that comes back
 * with it as Last-Event-ID is not told again.
 */
export function frameFor(issue: Issue, machineIds: readonly MachineId[]): Frame {
  const { etag } = issue;
  if ((issue.statementBytes * 4) / 3 + ENVELOPE_BYTES > PUSH_INLINE_LIMIT_BYTES) {
    const notice = JSON.stringify({ etag, jitterMs: machineIds.length * JITTER_MS_PER_MACHINE });
    return frameOf(etag, Buffer.from(`id: ${etag}\nevent: bundle-changed\ndata: ${notice}`), () => '\n\n');
  }
  const written = signedFor(issue, machineIds);
  const shared = Buffer.concat([Buffer.from(`id: ${etag}\nevent: bundle\ndata: `), written.shared]);
  return frameOf(etag, shared, (machineId) => {
    const end = written.endFor(machineId);
    return end && `${end}\n\n`;
  });
}

export function frameOf(etag: string, shared: Buffer, endFor: Frame['endFor']): Frame {
  const size = Buffer.from(`${shared.length.toString(16)}\r\n`);
  return { etag, shared, sharedChunk: Buffer.concat([size, shared, Buffer.from('\r\n')]), endFor };
}

import type { ServerResponse } from 'node:http';
import type { MachineId, OrgId } from '#kernel';
import type { Frame } from './event-frames.js';

/** A machine that leaves this much unread is dropped; it comes back, and is told where things stand. */
const MOST_UNREAD_BYTES = 256 * 1024;

/** The open event stream of one machine. */
export class MachineStream {
  private wasStuck = false;

  /**
   * @param response with its head written
   * @param told the entity tag of the issue that the machine has
   */
  constructor(
    readonly orgId: OrgId,
    readonly machineId: MachineId,
    private readonly response: ServerResponse,
    public told: string | null,
  ) {}

  /** Writes `frame`, unless it is not for this machine. */
  tell(frame: Frame): void {
    const end = frame.endFor(this.machineId);
    if (end === null || !this.canTake()) return;
    this.told = frame.etag;
    const { socket, chunkedEncoding } = this.response;
    if (socket === null || !chunkedEncoding) {
      // A proxy that speaks HTTP/1.0 to us knows no chunks.
      this.response.write(frame.shared);
      this.response.write(end);
      return;
    }
    // Past the response, which would encode the shared part anew for each machine: that is half the price of a push.
    socket.cork();
    socket.write(frame.sharedChunk);
    socket.write(`${end.length.toString(16)}\r\n${end}\r\n`, 'latin1');
    socket.uncork();
  }

  /** Writes what is the same for all machines and changes nothing of what this one was told. */
  note(bytes: Buffer): void {
    if (this.canTake()) this.response.write(bytes);
  }

  /** A sign of life; or the end, for a machine that has not read what was there at the last one. */
  beat(bytes: Buffer): void {
    const isStuck = this.response.writableLength > 0;
    if (isStuck && this.wasStuck) this.response.destroy();
    else if (this.canTake()) this.response.write(bytes);
    this.wasStuck = isStuck;
  }

  /** Ends the stream, after a last frame if there is one. */
  end(last?: Buffer): void {
    if (last === undefined) this.response.end();
    else this.response.end(last);
  }

  onClose(hear: () => void): void {
    this.response.once('close', hear);
  }

  private canTake(): boolean {
    if (this.response.destroyed || this.response.writableEnded) return false;
    if (this.response.writableLength <= MOST_UNREAD_BYTES) return true;
    this.response.destroy();
    return false;
  }
}

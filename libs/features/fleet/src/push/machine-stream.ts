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
    this.response.cork();
    this.response.write(frame.shared);
    this.response.write(end);
    this.response.uncork();
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

import { gzipSync } from 'node:zlib';
import { type MachineEvent, machineEvent } from '#contracts';
import { type Clock, newId } from '#kernel';
import { logsRequest, type Source } from '../evidence/otlp.js';
import { ServerRefused } from '../machine/agent.errors.js';
import { isObject } from '../machine/enrolment.js';
import type { ControlPlane } from '../server/control-plane.js';
import { SPOOL_LIMITS } from '../spool/spool-files.js';
import type { WatchedPart } from '../shadow/shadow-watch.js';
import type { SpoolReader } from '../spool/spool-reader.js';
import type { SpoolWriter } from '../spool/spool-writer.js';

const BATCH_EVENTS = 512;
const BATCH_CHARACTERS = 1024 * 1024;
/** Statuses that speak about this request, not about the moment: sending it again changes nothing. */
const POISONED = new Set([400, 413, 415, 422]);

export interface Losses {
  /** Records that were torn, altered or of no known shape. */
  readonly unreadable: number;
  /** Records that the server will not have. */
  readonly refused: number;
  /** Events that found the spool full, or lay in it too long. */
  readonly dropped: number;
}

export interface ShipperParts {
  readonly reader: SpoolReader;
  readonly writer: SpoolWriter;
  readonly server: Pick<ControlPlane, 'logs'>;
  readonly source: Source;
  readonly clock: Clock;
  /** Looks at each event on its way, before it is sent. */
  readonly watch?: { look(part: WatchedPart): Promise<void> };
}

/**
 * Sends the spool to the ledger, oldest segment first. A segment goes only after the server has answered success for all that is in it;
 * what is sent twice because of that is known by its id there. A record that the server will not have is found by halving, left out
 * and counted, so that it does not hold up the others. What is lost is itself reported.
 */
export class Shipper {
  constructor(private readonly at: ShipperParts) {}

  /** Sends all that is there. @returns how many events the server has taken
   *  @throws ServerUnreachable, ServerRefused, SignInNeeded: what was not sent stays */
  async ship(): Promise<number> {
    const expired = this.at.reader.expire(SPOOL_LIMITS, this.at.clock.now());
    const dropped = this.at.reader.drops();
    if (this.report({ unreadable: 0, refused: 0, dropped: dropped + expired })) this.at.reader.forgetDrops();
    this.at.reader.seal(this.at.clock.now());
    let taken = 0;
    for (const { name } of this.at.reader.segments()) taken += await this.shipSegment(name);
    return taken;
  }

  private async shipSegment(name: string): Promise<number> {
    let [taken, seen] = [0, 0];
    for (let from = 0; ;) {
      const segment = this.at.reader.read(name, from);
      if (!segment) return taken;
      const read = segment.records.map(eventOf);
      const events = read.filter((event) => event !== null);
      await this.at.watch?.look({ segment: name, from: seen, events: read, segments: this.names() });
      seen += read.length;
      let refused = 0;
      for (const batch of batches(events)) refused += await this.send(batch);
      this.report({ unreadable: segment.damaged + segment.records.length - events.length, refused, dropped: 0 });
      taken += events.length - refused;
      if (this.at.reader.remove(segment)) return taken;
      from = segment.bytes;
    }
  }

  private names(): readonly string[] {
    return this.at.reader.segments().map((segment) => segment.name);
  }

  /** @returns how many of the events the server will not have */
  private async send(events: readonly MachineEvent[]): Promise<number> {
    try {
      return refusedIn(await this.at.server.logs(gzipSync(logsRequest(events, this.at.source))));
    } catch (error) {
      if (!(error instanceof ServerRefused) || !POISONED.has(error.status)) throw error;
      if (events.length <= 1) return events.length;
      const half = Math.ceil(events.length / 2);
      return (await this.send(events.slice(0, half))) + (await this.send(events.slice(half)));
    }
  }

  private report(losses: Losses): boolean {
    if (losses.unreadable + losses.refused + losses.dropped === 0) return false;
    const now = this.at.clock.now();
    const event: MachineEvent = {
      id: newId(now),
      kind: 'machine.events_lost',
      at: now.toISOString(),
      content: { ...losses },
    };
    return this.at.writer.append(event, now) === 'kept';
  }
}

/** Null for what an older or newer program, or somebody else, has put there. */
function eventOf(record: string): MachineEvent | null {
  try {
    return machineEvent.safeParse(JSON.parse(record)).data ?? null;
  } catch {
    return null;
  }
}

function* batches(events: readonly MachineEvent[]): Generator<MachineEvent[]> {
  let [batch, characters] = [[] as MachineEvent[], 0];
  for (const event of events) {
    const length = JSON.stringify(event).length;
    if (batch.length > 0 && (batch.length >= BATCH_EVENTS || characters + length > BATCH_CHARACTERS)) {
      yield batch;
      [batch, characters] = [[], 0];
    }
    batch.push(event);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}

/** OTLP's partial success: how many the server has thrown away; it forbids to send them again. */
function refusedIn(answer: unknown): number {
  const partial = isObject(answer) && isObject(answer['partialSuccess']) ? answer['partialSuccess'] : {};
  const refused = Number(partial['rejectedLogRecords'] ?? 0);
  return Number.isSafeInteger(refused) && refused > 0 ? refused : 0;
}

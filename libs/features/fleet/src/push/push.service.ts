import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { BundleService, type Issue, SHADOW_CHANGED } from '#features/policies';
import { CALLER_CHANGED } from '#features/identity';
import type { MachineId, OrgId } from '#kernel';
import { type Change, ChangeSignal } from '#platform/database';
import { Log } from '#platform/observability';
import { MACHINE_REVOKED } from '../fleet.events.js';
import { PresenceService } from '../machines/presence.service.js';
import { frameFor, HEARTBEAT, REVOKED, shadowNotice } from './event-frames.js';
import type { MachineStream } from './machine-stream.js';
import { PushFull } from './push.errors.js';
import { StreamRegister } from './stream-register.js';

const HEARTBEAT_MS = 20_000;
const PRESENCE_MS = 60_000;
/** Between two slices other requests have their turn. */
const SLICE = 500;
const MOST_STREAMS = 20_000;
const RETRY_AFTER_SECONDS = 10;

/** The third step to a machine: resolve, sign, push. Holds the open streams of this process and tells them what changes. */
@Injectable()
export class PushService implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new StreamRegister();
  /** Orgs that are being told, and whether there has been another change meanwhile. */
  private readonly telling = new Map<OrgId, { again: boolean }>();
  private readonly stops: (() => void)[];

  constructor(
    private readonly bundles: BundleService,
    private readonly presence: PresenceService,
    private readonly log: Log,
    signal: ChangeSignal,
  ) {
    this.stops = [
      bundles.onChange((orgId) => {
        for (const each of orgId === null ? this.streams.orgIds() : [orgId]) void this.tell(each);
      }),
      signal.on(SHADOW_CHANGED, ({ orgId }) => {
        if (orgId !== undefined) void this.tellOfShadow(orgId);
      }),
      signal.on(MACHINE_REVOKED, (change) => this.heardOfRevocation(change)),
      signal.on(CALLER_CHANGED, ({ orgId }) => {
        for (const each of orgId === undefined ? this.streams.orgIds() : [orgId]) void this.dropSuspended(each);
      }),
    ];
  }

  onModuleInit(): void {
    const beat = setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
    const note = setInterval(() => void this.notePresence(), PRESENCE_MS).unref();
    this.stops.push(() => {
      clearInterval(beat);
      clearInterval(note);
    });
  }

  onModuleDestroy(): void {
    for (const stop of this.stops) stop();
    for (const stream of this.streams.all()) stream.end();
  }

  /** @throws PushFull when this process holds as many streams as it can */
  checkRoom(): void {
    if (this.streams.size < MOST_STREAMS) return;
    throw new PushFull('Try again in a moment; another process may have room.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** Takes a stream in, in place of one that its machine had, and tells it the standing issue unless it has been told that. */
  async open(stream: MachineStream): Promise<void> {
    const { orgId, machineId } = stream;
    this.streams.add(stream)?.end();
    stream.onClose(() => this.streams.remove(stream));
    try {
      // Asked once it stands in the register: who was revoked between the door and here is found by this or by the signal.
      if (!(await this.presence.arrived(orgId, machineId))) {
        stream.end(REVOKED);
        return;
      }
      const issue = await this.bundles.issue(orgId, machineId);
      if (issue !== null && stream.told !== issue.etag) stream.tell(frameFor(issue, [machineId]));
    } catch (error) {
      this.log.error('push.greeting_failed', { orgId, machineId, error });
      stream.end();
    }
  }

  /** Tells an org's machines of what stands now; one run an org at a time, and one more if there was a change meanwhile. */
  private async tell(orgId: OrgId): Promise<void> {
    const running = this.telling.get(orgId);
    if (running) {
      running.again = true;
      return;
    }
    const run = { again: true };
    this.telling.set(orgId, run);
    try {
      while (run.again) {
        run.again = false;
        await this.tellOnce(orgId);
      }
    } catch (error) {
      this.log.error('push.failed', { orgId, error });
    } finally {
      this.telling.delete(orgId);
    }
  }

  private async tellOnce(orgId: OrgId): Promise<void> {
    const machineIds = this.streams.of(orgId).map(({ machineId }) => machineId);
    if (machineIds.length === 0) return;
    const issues = await this.bundles.issues(orgId, machineIds);
    for (const [issue, waiting] of waitingFor(issues, this.streams.of(orgId))) {
      const frame = frameFor(
        issue,
        waiting.map(({ machineId }) => machineId),
      );
      await inSlices(waiting, (stream) => stream.tell(frame));
      this.log.info('push.told', { orgId, policyVersion: issue.statement.policyVersion, machines: waiting.length });
    }
  }

  /** A notice alone: which machines watch the draft is found when they ask. One that is missed costs minutes: they ask by themselves too. */
  private async tellOfShadow(orgId: OrgId): Promise<void> {
    const streams = this.streams.of(orgId);
    const notice = shadowNotice(streams.length);
    await inSlices(streams, (stream) => stream.note(notice));
  }

  private async beat(): Promise<void> {
    await inSlices(this.streams.all(), (stream) => stream.beat(HEARTBEAT));
  }

  private async notePresence(): Promise<void> {
    for (const orgId of this.streams.orgIds()) {
      try {
        const ids = this.streams.of(orgId).map(({ machineId }) => machineId);
        const unwelcome = await this.presence.note(orgId, ids);
        for (const id of unwelcome) this.streams.find(orgId, id)?.end(REVOKED);
      } catch (error) {
        this.log.warn('push.presence_not_noted', { orgId, error });
      }
    }
  }

  /** Who is suspended hears nothing more; its machine is not revoked, and may come back when its person does. */
  private async dropSuspended(orgId: OrgId): Promise<void> {
    const ids = this.streams.of(orgId).map(({ machineId }) => machineId);
    if (ids.length === 0) return;
    try {
      for (const id of await this.presence.ofSuspended(orgId, ids)) this.streams.find(orgId, id)?.end();
    } catch (error) {
      this.log.warn('push.suspended_not_dropped', { orgId, error });
    }
  }

  /** A change without an id is a gap in the signal: whoever was revoked meanwhile is found by asking. */
  private heardOfRevocation({ orgId, id }: Change): void {
    if (orgId === undefined || id === undefined) void this.notePresence();
    else this.streams.find(orgId, id as MachineId)?.end(REVOKED);
  }
}

/** Who has not been told what it is to be told, by that: one frame serves all machines of a variant. */
function waitingFor(
  issues: ReadonlyMap<MachineId, Issue>,
  streams: readonly MachineStream[],
): ReadonlyMap<Issue, readonly MachineStream[]> {
  const waiting = new Map<Issue, MachineStream[]>();
  for (const stream of streams) {
    const issue = issues.get(stream.machineId);
    if (issue === undefined || stream.told === issue.etag) continue;
    const others = waiting.get(issue);
    if (others === undefined) waiting.set(issue, [stream]);
    else others.push(stream);
  }
  return waiting;
}

async function inSlices(streams: readonly MachineStream[], each: (stream: MachineStream) => void): Promise<void> {
  for (let from = 0; from < streams.length; from += SLICE) {
    if (from > 0) await nextTurn();
    for (const stream of streams.slice(from, from + SLICE)) each(stream);
  }
}

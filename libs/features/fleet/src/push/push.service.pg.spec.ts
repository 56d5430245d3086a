import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '#engines/bundle';
import { type MachineId, newId, type OrgId } from '#kernel';
import { ChangeSignal } from '#platform/database';
import { Log } from '#platform/observability';
import { asMachine, openEntrance, serve } from '../../../../../test/harness/door.js';
import { HandClock, openPolicyRiver, type PolicyRiver } from '../../../../../test/harness/policy-river.js';
import { asOwner } from '../../../../../test/harness/postgres.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { FleetRecord } from '../machines/fleet-record.js';
import { MachineRepository } from '../machines/machine.repository.js';
import { PresenceService } from '../machines/presence.service.js';
import { EventsRoute } from './events.route.js';
import { PushService } from './push.service.js';

const clock = new HandClock();
const machines = new MachineRepository();
let database: TestDatabase;

/** One process of the product, as far as the push goes. */
interface Process {
  readonly river: PolicyRiver;
  readonly push: PushService;
  readonly server: FastifyInstance;
  close(): Promise<void>;
}
const opened: { close(): Promise<void> }[] = [];

async function openProcess(): Promise<Process> {
  const signal = new ChangeSignal(database.url);
  await signal.open();
  const log = new Log({ level: 'silent' });
  const river = openPolicyRiver(database, clock, signal);
  const push = new PushService(river.bundles, new PresenceService(database.hot, machines, clock), log, signal);
  const server = await serve(new EventsRoute(openEntrance(clock), push, log));
  await server.listen({ host: '127.0.0.1', port: 0 });
  const process = {
    river,
    push,
    server,
    async close() {
      push.onModuleDestroy();
      await server.close();
      await signal.close();
    },
  };
  opened.push(process);
  return process;
}

async function enrol(orgId: OrgId): Promise<MachineId> {
  const id = newId<'Machine'>(new Date());
  const facts = {
    hostname: 'box',
    os: 'linux',
    arch: 'x64',
    programVersion: '0.1.0',
    person: null,
    enrolmentTokenId: null,
  };
  await database.db.within({ orgId }, (tx) =>
    machines.insert(tx, { orgId }, { id, keyThumbprint: id, ...facts }, clock.now()),
  );
  return id;
}

async function revoke(orgId: OrgId, id: MachineId, river: PolicyRiver): Promise<void> {
  const ctx = contextOf(orgId);
  await database.db.within(ctx, async (tx) => {
    await machines.revoke(tx, ctx, { id, now: clock.now(), reason: 'lost' });
    await new FleetRecord(database.signal, river.trail).revokedIn(tx, ctx, {
      machine: { id, hostname: 'box' },
      reason: 'lost',
    });
  });
}

interface Event {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** A machine's end of a stream, on a socket of its own. */
class Listener {
  readonly events: Event[] = [];
  private text = '';
  private isClosed = false;

  private constructor(socket: Socket) {
    socket
      .setEncoding('latin1')
      .on('data', (chunk: string) => this.read(chunk))
      .on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
  }

  static to({ server }: Process, orgId: OrgId, id: MachineId, held?: string): Listener {
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const headers = {
      host: 'castellan',
      ...asMachine(orgId, id),
      ...(held !== undefined && { 'last-event-id': held }),
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(['GET /agent/v1/events HTTP/1.1', ...lines, '', ''].join('\r\n'));
    const listener = new Listener(socket);
    opened.push({ close: () => Promise.resolve(void socket.destroy()) });
    return listener;
  }

  get closed(): boolean {
    return this.isClosed;
  }

  get head(): string {
    return this.text.split('\r\n\r\n')[0] ?? '';
  }

  bundles(): readonly Event[] {
    return this.events.filter(({ event }) => event?.startsWith('bundle') === true);
  }

  /** Undoes the chunks, of which an empty one ends the stream (RFC 9112 section 7.1) and the frames (WHATWG HTML section 9.2.6). */
  private read(chunk: string): void {
    this.text += chunk;
    const begin = this.text.indexOf('\r\n\r\n');
    if (begin < 0) return;
    let body = '';
    for (let at = begin + 4; ;) {
      const lineEnd = this.text.indexOf('\r\n', at);
      const size = lineEnd < 0 ? Number.NaN : Number.parseInt(this.text.slice(at, lineEnd), 16);
      if (Number.isNaN(size) || this.text.length < lineEnd + 2 + size) break;
      body += this.text.slice(lineEnd + 2, lineEnd + 2 + size);
      at = lineEnd + 4 + size;
      if (size === 0) {
        this.isClosed = true;
        break;
      }
    }
    const frames = body.split('\n\n').slice(0, -1);
    this.events.splice(
      0,
      this.events.length,
      ...frames.map((frame) =>
        Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string])),
      ),
    );
  }
}

beforeAll(async () => {
  database = await openTestDatabase();
});
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});
afterAll(() => database.close());

const soon = { timeout: 5_000, interval: 10 };
const told = (listener: Listener, count: number) => expect.poll(() => listener.bundles().length, soon).toBe(count);

async function accepted(
  river: PolicyRiver,
  event: Event | undefined,
  orgId: OrgId,
  machineId: MachineId,
): Promise<number | string> {
  const trustedKeys = await database.db.within({ orgId }, (tx) => river.keys.trustIn(tx, contextOf(orgId)));
  const bundle = openBundle(JSON.parse(event?.data ?? 'null'), {
    trustedKeys,
    orgId,
    machineId,
    highestSeenVersion: 0,
    now: clock.now(),
  });
  return bundle.outcome === 'accepted' ? bundle.bundle.policyVersion : bundle.reason;
}

describe('the stream of a machine', () => {
  it('begins with what stands, and tells each change as a bundle that the machine accepts', async () => {
    const process = await openProcess();
    const orgId = await database.createOrg();
    const id = await enrol(orgId);
    await process.river.publish(orgId, 'version: 1\n');
    const listener = Listener.to(process, orgId, id);
    await told(listener, 1);
    expect(listener.head).toMatch(/^HTTP\/1\.1 200 OK[^]*content-type: text\/event-stream/);
    await process.river.publish(orgId, 'version: 1\nname: next\n');
    await told(listener, 2);
    expect(await accepted(process.river, listener.bundles()[1], orgId, id)).toBe(2);
  });

  it('is silent for who has what stands, and speaks up at the next change', async () => {
    const process = await openProcess();
    const orgId = await database.createOrg();
    const id = await enrol(orgId);
    await process.river.publish(orgId, 'version: 1\n');
    const first = Listener.to(process, orgId, id);
    await told(first, 1);
    const back = Listener.to(process, orgId, id, first.bundles()[0]?.id ?? '');
    await expect.poll(() => first.closed, soon).toBe(true);
    await process.river.publish(orgId, 'version: 1\nname: next\n');
    await told(back, 1);
    expect(await accepted(process.river, back.bundles()[0], orgId, id)).toBe(2);
  });

  it('opens before there is any policy, and hears of the first', async () => {
    const process = await openProcess();
    const orgId = await database.createOrg();
    const id = await enrol(orgId);
    const listener = Listener.to(process, orgId, id);
    await expect.poll(() => listener.events.length, soon).toBe(1);
    await process.river.publish(orgId, 'version: 1\n');
    await told(listener, 1);
  });

  it('hears what another process published, each machine in a bundle of its own', async () => {
    const [here, there] = [await openProcess(), await openProcess()];
    const orgId = await database.createOrg();
    const ids = [await enrol(orgId), await enrol(orgId), await enrol(orgId)];
    const listeners = ids.map((id, i) => Listener.to(i === 0 ? here : there, orgId, id));
    for (const { events } of listeners) await expect.poll(() => events.length, soon).toBe(1);
    await here.river.publish(orgId, 'version: 1\n');
    for (const [i, listener] of listeners.entries()) {
      await told(listener, 1);
      expect(await accepted(here.river, listener.bundles()[0], orgId, ids[i]!)).toBe(1);
      expect(await accepted(here.river, listener.bundles()[0], orgId, ids[(i + 1) % 3]!)).toBe('other-machine');
    }
  });

  it('hears nothing of another org', async () => {
    const process = await openProcess();
    const [ours, theirs] = [await database.createOrg(), await database.createOrg()];
    const listener = Listener.to(process, ours, await enrol(ours));
    const witness = Listener.to(process, theirs, await enrol(theirs));
    for (const { events } of [listener, witness]) await expect.poll(() => events.length, soon).toBe(1);
    await process.river.publish(theirs, 'version: 1\n');
    await told(witness, 1);
    expect(listener.bundles()).toEqual([]);
  });

  it('gives a notice with a wait when the policy is too large to carry', async () => {
    const process = await openProcess();
    const orgId = await database.createOrg();
    const listener = Listener.to(process, orgId, await enrol(orgId));
    const many = Array.from(
      { length: 400 },
      (_, i) => `  - { id: r${i}, program: program-number-${i}, effect: reject }\n`,
    ).join('');
    await process.river.publish(orgId, `version: 1\ncommands:\n${many}`);
    await told(listener, 1);
    const [notice] = listener.bundles();
    expect(notice?.event).toBe('bundle-changed');
    const issue = await process.river.bundles.issue(orgId);
    expect(JSON.parse(notice?.data ?? '')).toEqual({ etag: issue?.etag, jitterMs: 1 });
  });

  it('makes up for what was signalled while the connection to the database was cut', async () => {
    const process = await openProcess();
    const orgId = await database.createOrg();
    const listener = Listener.to(process, orgId, await enrol(orgId));
    await expect.poll(() => listener.events.length, soon).toBe(1);
    await process.river.publish(orgId, 'version: 1\n');
    await told(listener, 1);
    const quiet = openPolicyRiver(database, clock);
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'castellan-signal' and datname = current_database()`;
    await asOwner(database.adminUrl, cut);
    await quiet.publish(orgId, 'version: 1\nname: next\n');
    await told(listener, 2);
  });
});

describe('a machine that was taken out', () => {
  it('is told so, and its stream ends, in whatever process it is', async () => {
    const [here, there] = [await openProcess(), await openProcess()];
    const orgId = await database.createOrg();
    const [lost, kept] = [await enrol(orgId), await enrol(orgId)];
    const [listener, other] = [Listener.to(there, orgId, lost), Listener.to(there, orgId, kept)];
    for (const { events } of [listener, other]) await expect.poll(() => events.length, soon).toBe(1);
    await revoke(orgId, lost, here.river);
    await expect.poll(() => listener.closed, soon).toBe(true);
    expect(listener.events.at(-1)).toEqual({ event: 'revoked', data: '{}' });
    await here.river.publish(orgId, 'version: 1\n');
    await told(other, 1);
    expect(listener.bundles()).toEqual([]);
  });

  it('gets nothing when it comes back with a token that still passes the door', async () => {
    const process = await openProcess();
    const orgId = await database.createOrg();
    const id = await enrol(orgId);
    await process.river.publish(orgId, 'version: 1\n');
    await revoke(orgId, id, process.river);
    const listener = Listener.to(process, orgId, id);
    await expect.poll(() => listener.closed, soon).toBe(true);
    expect(listener.events.map(({ event }) => event)).toEqual([undefined, 'revoked']);
  });
});

describe('a process that stops', () => {
  it('ends its streams, so that the machines go elsewhere', async () => {
    const process = await openProcess();
    const orgId = await database.createOrg();
    const listener = Listener.to(process, orgId, await enrol(orgId));
    await expect.poll(() => listener.events.length, soon).toBe(1);
    process.push.onModuleDestroy();
    await expect.poll(() => listener.closed, soon).toBe(true);
  });
});

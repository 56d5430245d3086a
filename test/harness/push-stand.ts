import { rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MachineId, newId, type OrgId } from '#kernel';
import { migrate, openDatabases, prepareLogins, startEmbeddedPostgres } from '#platform/database';
import { Log } from '#platform/observability';
import { MachineRepository } from '../../libs/features/fleet/src/machines/machine.repository.js';
import { PresenceService } from '../../libs/features/fleet/src/machines/presence.service.js';
import { EventsRoute } from '../../libs/features/fleet/src/push/events.route.js';
import { PushService } from '../../libs/features/fleet/src/push/push.service.js';
import { asMachine, openEntrance, serve } from './door.js';
import { HandClock, openPolicyRiver } from './policy-river.js';
import { asOwner, TEST_MASTER_KEY } from './postgres.js';

/** The push of one process over a real database, with an org whose machines exist: what the bench opens thousands of streams to. */
export interface PushStand {
  readonly port: number;
  /** The headers of each machine. */
  readonly machines: readonly Readonly<Record<string, string>>[];
  /** Publishes; answers the moment after the commit, in nanoseconds of the host's monotonic clock. */
  publish(text: string): Promise<bigint>;
  close(): Promise<void>;
}

export async function openPushStand(count: number): Promise<PushStand> {
  const folder = mkdtempSync(join(tmpdir(), 'castellan-push-'));
  const postgres = await startEmbeddedPostgres({ folder, password: 'bench', forgetful: false });
  await migrate(postgres.ownerUrl, new URL('../../prisma/migrations', import.meta.url).pathname);
  const {
    orgs: db,
    system,
    hot,
    signal,
    ...databases
  } = openDatabases(await prepareLogins(postgres.ownerUrl, TEST_MASTER_KEY));
  await signal.open();
  const clock = new HandClock(new Date());
  const river = openPolicyRiver({ db, hot, system, signal }, clock);
  const log = new Log({ level: 'silent' });
  const push = new PushService(river.bundles, new PresenceService(hot, new MachineRepository(), clock), log, signal);
  const server = await serve(new EventsRoute(openEntrance(clock), push, log));
  await server.listen({ host: '127.0.0.1', port: 0, backlog: 8_192 });
  const orgId = newId<'Org'>(clock.now());
  const ids = Array.from({ length: count }, () => newId<'Machine'>(clock.now()));
  await asOwner(postgres.ownerUrl, populationOf(orgId, ids));
  return {
    port: (server.server.address() as AddressInfo).port,
    machines: ids.map((id) => asMachine(orgId, id)),
    async publish(text) {
      await river.publish(orgId, text);
      return process.hrtime.bigint();
    },
    async close() {
      push.onModuleDestroy();
      await server.close();
      await databases.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function populationOf(orgId: OrgId, ids: readonly MachineId[]): string {
  const rows = ids.map((id) => `('${orgId}', '${id}', 'box', 'linux', 'x64', '0.1.0', '${id}', 'token', now(), now())`);
  return `insert into orgs (id, slug, name, created_at) values ('${orgId}', 'bench', 'Bench', now());
    insert into machines (org_id, id, hostname, os, arch, program_version, key_thumbprint, enrolled_by, enrolled_at, last_seen_at)
      values ${rows.join(',')}`;
}

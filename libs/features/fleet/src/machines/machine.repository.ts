import { Injectable } from '@nestjs/common';
import type { MachineId, OrgId, PersonId, RequestContext } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { EnrolmentTokenId, FoundAgent, Heartbeat, Machine, MachineFacts } from './machine.js';

/** A machine as it comes in for the first time. */
export interface NewMachine extends MachineFacts {
  readonly id: MachineId;
  readonly keyThumbprint: string;
  readonly person: Machine['person'];
  readonly enrolmentTokenId: EnrolmentTokenId | null;
}

/** Rows of the table `machines`, in plain SQL: half of what is asked here is asked by the whole fleet at once. */
@Injectable()
export class MachineRepository {
  /** Of the whole org, or of people of the teams that the context names. */
  async find(tx: OrgTx, { orgId, teams }: OrgOrTeams, id: MachineId): Promise<Machine | null> {
    const [row] = await sql(tx).query<MachineRow>(
      `select ${MACHINE_COLUMNS} from machines m where org_id = $1::uuid and id = $2::uuid and ${ofTeams('$3')}`,
      [orgId, id, teams ?? null],
    );
    return row ? toMachine(row) : null;
  }

  async findByKey(tx: OrgTx, { orgId }: OrgScope, keyThumbprint: string): Promise<Machine | null> {
    const [row] = await sql(tx).query<MachineRow>(
      `select ${MACHINE_COLUMNS} from machines where org_id = $1::uuid and key_thumbprint = $2 for update`,
      [orgId, keyThumbprint],
    );
    return row ? toMachine(row) : null;
  }

  /** False when a machine with that key came in at the same moment. */
  async insert(tx: OrgTx, { orgId }: OrgScope, machine: NewMachine, now: Date): Promise<boolean> {
    const added = await sql(tx).query(
      `insert into machines (org_id, id, hostname, os, arch, program_version, key_thumbprint, person_id, person_label, enrolled_by,
                             enrolment_token_id, enrolled_at, last_seen_at)
         values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::uuid, $9, $10, $11::uuid, $12, $12)
         on conflict (org_id, key_thumbprint) do nothing returning id`,
      [
        orgId,
        machine.id,
        machine.hostname,
        machine.os,
        machine.arch,
        machine.programVersion,
        machine.keyThumbprint,
        machine.person?.id ?? null,
        machine.person?.label ?? null,
        machine.enrolmentTokenId === null ? 'person' : 'token',
        machine.enrolmentTokenId,
        now,
      ],
    );
    return added.length === 1;
  }

  /** What a known machine says of itself when it enrols again; its person stays unless there is a new one. */
  async renew(tx: OrgTx, { orgId }: OrgScope, machine: Omit<NewMachine, 'keyThumbprint'>, now: Date): Promise<void> {
    await sql(tx).query(
      `update machines set hostname = $3, os = $4, arch = $5, program_version = $6, last_seen_at = $7,
                           person_id = coalesce($8::uuid, person_id), person_label = coalesce($9, person_label)
        where org_id = $1::uuid and id = $2::uuid`,
      [
        orgId,
        machine.id,
        machine.hostname,
        machine.os,
        machine.arch,
        machine.programVersion,
        now,
        machine.person?.id ?? null,
        machine.person?.label ?? null,
      ],
    );
  }

  /** False when the machine is revoked or unknown. */
  async report(
    tx: OrgTx,
    { orgId }: OrgScope,
    beat: { id: MachineId; now: Date; heartbeat: Heartbeat },
  ): Promise<boolean> {
    const { programVersion, policyVersion, spool, agents } = beat.heartbeat;
    const updated = await sql(tx).query(
      `update machines set last_seen_at = $3, program_version = $4, policy_version = $5, spool_events = $6::bigint, spool_bytes = $7::bigint,
                           spool_oldest_at = $8, agents = $9::jsonb
        where org_id = $1::uuid and id = $2::uuid and revoked_at is null returning id`,
      [
        orgId,
        beat.id,
        beat.now,
        programVersion,
        policyVersion,
        spool.events,
        spool.bytes,
        spool.oldestAt,
        JSON.stringify(agents),
      ],
    );
    return updated.length === 1;
  }

  /** Notes that these machines are there; answers which of them may be. */
  async touch(tx: OrgTx, { orgId }: OrgScope, ids: readonly MachineId[], now: Date): Promise<readonly MachineId[]> {
    const touched = await sql(tx).query<{ id: MachineId }>(
      `update machines set last_seen_at = greatest(last_seen_at, $3)
        where org_id = $1::uuid and id = any ($2::uuid[]) and revoked_at is null returning id`,
      [orgId, ids, now],
    );
    return touched.map(({ id }) => id);
  }

  /** Those of `ids` whose person is no active member now. */
  async ofSuspended(tx: OrgTx, { orgId }: OrgScope, ids: readonly MachineId[]): Promise<readonly MachineId[]> {
    const found = await sql(tx).query<{ id: MachineId }>(
      `select id from machines m
        where org_id = $1::uuid and id = any ($2::uuid[]) and person_id is not null and not exists (
          select 1 from memberships s where s.org_id = m.org_id and s.person_id = m.person_id and s.status = 'active')`,
      [orgId, ids],
    );
    return found.map(({ id }) => id);
  }

  /** Whose machines they are; those of nobody are not in the answer. */
  async ownersOf(tx: OrgTx, { orgId }: OrgScope, ids: readonly MachineId[]): Promise<ReadonlyMap<MachineId, PersonId>> {
    const found = await sql(tx).query<{ id: MachineId; personId: PersonId }>(
      `select id, person_id as "personId" from machines
        where org_id = $1::uuid and id = any ($2::uuid[]) and person_id is not null`,
      [orgId, ids],
    );
    return new Map(found.map(({ id, personId }) => [id, personId]));
  }

  /** False when it was revoked before, or is unknown. */
  async revoke(
    tx: OrgTx,
    { orgId }: OrgScope,
    revocation: { id: MachineId; now: Date; reason: string },
  ): Promise<boolean> {
    const revoked = await sql(tx).query(
      `update machines set revoked_at = $3, revoke_reason = $4 where org_id = $1::uuid and id = $2::uuid and revoked_at is null returning id`,
      [orgId, revocation.id, revocation.now, revocation.reason],
    );
    return revoked.length === 1;
  }
}

export type OrgOrTeams = Pick<RequestContext, 'orgId' | 'teams'>;

/** Whether the person of the machine `m` is in one of the teams; where none are named, whether or not she is. */
export const ofTeams = (parameter: string): string =>
  `(${parameter}::uuid[] is null or exists (select 1 from team_members t
      where t.org_id = m.org_id and t.person_id = m.person_id and t.team_id = any (${parameter}::uuid[])))`;

export const MACHINE_COLUMNS = `org_id as "orgId", id, hostname, os, arch, program_version as "programVersion",
  key_thumbprint as "keyThumbprint", person_id as "personId", person_label as "personLabel", enrolled_at as "enrolledAt",
  last_seen_at as "lastSeenAt", policy_version as "policyVersion", spool_events as "spoolEvents", spool_bytes as "spoolBytes",
  spool_oldest_at as "spoolOldestAt", agents, revoked_at as "revokedAt"`;

export interface MachineRow extends MachineFacts {
  readonly orgId: OrgId;
  readonly id: MachineId;
  readonly keyThumbprint: string;
  readonly personId: PersonId | null;
  readonly personLabel: string | null;
  readonly enrolledAt: Date;
  readonly lastSeenAt: Date;
  readonly policyVersion: number | null;
  readonly spoolEvents: bigint;
  readonly spoolBytes: bigint;
  readonly spoolOldestAt: Date | null;
  readonly agents: readonly FoundAgent[];
  readonly revokedAt: Date | null;
}

export const toMachine = (row: MachineRow): Machine => ({
  id: row.id,
  orgId: row.orgId,
  hostname: row.hostname,
  os: row.os,
  arch: row.arch,
  programVersion: row.programVersion,
  keyThumbprint: row.keyThumbprint,
  person: row.personId === null ? null : { id: row.personId, label: row.personLabel ?? '' },
  enrolledAt: row.enrolledAt,
  lastSeenAt: row.lastSeenAt,
  policyVersion: row.policyVersion,
  spool: { events: Number(row.spoolEvents), bytes: Number(row.spoolBytes), oldestAt: row.spoolOldestAt },
  agents: row.agents,
  revokedAt: row.revokedAt,
});

import { Injectable } from '@nestjs/common';
import type { MachineId, OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DraftId } from '../drafts/draft.js';
import type { ShadowEnd, ShadowId, ShadowRun, ShadowSummary } from './shadow.js';
import { ShadowSeals } from './shadow-seals.js';

const SUMMARY = `id, draft_id as "draftId", draft_title as "draftTitle", draft_revision as "draftRevision", scope_kind as "scopeKind",
  scope_id as "scopeId", digest, beside_version as "besideVersion", share, group_id as "groupId", group_name as "groupName",
  starts_at as "startsAt", ends_at as "endsAt", stopped_at as "stoppedAt", stop_reason as "stopReason", starter_id as "starterId",
  starter_label as "starterLabel"`;
const RUNNING = 'stopped_at is null and ends_at > $2';
const UNNOTED = 'stopped_at is null and closed_at is null';

/** Rows of the table `policy_shadows`. What comes out whole has been checked against its seal; such finders throw PolicyTampered. */
@Injectable()
export class ShadowRepository {
  constructor(private readonly seals: ShadowSeals) {}

  /** Others who start a run in this org wait for the end of the transaction. */
  async lockStart(tx: OrgTx, { orgId }: OrgScope): Promise<void> {
    const lock = `select pg_advisory_xact_lock(hashtextextended('policy-shadows/' || $1, 0))::text as locked`;
    await sql(tx).query(lock, [orgId]);
  }

  async insert(tx: OrgTx, run: ShadowRun): Promise<void> {
    const { draft, audience, starter } = run;
    await sql(tx).query(
      `insert into policy_shadows (org_id, id, draft_id, draft_title, draft_revision, scope_kind, scope_id, document, digest,
                                   beside_version, share, group_id, group_name, starts_at, ends_at, starter_id, starter_label, seal)
         values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7::uuid, $8, $9, $10, $11, $12::uuid, $13, $14, $15, $16, $17, $18)`,
      [
        run.orgId,
        run.id,
        draft.id,
        draft.title,
        draft.revision,
        draft.scope.kind,
        draft.scope.id,
        run.document,
        run.digest,
        run.besideVersion,
        audience.share,
        audience.group?.id ?? null,
        audience.group?.name ?? null,
        run.startsAt,
        run.endsAt,
        starter.id,
        starter.label,
        Buffer.from(this.seals.of(run)),
      ],
    );
  }

  /** The one run that machines watch now. */
  async findRunning(tx: OrgTx, { orgId }: OrgScope, now: Date): Promise<ShadowRun | null> {
    const [row] = await sql(tx).query<Row>(
      `select ${SUMMARY}, document, seal from policy_shadows where org_id = $1::uuid and ${RUNNING} order by id desc limit 1`,
      [orgId, now],
    );
    if (row === undefined) return null;
    const run: ShadowRun = { ...toSummary(row), orgId, document: row.document };
    this.seals.check(run, row.seal);
    return run;
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: ShadowId): Promise<ShadowSummary | null> {
    const [row] = await sql(tx).query<SummaryRow>(
      `select ${SUMMARY} from policy_shadows where org_id = $1::uuid and id = $2::uuid`,
      [orgId, id],
    );
    return row === undefined ? null : toSummary(row);
  }

  /** Newest first. */
  async all(tx: OrgTx, { orgId }: OrgScope, limit: number): Promise<readonly ShadowSummary[]> {
    const found = await sql(tx).query<SummaryRow>(
      `select ${SUMMARY} from policy_shadows where org_id = $1::uuid order by id desc limit $2`,
      [orgId, limit],
    );
    return found.map(toSummary);
  }

  /** Ends what runs, of one draft or of any. @returns the runs that it has ended */
  async stop(
    tx: OrgTx,
    { orgId }: OrgScope,
    which: { readonly id: ShadowId } | { readonly draftId: DraftId },
    { at, why }: { at: Date; why: ShadowEnd },
  ): Promise<readonly ShadowSummary[]> {
    const [column, value] = 'id' in which ? ['id', which.id] : ['draft_id', which.draftId];
    const found = await sql(tx).query<SummaryRow>(
      `update policy_shadows set stopped_at = $2, stop_reason = $4
        where org_id = $1::uuid and ${column} = $3::uuid and ${RUNNING} returning ${SUMMARY}`,
      [orgId, at, value, why],
    );
    return found.map(toSummary);
  }

  /** Notes that its time is over. @returns the run; null where it is not, where it was stopped before, or where that is noted already */
  async close(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, id: ShadowId): Promise<ShadowSummary | null> {
    const [row] = await sql(tx).query<SummaryRow>(
      `update policy_shadows set closed_at = $3
        where org_id = $1::uuid and id = $2::uuid and ${UNNOTED} and ends_at <= $3 returning ${SUMMARY}`,
      [orgId, id, now],
    );
    return row === undefined ? null : toSummary(row);
  }

  /** Those whose time is over and of which the ledger does not know yet. */
  async overAcrossTenants(tx: SystemTx, now: Date, limit: number): Promise<readonly { orgId: OrgId; id: ShadowId }[]> {
    return sql(tx).query<{ orgId: OrgId; id: ShadowId }>(
      `select org_id as "orgId", id from policy_shadows where ${UNNOTED} and ends_at <= $1 order by ends_at limit $2::int`,
      [now, limit],
    );
  }

  /** Removes the oldest runs with all that was counted, but for so many. */
  async forgetOldest(tx: OrgTx, { orgId }: OrgScope, kept: number): Promise<void> {
    await sql(tx).query(
      `delete from policy_shadows where org_id = $1::uuid
          and id in (select id from policy_shadows where org_id = $1::uuid order by id desc offset $2)`,
      [orgId, kept],
    );
  }

  async isOfGroup(tx: OrgTx, { orgId }: OrgScope, machineId: MachineId, groupId: string): Promise<boolean> {
    const found = await sql(tx).query(
      `select 1 as found from machines m join group_members g on g.org_id = m.org_id and g.person_id = m.person_id
        where m.org_id = $1::uuid and m.id = $2::uuid and g.group_id = $3::uuid`,
      [orgId, machineId, groupId],
    );
    return found.length > 0;
  }
}

interface SummaryRow extends Record<string, unknown> {
  readonly id: ShadowId;
  readonly draftId: DraftId;
  readonly draftTitle: string;
  readonly draftRevision: number;
  readonly scopeKind: ShadowRun['draft']['scope']['kind'];
  readonly scopeId: string | null;
  readonly digest: string;
  readonly besideVersion: number;
  readonly share: number;
  readonly groupId: string | null;
  readonly groupName: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly stoppedAt: Date | null;
  readonly stopReason: ShadowEnd | null;
  readonly starterId: ShadowRun['starter']['id'];
  readonly starterLabel: string;
}

type Row = SummaryRow & { readonly document: string; readonly seal: Uint8Array; readonly orgId: OrgId };

const toSummary = (row: SummaryRow): ShadowSummary => ({
  id: row.id,
  draft: {
    id: row.draftId,
    title: row.draftTitle,
    revision: row.draftRevision,
    scope: { kind: row.scopeKind, id: row.scopeId },
  },
  digest: row.digest,
  besideVersion: row.besideVersion,
  audience: { share: row.share, group: row.groupId === null ? null : { id: row.groupId, name: row.groupName ?? '' } },
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  stopped: row.stoppedAt && row.stopReason && { at: row.stoppedAt, why: row.stopReason },
  starter: { id: row.starterId, label: row.starterLabel },
});

import { Injectable } from '@nestjs/common';
import type { Waiver as PolicyWaiver } from '#contracts';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { LAPSES_MS, type SubjectKind, USUAL_MOST_DAYS, type Waiver, type WaiverId } from './waiver.js';
import { WaiverSeals } from './waiver-seals.js';

/** Part of the list of waivers: older than `before`, of one requester or of all. */
export interface WaiverPage {
  readonly show: 'pending' | 'running' | 'over' | 'all';
  readonly requesterId: string | null;
  readonly before: string | null;
  readonly limit: number;
}

const COLUMNS = `org_id as "orgId", id, subject_kind as "subjectKind", subject_id as "subjectId", subject_label as "subjectLabel", rules, effect,
  bounds, reason, starts_at as "startsAt", expires_at as "expiresAt", requester_id as "requesterId", requester_label as "requesterLabel",
  requested_at as "requestedAt", decision, decision_reason as "decisionReason", decider_id as "deciderId", decider_label as "deciderLabel",
  decided_at as "decidedAt", ended_at as "endedAt", seal`;

const SHOWN: Readonly<Record<WaiverPage['show'], string>> = {
  pending: `decision is null and ended_at is null and expires_at > $5`,
  running: `decision = 'approved' and ended_at is null and expires_at > $5`,
  over: `(decision = 'denied' or ended_at is not null or expires_at <= $5)`,
  all: 'true or expires_at <= $5',
};

/** Rows of the tables `policy_waivers` and `policy_waiver_rules`. */
@Injectable()
export class WaiverRepository {
  constructor(private readonly seals: WaiverSeals) {}

  async insert(tx: OrgTx, waiver: Waiver): Promise<void> {
    await sql(tx).query(
      `insert into policy_waivers (org_id, id, subject_kind, subject_id, subject_label, rules, effect, bounds, reason, starts_at, expires_at,
                                   requester_id, requester_label, requested_at)
       values ($1::uuid, $2::uuid, $3, $4::uuid, $5, $6::text[], $7, $8::jsonb, $9, $10::timestamptz, $11::timestamptz, $12::uuid, $13, $14::timestamptz)`,
      [
        waiver.orgId,
        waiver.id,
        waiver.subject.kind,
        waiver.subject.id,
        waiver.subject.label,
        [...waiver.rules],
        waiver.effect,
        waiver.bounds === null ? null : JSON.stringify(waiver.bounds),
        waiver.reason,
        waiver.startsAt,
        waiver.expiresAt,
        waiver.requester.id,
        waiver.requester.label,
        waiver.requestedAt,
      ],
    );
  }

  /** Newest first. */
  async page(
    tx: OrgTx,
    { orgId, now }: OrgScope & { now: Date },
    { show, requesterId, before, limit }: WaiverPage,
  ): Promise<readonly Waiver[]> {
    const found = await sql(tx).query<Row>(
      `select ${COLUMNS} from policy_waivers
        where org_id = $1::uuid and ($2::uuid is null or requester_id = $2::uuid) and ($3::uuid is null or id < $3::uuid) and (${SHOWN[show]})
        order by id desc limit $4::int`,
      [orgId, requesterId, before, limit, now],
    );
    return found.map(toWaiver);
  }

  /** Locks the row: of several who decide at once, one does. */
  async findForUpdate(tx: OrgTx, { orgId }: OrgScope, id: WaiverId): Promise<Waiver | null> {
    const [row] = await sql(tx).query<Row>(
      `select ${COLUMNS} from policy_waivers where org_id = $1::uuid and id = $2::uuid for update`,
      [orgId, id],
    );
    return row === undefined ? null : toWaiver(row);
  }

  /** Approved and not ended, as they were sealed. One whose row was changed behind the application counts for nothing. */
  async running(tx: OrgTx, { orgId }: OrgScope): Promise<readonly Waiver[]> {
    const found = await sql(tx).query<Row>(
      `select ${COLUMNS} from policy_waivers
        where org_id = $1::uuid and decision = 'approved' and ended_at is null order by id`,
      [orgId],
    );
    return found.flatMap((row) => {
      const waiver = toWaiver(row);
      return this.seals.holds(waiver, row.seal) ? [waiver] : [];
    });
  }

  /** Those that are asked for and those that count. */
  countOpen(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }): Promise<number> {
    const where = { orgId, endedAt: null, expiresAt: { gt: now }, OR: [{ decision: null }, { decision: 'approved' }] };
    return rows(tx).policyWaiver.count({ where });
  }

  async decide(tx: OrgTx, decided: Waiver): Promise<void> {
    const { orgId, id, decision, decisionReason, decider, decidedAt } = decided;
    await rows(tx).policyWaiver.updateMany({
      where: { orgId, id },
      data: {
        decision,
        decisionReason,
        deciderId: decider?.id ?? null,
        deciderLabel: decider?.label ?? null,
        decidedAt,
        ...(decision === 'approved' && { seal: Buffer.from(this.seals.of(decided)) }),
      },
    });
  }

  /** Its seal goes: what was ended cannot be brought back. */
  async end(tx: OrgTx, { orgId }: OrgScope, id: WaiverId, endedAt: Date): Promise<void> {
    await rows(tx).policyWaiver.updateMany({ where: { orgId, id, endedAt: null }, data: { endedAt, seal: null } });
  }

  /** Those whose time is over and of which the ledger does not know yet. */
  async overAcrossTenants(tx: SystemTx, now: Date, limit: number): Promise<readonly { orgId: OrgId; id: WaiverId }[]> {
    return sql(tx).query<{ orgId: OrgId; id: WaiverId }>(
      `select org_id as "orgId", id from policy_waivers
        where ended_at is null and (decision = 'approved' and expires_at <= $1 or decision is null and (expires_at <= $1 or requested_at <= $2))
        order by expires_at limit $3::int`,
      [now, new Date(now.getTime() - LAPSES_MS), limit],
    );
  }

  /** How long the longest exception may last. */
  async maxDays(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    const rule = await rows(tx).policyWaiverRule.findUnique({ where: { orgId }, select: { maxDays: true } });
    return rule?.maxDays ?? USUAL_MOST_DAYS;
  }

  async setMaxDays(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, maxDays: number): Promise<void> {
    const columns = { maxDays, updatedAt: now };
    await rows(tx).policyWaiverRule.upsert({ where: { orgId }, create: { orgId, ...columns }, update: columns });
  }
}

interface Row extends Record<string, unknown> {
  readonly orgId: OrgId;
  readonly id: WaiverId;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly subjectLabel: string;
  readonly rules: string[];
  readonly effect: PolicyWaiver['effect'];
  readonly bounds: PolicyWaiver['bounds'] | null;
  readonly reason: string;
  readonly startsAt: Date | null;
  readonly expiresAt: Date;
  readonly requesterId: string;
  readonly requesterLabel: string;
  readonly requestedAt: Date;
  readonly decision: Waiver['decision'];
  readonly decisionReason: string | null;
  readonly deciderId: string | null;
  readonly deciderLabel: string | null;
  readonly decidedAt: Date | null;
  readonly endedAt: Date | null;
  readonly seal: Uint8Array | null;
}

function toWaiver(row: Row): Waiver {
  const { orgId, id, rules, effect, bounds, reason, startsAt, expiresAt, requestedAt } = row;
  const { decision, decisionReason, deciderId, decidedAt, endedAt } = row;
  return {
    ...{ orgId, id, rules, effect, bounds, reason, startsAt, expiresAt, requestedAt },
    ...{ decision, decisionReason, decidedAt, endedAt },
    subject: { kind: row.subjectKind, id: row.subjectId, label: row.subjectLabel },
    requester: { id: row.requesterId, label: row.requesterLabel },
    decider: deciderId === null ? null : { id: deciderId, label: row.deciderLabel ?? '' },
  };
}

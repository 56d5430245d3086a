import { Injectable } from '@nestjs/common';
import type { OrgId, Principal, PrincipalId } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { PolicyFormat } from '../versions/version.js';
import type { Draft, DraftAct, DraftApproval, DraftId, DraftScope, DraftState } from './draft.js';
import { DraftSeals } from './draft-seals.js';

/** Rows of the table `policy_drafts`. What comes out as approved has been checked against its seal; finders throw PolicyTampered. */
@Injectable()
export class DraftRepository {
  constructor(private readonly seals: DraftSeals) {}

  async insert(tx: OrgTx, draft: Draft): Promise<void> {
    const { orgId, id, scope, author, createdAt } = draft;
    await rows(tx).policyDraft.create({
      data: {
        orgId,
        id,
        scopeKind: scope.kind,
        scopeId: scope.id,
        authorKind: author.kind,
        authorId: author.id,
        authorLabel: author.label,
        createdAt,
        ...this.changing(draft),
      },
      select: { id: true },
    });
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: DraftId): Promise<Draft | null> {
    const row = await rows(tx).policyDraft.findUnique({ where: { orgId_id: { orgId, id } } });
    if (row === null) return null;
    const draft = toDraft(row);
    if (draft.approval) this.seals.checkApproval(draft, draft.approval.by.id, row.approvalSeal ?? new Uint8Array());
    return draft;
  }

  /** As find, and nobody else changes it until the transaction ends. */
  async findForUpdate(tx: OrgTx, scope: OrgScope, id: DraftId): Promise<Draft | null> {
    await sql(tx).query('select 1 as locked from policy_drafts where org_id = $1::uuid and id = $2::uuid for update', [
      scope.orgId,
      id,
    ]);
    return this.find(tx, scope, id);
  }

  async update(tx: OrgTx, draft: Draft): Promise<void> {
    const { orgId, id } = draft;
    await rows(tx).policyDraft.updateMany({ where: { orgId, id }, data: this.changing(draft) });
  }

  /** Others who begin a draft in this org wait for the end of the transaction. @returns how many drafts are in work */
  async lockAndCountLiving(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    await sql(tx).query(`select pg_advisory_xact_lock(hashtextextended('policy-drafts/' || $1, 0))::text as locked`, [
      orgId,
    ]);
    return rows(tx).policyDraft.count({ where: { orgId, state: { in: ['open', 'in_review', 'approved'] } } });
  }

  /** Removes the oldest of the ended drafts, but for so many. */
  async forgetEnded(tx: OrgTx, { orgId }: OrgScope, kept: number): Promise<void> {
    await sql(tx).query(
      `delete from policy_drafts where org_id = $1::uuid and id in (
         select id from policy_drafts where org_id = $1::uuid and state in ('published', 'discarded')
          order by changed_at desc, id desc offset $2)`,
      [orgId, kept],
    );
  }

  private changing(draft: Draft) {
    const { title, text, format, revision, basedOn, state, editors, changedAt, changedBy, approval, version } = draft;
    return {
      act: draft.act.kind,
      bringsBack: draft.act.kind === 'roll_back' ? draft.act.version : null,
      title,
      text,
      format,
      revision,
      basedOn,
      state,
      editors: [...editors],
      changedAt,
      changedLabel: changedBy,
      approverId: approval?.by.id ?? null,
      approverLabel: approval?.by.label ?? null,
      approvedAt: approval?.at ?? null,
      approvalSeal: approval && Buffer.from(this.seals.ofApproval(draft, approval.by.id)),
      version,
    };
  }
}

interface SummaryRow {
  readonly id: string;
  readonly scopeKind: string;
  readonly scopeId: string | null;
  readonly act: string;
  readonly bringsBack: number | null;
  readonly title: string;
  readonly format: string;
  readonly revision: number;
  readonly basedOn: number | null;
  readonly state: string;
  readonly authorKind: string;
  readonly authorId: string;
  readonly authorLabel: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly changedLabel: string;
  readonly approverId: string | null;
  readonly approverLabel: string | null;
  readonly approvedAt: Date | null;
  readonly version: number | null;
}

type Row = SummaryRow & { readonly orgId: string; readonly text: string; readonly editors: string[] };

export const toDraftSummary = (row: SummaryRow) => ({
  id: row.id as DraftId,
  scope: { kind: row.scopeKind, id: row.scopeId } as DraftScope,
  act: toAct(row),
  title: row.title,
  format: row.format as PolicyFormat,
  revision: row.revision,
  basedOn: row.basedOn,
  state: row.state as DraftState,
  author: { kind: row.authorKind, id: row.authorId, label: row.authorLabel } as Principal,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
  changedBy: row.changedLabel,
  approval: toApproval(row),
  version: row.version,
});

const toAct = ({ act, bringsBack }: SummaryRow): DraftAct =>
  bringsBack === null ? { kind: act === 'withdraw' ? act : 'publish' } : { kind: 'roll_back', version: bringsBack };

const toDraft = (row: Row): Draft => ({
  ...toDraftSummary(row),
  orgId: row.orgId as OrgId,
  text: row.text,
  editors: row.editors as PrincipalId[],
});

const toApproval = ({ approverId, approverLabel, approvedAt }: SummaryRow): DraftApproval | null =>
  approverId === null || approvedAt === null
    ? null
    : { by: { id: approverId as PrincipalId, label: approverLabel ?? '' }, at: approvedAt };

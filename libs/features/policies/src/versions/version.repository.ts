import { Injectable } from '@nestjs/common';
import type { OrgId, Principal, PrincipalId, RequestContext } from '#kernel';
import { isUniqueViolation, type OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { PolicySeals } from './policy-seals.js';
import type { PolicyFormat, PolicyHead, PolicyVersion } from './version.js';
import { PolicyStale } from './version.errors.js';

type Scope = Pick<RequestContext, 'orgId'>;

const headColumns = { currentVersion: true, bundleVersion: true, changedAt: true, seal: true } as const;

/**
 * Rows of the tables `policy_versions` and `policy_heads`.
 * What comes out has been checked against its seal; all finders throw PolicyTampered.
 */
@Injectable()
export class VersionRepository {
  constructor(private readonly seals: PolicySeals) {}

  async find(tx: OrgTx, { orgId }: Scope, number: number): Promise<PolicyVersion | null> {
    const row = await rows(tx).policyVersion.findUnique({ where: { orgId_number: { orgId, number } } });
    if (row === null) return null;
    const version = toVersion(row);
    this.seals.checkVersion(version, row.seal);
    return version;
  }

  /** @throws PolicyStale when the org has a version of that number already */
  async insert(tx: OrgTx, version: PolicyVersion): Promise<void> {
    const { author, ...columns } = version;
    try {
      await rows(tx).policyVersion.create({
        data: {
          ...columns,
          authorKind: author.kind,
          authorId: author.id,
          authorLabel: author.label,
          seal: Buffer.from(this.seals.ofVersion(version)),
        },
        select: { number: true },
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new PolicyStale(
        `Version ${version.number} was published just now. Look at it, then publish again.`,
        {},
        { cause: error },
      );
    }
  }

  async findHead(tx: OrgTx, { orgId }: Scope): Promise<PolicyHead | null> {
    const row = await rows(tx).policyHead.findUnique({ where: { orgId }, select: headColumns });
    if (row === null) return null;
    const { seal, ...head } = row;
    this.seals.checkHead(orgId, head, seal);
    return head;
  }

  /** As findHead, and nobody else publishes in this org until the transaction ends. */
  async lockHead(tx: OrgTx, scope: Scope): Promise<PolicyHead | null> {
    await sql(tx).query('select 1 as locked from policy_heads where org_id = $1::uuid for update', [scope.orgId]);
    return this.findHead(tx, scope);
  }

  async putHead(tx: OrgTx, { orgId }: Scope, head: PolicyHead): Promise<void> {
    const columns = { ...head, seal: Buffer.from(this.seals.ofHead(orgId, head)) };
    await rows(tx).policyHead.upsert({
      where: { orgId },
      create: { orgId, ...columns },
      update: columns,
      select: { orgId: true },
    });
  }
}

interface Row {
  readonly orgId: string;
  readonly number: number;
  readonly text: string;
  readonly format: string;
  readonly document: string;
  readonly digest: string;
  readonly reason: string;
  readonly authorKind: string;
  readonly authorId: string;
  readonly authorLabel: string;
  readonly rollbackOf: number | null;
  readonly publishedAt: Date;
}

const toVersion = (row: Row): PolicyVersion => ({
  orgId: row.orgId as OrgId,
  number: row.number,
  text: row.text,
  format: row.format as PolicyFormat,
  document: row.document,
  digest: row.digest,
  reason: row.reason,
  author: toAuthor(row),
  rollbackOf: row.rollbackOf,
  publishedAt: row.publishedAt,
});

export const toAuthor = (row: Pick<Row, 'authorKind' | 'authorId' | 'authorLabel'>): Principal => ({
  kind: row.authorKind as Principal['kind'],
  id: row.authorId as PrincipalId,
  label: row.authorLabel,
});

import { Injectable } from '@nestjs/common';
import type { OrgId, Principal, PrincipalId, RequestContext } from '#kernel';
import { isUniqueViolation, type OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { orgScope, type PolicyScope, type ScopeKind } from '../scopes/scope.js';
import { PolicySeals } from './policy-seals.js';
import type { PolicyFormat, PolicyHead, PolicyVersion } from './version.js';
import { PolicyStale } from './version.errors.js';

type InOrg = Pick<RequestContext, 'orgId'>;

const headColumns = { currentVersion: true, bundleVersion: true, changedAt: true, seal: true } as const;

/**
 * Rows of the tables `policy_versions` and `policy_heads`.
 * What comes out has been checked against its seal; all finders throw PolicyTampered.
 */
@Injectable()
export class VersionRepository {
  constructor(private readonly seals: PolicySeals) {}

  async find(
    tx: OrgTx,
    { orgId }: InOrg,
    number: number,
    { kind: scopeKind, id: scopeId }: PolicyScope = orgScope({ orgId }),
  ): Promise<PolicyVersion | null> {
    const where = { orgId_scopeKind_scopeId_number: { orgId, scopeKind, scopeId, number } };
    const row = await rows(tx).policyVersion.findUnique({ where });
    if (row === null) return null;
    const version = toVersion(row);
    this.seals.checkVersion(version, row.seal);
    return version;
  }

  /** @throws PolicyStale when the scope has a version of that number already */
  async insert(tx: OrgTx, version: PolicyVersion): Promise<void> {
    const { author, scope, ...columns } = version;
    try {
      await rows(tx).policyVersion.create({
        data: {
          ...columns,
          scopeKind: scope.kind,
          scopeId: scope.id,
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

  async findHead(tx: OrgTx, { orgId }: InOrg, scope: PolicyScope = orgScope({ orgId })): Promise<PolicyHead | null> {
    const row = await rows(tx).policyHead.findUnique({ where: headKey(orgId, scope), select: headColumns });
    if (row === null) return null;
    const { seal, ...head } = row;
    this.seals.checkHead(orgId, scope, head, seal);
    return head;
  }

  /** As findHead, and nobody else publishes in this scope until the transaction ends. */
  async lockHead(tx: OrgTx, { orgId }: InOrg, scope: PolicyScope = orgScope({ orgId })): Promise<PolicyHead | null> {
    await sql(tx).query(
      'select 1 as locked from policy_heads where org_id = $1::uuid and scope_kind = $2 and scope_id = $3::uuid for update',
      [orgId, scope.kind, scope.id],
    );
    return this.findHead(tx, { orgId }, scope);
  }

  /** Whatever stands in the org, in all of its scopes: each head with its version. */
  async standing(tx: OrgTx, { orgId }: InOrg): Promise<readonly StandingVersion[]> {
    const found = await sql(tx).query<Row & HeadRow & Record<string, unknown>>(
      `select ${VERSION_COLUMNS}, v.seal as "versionSeal", h.current_version as "currentVersion", h.bundle_version as "bundleVersion",
              h.changed_at as "changedAt", h.seal as "headSeal"
         from policy_heads h
         join policy_versions v on v.org_id = h.org_id and v.scope_kind = h.scope_kind and v.scope_id = h.scope_id and v.number = h.current_version
        where h.org_id = $1::uuid`,
      [orgId],
    );
    return found.map((row) => {
      const version = toVersion(row);
      const { currentVersion, bundleVersion, changedAt } = row;
      const head = { currentVersion, bundleVersion, changedAt };
      this.seals.checkVersion(version, row.versionSeal);
      this.seals.checkHead(orgId, version.scope, head, row.headSeal);
      return { head, version };
    });
  }

  async putHead(
    tx: OrgTx,
    { orgId }: InOrg,
    head: PolicyHead,
    scope: PolicyScope = orgScope({ orgId }),
  ): Promise<void> {
    const columns = { ...head, seal: Buffer.from(this.seals.ofHead(orgId, scope, head)) };
    await rows(tx).policyHead.upsert({
      where: headKey(orgId, scope),
      create: { orgId, scopeKind: scope.kind, scopeId: scope.id, ...columns },
      update: columns,
      select: { orgId: true },
    });
  }

  /** What was published for the scope binds nobody any more; its versions stay. False when nothing stood. */
  async removeHead(tx: OrgTx, { orgId }: InOrg, { kind, id }: PolicyScope): Promise<boolean> {
    const where = { orgId, scopeKind: kind, scopeId: id };
    return (await rows(tx).policyHead.deleteMany({ where })).count === 1;
  }

  /** The highest number that the scope has had; 0 before the first. Numbers go on where a layer was taken away. */
  async lastNumber(tx: OrgTx, { orgId }: InOrg, { kind, id }: PolicyScope): Promise<number> {
    const where = { orgId, scopeKind: kind, scopeId: id };
    const { _max } = await rows(tx).policyVersion.aggregate({ where, _max: { number: true } });
    return _max.number ?? 0;
  }
}

/** A version that stands, and the head that says so. */
export interface StandingVersion {
  readonly head: PolicyHead;
  readonly version: PolicyVersion;
}

const headKey = (orgId: OrgId, { kind: scopeKind, id: scopeId }: PolicyScope) => ({
  orgId_scopeKind_scopeId: { orgId, scopeKind, scopeId },
});

const VERSION_COLUMNS = `v.org_id as "orgId", v.scope_kind as "scopeKind", v.scope_id as "scopeId", v.number, v.text, v.format, v.document, v.digest,
  v.reason, v.author_kind as "authorKind", v.author_id as "authorId", v.author_label as "authorLabel", v.rollback_of as "rollbackOf",
  v.published_at as "publishedAt"`;

interface HeadRow {
  readonly currentVersion: number;
  readonly bundleVersion: number;
  readonly changedAt: Date;
  readonly versionSeal: Uint8Array;
  readonly headSeal: Uint8Array;
}

interface Row {
  readonly orgId: string;
  readonly scopeKind: string;
  readonly scopeId: string;
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
  scope: { kind: row.scopeKind as ScopeKind, id: row.scopeId },
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

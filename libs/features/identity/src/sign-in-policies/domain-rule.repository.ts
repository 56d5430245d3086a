import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { type DomainRule, OPEN_RULE } from './sign-in-policy.js';

const select = { domain: true, connectionId: true, ssoRequired: true, takesOverUntil: true } as const;

/** Rows of the table `domain_rules`. */
@Injectable()
export class DomainRuleRepository {
  async find(tx: OrgTx, { orgId }: OrgScope, domain: string): Promise<DomainRule> {
    const row = await rows(tx).domainRule.findUnique({ where: { orgId_domain: { orgId, domain } }, select });
    if (row === null) return OPEN_RULE;
    const { domain: _, ...rule } = row;
    return rule;
  }

  /** Those that say something, by domain. */
  async all(tx: OrgTx, { orgId }: OrgScope): Promise<ReadonlyMap<string, DomainRule>> {
    const found = await rows(tx).domainRule.findMany({ where: { orgId }, select, orderBy: { domain: 'asc' } });
    return new Map(found.map(({ domain, ...rule }) => [domain, rule]));
  }

  async put(
    tx: OrgTx,
    { orgId, now: updatedAt }: OrgScope & { readonly now: Date },
    domain: string,
    { connectionId, ssoRequired, takesOverUntil }: DomainRule,
  ): Promise<void> {
    if (connectionId === null && !ssoRequired) {
      await rows(tx).domainRule.deleteMany({ where: { orgId, domain } });
      return;
    }
    const said = { connectionId, ssoRequired, takesOverUntil, updatedAt };
    await rows(tx).domainRule.upsert({
      where: { orgId_domain: { orgId, domain } },
      create: { orgId, domain, ...said },
      update: said,
      select: { domain: true },
    });
  }
}

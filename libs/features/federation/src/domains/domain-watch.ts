import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase, SystemDatabase } from '#platform/database';
import { Log } from '#platform/observability';
import { Trail } from '#platform/trail';
import { type Domain, recordNameOf, recordValueOf } from './domain.js';
import { DomainRepository } from './domain.repository.js';
import { DomainResolver } from './domain-resolver.js';

const HOUR_MS = 3_600_000;
const LOOKED_AT_EVERY_MS = 20 * HOUR_MS;
/** A record that is lost in a move to another name server is found again within this time. */
const LAPSES_AFTER_MS = 7 * 24 * HOUR_MS;
const MOST_AT_ONCE = 500;

type When = Pick<RequestContext, 'now' | 'requestId' | 'principal'>;

/** Looks again whether the records of verified domains still stand: a domain that was sold proves nothing any more. */
@Injectable()
export class DomainWatch {
  // eslint-disable-next-line max-params -- found across orgs, asked of the DNS, written in each org
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly domains: DomainRepository,
    private readonly resolver: DomainResolver,
    private readonly trail: Trail,
    private readonly log: Log,
  ) {}

  async lookAgain(when: When): Promise<void> {
    const before = new Date(when.now.getTime() - LOOKED_AT_EVERY_MS);
    const due = await this.system.across('look at verified domains again', (tx) =>
      this.domains.dueAcrossTenants(tx, before, MOST_AT_ONCE),
    );
    for (const domain of due) {
      try {
        const isThere = (await this.resolver.texts(recordNameOf(domain))).includes(recordValueOf(domain));
        await this.note(domain, isThere, when);
      } catch (error) {
        // A name server that does not answer says nothing of the record.
        this.log.warn('domain.not_looked_at', { error, domain: domain.name });
      }
    }
  }

  private async note(domain: Domain, isThere: boolean, when: When): Promise<void> {
    const ctx = { ...when, orgId: domain.orgId };
    const missingSince = isThere ? null : (domain.missingSince ?? when.now);
    const isLapsed = missingSince !== null && when.now.getTime() - missingSince.getTime() >= LAPSES_AFTER_MS;
    await this.db.within(ctx, async (tx) => {
      const finding = { checkedAt: when.now, missingSince: isLapsed ? null : missingSince };
      await this.domains.change(tx, domain, { ...finding, ...(isLapsed && { verifiedAt: null, verifiedBy: null }) });
      const action = actionOf(domain, { isThere, isLapsed });
      if (action === null) return;
      await this.trail.record(tx, ctx, {
        action,
        target: { kind: 'domain', id: domain.id, label: domain.name },
        ...(missingSince !== null && { facts: { missingSince: missingSince.toISOString() } }),
      });
    });
  }
}

function actionOf(
  { missingSince }: Domain,
  { isThere, isLapsed }: { isThere: boolean; isLapsed: boolean },
): `domain.${string}` | null {
  if (isLapsed) return 'domain.lapsed';
  if (isThere) return missingSince === null ? null : 'domain.record_found';
  return missingSince === null ? 'domain.record_missing' : null;
}

import { Injectable } from '@nestjs/common';
import type { OrgId, RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import type { NewOrg, Org } from './org.js';
import { OrgNotFound } from './org.errors.js';
import { OrgRepository } from './org.repository.js';

@Injectable()
export class OrgService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly orgs: OrgRepository,
    private readonly trail: Trail,
  ) {}

  /** @throws OrgNotFound */
  get(ctx: RequestContext): Promise<Org> {
    return this.db.within(ctx, async (tx) => found(await this.orgs.find(tx, ctx), ctx.orgId));
  }

  /**
   * Founds the org whose new id the transaction already names, as part of a larger act (set-up, a further org).
   * @throws OrgSlugTaken
   */
  async foundIn(tx: OrgTx, ctx: RequestContext, org: NewOrg): Promise<Org> {
    const founded = await this.orgs.insert(tx, ctx, org);
    await this.trail.record(tx, ctx, {
      action: 'org.founded',
      target: { kind: 'org', id: founded.id, label: founded.name },
      facts: { slug: founded.slug },
    });
    return founded;
  }

  /** @throws OrgNotFound */
  rename(ctx: RequestContext, name: string): Promise<Org> {
    return this.db.within(ctx, async (tx) => {
      const before = found(await this.orgs.find(tx, ctx), ctx.orgId);
      const after = await this.orgs.rename(tx, ctx, name);
      await this.trail.record(tx, ctx, {
        action: 'org.renamed',
        target: { kind: 'org', id: after.id, label: after.name },
        facts: { before: before.name, after: after.name },
      });
      return after;
    });
  }

  /**
   * The org of a slug, for commands that name one.
   * @throws OrgNotFound
   */
  bySlug(slug: string): Promise<Org> {
    return this.system.across('find an org by its slug', async (tx) =>
      found(await this.orgs.findBySlugAcrossTenants(tx, slug), slug),
    );
  }

  /** Every org of this installation, for jobs that visit each in turn. */
  all(): Promise<readonly Org[]> {
    return this.system.across('visit every org', (tx) => this.orgs.listAcrossTenants(tx));
  }
}

function found(org: Org | null, name: OrgId | string): Org {
  if (org === null) throw new OrgNotFound(`There is no organisation "${name}".`);
  return org;
}

import { Injectable } from '@nestjs/common';
import { DomainRuleRepository, newToken, SignInPolicyRepository } from '#features/identity';
import { newId, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { type Domain, type DomainId, recordNameOf, recordValueOf } from './domain.js';
import { DomainNeeded, DomainNotFound, DomainRecordMissing, DomainTaken } from './domain.errors.js';
import { DomainRepository } from './domain.repository.js';
import { DomainResolver } from './domain-resolver.js';

const MOST_DOMAINS = 200;

/** Domains of the org's addresses, and the proof that they are its own. */
@Injectable()
export class DomainService {
  // eslint-disable-next-line max-params -- the proof stands in the DNS, and the sign-in policy may rest on it
  constructor(
    private readonly db: OrgDatabase,
    private readonly domains: DomainRepository,
    private readonly resolver: DomainResolver,
    private readonly policies: SignInPolicyRepository,
    private readonly rules: DomainRuleRepository,
    private readonly trail: Trail,
  ) {}

  /** @throws DomainTaken */
  add(ctx: RequestContext, name: string): Promise<Domain> {
    return this.db.within(ctx, async (tx) => {
      const domain = await this.addIn(tx, ctx, name);
      await this.record(tx, ctx, domain, { action: 'domain.added' });
      return domain;
    });
  }

  /** Looks for the record. @throws DomainNotFound, DomainRecordMissing, DomainTaken when another org has verified it */
  async verify(ctx: RequestContext, id: DomainId): Promise<Domain> {
    const domain = await this.db.within(ctx, (tx) => this.findIn(tx, ctx, id));
    if (domain.verifiedAt !== null && domain.missingSince === null) return domain;
    const isThere = await this.isThere(domain);
    return this.db.within(ctx, async (tx) => {
      if (!isThere) throw recordMissing(domain);
      const finding = { checkedAt: ctx.now, verifiedAt: domain.verifiedAt ?? ctx.now, missingSince: null };
      const verifiedBy = domain.verifiedBy ?? 'dns';
      await this.domains.change(tx, domain, { ...finding, verifiedBy });
      await this.record(tx, ctx, domain, { action: 'domain.verified', by: verifiedBy });
      return { ...domain, ...finding, verifiedBy };
    });
  }

  /** The operator says that the domain is the org's, where no public DNS can. @throws DomainTaken when another org has verified it */
  vouch(ctx: RequestContext, name: string): Promise<Domain> {
    return this.db.within(ctx, async (tx) => {
      const domain = (await this.domains.findByName(tx, ctx, name)) ?? (await this.addIn(tx, ctx, name));
      const finding = { verifiedAt: ctx.now, verifiedBy: 'operator', missingSince: null } as const;
      await this.domains.change(tx, domain, finding);
      await this.record(tx, ctx, domain, { action: 'domain.verified', by: 'operator' });
      return { ...domain, ...finding };
    });
  }

  /** @throws DomainNotFound, DomainNeeded */
  remove(ctx: RequestContext, id: DomainId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const domain = await this.findIn(tx, ctx, id);
      await this.policies.lock(tx, ctx);
      const verified = (await this.domains.list(tx, ctx)).filter(({ verifiedAt }) => verifiedAt !== null);
      if ((await this.rules.find(tx, ctx, domain.name)).ssoRequired)
        throw new DomainNeeded('Stop requiring single sign-on of its people first.');
      const isLast = verified.length === 1 && verified[0]?.id === id;
      if (isLast && (await this.policies.find(tx, ctx)).ssoRequired)
        throw new DomainNeeded('Stop requiring single sign-on first, or verify another domain.');
      await this.domains.remove(tx, ctx, id);
      await this.record(tx, ctx, domain, { action: 'domain.removed' });
    });
  }

  private async addIn(tx: OrgTx, ctx: RequestContext, name: string): Promise<Domain> {
    if ((await this.domains.list(tx, ctx)).length >= MOST_DOMAINS)
      throw new DomainTaken(`There are ${MOST_DOMAINS} domains already. Remove one that nobody uses.`);
    const domain: Domain = {
      orgId: ctx.orgId,
      id: newId<'Domain'>(ctx.now),
      name,
      challenge: newToken(),
      createdAt: ctx.now,
      checkedAt: null,
      verifiedAt: null,
      verifiedBy: null,
      missingSince: null,
    };
    await this.domains.insert(tx, domain);
    return domain;
  }

  private async isThere(domain: Domain): Promise<boolean> {
    try {
      return (await this.resolver.texts(recordNameOf(domain))).includes(recordValueOf(domain));
    } catch (error) {
      throw new DomainRecordMissing(
        `No name server answered for ${recordNameOf(domain)}. Try again in a while; the operator can set CASTELLAN_DNS_SERVERS.`,
        {},
        { cause: error },
      );
    }
  }

  private async findIn(tx: OrgTx, ctx: RequestContext, id: DomainId): Promise<Domain> {
    const domain = await this.domains.find(tx, ctx, id);
    if (domain === null) throw new DomainNotFound(`There is no domain ${id} in this organisation.`);
    return domain;
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { id, name }: Domain,
    { action, ...facts }: { readonly action: `domain.${string}`; readonly by?: string },
  ): Promise<void> {
    await this.trail.record(tx, ctx, { action, target: { kind: 'domain', id, label: name }, facts });
  }
}

const recordMissing = (domain: Domain): DomainRecordMissing =>
  new DomainRecordMissing(
    `Add a TXT record at ${recordNameOf(domain)} with the value "${recordValueOf(domain)}", and try again: it can take an hour to be seen.`,
    { record: recordNameOf(domain), value: recordValueOf(domain) },
  );

import { Injectable } from '@nestjs/common';
import {
  AttemptLimits,
  canonicalEmail,
  DomainRuleRepository,
  type Moment,
  SignInPolicyRepository,
} from '#features/identity';
import { enterOrg, SystemDatabase } from '#platform/database';
import type { Connection } from '../connections/connection.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { DomainRepository } from '../domains/domain.repository.js';
import { domainOf } from '../identities/federated-identity.js';

/** Where people of a domain sign in. */
export interface Realm {
  readonly connections: readonly Connection[];
  readonly ssoRequired: boolean;
}

/** Finds the identity provider of an address (home-realm discovery). Only the domain counts, so the answer does not tell who has an account. */
@Injectable()
export class DiscoveryService {
  // eslint-disable-next-line max-params -- a domain leads to an org, and the org to its connections, its policy and the rule of the domain
  constructor(
    private readonly system: SystemDatabase,
    private readonly domains: DomainRepository,
    private readonly connections: ConnectionRepository,
    private readonly policies: SignInPolicyRepository,
    private readonly rules: DomainRuleRepository,
    private readonly limits: AttemptLimits,
  ) {}

  /** @throws TooManyAttempts */
  async realmOf(email: string, ip: string, { now }: Moment): Promise<Realm> {
    await this.limits.count(now, [['discovery', ip]]);
    const name = domainOf(canonicalEmail(email));
    return this.system.across('find the identity provider of a domain', async (tx) => {
      const domain = name === null ? null : await this.domains.verifiedAcrossTenants(tx, name);
      if (domain === null) return { connections: [], ssoRequired: false };
      const orgTx = await enterOrg(tx, domain.orgId);
      const rule = await this.rules.find(orgTx, domain, domain.name);
      const live = (await this.connections.list(orgTx, domain)).filter(({ status }) => status === 'live');
      const { ssoRequired } = await this.policies.find(orgTx, domain);
      return {
        connections: rule.connectionId === null ? live : live.filter(({ id }) => id === rule.connectionId),
        ssoRequired: ssoRequired || rule.ssoRequired,
      };
    });
  }
}

import { Injectable } from '@nestjs/common';
import { DomainRuleRepository, SignInPolicyRepository } from '#features/identity';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { domainsLedTo, type Requirements, whoNeeds } from '../domains/domain-rule.rules.js';
import { ConnectionHasDomains, ConnectionNeeded } from './connection.errors.js';
import type { Connection } from './connection.js';
import { ConnectionRepository } from './connection.repository.js';

/** Who would stand before a shut door without a connection. Looked at under the lock of the org's ways in. */
@Injectable()
export class ConnectionNeeds {
  constructor(
    private readonly policies: SignInPolicyRepository,
    private readonly rules: DomainRuleRepository,
    private readonly connections: ConnectionRepository,
  ) {}

  /** Whoever changes the ways in asks for the lock (`SignInPolicyRepository.lock`) before. */
  async requirementsIn(tx: OrgTx, ctx: RequestContext): Promise<Requirements> {
    return {
      live: (await this.connections.list(tx, ctx)).filter(({ status }) => status === 'live'),
      rules: await this.rules.all(tx, ctx),
      isRequiredOfAll: (await this.policies.find(tx, ctx)).ssoRequired,
    };
  }

  /** @throws ConnectionNeeded */
  async mustBeDispensable(tx: OrgTx, ctx: RequestContext, { id, status }: Connection): Promise<void> {
    await this.policies.lock(tx, ctx);
    const who = status === 'live' ? whoNeeds(id, await this.requirementsIn(tx, ctx)) : null;
    if (who !== null)
      throw new ConnectionNeeded(`Stop requiring single sign-on first, or ${who} could not come in any more.`);
  }

  /** @throws ConnectionNeeded, ConnectionHasDomains */
  async mustBeRemovable(tx: OrgTx, ctx: RequestContext, connection: Connection): Promise<void> {
    await this.mustBeDispensable(tx, ctx, connection);
    const led = domainsLedTo(await this.rules.all(tx, ctx), connection.id);
    if (led.length > 0)
      throw new ConnectionHasDomains(
        `Lead ${led.slice(0, 5).join(', ')}${led.length > 5 ? ' and more' : ''} elsewhere first: without it, every other connection could vouch for their addresses.`,
      );
  }
}

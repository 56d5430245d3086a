import { Injectable } from '@nestjs/common';
import { AttemptLimits, type Moment } from '#features/identity';
import { OrgService } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { enterOrg, OrgDatabase, SystemDatabase } from '#platform/database';
import type { Connection } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { type ConnectionDraft, ConnectionService } from '../connections/connection.service.js';
import { connectionOf, type ConnectionSetupLink, isGood, isToChange } from './connection-setup-link.js';
import { ConnectionLiveAlready, ConnectionSetupLinkRefused } from './connection-setup-link.errors.js';
import { ConnectionSetupLinkRepository } from './connection-setup-link.repository.js';

/** Whoever holds a link, in the org that it is of. */
export interface SetupHolder {
  readonly link: ConnectionSetupLink;
  readonly ctx: RequestContext;
}

/** What the holder of a set-up link does: the one connection that it is for, and nothing else: what people use already she only proposes to change. */
@Injectable()
export class ConnectionSetupService {
  // eslint-disable-next-line max-params -- a stranger is let in by a link alone, to one connection of one org
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly links: ConnectionSetupLinkRepository,
    private readonly connections: ConnectionService,
    private readonly orgs: OrgService,
    private readonly limits: AttemptLimits,
  ) {}

  /** Who holds the link of this token. @throws ConnectionSetupLinkRefused, TooManyAttempts */
  async holderOf(token: string | null, ip: string, moment: Moment): Promise<SetupHolder> {
    const link = await this.goodLink(token, moment.now);
    if (link === null) {
      // Only wrong tokens are counted: the page that asks after its test again and again guesses at nothing, and shares its address with a company.
      await this.limits.count(moment.now, [['address', ip]]);
      throw new ConnectionSetupLinkRefused(
        'It is not known here, has expired, or was revoked. Copy all of it, or ask the organisation for a new one.',
      );
    }
    const principal = {
      kind: 'service',
      id: link.id,
      label: `set-up link for ${link.label}`,
    } as const;
    return { link, ctx: { orgId: link.orgId, principal, ...moment } };
  }

  orgNameOf({ ctx }: SetupHolder): Promise<string> {
    return this.orgs.get(ctx).then(({ name }) => name);
  }

  /** The connection; null as long as it is not made. */
  async connectionOf({ link, ctx }: SetupHolder): Promise<Connection | null> {
    try {
      return await this.connections.get(ctx, connectionOf(link));
    } catch (error) {
      if (error instanceof ConnectionNotFound) return null;
      throw error;
    }
  }

  /** Makes the connection, or changes it. Roles are the org's matter. @throws ConnectionLiveAlready, ConnectionSettingsRefused, ConnectionNameTaken */
  async put(
    holder: SetupHolder,
    { name, settings, secrets }: Pick<ConnectionDraft, 'name' | 'settings' | 'secrets'>,
  ): Promise<Connection> {
    const { link, ctx } = holder;
    const before = await this.connectionOf(holder);
    if (before?.status === 'live' && !isToChange(link))
      throw new ConnectionLiveAlready('Ask the organisation for a link to change it.');
    const id = connectionOf(link);
    // The organisation named what there is, and lets changes of it count.
    if (before !== null && isToChange(link)) return this.connections.change(ctx, id, { settings, secrets });
    if (before !== null) return this.connections.change(ctx, id, { name, settings, secrets });
    const draft = { id, kind: link.kind, name, settings, secrets, defaultRole: null, jit: true };
    const made = await this.connections.create(ctx, draft);
    await this.db.within(ctx, (tx) => this.links.change(tx, link, { connectionId: made.id }));
    return made;
  }

  private async goodLink(token: string | null, now: Date): Promise<ConnectionSetupLink | null> {
    if (token === null) return null;
    return this.system.across('know a set-up link by its token', async (tx) => {
      const found = await this.links.findAcrossTenants(tx, token);
      if (found === null || !isGood(found, now)) return null;
      await this.links.change(await enterOrg(tx, found.orgId), found, { lastUsedAt: now });
      return found;
    });
  }
}

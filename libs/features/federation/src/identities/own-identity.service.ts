import { Injectable } from '@nestjs/common';
import { PersonRepository, SessionService } from '#features/identity';
import { GroupService } from '#features/tenancy';
import type { PersonId, RequestContext } from '#kernel';
import { enterOrg, OrgDatabase, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Connection, ConnectionId } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { SsoIntents } from '../sign-in/sso-intents.js';
import type { FederatedIdentity } from './federated-identity.js';
import { FederatedIdentityRepository } from './federated-identity.repository.js';
import { IdentityNotFound, LastIdentity } from './own-identity.errors.js';

/** A live connection of the org, and the person's identity there, if any. */
export interface OwnIdentity {
  readonly connection: Connection;
  readonly identity: FederatedIdentity | null;
}

/** A person's own identities at the org's identity providers. */
@Injectable()
export class OwnIdentityService {
  // eslint-disable-next-line max-params -- the person, the connection and the sessions that came of it are looked at together
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly identities: FederatedIdentityRepository,
    private readonly connections: ConnectionRepository,
    private readonly people: PersonRepository,
    private readonly sessions: SessionService,
    private readonly intents: SsoIntents,
    private readonly groups: GroupService,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly OwnIdentity[]> {
    return this.db.within(ctx, async (tx) => {
      const own = await this.identities.ofPerson(tx, ctx, personIn(ctx));
      return (await this.connections.list(tx, ctx))
        .map((connection) => ({
          connection,
          identity: own.find(({ connectionId }) => connectionId === connection.id) ?? null,
        }))
        .filter(({ connection, identity }) => identity !== null || connection.status === 'live');
    });
  }

  /** Begins to add one: the address to open in this browser, and the cookie that it must have. @throws ConnectionNotFound */
  async begin(
    ctx: RequestContext,
    id: ConnectionId,
    browser: string | null,
  ): Promise<{ location: string; cookie: string }> {
    const connection = await this.db.within(ctx, (tx) => this.connections.find(tx, ctx, id));
    if (connection?.status !== 'live') throw new ConnectionNotFound('There is no such live connection.');
    return this.intents.prepare(connection, { purpose: 'link', testId: null, personId: personIn(ctx) }, browser);
  }

  /** The person comes in by it no more; what came of it ends. @throws IdentityNotFound, LastIdentity */
  async remove(ctx: RequestContext, connectionId: ConnectionId): Promise<void> {
    const personId = personIn(ctx);
    await this.system.across('take an identity from an account', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      const own = await this.identities.ofPerson(orgTx, ctx, personId);
      if (!own.some((identity) => identity.connectionId === connectionId))
        throw new IdentityNotFound('You have no identity of that connection.');
      const person = await this.people.find(tx, personId);
      if (person?.homeOrgId !== null && own.length === 1)
        throw new LastIdentity('Your account has no password or passkey: you could not sign in any more.');
      await this.identities.remove(orgTx, ctx, connectionId, personId);
      await this.groups.assertIn(orgTx, ctx, { personId, sourceId: connectionId, names: [] });
      await this.sessions.endBoundIn(tx, { connectionId, personId }, ctx.now);
      const target = { kind: 'person', id: personId, label: ctx.principal.label };
      await this.trail.record(orgTx, ctx, { action: 'identity.unlinked', target, facts: { connection: connectionId } });
    });
  }
}

const personIn = ({ principal }: RequestContext): PersonId => principal.id as PersonId;

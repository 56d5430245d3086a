import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { OWNER, RoleService } from '#features/access';
import { SessionService } from '#features/identity';
import { GroupService } from '#features/tenancy';
import { newId, type RequestContext } from '#kernel';
import { ChangeSignal, enterOrg, OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { CONNECTION_CHANGED } from '../federation.events.js';
import {
  asPending,
  type Connection,
  type ConnectionId,
  type ConnectionKind,
  type ConnectionSecrets,
  type ConnectionStatus,
  type JsonObject,
} from './connection.js';
import {
  ConnectionMoved,
  ConnectionNotFound,
  ConnectionSettingsRefused,
  ConnectionUntested,
  TooManyConnections,
} from './connection.errors.js';
import { ConnectionNeeds } from './connection-needs.js';
import { ConnectionProtocols } from './connection-protocol.js';
import { ConnectionReservations } from './connection-reservations.js';
import { ConnectionRepository } from './connection.repository.js';
import { ConnectionVouching } from './connection-vouching.js';
import { PendingSettingsService } from './pending-settings.service.js';

const MOST_CONNECTIONS = 50;
/** A change may read metadata from far away; what happens to the connection meanwhile is rare. */
const MOST_ATTEMPTS = 3;

interface Basis {
  readonly kind: ConnectionKind;
  readonly settings: JsonObject;
  readonly secrets: ConnectionSecrets | null;
}

interface MadeFrom {
  readonly kept: { readonly settings: JsonObject; readonly secrets: ConnectionSecrets | null } | null;
  readonly from: Basis | null;
}

export interface ConnectionDraft {
  /** One that was reserved, where the identity provider had to be told the addresses first. */
  readonly id?: ConnectionId;
  readonly kind: ConnectionKind;
  readonly name: string;
  readonly settings: JsonObject;
  readonly secrets: JsonObject;
  readonly defaultRole: string | null;
  readonly jit: boolean;
  /** Live at once, untested: the operator of the installation vouches for it. */
  readonly isVouched?: boolean;
}

export type ConnectionEdit = Partial<Pick<ConnectionDraft, 'name' | 'settings' | 'secrets' | 'defaultRole' | 'jit'>>;

/** What of a change is an affair of ours alone, and needs no test. */
const countingAtOnce = ({
  name,
  jit,
  defaultRole,
}: ConnectionEdit): Pick<ConnectionEdit, 'name' | 'jit' | 'defaultRole'> => ({
  ...(name !== undefined && { name }),
  ...(jit !== undefined && { jit }),
  ...(defaultRole !== undefined && { defaultRole }),
});

/** How people of the org come in. */
@Injectable()
export class ConnectionService {
  // eslint-disable-next-line max-params -- a connection, the sessions that came through it, and who must hear of it change together
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly connections: ConnectionRepository,
    private readonly protocols: ConnectionProtocols,
    private readonly reservations: ConnectionReservations,
    private readonly pending: PendingSettingsService,
    private readonly needs: ConnectionNeeds,
    private readonly vouching: ConnectionVouching,
    private readonly roles: RoleService,
    private readonly sessions: SessionService,
    private readonly signal: ChangeSignal,
    private readonly groups: GroupService,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly Connection[]> {
    return this.db.within(ctx, (tx) => this.connections.list(tx, ctx));
  }

  /** @throws ConnectionNotFound */
  get(ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    return this.db.within(ctx, (tx) => this.findIn(tx, ctx, id));
  }

  /** @throws ConnectionSettingsRefused, ConnectionNameTaken, TooManyConnections, RoleUnknown, RoleNotYours */
  async create(ctx: RequestContext, draft: ConnectionDraft): Promise<Connection> {
    const { kind, name, defaultRole, jit, isVouched = false } = draft;
    const id = draft.id ?? newId<'Connection'>(ctx.now);
    const reserved = draft.id === undefined ? null : await this.reservations.secretsFor(ctx, kind, id);
    const order = { settings: draft.settings, secrets: draft.secrets, before: null, reserved };
    const { settings, secrets } = await this.protocols.of(kind).accept(order);
    const connection: Connection = {
      orgId: ctx.orgId,
      id,
      kind,
      name,
      status: isVouched ? 'live' : 'draft',
      settings,
      defaultRole,
      jit,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      testedAt: null,
      lastUsedAt: null,
      pending: null,
    };
    return this.db.within(ctx, async (tx) => {
      await this.connections.lock(tx, ctx);
      if ((await this.connections.list(tx, ctx)).length >= MOST_CONNECTIONS)
        throw new TooManyConnections(`There are ${MOST_CONNECTIONS} already. Remove one that nobody uses.`);
      await this.mustBeGivable(tx, ctx, defaultRole);
      await this.connections.insert(tx, connection, secrets);
      await this.reservations.endIn(tx, ctx, id);
      await this.tellIn(tx, ctx, connection, {
        action: 'connection.created',
        facts: { kind, jit, defaultRole, status: connection.status },
      });
      return connection;
    });
  }

  /**
   * Settings of one that people use or used wait until they were tried (pending-settings.service.ts); what else there is counts at once.
   * @throws ConnectionNotFound, ConnectionSettingsRefused, ConnectionNameTaken, ConnectionMoved, RoleUnknown, RoleNotYours
   */
  async change(ctx: RequestContext, id: ConnectionId, edit: ConnectionEdit): Promise<Connection> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const changed = await this.changeFrom(ctx, id, edit, await this.keptOf(ctx, id, edit));
      if (changed !== null) return changed;
    }
    throw new ConnectionMoved('Keys or metadata of the connection change all the time. Try again.');
  }

  /** Null, and nothing is touched, where the connection is another by now than what is to be kept was made from: its keys were rotated, say. */
  private async changeFrom(
    ctx: RequestContext,
    id: ConnectionId,
    edit: ConnectionEdit,
    { kept, from }: MadeFrom,
  ): Promise<Connection | null> {
    const atOnce = countingAtOnce(edit);
    return this.db.within(ctx, async (tx) => {
      await this.connections.lock(tx, ctx);
      if (from !== null && !isDeepStrictEqual(from, await this.basisIn(tx, ctx, id))) return null;
      const before = await this.findIn(tx, ctx, id);
      const { defaultRole = before.defaultRole } = atOnce;
      if (defaultRole !== before.defaultRole) await this.mustBeGivable(tx, ctx, defaultRole);
      if (kept !== null && before.status !== 'draft') await this.pending.proposeIn(tx, ctx, before, kept);
      // What was tested was tested with what it was.
      const drafted = before.status === 'draft' && kept !== null ? { ...kept, updatedAt: ctx.now, testedAt: null } : {};
      const change = { ...drafted, ...atOnce };
      if (Object.keys(change).length === 0) return this.findIn(tx, ctx, id);
      await this.connections.change(tx, before, change);
      const after = await this.findIn(tx, ctx, id);
      const facts = {
        settings: 'settings' in change,
        jit: after.jit,
        defaultRole: after.defaultRole,
        status: after.status,
      };
      await this.tellIn(tx, ctx, after, { action: 'connection.changed', facts });
      return after;
    });
  }

  /** @throws ConnectionNotFound; ConnectionUntested when no test of these very settings passed; RoleNotYours */
  goLive(ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    return this.setStatus(ctx, id, 'live');
  }

  /** Nobody comes in through it any more, and who did is signed out at once. @throws ConnectionNotFound, ConnectionNeeded */
  disable(ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    return this.setStatus(ctx, id, 'disabled');
  }

  /** The caller answers from now on for what the identity provider says of people and groups. @throws ConnectionNotFound, RoleNotYours */
  vouch(ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    return this.db.within(ctx, async (tx) => {
      const connection = await this.findIn(tx, ctx, id);
      await this.vouching.vouchIn(tx, ctx, connection);
      return connection;
    });
  }

  /** @throws ConnectionNotFound, ConnectionNeeded, ConnectionHasDomains; RoleNotYours where its groups give what she could not */
  async remove(ctx: RequestContext, id: ConnectionId): Promise<void> {
    await this.system.across('remove a connection and what came through it', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      const connection = await this.findIn(orgTx, ctx, id);
      await this.needs.mustBeRemovable(orgTx, ctx, connection);
      await this.vouching.mustMatchGroupsIn(orgTx, ctx, connection);
      const ended = await this.sessions.endBoundIn(tx, { connectionId: id }, ctx.now);
      await this.connections.remove(orgTx, ctx, id);
      await this.groups.removeOfConnectionIn(orgTx, ctx, id);
      await this.tellIn(orgTx, ctx, connection, { action: 'connection.removed', facts: { endedSessions: ended } });
    });
  }

  private setStatus(
    ctx: RequestContext,
    id: ConnectionId,
    status: Exclude<ConnectionStatus, 'draft'>,
  ): Promise<Connection> {
    return this.system.across('let people in through a connection, or stop it', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      const connection = await this.findIn(orgTx, ctx, id);
      if (connection.status === status) return connection;
      if (status === 'live' && connection.testedAt === null)
        throw new ConnectionUntested('Test the connection as it is now: nothing goes live before a test has passed.');
      if (status === 'disabled') await this.needs.mustBeDispensable(orgTx, ctx, connection);
      if (connection.status === 'draft') await this.vouching.answerIn(orgTx, ctx, connection);
      await this.connections.change(orgTx, connection, { status });
      const ended = status === 'disabled' ? await this.sessions.endBoundIn(tx, { connectionId: id }, ctx.now) : 0;
      const action = status === 'live' ? 'connection.went_live' : 'connection.disabled';
      await this.tellIn(orgTx, ctx, connection, { action, facts: { endedSessions: ended } });
      return { ...connection, status };
    });
  }

  private async keptOf(
    ctx: RequestContext,
    id: ConnectionId,
    { settings, secrets }: ConnectionEdit,
  ): Promise<MadeFrom> {
    if (settings === undefined && secrets === undefined) return { kept: null, from: null };
    const from = await this.db.within(ctx, (tx) => this.basisIn(tx, ctx, id));
    const { kind, ...before } = from;
    const order = { settings: settings ?? before.settings, secrets: secrets ?? {}, before };
    return { kept: await this.protocols.of(kind).accept(order), from };
  }

  /** What a change goes on from: what waits already, where something does. */
  private async basisIn(tx: OrgTx, ctx: RequestContext, id: ConnectionId): Promise<Basis> {
    const found = asPending(await this.findIn(tx, ctx, id));
    return { kind: found.kind, settings: found.settings, secrets: await this.connections.secretsOf(tx, found) };
  }

  /** Nobody can be given by arriving what the one who says so does not have; and never the org itself. */
  private async mustBeGivable(tx: OrgTx, ctx: RequestContext, role: string | null): Promise<void> {
    if (role === null) return;
    if (role === OWNER)
      throw new ConnectionSettingsRefused('Owners are made one by one. Choose another role for newcomers.');
    await this.roles.holdIn(tx, ctx, role);
    await this.roles.mustBeAllowed(tx, ctx, [{ role, teamId: null }]);
  }

  private async findIn(tx: OrgTx, ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    const connection = await this.connections.find(tx, ctx, id);
    if (connection === null) throw new ConnectionNotFound(`There is no connection ${id} in this organisation.`);
    return connection;
  }

  private async tellIn(
    tx: OrgTx,
    ctx: RequestContext,
    { id, name }: Connection,
    entry: { action: `connection.${string}`; facts: Readonly<Record<string, string | number | boolean | null>> },
  ): Promise<void> {
    await this.signal.notify(tx, { topic: CONNECTION_CHANGED, orgId: ctx.orgId, id });
    await this.trail.record(tx, ctx, { ...entry, target: { kind: 'connection', id, label: name } });
  }
}

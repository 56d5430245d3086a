import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { CONNECTION_CHANGED } from '../federation.events.js';
import type { Connection, ConnectionId, ConnectionSecrets, JsonObject } from './connection.js';
import { ConnectionNotFound, ConnectionUntested, NothingPending, PendingSettingsChanged } from './connection.errors.js';
import { ConnectionRepository } from './connection.repository.js';
import { ConnectionVouching } from './connection-vouching.js';
import { changesBetween } from './settings-changes.rules.js';

interface Kept {
  readonly settings: JsonObject;
  readonly secrets: ConnectionSecrets | null;
}

interface Told {
  readonly what: 'settings_proposed' | 'settings_promoted' | 'settings_discarded';
  readonly facts?: Readonly<Record<string, string | boolean>>;
}

const MOST_NAMED = 20;

/** Changes of a connection that people use: they wait, are tried, and count from the moment that somebody says so. */
@Injectable()
export class PendingSettingsService {
  // eslint-disable-next-line max-params -- what counts, who answers for it, and who must hear of it change together
  constructor(
    private readonly db: OrgDatabase,
    private readonly connections: ConnectionRepository,
    private readonly vouching: ConnectionVouching,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  /** Keeps settings until they were tried. What is the same as what counts already waits for nothing. */
  async proposeIn(tx: OrgTx, ctx: RequestContext, connection: Connection, kept: Kept): Promise<void> {
    const secrets = await this.connections.secretsOf(tx, { orgId: connection.orgId, id: connection.id });
    const hasSecrets = !isDeepStrictEqual(asJson(kept.secrets), asJson(secrets));
    if (!hasSecrets && isDeepStrictEqual(asJson(kept.settings), asJson(connection.settings))) {
      if (await this.connections.discard(tx, connection))
        await this.tellIn(tx, ctx, connection, { what: 'settings_discarded' });
      return;
    }
    const proposal = { settings: kept.settings, secrets: hasSecrets ? kept.secrets : null, at: ctx.now };
    await this.connections.propose(tx, connection, { ...proposal, by: ctx.principal.label });
    await this.tellIn(tx, ctx, connection, {
      what: 'settings_proposed',
      facts: {
        members: membersOf(connection.settings, kept.settings),
        secrets: hasSecrets,
      },
    });
  }

  /**
   * Lets what waits count.
   * @param seen when what the admin saw was proposed: she agrees to that, and to nothing that came in between
   * @throws ConnectionNotFound, NothingPending, PendingSettingsChanged, ConnectionUntested, RoleNotYours
   */
  promote(ctx: RequestContext, id: ConnectionId, seen: Date): Promise<Connection> {
    return this.db.within(ctx, async (tx) => {
      await this.connections.lock(tx, ctx);
      const connection = await this.findIn(tx, ctx, id);
      const { pending } = connection;
      if (pending === null) throw new NothingPending('There is nothing that waits to count.');
      if (pending.at.getTime() !== seen.getTime())
        throw new PendingSettingsChanged('Somebody changed them meanwhile. Look at them, and test them.');
      if (pending.testedAt === null)
        throw new ConnectionUntested('Test them as they are now: nothing counts before a test has passed.');
      await this.vouching.answerIn(tx, ctx, connection);
      await this.connections.promote(tx, connection);
      await this.tellIn(tx, ctx, connection, {
        what: 'settings_promoted',
        facts: {
          members: membersOf(connection.settings, pending.settings),
          secrets: pending.hasSecrets,
          proposedBy: pending.by,
        },
      });
      return this.findIn(tx, ctx, id);
    });
  }

  /** @throws ConnectionNotFound, NothingPending */
  discard(ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    return this.db.within(ctx, async (tx) => {
      const connection = await this.findIn(tx, ctx, id);
      if (!(await this.connections.discard(tx, connection)))
        throw new NothingPending('There is nothing that waits to count.');
      await this.tellIn(tx, ctx, connection, { what: 'settings_discarded' });
      return this.findIn(tx, ctx, id);
    });
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
    { what, facts = {} }: Told,
  ): Promise<void> {
    await this.signal.notify(tx, { topic: CONNECTION_CHANGED, orgId: ctx.orgId, id });
    await this.trail.record(tx, ctx, {
      action: `connection.${what}`,
      target: { kind: 'connection', id, label: name },
      facts,
    });
  }
}

const membersOf = (before: JsonObject, after: JsonObject): string =>
  changesBetween(before, after)
    .slice(0, MOST_NAMED)
    .map(({ member }) => member)
    .join(' ');

/** As the database gives it back. */
const asJson = (value: object | null): unknown => JSON.parse(JSON.stringify(value));

import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { asTried, type Connection, type ConnectionId, type TriedSettings } from '../connections/connection.js';
import { ConnectionNotFound } from '../connections/connection.errors.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import { SsoIntents } from '../sign-in/sso-intents.js';
import type { ConnectionTest, ConnectionTestId, TestFinding } from './connection-test.js';
import { ConnectionTestRepository } from './connection-test.repository.js';
import { ConnectionTestNotFound } from './connection-test.errors.js';

const MOST_SHOWN = 20;

/** Tests of connections: a real sign-in in a second tab, which signs nobody in. */
@Injectable()
export class ConnectionTestService {
  // eslint-disable-next-line max-params -- a test is of a connection, leaves with a browser, and stands in the ledger
  constructor(
    private readonly db: OrgDatabase,
    private readonly connections: ConnectionRepository,
    private readonly tests: ConnectionTestRepository,
    private readonly intents: SsoIntents,
    private readonly trail: Trail,
  ) {}

  /**
   * Begins one. @returns the address that the second tab opens, and the cookie that its browser must have. @throws ConnectionNotFound
   * @param tries what waits to count, where anything does; or what counts now
   * @param browser what binds this browser's sign-ins already, if anything
   */
  async start(
    ctx: RequestContext,
    connectionId: ConnectionId,
    browser: string | null,
    tries: TriedSettings = 'pending',
  ): Promise<{ id: ConnectionTestId; location: string; cookie: string }> {
    const id = newId<'ConnectionTest'>(ctx.now);
    const connection = await this.db.within(ctx, async (tx) => {
      const found = await this.mustFindIn(tx, ctx, connectionId);
      await this.tests.insert(tx, asTried(found, tries), { id, startedBy: ctx.principal.label, startedAt: ctx.now });
      const target = { kind: 'connection', id: connectionId, label: found.name };
      await this.trail.record(tx, ctx, {
        action: 'connection.test_started',
        target,
        facts: { test: id, pending: tries === 'pending' && found.pending !== null },
      });
      return found;
    });
    const intent = { purpose: 'test', testId: id, personId: null, tries } as const;
    const prepared = await this.intents.prepare(connection, intent, browser);
    return { id, ...prepared };
  }

  /** @throws ConnectionTestNotFound */
  get(ctx: RequestContext, connectionId: ConnectionId, id: ConnectionTestId): Promise<ConnectionTest> {
    return this.db.within(ctx, async (tx) => {
      const test = await this.tests.find(tx, ctx, id);
      if (test?.connectionId !== connectionId)
        throw new ConnectionTestNotFound('There is no such test of this connection.');
      return test;
    });
  }

  /** The last ones, newest first. */
  list(ctx: RequestContext, connectionId: ConnectionId): Promise<readonly ConnectionTest[]> {
    return this.db.within(ctx, (tx) => this.tests.list(tx, ctx, connectionId, MOST_SHOWN));
  }

  /** What came of it. A test that passed counts for the settings that it tried, and for no others. */
  async finishIn(
    tx: OrgTx,
    ctx: RequestContext,
    connection: Connection,
    { id, ...finding }: TestFinding & { readonly id: ConnectionTestId },
  ): Promise<void> {
    const ended = await this.tests.finish(tx, connection, id, finding);
    if (ended === null) return;
    const counted = finding.passed === true ? ended.tried : null;
    if (counted === 'live') await this.connections.change(tx, connection, { testedAt: ctx.now });
    if (counted === 'pending') await this.connections.notePendingTest(tx, connection, ctx.now);
    await this.trail.record(tx, ctx, {
      action: finding.passed === true ? 'connection.test_passed' : 'connection.test_failed',
      target: { kind: 'connection', id: connection.id, label: connection.name },
      ...(finding.problem !== null && { reason: finding.problem }),
      facts: { test: id },
    });
  }

  private async mustFindIn(tx: OrgTx, ctx: RequestContext, id: ConnectionId): Promise<Connection> {
    const connection = await this.connections.find(tx, ctx, id);
    if (connection === null) throw new ConnectionNotFound(`There is no connection ${id} in this organisation.`);
    return connection;
  }
}

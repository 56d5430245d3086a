import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { AnswerCheck } from '../asserted-identity.js';
import {
  asPending,
  type Connection,
  type ConnectionId,
  type JsonObject,
  type TriedSettings,
} from '../connections/connection.js';
import type { ConnectionTest, ConnectionTestId, TestFinding } from './connection-test.js';

const columns = {
  orgId: true,
  id: true,
  connectionId: true,
  startedBy: true,
  startedAt: true,
  finishedAt: true,
  passed: true,
  checks: true,
  evidence: true,
  problem: true,
} as const;

/** Rows of the table `connection_tests`. */
@Injectable()
export class ConnectionTestRepository {
  async insert(
    tx: OrgTx,
    connection: Connection,
    test: Pick<ConnectionTest, 'id' | 'startedBy' | 'startedAt'>,
  ): Promise<void> {
    const { orgId, id: connectionId } = connection;
    const data = { orgId, connectionId, ...test, settingsHash: hashOf(connection), checks: [] };
    await rows(tx).connectionTest.create({ data, select: { id: true } });
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: ConnectionTestId): Promise<ConnectionTest | null> {
    const row = await rows(tx).connectionTest.findUnique({ where: { orgId_id: { orgId, id } }, select: columns });
    return row && toTest(row);
  }

  /** Newest first. */
  async list(
    tx: OrgTx,
    { orgId }: OrgScope,
    connectionId: ConnectionId,
    limit: number,
  ): Promise<readonly ConnectionTest[]> {
    const found = await rows(tx).connectionTest.findMany({
      where: { orgId, connectionId },
      select: columns,
      orderBy: { id: 'desc' },
      take: limit,
    });
    return found.map(toTest);
  }

  /** Writes down what came of it, once. Answers which of the settings that `connection` has now it tried; null for neither, or when it had come to an end before. */
  async finish(
    tx: OrgTx,
    connection: Connection,
    id: ConnectionTestId,
    finding: TestFinding,
  ): Promise<{ readonly tried: TriedSettings | null } | null> {
    const { orgId } = connection;
    const { evidence, checks, ...rest } = finding;
    const { count } = await rows(tx).connectionTest.updateMany({
      where: { orgId, id, connectionId: connection.id, finishedAt: null },
      data: {
        ...rest,
        checks: checks.map((check) => ({ ...check })),
        ...(evidence !== null && { evidence: { ...evidence } }),
      },
    });
    if (count === 0) return null;
    const row = await rows(tx).connectionTest.findUnique({
      where: { orgId_id: { orgId, id } },
      select: { settingsHash: true },
    });
    const isOf = (which: Connection): boolean => row !== null && timingSafeEqual(row.settingsHash, hashOf(which));
    if (isOf(connection)) return { tried: 'live' };
    return { tried: connection.pending !== null && isOf(asPending(connection)) ? 'pending' : null };
  }
}

/** Which settings: each change by an admin has its time, of secrets too. What the connection learned by itself is no change. */
const hashOf = ({ id, updatedAt }: Connection): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(createHash('sha256').update(`${id}/${updatedAt.toISOString()}`).digest());

const toTest = (
  row: Record<'orgId' | 'id' | 'connectionId', string> & { checks: unknown; evidence: unknown } & Pick<
      ConnectionTest,
      'startedBy' | 'startedAt' | 'finishedAt' | 'passed' | 'problem'
    >,
): ConnectionTest => ({
  ...row,
  orgId: row.orgId as OrgId,
  id: row.id as ConnectionTestId,
  connectionId: row.connectionId as ConnectionId,
  checks: row.checks as readonly AnswerCheck[],
  evidence: row.evidence as JsonObject | null,
});

import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId, PrincipalId } from '#kernel';
import { isUniqueViolation, type OrgScope, type OrgTx, type SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { type Elevation, type ElevationId, LAPSES_MS, type RunningElevation } from './elevation.js';
import { ElevationPointless } from './elevation.errors.js';

const columns = {
  id: true,
  personId: true,
  personLabel: true,
  role: true,
  reason: true,
  minutes: true,
  requestedAt: true,
  decision: true,
  decisionReason: true,
  deciderLabel: true,
  decidedAt: true,
  endsAt: true,
  endedAt: true,
} as const;

export type NewElevation = Pick<
  Elevation,
  'id' | 'personId' | 'personLabel' | 'role' | 'reason' | 'minutes' | 'requestedAt'
>;

export interface ElevationDecision {
  readonly decision: 'approved' | 'rejected';
  readonly decisionReason: string;
  readonly deciderId: PrincipalId;
  readonly deciderLabel: string;
  readonly decidedAt: Date;
  readonly endsAt: Date | null;
}

/** Rows of the table `elevations`. */
@Injectable()
export class ElevationRepository {
  /** @throws ElevationPointless when the person has an open request for the role */
  async insert(tx: OrgTx, { orgId }: OrgScope, elevation: NewElevation): Promise<void> {
    try {
      await rows(tx).elevation.create({ data: { orgId, ...elevation }, select: { id: true } });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ElevationPointless(
        `Your request for the role "${elevation.role}" is open already; somebody has to decide on it.`,
        {},
        { cause: error },
      );
    }
  }

  /** Newest first. */
  async page(
    tx: OrgTx,
    { orgId }: OrgScope,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<readonly Elevation[]> {
    const found = await rows(tx).elevation.findMany({
      where: { orgId, ...(before !== null && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit,
      select: columns,
    });
    return found.map(toElevation);
  }

  /** Locks the row: of several who decide at once, one does. */
  async findForUpdate(tx: OrgTx, { orgId }: OrgScope, id: ElevationId): Promise<Elevation | null> {
    await sql(tx).query('select 1 as locked from elevations where org_id = $1::uuid and id = $2::uuid for update', [
      orgId,
      id,
    ]);
    const row = await rows(tx).elevation.findUnique({ where: { orgId_id: { orgId, id } }, select: columns });
    return row && toElevation(row);
  }

  async decide(tx: OrgTx, { orgId }: OrgScope, id: ElevationId, decision: ElevationDecision): Promise<void> {
    await rows(tx).elevation.updateMany({ where: { orgId, id }, data: decision });
  }

  async end(tx: OrgTx, { orgId }: OrgScope, id: ElevationId, endedAt: Date): Promise<void> {
    await rows(tx).elevation.updateMany({ where: { orgId, id, endedAt: null }, data: { endedAt } });
  }

  /** A person's request for a role on which nobody has decided. There is one at most. */
  async undecided(
    tx: OrgTx,
    { orgId }: OrgScope,
    { personId, role }: Pick<Elevation, 'personId' | 'role'>,
  ): Promise<ElevationId | null> {
    const where = { orgId, personId, role, decision: null, endedAt: null };
    const row = await rows(tx).elevation.findFirst({ where, select: { id: true } });
    return row && (row.id as ElevationId);
  }

  /** What people have for a while now: all of them, or one. */
  async running(
    tx: OrgTx,
    { orgId }: OrgScope,
    { personId, now }: { personId?: PersonId; now: Date },
  ): Promise<readonly RunningElevation[]> {
    const found = await rows(tx).elevation.findMany({
      where: {
        orgId,
        decision: 'approved',
        endedAt: null,
        endsAt: { gt: now },
        ...(personId !== undefined && { personId }),
      },
      orderBy: { endsAt: 'asc' },
      select: { id: true, personId: true, role: true, endsAt: true },
    });
    return found.flatMap(({ endsAt, ...row }) =>
      endsAt === null ? [] : [{ ...row, id: row.id as ElevationId, personId: row.personId as PersonId, endsAt }],
    );
  }

  /** Those whose time is over, and requests that have lapsed, of which the ledger does not know yet. */
  async overAcrossTenants(
    tx: SystemTx,
    now: Date,
    limit: number,
  ): Promise<readonly { orgId: OrgId; id: ElevationId }[]> {
    const found = await rows(tx).elevation.findMany({
      where: {
        endedAt: null,
        OR: [
          { decision: 'approved', endsAt: { lte: now } },
          { decision: null, requestedAt: { lte: new Date(now.getTime() - LAPSES_MS) } },
        ],
      },
      orderBy: { requestedAt: 'asc' },
      take: limit,
      select: { orgId: true, id: true },
    });
    return found.map(({ orgId, id }) => ({ orgId: orgId as OrgId, id: id as ElevationId }));
  }
}

const toElevation = <Row extends { id: string; personId: string; decision: string | null }>(
  row: Row,
): Row & Pick<Elevation, 'id' | 'personId' | 'decision'> => ({
  ...row,
  id: row.id as ElevationId,
  personId: row.personId as PersonId,
  decision: row.decision as Elevation['decision'],
});

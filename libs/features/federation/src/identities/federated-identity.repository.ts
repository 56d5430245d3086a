import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { secretHash } from '#features/identity';
import type { ConnectionId } from '../connections/connection.js';
import type { FederatedIdentity, LinkedBy } from './federated-identity.js';

const columns = {
  connectionId: true,
  subject: true,
  personId: true,
  email: true,
  linkedBy: true,
  linkedAt: true,
  lastUsedAt: true,
} as const;

interface SubjectKey extends OrgScope {
  readonly connectionId: ConnectionId;
  readonly subject: string;
}

/** Rows of the table `federated_identities`. */
@Injectable()
export class FederatedIdentityRepository {
  async find(tx: OrgTx, key: SubjectKey): Promise<FederatedIdentity | null> {
    const row = await rows(tx).federatedIdentity.findUnique({ where: uniqueOf(key), select: columns });
    return row && toIdentity(row);
  }

  async ofPerson(tx: OrgTx, { orgId }: OrgScope, personId: PersonId): Promise<readonly FederatedIdentity[]> {
    const found = await rows(tx).federatedIdentity.findMany({
      where: { orgId, personId },
      select: columns,
      orderBy: { linkedAt: 'asc' },
    });
    return found.map(toIdentity);
  }

  async insert(tx: OrgTx, { orgId }: OrgScope, identity: FederatedIdentity): Promise<void> {
    const data = { orgId, ...identity, subjectHash: secretHash(identity.subject) };
    await rows(tx).federatedIdentity.create({ data, select: { orgId: true } });
  }

  async noteUse(tx: OrgTx, key: SubjectKey, { email, now }: { email: string | null; now: Date }): Promise<void> {
    const { orgId, connectionId, subject } = key;
    const where = { orgId, connectionId, subjectHash: secretHash(subject) };
    await rows(tx).federatedIdentity.updateMany({ where, data: { email, lastUsedAt: now } });
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, connectionId: ConnectionId, personId: PersonId): Promise<boolean> {
    return (await rows(tx).federatedIdentity.deleteMany({ where: { orgId, connectionId, personId } })).count === 1;
  }

  countOf(tx: OrgTx, { orgId }: OrgScope, connectionId: ConnectionId): Promise<number> {
    return rows(tx).federatedIdentity.count({ where: { orgId, connectionId } });
  }

  /** One arrival of a subject, and one of an address, at a time: of two that come at once, the second finds what the first made. */
  async lock(tx: OrgTx, { orgId, connectionId, subject }: SubjectKey, email: string | null): Promise<void> {
    const names = [`${orgId}/${connectionId}/${subject}`, ...(email === null ? [] : [`${orgId}/${email}`])];
    for (const name of names.sort())
      await sql(tx).query('select pg_advisory_xact_lock(hashtextextended($1, 8))::text as locked', [name]);
  }
}

const uniqueOf = ({ orgId, connectionId, subject }: SubjectKey) => ({
  orgId_connectionId_subjectHash: { orgId, connectionId, subjectHash: secretHash(subject) },
});

const toIdentity = (
  row: Record<'connectionId' | 'personId' | 'linkedBy', string> &
    Omit<FederatedIdentity, 'connectionId' | 'personId' | 'linkedBy'>,
): FederatedIdentity => ({
  ...row,
  connectionId: row.connectionId as ConnectionId,
  personId: row.personId as PersonId,
  linkedBy: row.linkedBy as LinkedBy,
});

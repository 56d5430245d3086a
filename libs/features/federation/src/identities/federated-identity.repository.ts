import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { secretHash } from '#features/identity';
import type { ConnectionId } from '../connections/connection.js';
import type { FederatedIdentity, LinkedBy } from './federated-identity.js';
import type { ArrivalFacts } from './linking.rules.js';

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
    const [row] = await sql(tx).query<Row & Record<string, unknown>>(
      `select connection_id as "connectionId", subject, person_id as "personId", email, linked_by as "linkedBy", linked_at as "linkedAt",
              last_used_at as "lastUsedAt"
         from federated_identities where org_id = $1::uuid and connection_id = $2::uuid and subject_hash = $3::bytea`,
      [key.orgId, key.connectionId, secretHash(key.subject)],
    );
    return row === undefined ? null : toIdentity(row);
  }

  /** Whose the subject is, whether she belongs to the org, and whether people of her address have to come in through another connection. */
  async standingOf(tx: SystemTx, key: SubjectKey): Promise<ArrivalFacts['known']> {
    const [row] = await sql(tx).query<NonNullable<ArrivalFacts['known']> & Record<string, unknown>>(
      `select f.person_id as "personId", coalesce(m.status, 'none') as membership,
              (b.person_id is null and (w.sso_required is true or r.sso_required is true) and r.connection_id <> f.connection_id) is true as "isLedElsewhere"
         from federated_identities f
         join people p on p.id = f.person_id
         left join memberships m on m.org_id = f.org_id and m.person_id = f.person_id
         left join sign_in_policies w on w.org_id = f.org_id
         left join domain_rules r on r.org_id = f.org_id and r.domain = split_part(p.email, '@', -1)
         left join break_glass_owners b on b.org_id = f.org_id and b.person_id = f.person_id
        where f.org_id = $1::uuid and f.connection_id = $2::uuid and f.subject_hash = $3::bytea`,
      [key.orgId, key.connectionId, secretHash(key.subject)],
      'identity.standing',
    );
    return row ?? null;
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
    await sql(tx).post(
      `update federated_identities set email = $4, last_used_at = $5::timestamptz
        where org_id = $1::uuid and connection_id = $2::uuid and subject_hash = $3::bytea`,
      [orgId, connectionId, secretHash(subject), email, now],
      'identity.use',
    );
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
    // In the order of the array, so that two arrivals never wait for each other in a circle.
    await sql(tx).post(
      'select pg_advisory_xact_lock(hashtextextended(name, 8))::text as locked from unnest($1::text[]) as name',
      [names.sort()],
      'identity.lock',
    );
  }
}

type Row = Record<'connectionId' | 'personId' | 'linkedBy', string> &
  Omit<FederatedIdentity, 'connectionId' | 'personId' | 'linkedBy'>;

const toIdentity = (row: Row): FederatedIdentity => ({
  ...row,
  connectionId: row.connectionId as ConnectionId,
  personId: row.personId as PersonId,
  linkedBy: row.linkedBy as LinkedBy,
});

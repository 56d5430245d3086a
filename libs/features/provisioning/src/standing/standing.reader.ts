import { Injectable } from '@nestjs/common';
import type { GroupId } from '#features/tenancy';
import type { OrgId, PersonId } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryId, DirectoryScope } from '../directories/directory.js';
import type { DirectoryUserId } from '../users/directory-user.js';
import type { Arrival } from '../users/directory-user.repository.js';

export interface KnownUser {
  readonly directoryId: DirectoryId;
  readonly id: DirectoryUserId;
  readonly active: boolean;
  readonly label: string;
  readonly personId: PersonId | null;
}

/** A user, and the account of the org that is hers: one that the org manages, or one whose address is in a verified domain of the org. */
export interface Match {
  readonly id: DirectoryUserId;
  readonly active: boolean;
  readonly label: string;
  readonly personId: PersonId;
}

/** An arrival, and whether an account of the org is hers as far as one look tells. */
export interface SeenArrival extends Arrival {
  readonly isKnown: boolean;
}

/** The account of the org that is the user's who stands in the row `u`, and that no user of the directory has yet. */
const ACCOUNT_OF_USER = `(select p.id from people p join memberships m on m.org_id = u.org_id and m.person_id = p.id
                where p.email = u.email_key
                  and (p.home_org_id = u.org_id or (p.home_org_id is null and exists (
                    select 1 from domains d where d.org_id = u.org_id and d.name = split_part(u.email_key, '@', 2) and d.verified_at is not null)))
                  and not exists (select 1 from directory_users o
                    where o.org_id = u.org_id and o.directory_id = u.directory_id and o.person_id = p.id)
                order by p.home_org_id nulls last limit 1)`;

/** Who a directory's users are. */
@Injectable()
export class StandingReader {
  /** Of whom nobody has looked yet who they are. Each is found by her key, however many the planner thinks there are. */
  arrivals(tx: SystemTx, { orgId, directoryId }: DirectoryScope, limit: number): Promise<readonly SeenArrival[]> {
    return sql(tx).query<SeenArrival & Record<string, unknown>>(
      `select a.user_id as id, a.turn, u.account is not null as "isKnown"
         from (select user_id, turn from directory_arrivals where org_id = $1::uuid and directory_id = $2::uuid order by user_id limit $3::int) a
         left join lateral (
           select ${ACCOUNT_OF_USER} as account from directory_users u
            where u.org_id = $1::uuid and u.directory_id = $2::uuid and u.id = a.user_id and u.person_id is null offset 0) u on true`,
      [orgId, directoryId, limit],
      'scim.arrivals.look',
    );
  }

  /** Those of `ids` who have an account of the org that no user of the directory has yet. */
  async matches(
    tx: SystemTx,
    { orgId, directoryId }: DirectoryScope,
    ids: readonly DirectoryUserId[],
  ): Promise<readonly Match[]> {
    const found = await sql(tx).query<Match & Record<string, unknown>>(
      `select u.id, u.active, u.label, ${ACCOUNT_OF_USER} as "personId"
         from directory_users u
        where u.org_id = $1::uuid and u.directory_id = $2::uuid and u.id = any ($3::uuid[]) and u.person_id is null order by u.id`,
      [orgId, directoryId, ids],
    );
    // One account is one user's: of two who claim it, hers who came first.
    const firsts = new Map(found.toReversed().map((match) => [match.personId as PersonId | null, match]));
    firsts.delete(null);
    return [...firsts.values()].toReversed();
  }

  /** The directories in which somebody waits. */
  waitingAcrossTenants(tx: SystemTx): Promise<readonly DirectoryScope[]> {
    return sql(tx).query<DirectoryScope & Record<string, unknown>>(
      `select distinct org_id as "orgId", directory_id as "directoryId" from directory_arrivals limit 1000`,
    );
  }

  /** Whom the org's directories know by one of these names. */
  knownBy(tx: OrgTx, { orgId }: { orgId: OrgId }, names: readonly string[]): Promise<readonly KnownUser[]> {
    const of =
      'select directory_id as "directoryId", id, active, label, person_id as "personId" from directory_users where org_id = $1::uuid';
    return sql(tx).query<KnownUser & Record<string, unknown>>(
      `${of} and email_key = any ($2::text[]) union ${of} and directory_id in (select id from directories where org_id = $1::uuid)
          and user_name_key = any ($2::text[])`,
      [orgId, names],
      'directory_user.known',
    );
  }

  /** Whether another directory says that the person may not come. */
  async isHeldBack(tx: OrgTx, { orgId }: { orgId: OrgId }, personId: PersonId): Promise<boolean> {
    const found = await sql(tx).query(
      'select 1 as held from directory_users where org_id = $1::uuid and person_id = $2::uuid and not active limit 1',
      [orgId, personId],
    );
    return found.length > 0;
  }

  async groupsOf(tx: OrgTx, scope: DirectoryScope, id: DirectoryUserId): Promise<readonly GroupId[]> {
    const found = await sql(tx).query<{ id: GroupId }>(
      `select group_id as id from directory_group_members where org_id = $1::uuid and directory_id = $2::uuid and user_id = $3::uuid`,
      [scope.orgId, scope.directoryId, id],
    );
    return found.map((row) => row.id);
  }

  async groupsIn(tx: OrgTx, scope: DirectoryScope): Promise<readonly GroupId[]> {
    const found = await sql(tx).query<{ id: GroupId }>(
      'select id from directory_groups where org_id = $1::uuid and directory_id = $2::uuid',
      [scope.orgId, scope.directoryId],
    );
    return found.map((row) => row.id);
  }
}
